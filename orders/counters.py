"""Which promotions of a ruleset need the ledger at all: most count nothing over many baskets."""

from typing import Final

from pricing.program import Program, Promotion

# The last ruleset asked about; a worker has one, and workers are replaced with it.
_LAST: Final[list[tuple[Program, frozenset[int]]]] = []


def counting_promotions(program: Program) -> frozenset[int]:
    """Return the numbers of the promotions that count or read a count over many baskets."""
    for known, numbers in _LAST:
        if known is program:
            return numbers
    numbers = frozenset(one.number for one in program.promotions if _counts(one))
    _LAST[:] = [(program, numbers)]
    return numbers


def _counts(promotion: Promotion) -> bool:
    limits = promotion.limits
    return (
        limits.customer_units is not None
        or bool(promotion.orders_in)
        or any(one.spans_baskets for one in limits.allowances)
    )
