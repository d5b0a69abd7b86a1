"""Products and prices: what an article is and what it costs in a channel, a store, at a moment.

Reads the retailer's product and price files, checks them whole and answers look-ups. It knows no
promotions, no HTTP and no carts beyond ``catalogue.facts``, which gathers for one cart what pricing
needs to know of its goods. Start reading at ``catalogue.load``.
"""

from catalogue.facts import facts_for, finder_for
from catalogue.findings import CatalogueError, CatalogueErrors
from catalogue.load import load_catalogue
from catalogue.records import PriceRecord, Store
from catalogue.store import Catalogue, MemoryCatalogue

__all__ = [
    "Catalogue",
    "CatalogueError",
    "CatalogueErrors",
    "MemoryCatalogue",
    "PriceRecord",
    "Store",
    "facts_for",
    "finder_for",
    "load_catalogue",
]
