"""Every event there is, and all that it says. What is not listed here does not go out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec


class Field(msgspec.Struct, frozen=True):
    """One datum of an event.

    Attributes:
        name: As in the event's ``data``.
        type: ``string`` or ``integer``.
        meaning: What it is.
        always: Whether it is always there.
    """

    name: str
    type: str
    meaning: str
    always: bool = True


class EventKind(msgspec.Struct, frozen=True):
    """One kind of event.

    Attributes:
        name: Without the prefix of its type, such as ``order.confirmed``.
        meaning: What has happened.
        subject: What its subject names.
        data: What it says beside.
    """

    name: str
    meaning: str
    subject: str
    data: tuple[Field, ...]


_ORDER_ID: Final = "the order's identifier"
_BOOK: Final = "the book of points, `{customer/C} points/P`"
_SERIES: Final = "the series of the coupon's campaign"
_CUSTOMER: Final = Field(
    "customer", "string", "the ledger's opaque identifier of the customer, if any", always=False
)
_REVISION: Final = Field("revision", "integer", "number of the binding quote")
_OF_ORDER: Final = Field("order", "string", "the order that is the reason")
_POINTS: Final = Field("points", "integer", "how many")
_CODE: Final = Field(
    "account",
    "string",
    "the account of the unique code, which names it by its digest",
    always=False,
)
_COUPON: Final = "the coupon"
_PROMOTION: Final = Field("promotion", "string", "the promotion that gave it")
_BATCH: Final = Field("batch", "string", "name of the batch")
_CODES: Final = Field("codes", "integer", "how many, where it is the whole batch", always=False)
_DIGEST: Final = Field("code", "string", "the code's digest, where it is one", always=False)
_ADJUSTMENT: Final = Field("adjustment", "string", "identifier of what was done by hand")

_ALL: Final = (
    EventKind("order.reserved", "An order holds what its quote uses.", _ORDER_ID,
              (_CUSTOMER, _REVISION,
               Field("due_ms", "integer", "when it ends, in milliseconds since 1970"))),
    EventKind("order.expired", "A reservation ended; dated when it was due.", _ORDER_ID,
              (_CUSTOMER, _REVISION)),
    EventKind("order.confirmed", "An order is paid.", _ORDER_ID,
              (_CUSTOMER, _REVISION,
               Field("overrun", "integer", "limits that a forced confirm went over; 0 is none"))),
    EventKind("order.cancelled", "An order holds and uses nothing any more.", _ORDER_ID,
              (_CUSTOMER, _REVISION)),
    EventKind("order.delivered", "The goods are with the customer.", _ORDER_ID,
              (_CUSTOMER, _REVISION)),
    EventKind("order.returned", "Units of an order came back.", _ORDER_ID,
              (_CUSTOMER, Field("return_id", "string", "the return's identifier"),
               Field("refund_minor", "integer", "what is paid back, in minor units"))),
    EventKind("coupon.redeemed", "A confirmed order used a coupon.", _SERIES,
              (_OF_ORDER, _CUSTOMER, _CODE)),
    EventKind("coupon.issued", "A confirmed order gave a unique code, good from now on.", _COUPON,
              (_OF_ORDER, _CUSTOMER, _PROMOTION)),
    EventKind("coupon.unlisted", "A code could not be listed: the batch `orders` is missing.",
              _COUPON, (_OF_ORDER, _CUSTOMER, _PROMOTION)),
    EventKind("coupon.restored", "A coupon that was used may be used again.", _SERIES,
              (_OF_ORDER, _CUSTOMER, _CODE)),
    EventKind("points.earned", "A confirmed order earned points; they may be pending.", _BOOK,
              (_OF_ORDER, _CUSTOMER, _POINTS)),
    EventKind("points.spent", "A confirmed order was paid with points.", _BOOK,
              (_OF_ORDER, _CUSTOMER, _POINTS)),
    EventKind("points.reinstated", "Spent points were given back.", _BOOK,
              (_OF_ORDER, _CUSTOMER, _POINTS)),
    EventKind("points.reversed", "Earned points were taken back.", _BOOK,
              (_OF_ORDER, _CUSTOMER, _POINTS,
               Field("missing", "integer", "how many of them had been spent already"))),
    EventKind("points.expired", "Points are past their day; dated on that day.", _BOOK,
              (Field("lot", "string", "the lot they were in"), _POINTS)),
    EventKind("points.adjusted", "Points were added or taken away by hand.", _BOOK,
              (Field("points", "integer", "how many; negative where taken away"), _ADJUSTMENT)),
    EventKind("codes.issued", "Codes of a batch were put on the list.", _COUPON,
              (_BATCH, Field("codes", "integer", "how many were new"))),
    EventKind("codes.blocked", "A batch of codes, or one code, works no more.", _COUPON,
              (_BATCH, _CODES, _DIGEST)),
    EventKind("codes.unblocked", "A batch of codes, or one code, works again.", _COUPON,
              (_BATCH, _CODES, _DIGEST)),
    EventKind("codes.expire", "A batch of codes, or one code, has another last day.", _COUPON,
              (_BATCH, _CODES, _DIGEST, Field("expires", "string", "the last day, ISO 8601"))),
    EventKind("customer.merged", "Two customers turned out to be one.",
              "the customer that is no more",
              (Field("into", "string", "the customer that stands"),
               Field("points", "integer", "how many points moved"))),
    EventKind("customer.erased", "A customer was forgotten; delete what you keep of them.",
              "the customer", (Field("points", "integer", "how many points were forfeited"),)),
    EventKind("limit.granted", "An account was given more than its limit by hand.", "the account",
              (Field("amount", "integer", "how much more"), _ADJUSTMENT)),
    EventKind("limit.overrun", "A forced confirm went over a limit.", "the account or the book",
              (_OF_ORDER, _CUSTOMER, Field("wanted", "integer", "how much the order used"),
               Field("left", "integer", "how much was left"))),
)  # fmt: skip

EVENTS: Final[Mapping[str, EventKind]] = MappingProxyType({kind.name: kind for kind in _ALL})
