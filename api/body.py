"""Reads a request body: every limit is enforced while it arrives, before anything is decoded."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from itertools import accumulate
from typing import Any, Final, NoReturn

import msgspec

from api.limits import BODY_SECONDS_MAX, DISCARDED_BYTES_MAX, JSON_DEPTH_MAX
from api.problems import FieldError, ProblemError
from pricing.errors import pointer_step

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_NOT_STRUCTURE: Final = bytes(set(range(256)) - set(b"{}[]:"))
_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"{}[]"))
# Closing brackets become -1 when the byte is read as a signed number.
_STEP: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_JSON: Final = b"application/json"
# Of a body that was not read to its end, the connection cannot be used again.
_CLOSE: Final = (("connection", "close"),)
_UTF_8: Final = (b"utf-8", b"utf8")


class ClientGoneError(Exception):
    """The client went away before its request was complete; nobody waits for an answer."""


async def read_json_body(scope: Scope, receive: Receive, bytes_max: int) -> bytes:
    """Return the body of a request that says it is JSON and nests no deeper than it may.

    Args:
        scope: The ASGI connection scope.
        receive: Its receive channel.
        bytes_max: The most bytes taken; a larger body is refused from ``Content-Length``, or at the
            first chunk that goes over.

    Raises:
        ProblemError: ``media-type``, ``too-large``, ``slow-body`` or ``too-deep``.
        ClientGoneError: The connection was closed.
    """
    declared, is_waiting = _check_headers(scope["headers"])
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            if declared > bytes_max:
                # Who waits for our consent to send, or has too much, is answered at once.
                has_rest = is_waiting or declared > DISCARDED_BYTES_MAX
                raise _too_large(bytes_max, has_rest=has_rest or await _discard(receive))
            body = await _read_chunks(receive, bytes_max)
    except TimeoutError:
        detail = f"the body did not arrive within {BODY_SECONDS_MAX} seconds"
        raise ProblemError("slow-body", detail, headers=_CLOSE) from None
    check_depth(body)
    return body


def check_depth(body: bytes) -> None:
    """Refuse JSON that nests deeper than ``JSON_DEPTH_MAX``, without decoding it.

    Raises:
        ProblemError: ``too-deep``.
    """
    # Most carts have fewer brackets in all than could make it too deep.
    if body.count(b"[") + body.count(b"{") <= JSON_DEPTH_MAX:
        return
    brackets = _outside_strings(body).translate(None, _NOT_BRACKETS)
    if max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > JSON_DEPTH_MAX:
        raise ProblemError(
            "too-deep", f"the JSON document nests deeper than {JSON_DEPTH_MAX} levels"
        )


def check_names_once(body: bytes) -> None:
    """Refuse JSON in which an object has the same name twice.

    Counting comes first: written again, a document has as many colons as before, unless a name and
    its value were dropped.

    Raises:
        ProblemError: ``not-json``, ``too-deep`` for those who did not check that before, or
            ``duplicate-key`` with the pointer of the second one.
    """
    try:
        document = msgspec.json.decode(body)
        if b"\\u" not in body and body.count(b":") == _colons_written_again(document):
            return
        written = _outside_strings(body).translate(None, _NOT_STRUCTURE).count(b":")
        if written != _count_names(document):
            _refuse_duplicate(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProblemError("not-json", _not_json(error)) from None
    except RecursionError:
        raise ProblemError("too-deep", "the JSON document nests too deeply to be read") from None


def has_all_of(body: bytes, decoded: object) -> bool:
    """Tell whether nothing of a JSON document was lost when it was decoded into typed objects.

    A name that stands twice loses a value. So does one whose value is the default, which is no
    mistake: a yes is certain, a no is not.
    """
    return b"\\u" not in body and body.count(b":") == _colons_written_again(decoded)


def _colons_written_again(document: object) -> int:
    try:
        return msgspec.json.encode(document).count(b":")
    except OverflowError:
        # Integers of more than 64 bits can be read and not written; the slow way counts exactly.
        return -1


def _check_headers(headers: Iterable[tuple[bytes, bytes]]) -> tuple[int, bool]:
    """Return the declared length, 0 where there is none, and whether the client waits to send."""
    media_type, declared, is_waiting = b"", 0, False
    for name, value in headers:
        if name == b"content-type":
            media_type = value
        elif name == b"content-length":
            # The server has already checked that it is a number.
            declared = int(value)
        elif name == b"expect":
            is_waiting = value.lower() == b"100-continue"
        elif name == b"content-encoding" and value.lower() != b"identity":
            raise ProblemError("media-type", "the body is compressed, which is not read here")
    if media_type != _JSON:
        _check_media_type(media_type)
    return declared, is_waiting


def _check_media_type(media_type: bytes) -> None:
    essence, *parameters = [part.strip() for part in media_type.lower().split(b";")]
    if essence != _JSON:
        said = media_type[:60].decode("latin-1") or "nothing"
        raise ProblemError("media-type", f"the body must be `application/json`, not `{said}`")
    for parameter in parameters:
        name, _, value = parameter.partition(b"=")
        if name == b"charset" and value.strip(b'"') not in _UTF_8:
            raise ProblemError("media-type", "the body must be in UTF-8")


async def _read_chunks(receive: Receive, bytes_max: int) -> bytes:
    chunks: list[bytes] = []
    size, has_more = 0, True
    while has_more:
        chunk, has_more = await _next_chunk(receive)
        size += len(chunk)
        if size > bytes_max:
            raise _too_large(bytes_max, has_rest=has_more and await _discard(receive))
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _next_chunk(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    return message.get("body", b""), message.get("more_body", False)


async def _discard(receive: Receive) -> bool:
    """Throw away what is still coming; tell whether there was too much even for that."""
    size, has_more = 0, True
    while has_more:
        chunk, has_more = await _next_chunk(receive)
        size += len(chunk)
        if size > DISCARDED_BYTES_MAX:
            return True
    return False


def _too_large(bytes_max: int, *, has_rest: bool) -> ProblemError:
    headers = _CLOSE if has_rest else ()
    return ProblemError("too-large", f"the body has more than {bytes_max} bytes", headers=headers)


def _outside_strings(body: bytes) -> bytes:
    """Return what of a JSON document is in no string; exact where the document is JSON at all."""
    if b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(body.split(b'"')[::2])


def _not_json(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the body is not UTF-8"
    text = str(error).removeprefix("JSON is malformed: ")
    return f"the body is not a JSON document: {text[:1].lower()}{text[1:]}"


def _count_names(value: object) -> int:
    if isinstance(value, dict):
        return len(value) + sum([_count_names(v) for v in value.values() if type(v) in _NESTS])
    if isinstance(value, list):
        return sum([_count_names(v) for v in value if type(v) in _NESTS])
    return 0


_NESTS: Final = frozenset({dict, list})


def _refuse_duplicate(body: bytes) -> NoReturn:
    """Find the first object with a name twice, and tell where it is.

    Raises:
        ProblemError: Always.
    """
    name = ""

    def note(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal name
        seen: dict[str, object] = {}
        for key, value in pairs:
            if key in seen and not name:
                name = key
                value = _MARK
            seen[key] = value
        return seen

    document = json.loads(body, object_pairs_hook=note)
    pointer = _pointer_of_mark(document) or pointer_step(name)
    error = FieldError(pointer, "duplicate-key", f"the name `{name[:40]}` appears twice here")
    raise ProblemError("duplicate-key", error.message, (error,))


_MARK: Final = object()


def _pointer_of_mark(value: object) -> str | None:
    """Return the JSON pointer of the marked value inside a decoded document."""
    if value is _MARK:
        return ""
    children: Iterable[tuple[object, object]] = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        below = _pointer_of_mark(child)
        if below is not None:
            return pointer_step(key) + below
    return None
