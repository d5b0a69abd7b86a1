"""A receiver of events behind an HTTP address: each request is signed, and only a 2xx counts."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import httpx
import msgspec
from typing_extensions import override

from ledger.limits import WEBHOOK_ANSWER_BYTES_MAX, WEBHOOK_EVENTS_MAX
from ledger.outbox.cloud_events import cloud_event
from ledger.outbox.receiver import DeliveryError, Receiver
from ledger.outbox.signature import SigningSecret, sign
from ledger.records import OutboxEvent

_ONE: Final = "application/cloudevents+json; charset=utf-8"
_BATCH: Final = "application/cloudevents-batch+json; charset=utf-8"


class Webhook(Receiver):
    """Sends events by POST: one CloudEvent in structured mode, or a batch of them.

    A request that is sent again has the same ``webhook-id`` where it carries the same events.
    """

    def __init__(
        self,
        url: str,
        secrets: Sequence[SigningSecret],
        *,
        name: str = "webhook",
        source: str,
        clock_ms: Callable[[], int],
        batch: int = 1,
        timeout_s: float = 10.0,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        """Begin; nothing is sent yet.

        Args:
            url: Where to, with ``https://`` or ``http://``.
            secrets: The one in use; while it is changed, the new and the old.
            name: Under which the ledger keeps how far it is.
            source: The source of the events.
            clock_ms: Milliseconds since 1970 in UTC.
            batch: Events in one request; 1 sends each by itself.
            timeout_s: How long one request may take with its answer.
            client: Another client, for proxies and certificates.

        Raises:
            ValueError: The address, the batch or the number of secrets cannot be.
        """
        if httpx.URL(url).scheme not in ("http", "https") or not httpx.URL(url).host:
            raise ValueError("a webhook's address begins with https:// or http:// and a host")
        if not 1 <= batch <= WEBHOOK_EVENTS_MAX:
            raise ValueError(f"1 to {WEBHOOK_EVENTS_MAX} events go out in one request")
        if not secrets:
            raise ValueError("a webhook needs a secret to sign by")
        self.name = name
        self.most = batch
        self._url = url
        self._secrets = tuple(secrets)
        self._source = source
        self._clock_ms = clock_ms
        self._timeout_s = timeout_s
        self._client = client or httpx.AsyncClient()

    @override
    async def deliver(self, events: Sequence[OutboxEvent]) -> None:
        """Send events in one request."""
        envelopes = [cloud_event(event, self._source) for event in events]
        if self.most == 1:
            (envelope,) = envelopes
            message_id, kind, body = envelope.id, _ONE, msgspec.json.encode(envelope)
        else:
            message_id = f"{envelopes[0].id}+{len(envelopes)}"
            kind, body = _BATCH, msgspec.json.encode(envelopes)
        headers = sign(self._secrets, message_id, self._clock_ms() // 1000, body)
        headers |= {"content-type": kind, "user-agent": "grosz"}
        await self._post(headers, body)

    async def _post(self, headers: dict[str, str], body: bytes) -> None:
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._client.stream(
                    "POST", self._url, headers=headers, content=body, timeout=self._timeout_s
                ) as answer,
            ):
                await _read_out(answer)
        except (TimeoutError, httpx.TimeoutException):
            raise DeliveryError(f"no answer within {self._timeout_s:g} s") from None
        except httpx.HTTPError as error:
            raise DeliveryError(f"not reached: {str(error) or type(error).__name__}") from None
        if not answer.is_success:
            raise DeliveryError(f"answered {answer.status_code}", _retry_after(answer))

    @override
    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


async def _read_out(answer: httpx.Response) -> None:
    """Read an answer to its end, so that the connection can be used again, unless it is long."""
    size = 0
    async for part in answer.aiter_raw():
        size += len(part)
        if size > WEBHOOK_ANSWER_BYTES_MAX:
            return


def _retry_after(answer: httpx.Response) -> float | None:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
