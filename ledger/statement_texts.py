"""A statement in words, for an app and for a receipt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from ledger.customer_outcomes import Entry
from ledger.transfers import Kind

Language = Literal["en", "pl"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "pl")

_TEXTS: Final[Mapping[Language, Mapping[Kind, str]]] = MappingProxyType(
    {
        "en": {
            Kind.EARN: "earned with order {order}",
            Kind.SPEND: "spent on order {order}",
            Kind.REINSTATE: "given back with order {order}",
            Kind.REVERSE: "taken back with a return of order {order}",
            Kind.EXPIRE: "expired",
            Kind.FORFEIT: "forfeited: the membership ended",
            Kind.ADJUST: "by hand: {reason}",
        },
        "pl": {
            Kind.EARN: "naliczone za zamówienie {order}",
            Kind.SPEND: "wykorzystane w zamówieniu {order}",
            Kind.REINSTATE: "oddane z zamówienia {order}",
            Kind.REVERSE: "cofnięte po zwrocie z zamówienia {order}",
            Kind.EXPIRE: "utraciły ważność",
            Kind.FORFEIT: "przepadły: koniec udziału w programie",
            Kind.ADJUST: "ręcznie: {reason}",
        },
    }
)


def told(entry: Entry, language: Language = "en") -> str:
    """Return what a line of a statement says: what for, with the order or the reason."""
    return _TEXTS[language][entry.kind].format(order=entry.order, reason=entry.reason)
