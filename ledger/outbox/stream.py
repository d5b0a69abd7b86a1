"""A stream of Redis or Valkey as a receiver: entries have the events' own places as identifiers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from redis.exceptions import RedisError, ResponseError
from typing_extensions import override

from ledger.limits import STREAM_EVENTS_MAX
from ledger.outbox.cloud_events import cloud_event
from ledger.outbox.receiver import DeliveryError, Receiver
from ledger.records import OutboxEvent

if TYPE_CHECKING:
    from redis.asyncio import Redis


class _Sourced(msgspec.Struct):
    """What is looked at in an event that was added before."""

    source: str


_SOURCE: Final = msgspec.json.Decoder(_Sourced)
_NOT_ABOVE: Final = "equal or smaller"


class RedisStream(Receiver):
    """Adds events to a stream, each once: Redis refuses an entry that is there already.

    An entry's identifier is ``epoch-seq`` of the event, its fields are ``id``, ``type`` and
    ``event``, which is the CloudEvent. Nobody else may add to the stream. Where an outbox has
    several parts, the others have streams of their own: ``KEY:1``, ``KEY:2`` and so on.
    """

    def __init__(
        self,
        client: "Redis",
        key: str,
        *,
        name: str = "stream",
        source: str,
        keep: int | None = None,
    ) -> None:
        """Begin; nothing is sent yet.

        Args:
            client: Of the server; closed with this.
            key: Of the stream.
            name: Under which the ledger keeps how far it is.
            source: The source of the events.
            keep: About how many entries the stream keeps; None keeps all.
        """
        self.name = name
        self.most = STREAM_EVENTS_MAX
        self._client = client
        self._key = key
        self._source = source
        self._keep = keep

    @override
    async def deliver(self, events: Sequence[OutboxEvent]) -> None:
        """Add events in one round trip."""
        try:
            pipeline = self._client.pipeline(transaction=False)
            for event in events:
                pipeline.execute_command(*self._command(event))
            answers = await pipeline.execute(raise_on_error=False)
            for event, answer in zip(events, answers, strict=True):
                if isinstance(answer, ResponseError) and _NOT_ABOVE in str(answer):
                    await self._is_there(event)
                elif isinstance(answer, Exception):
                    raise answer
        except (RedisError, OSError) as error:
            raise DeliveryError(f"not added: {error}") from None

    def _command(self, event: OutboxEvent) -> list[str | bytes]:
        envelope = cloud_event(event, self._source)
        trim = ["MAXLEN", "~", str(self._keep)] if self._keep else []
        fields = ["id", envelope.id, "type", envelope.type, "event"]
        body = msgspec.json.encode(envelope)
        return ["XADD", self._of(event.part), *trim, _entry(event), *fields, body]

    async def _is_there(self, event: OutboxEvent) -> None:
        """Make sure that an entry was refused because it is there, or was and was trimmed."""
        key, entry = self._of(event.part), _entry(event)
        if await self._ask("XRANGE", key, entry, entry):
            return
        # Entries are added in order: where the last one is ours, all before it were added.
        for name, fields in await self._ask("XREVRANGE", key, "+", "-", "COUNT", "1"):
            if not self._is_ours(fields):
                last = name.decode() if isinstance(name, bytes) else name
                raise DeliveryError(f"others wrote `{last}` to `{key}`: use another key")

    def _is_ours(self, fields: dict[Any, Any] | list[Any]) -> bool:
        pairs = (
            fields
            if isinstance(fields, dict)
            else dict(zip(fields[::2], fields[1::2], strict=True))
        )
        try:
            found = _SOURCE.decode(pairs.get(b"event", pairs.get("event", b"")))
        except (msgspec.DecodeError, TypeError):
            return False
        return found.source == self._source

    async def _ask(self, *words: str) -> Any:
        return await self._client.execute_command(*words)  # type: ignore[no-untyped-call]

    def _of(self, part: int) -> str:
        return f"{self._key}:{part}" if part else self._key

    @override
    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


def _entry(event: OutboxEvent) -> str:
    return f"{event.epoch}-{event.seq}"
