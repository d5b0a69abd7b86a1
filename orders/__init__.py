"""Orders: carts that are priced with what the ledger knows, and hold what their quote uses.

``orders.uses`` says which accounts a cart's limits are kept in, and what a quote takes of them.
"""

from orders.uses import Needs, Uses, facts_with, needs_of, uses_of

__all__ = ["Needs", "Uses", "facts_with", "needs_of", "uses_of"]
