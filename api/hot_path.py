"""``POST /v1/quotes``: a thin layer in front of the application, from bytes to bytes.

It answers the one route that carries the load without routing, models or middleware of a framework;
everything else goes on to the application behind it. All routes share its way of telling problems.
"""

import asyncio
import gzip
import secrets
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import parse_qsl

from api.body import ClientGoneError, Receive, Scope, Send, read_json_body
from api.guessing import Brake, address_of
from api.limits import BODY_BYTES_MAX, PLAIN_BYTES_MAX
from api.log import log_text
from api.problems import MEDIA_TYPE, FieldError, ProblemError, encode_problem
from api.quoting import quote_cart, quote_counted, read_cart
from api.state import ActiveState, Snapshot
from ledger.limits import NAME_CHARS_MAX
from orders.counting import Asked, aside
from orders.service import Orders
from pricing.cart import Cart
from pricing.quote import Quote
from pricing.reader_numbers import LANGUAGES, Language
from pricing.wire import encode_quote

QUOTES_PATH: Final = "/v1/quotes"
_JSON: Final = (b"content-type", b"application/json")
_GZIP: Final = (b"content-encoding", b"gzip")
_VARIES: Final = (b"vary", b"accept-encoding")
# What each parameter may be; an order is any that has a name.
_PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "explain": ("true", "false"), "language": LANGUAGES, "order": (),
}  # fmt: skip
_PLAIN: Final = Asked("")


class QuotesEndpoint:
    """The ASGI application of ``POST /v1/quotes``.

    Args:
        state: Where the active program is.
        may_state: Whether callers may state prices, product facts and customer facts.
        orders: Know what is left; ``None`` where nobody keeps count.
        client: Who asks.
        brake: Slows those who guess codes; ``None`` slows nobody.
    """

    def __init__(
        self,
        state: ActiveState,
        *,
        may_state: bool,
        orders: Orders | None = None,
        client: str = "",
        brake: Brake | None = None,
    ) -> None:
        self._state = state
        self._may_state = may_state
        self._orders = orders
        self._client = client
        self._brake = brake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: 200 with a quote, or a problem."""
        try:
            snapshot = self._state.current()
            asked = _read_query(scope["query_string"])
            body = await read_json_body(scope, receive, BODY_BYTES_MAX)
            cart, at = read_cart(
                body, may_state=self._may_state, labels=snapshot.program.shop.labels
            )
            brake = self._brake if cart.codes else None
            if brake is not None:
                brake.check(address_of(scope), cart)
            quote = await self._quote(snapshot, cart, at, asked)
            if brake is not None:
                brake.note(address_of(scope), cart, quote)
            answer = encode_quote(quote)
        except ProblemError as problem:
            await send_problem(problem, scope, send)
        except ClientGoneError:
            return
        except Exception as error:  # noqa: BLE001 - the last line of defence: an incident
            await send_incident(error, scope, send)
        else:
            await _send_quote(answer, snapshot, scope, send)

    async def _quote(self, snapshot: Snapshot, cart: Cart, at: datetime, asked: Asked) -> Quote:
        if self._orders is not None:
            return await quote_counted(
                self._orders, snapshot, cart, at, replace(asked, client=self._client)
            )
        work = partial(
            quote_cart, snapshot, cart, at, explain=asked.explain, language=asked.language
        )
        return await aside(work, cart, heavy=asked.explain)


async def send_problem(problem: ProblemError, scope: Scope, send: Send) -> None:
    """Answer with a problem document; its ``instance`` is the address that was asked."""
    await _send(problem, encode_problem(problem, scope["path"]), send)


async def send_incident(error: Exception, scope: Scope, send: Send) -> None:
    """Answer 500 and nothing of the inside; the log has the traceback under the same number."""
    incident = secrets.token_hex(8)
    trace = "".join(traceback.format_exception(error))
    log_text(f"incident {incident}: {scope['method']} {scope['path']}\n{trace}")
    problem = ProblemError("internal", f"something broke on our side; incident {incident}")
    await _send(problem, encode_problem(problem, f"urn:grosz:incident:{incident}"), send)


async def _send_quote(answer: bytes, snapshot: Snapshot, scope: Scope, send: Send) -> None:
    headers = [_JSON, (b"grosz-ruleset", snapshot.ruleset_digest.encode())]
    if len(answer) > PLAIN_BYTES_MAX:
        headers.append(_VARIES)
        if accepts_gzip(scope["headers"]):
            headers.append(_GZIP)
            answer = await asyncio.to_thread(gzip.compress, answer, 1, mtime=0)
    headers.append((b"content-length", b"%d" % len(answer)))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


def accepts_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a client says that it reads gzip (RFC 9110, 12.5.3)."""
    asked = b",".join(value for name, value in headers if name == b"accept-encoding").lower()
    wishes: dict[bytes, bool] = {}
    for wish in asked.split(b","):
        coding, weighs, weight = wish.replace(b" ", b"").partition(b";q=")
        wishes[coding] = not weighs or weight.strip(b"0.") != b""
    return wishes.get(b"gzip", wishes.get(b"*", False))


async def _send(problem: ProblemError, answer: bytes, send: Send) -> None:
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", b"%d" % len(answer)),
        *[(name.encode(), value.encode()) for name, value in problem.headers],
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


def _read_query(query: bytes) -> Asked:
    """Read ``explain``, ``language`` and ``order`` from a query string; each once at most.

    Raises:
        ProblemError: ``parameter``: one is unknown, repeated or has another value.
    """
    if not query:
        return _PLAIN
    read: dict[str, str] = {}
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if name not in _PARAMETERS:
            raise _parameter(name[:40], f"there is no parameter `{name[:40]}` here")
        if name in read:
            raise _parameter(name, f"`{name}` stands there twice")
        if _PARAMETERS[name] and value not in _PARAMETERS[name]:
            allowed = " or ".join(f"`{one}`" for one in _PARAMETERS[name])
            raise _parameter(name, f"`{name}` is {allowed}")
        read[name] = value
    order = read.get("order")
    if order is not None and not (1 <= len(order) <= NAME_CHARS_MAX and order.isprintable()):
        raise _parameter("order", f"an order has 1 to {NAME_CHARS_MAX} printable characters")
    language: Language = "pl" if read.get("language") == "pl" else "en"
    return Asked("", order, explain=read.get("explain") == "true", language=language)


def _parameter(name: str, message: str) -> ProblemError:
    return ProblemError(
        "parameter", message, (FieldError("", "parameter", message, parameter=name),)
    )
