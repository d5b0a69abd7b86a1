"""Refusals in plain sentences, from one table; clients may word their own from the reason."""

from typing import Final

from pricing.money import MEASURE_DECIMALS, Currency, format_scaled
from pricing.quote import Counts, Reason

_SENTENCES: Final[dict[Reason, str]] = {
    "unknown": "this code is not known",
    "not-started": "the promotion has not started yet",
    "expired": "the promotion is over",
    "channel": "the promotion does not run in this channel",
    "store": "the promotion does not run in this store",
    "time": "the promotion does not run at this hour or on this day of the week",
    "sign-in": "sign in or scan the card first",
    "not-for-you": "the promotion is not for this customer",
    "delivery": "the promotion asks for another way of delivery",
    "payment": "the promotion asks for another means of payment",
    "used-up": "it has been used as often as it may be",
    "already-in-cart": "a code of this coupon is already in the cart",
    "needs-approval": "somebody has to approve it first",
    "no-goods": "nothing in the cart is covered by it",
    "below-minimum": "the cart is below the threshold",
    "not-combinable": "it does not combine with what was applied",
    "better-deal": "a better deal was applied to the same goods",
    "no-saving": "it would save nothing on this cart",
}
_UNITS: Final = {"pieces": "pieces", "weight": "kg, l or m"}


def refusal(reason: Reason, missing: str | None, missing_of: Counts, currency: str) -> str:
    """Return one sentence for a refusal, lower-case, without a final stop.

    ``refusal("below-minimum", "17.40", "amount", "PLN")`` is ``17.40 PLN below the threshold``.
    """
    if reason == "below-minimum" and missing is not None:
        return f"{missing} {_UNITS.get(missing_of, currency)} below the threshold"
    return _SENTENCES[reason]


def written_missing(missing: int, counts: Counts, currency: Currency) -> str:
    """Write what is missing as the wire has it: an amount, whole pieces, or kg, l or m."""
    decimals = {"amount": currency.exponent, "pieces": 0, "weight": MEASURE_DECIMALS}
    return format_scaled(missing, decimals[counts])
