"""Unique codes that an order gives for later: made of order and promotion, never stored.

Whoever shows the order makes them again. The ledger has their digests, and lists them in the step
in which the order is confirmed: before that they unlock nothing.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from ledger.batches import drawn_code
from ledger.code_secret import CodeDigests, Secret
from ledger.code_shapes import CodeShapeError
from ledger.orders import CodeIssue, Order
from ledger.verbs.code_list import account_of
from pricing.program import Program
from pricing.quote import Quote


class GivenCode(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unique code that the order gives; ``expires`` is its last day."""

    coupon: str
    promotion: str
    code: str
    expires: str | None = None


def issues_of(
    quote: Quote, program: Program, order: str, secret: Secret | None
) -> tuple[CodeIssue, ...]:
    """Return the codes that a quote gives, as the ledger lists them once it is paid.

    A coupon with a public code needs no other. Without the secret there are none.
    """
    if secret is None:
        return ()
    digests = CodeDigests(secret)
    found = []
    for one in quote.issued:
        coupon = program.coupons.get(one.coupon)  # a sale of before may name one that is gone
        if coupon is None or coupon.pattern is None:
            continue
        pattern = coupon.pattern
        try:
            code = _code(secret, order, one.coupon, one.promotion, pattern)
        except CodeShapeError:
            continue  # of this pattern no code can be made
        expires = None if one.expires is None else date.fromisoformat(one.expires)
        found.append(CodeIssue(one.coupon, one.promotion, pattern, digests.of(code), expires))
    return tuple(found)


def codes_of(
    issues: Sequence[CodeIssue], order: str, secret: Secret | None
) -> tuple[GivenCode, ...]:
    """Return the codes themselves, for whoever may see the order."""
    if secret is None:
        return ()
    return tuple(
        GivenCode(
            one.coupon,
            one.promotion,
            _code(secret, order, one.coupon, one.promotion, one.pattern),
            None if one.expires is None else one.expires.isoformat(),
        )
        for one in issues
    )


def issued_accounts(order: Order) -> tuple[str, ...]:
    """Return the accounts of the codes that an order gave, to be closed where it comes back."""
    return tuple(account_of(one.digest) for one in order.plan.issues)


def _code(secret: Secret, order: str, coupon: str, promotion: str, pattern: str) -> str:
    return drawn_code(secret.derive("issued code", order, coupon, promotion), pattern)
