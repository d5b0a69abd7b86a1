"""What the ledger and the orders refuse, as problems."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import msgspec

from api.problems import FieldError, Gone, ProblemError
from ledger import keys
from ledger.accounts import Shortage
from ledger.limits import RESERVATION_MS_MAX
from ledger.outcomes import Code
from ledger.return_requests import ReturnError
from orders.refusals import OrderRefusedError, Refused

_DETAILS: Final[Mapping[Code | Refused, str]] = {
    Code.UNKNOWN_ORDER: "there is no order with this identifier",
    Code.SUPERSEDED: "the order has another revision by now",
    Code.ORDER_CONFIRMED: "the order is confirmed already",
    Code.ORDER_CANCELLED: "the order is cancelled",
    Code.ORDER_DELIVERED: "the order is delivered, or something of it came back",
    Code.NOT_CONFIRMED: "the order is not confirmed",
    Code.RESERVATION_EXPIRED: "the reservation is over, and something that it held is gone",
    Code.ALREADY_RETURNED: "another return of this order has this identifier",
    Code.QUANTITY: "more comes back than was bought",
    Code.TOO_MANY_RETURNS: "the order has as many returns as an order may have",
    Code.REVISION: "the order has another revision than If-Match names",
    Code.ORDER_BUSY: "somebody else is changing this order",
    Code.KEY_REUSED: "this Idempotency-Key came with another body before",
    Code.RESERVATION_TOO_LONG: (
        f"an order is reserved for 1 to {RESERVATION_MS_MAX // 1000} seconds"
    ),
    Code.TOO_MANY_OPEN: "too many orders of this customer or this client are open",
    Code.CLOCK: "the clocks of this server and of the ledger disagree",
    Code.BUSY: "too much waits for the ledger",
    Code.DEADLINE: "too much waits for the ledger",
    Code.STORE_DOWN: "the ledger does not answer",
    Code.OUTCOME_UNKNOWN: "the ledger has not said whether it is done",
    Refused.QUOTE_CHANGED: "the cart costs something else than was expected",
    Refused.CONTENDED: "others were faster, again and again",
    Refused.IN_FLIGHT: "the same request is being worked on",
    Refused.INVALID_ORDER: "the ledger cannot keep such an order",
}
_SLUGS: Final[Mapping[Code | Refused, str]] = {
    Code.QUANTITY: "more-than-bought",
    Code.DEADLINE: "busy",
}
# Seconds until the same may be sent again, where nothing has to change before.
_RETRY_AFTER: Final[Mapping[str, str]] = {
    "order-busy": "1", "in-flight": "1", "too-many-open": "60", "busy": "1", "contended": "1",
    "clock": "5", "store-down": "1", "outcome-unknown": "1",
}  # fmt: skip


def problem_of_refusal(error: OrderRefusedError) -> ProblemError:
    """Turn a refused order into a problem.

    Raises:
        RuntimeError: It is refused for a reason that is a bug of ours.
    """
    detail = _DETAILS.get(error.code)
    if detail is None:
        raise RuntimeError(f"an order was refused with `{error.code}`")
    slug = _SLUGS.get(error.code, str(error.code))
    seconds = _RETRY_AFTER.get(slug)
    facts: dict[str, Any] = {"gone": gone(error.shortages)}
    if error.revision is not None:
        facts["revision"] = error.revision
    if error.quote:
        # As it is, not decoded and written again.
        facts["quote"] = msgspec.Raw(error.quote)
    return ProblemError(
        slug,
        error.message or detail,
        headers=(("retry-after", seconds),) if seconds else (),
        facts=facts,
    )


def problem_of_return(error: ReturnError) -> ProblemError:
    """Turn a return that does not fit its order into a problem."""
    told = tuple(FieldError(one.pointer, one.code, one.message, one.hint) for one in error.mistakes)
    is_too_much = {one.code for one in told} == {"more-than-bought"}
    slug = "more-than-bought" if is_too_much else "invalid-return"
    return ProblemError(slug, told[0].message, told)


def gone(shortages: Sequence[Shortage]) -> tuple[Gone, ...]:
    """Tell what is missing, without the ledger's own names for it."""
    return tuple(
        Gone(*_named(one.account), one.wanted, one.left, cast("Any", str(one.why)), one.orders)
        for one in shortages
    )


def _named(account: str) -> tuple[Any, str]:
    kind, _, owner = keys.group(account).partition("/")
    rest = account.partition("} ")[2]
    if kind == "code":
        return "code", ""
    if kind == "series":
        return ("budget" if rest == "budget" else "total"), owner
    if rest.startswith("points/"):
        return "points", rest.removeprefix("points/")
    return "customer", rest
