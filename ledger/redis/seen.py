"""What every part of a view shares: what was read, what is missing, and what was written."""

from typing import Any

from ledger.redis.changes import Changes
from ledger.redis.wants import Record, Want


class MissingError(Exception):
    """The verb needs something that was not read yet."""

    def __init__(self, *wants: Want) -> None:
        super().__init__(*wants)
        self.wants = wants


class Seen:
    """One verb's view of the records about one subject.

    Attributes:
        subject: The order, or whatever else the record is kept under.
        changes: What the verb has written since it began.
        got: What was read.
        buckets: In how many the orders are.
    """

    def __init__(self, subject: str, buckets: int) -> None:
        self.subject = subject
        self.buckets = buckets
        self.changes = Changes()
        self.got: dict[Want, Any] = {}

    @property
    def record(self) -> Record:
        """The subject's record as it was read; a view without a subject has none."""
        if not self.subject:
            return Record()
        found: Record = self.get(Want("record", self.subject))
        return found

    def get(self, want: Want) -> Any:
        """Return what was read; MissingError where it was not yet."""
        if want in self.got:
            return self.got[want]
        wants = dict.fromkeys((want, *companions(want, self.subject), *self._foreseen()))
        raise MissingError(*(one for one in wants if one == want or one not in self.got))

    def _foreseen(self) -> list[Want]:
        """Say what whoever looks at the subject's order will want too."""
        record: Record | None = self.got.get(Want("record", self.subject))
        if record is None or record.order is None:
            return []
        order = record.order
        wants = [Want("family", order.customer)] if order.customer is not None else []
        for points in (order.plan.spend, order.plan.earn):
            if points is not None:
                book = Want("book", points.book)
                wants += (book, *companions(book, self.subject))
        return wants


def companions(want: Want, subject: str) -> tuple[Want, ...]:
    """Say what is read with something at the same moment."""
    if want.kind == "book":
        return Want("holders", want.of), Want("lot", want.of, subject)
    if want.kind == "holders":
        # What they hold: in between one may have let go.
        return (Want("account", want.of),)
    return ()
