"""Reads what is asked about an order: its address, its headers and its body."""

from hashlib import sha256
from typing import Final, TypeVar

import msgspec
from fastapi import Request

from api.limits import REVISION_MAX
from api.problems import FieldError, ProblemError, problem_of
from ledger.limits import NAME_CHARS_MAX
from ledger.requests import Key
from pricing.wire import located

T = TypeVar("T")
_KEY: Final = "Idempotency-Key"


def check_name(pointer: str, text: str, what: str) -> None:
    """Refuse an identifier that is empty, too long or cannot be printed.

    Raises:
        ProblemError: ``malformed``.
    """
    if not 1 <= len(text) <= NAME_CHARS_MAX or not text.isprintable():
        raise malformed(pointer, f"{what} has 1 to {NAME_CHARS_MAX} printable characters")


def key_of(request: Request, body: bytes) -> Key:
    """Return the Idempotency-Key of a request, with the digest of its body.

    Raises:
        ProblemError: ``idempotency-key``: it is missing, or no key.
    """
    token = request.headers.get(_KEY, "").strip()
    if token.startswith('"') and token.endswith('"') and len(token) > 1:
        token = token[1:-1]
    if not token:
        raise ProblemError("idempotency-key", f"the header {_KEY} is missing")
    if len(token) > NAME_CHARS_MAX or not token.isprintable():
        detail = f"an {_KEY} has 1 to {NAME_CHARS_MAX} printable characters"
        raise ProblemError("idempotency-key", detail)
    return Key(token, sha256(body).digest())


def revision_of(request: Request) -> int | None:
    """Return the revision that the order must have: 0 for one that must not be there yet.

    Raises:
        ProblemError: ``malformed``: the header names no revision.
    """
    match, none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    if none_match is not None:
        if match is not None or none_match.strip() != "*":
            raise malformed("", "If-None-Match is `*`, and then If-Match is left out")
        return 0
    if match is None:
        return None
    digits = match.strip()
    if len(digits) > 1 and digits.startswith('"') and digits.endswith('"'):
        digits = digits[1:-1]
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:11]) <= REVISION_MAX):
        raise malformed("", 'If-Match names one revision, such as "3"')
    return int(digits)


def read_document(body: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """Decode a body.

    Raises:
        ProblemError: It is not such a document; the pointer says where.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise problem_of(located(str(error))) from None


def check_empty(body: bytes) -> None:
    """Refuse fields where nothing is to be said.

    Raises:
        ProblemError: ``unknown-field`` or ``malformed``.
    """
    if body:
        read_document(body, _EMPTY)


def malformed(pointer: str, message: str) -> ProblemError:
    """Return the problem of a field that cannot be what it says."""
    return ProblemError("malformed", message, (FieldError(pointer, "malformed", message),))


class _Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A body that says nothing."""


_EMPTY: Final = msgspec.json.Decoder(_Nothing)
