"""CloudEvents 1.0 in JSON: the envelope in which every event goes out."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from ledger.outbox.catalogue import EVENTS
from ledger.records import OutboxEvent

TYPE_PREFIX: Final = "pl.grosz."
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event as it goes out.

    Attributes:
        specversion: Of CloudEvents.
        id: The event's identifier; sent again it is the same.
        source: Which ledger it is from, as its operator calls it.
        type: ``pl.grosz.`` and the event's name.
        subject: What it is about.
        time: When it happened or was due, by RFC 3339 in UTC.
        datacontenttype: Of the data.
        data: What the catalogue lists, and nothing else.
    """

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str = "application/json"
    data: dict[str, int | str]


def cloud_event(event: OutboxEvent, source: str) -> CloudEvent:
    """Put an event of the outbox into its envelope."""
    told = event.event
    kind = EVENTS.get(told.name)
    # A fact that nobody has thought about stays inside: it might name a person.
    fields = {field.name for field in kind.data} if kind is not None else set()
    time = (_BEGINNING + timedelta(milliseconds=told.at_ms)).isoformat(timespec="milliseconds")
    return CloudEvent(
        id=event.id,
        source=source,
        type=TYPE_PREFIX + told.name,
        subject=told.subject,
        time=time.replace("+00:00", "Z"),
        data={name: fact for name, fact in told.facts.items() if name in fields},
    )
