"""From when to when the points of an order count."""

from ledger.orders import Terms
from ledger.points_terms import earned_terms
from pricing.program import Program


def terms_of(program: Program, confirmed_ms: int, delivered_ms: int) -> Terms:
    """Return the dates of points earned by an order.

    Args:
        program: The rules in force.
        confirmed_ms: When it was confirmed: its points were earned then.
        delivered_ms: When its goods were handed over: its window of returns begins then.
    """
    return earned_terms(program.earning.policy, program.shop.timezone, confirmed_ms, delivered_ms)
