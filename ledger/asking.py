"""What every question to a store and every answer of it have in common."""

import msgspec
from typing_extensions import override

from ledger.limits import NAME_CHARS_MAX
from ledger.orders import check_name


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What every verb says.

    Attributes:
        client: Who asks.
        sent_ms: The asking worker's clock, to be compared with the store's; None is not compared.
    """

    client: str
    sent_ms: int | None = None

    @property
    def subject(self) -> str:
        """What it is about; with client and verb it is where a key counts."""
        return ""


class Manual(Request, frozen=True, kw_only=True):
    """Something done by hand. Its identifier holds for ever: done again, it is done once.

    Attributes:
        id: The adjustment's own identifier.
        reason: Why, for whoever reads the books later; never empty.
    """

    id: str
    reason: str

    def __post_init__(self) -> None:
        check_name(self.client, "client")
        check_name(self.id, "adjustment")
        if not 1 <= len(self.reason.strip()) <= NAME_CHARS_MAX:
            raise ValueError(f"a reason has 1 to {NAME_CHARS_MAX} characters")

    @property
    @override
    def subject(self) -> str:
        return self.id


class Answer(msgspec.Struct, frozen=True, tag=True):
    """Any answer of a store."""
