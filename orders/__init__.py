"""Orders: a cart is priced with what is left, held, confirmed, and given back in parts.

It brings ``pricing``, ``catalogue`` and ``ledger`` together and knows no HTTP. Start reading at
``orders.service``.
"""

from orders.asking import Confirming, Putting, Returning, Whose
from orders.counting import Asked, Counted, Ruleset
from orders.promise import Promise, read_promise
from orders.refusals import OrderRefusedError, Refused
from orders.service import Orders

__all__ = [
    "Asked",
    "Confirming",
    "Counted",
    "OrderRefusedError",
    "Orders",
    "Promise",
    "Putting",
    "Refused",
    "Returning",
    "Ruleset",
    "Whose",
    "read_promise",
]
