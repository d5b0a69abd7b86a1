"""Bytes to cart, quote to bytes, and the digests that make a quote evidence."""

import hashlib
import re
from datetime import datetime
from typing import Final

import msgspec

from pricing.cart import Cart
from pricing.errors import CartError, pointer_step
from pricing.limits import INSTANT_YEAR_MAX, INSTANT_YEAR_MIN
from pricing.quote import Quote

_DECODER: Final = msgspec.json.Decoder(Cart)
_ENCODER: Final = msgspec.json.Encoder()
_AT: Final = re.compile(r"^(.*?)(?: - at `\$(.*)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\[(\d+)\]|\.([^.\[\]]+)|\[(\.\.\.)\]")
_FIELD: Final = re.compile(r"^Object (?:missing required|contains unknown) field `(.+)`$")
# The decoder names types as Python does; who sends a cart need not know it.
_JSON_WORDS: Final = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_TYPE: Final = re.compile(r"\b(?:str|int|float|bool)\b(?=[^`]*`)")
_INSTANT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})"
)


def decode_cart(body: bytes | bytearray | memoryview) -> Cart:
    """Decode a cart document.

    Raises:
        CartError: ``not-json`` where the bytes are no JSON document, ``malformed`` with a pointer
            to the field where they are no cart.
    """
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError as error:
        raise located(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CartError(
            "not-json", "", f"this is not a JSON document: {_lower(str(error))}"
        ) from None
    except RecursionError:
        raise CartError("not-json", "", "this JSON document is nested too deeply") from None


def encode_quote(quote: Quote) -> bytes:
    """Encode a quote; the same quote gives the same bytes."""
    return _ENCODER.encode(quote)


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant that names its offset.

    Raises:
        ValueError: It is no such instant; its message is one plain sentence.
    """
    said = text[:40]
    if _INSTANT.fullmatch(text) is None:
        raise ValueError(f"`{said}` is no moment with an offset")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{said}` is in no calendar") from None
    try:
        check_instant(at)
    except CartError as error:
        raise ValueError(error.message) from None
    return at


def check_instant(at: datetime) -> None:
    """Refuse a moment so near an end of the calendar that it has no date in some time zone.

    Raises:
        CartError: It is in the first or the last year.
    """
    if not INSTANT_YEAR_MIN <= at.year <= INSTANT_YEAR_MAX:
        raise CartError(
            "malformed", "/at",
            f"nothing is priced in the year {at.year}",
            f"years are {INSTANT_YEAR_MIN} to {INSTANT_YEAR_MAX}",
        )  # fmt: skip


def digest(document: object) -> str:
    """Return ``sha256:`` of the canonical encoding of a document."""
    return "sha256:" + hashlib.sha256(_ENCODER.encode(document)).hexdigest()


def sealed(quote: Quote) -> Quote:
    """Return the quote with its own digest in its evidence."""
    bare = quote
    if quote.explanation is not None:
        bare = msgspec.structs.replace(quote, explanation=None)
    evidence = msgspec.structs.replace(quote.evidence, quote=digest(bare))
    return msgspec.structs.replace(quote, evidence=evidence)


def located(text: str) -> CartError:
    """Return the mistake that the decoder of a document told of, with its pointer."""
    matched = _AT.match(text)
    assert matched is not None, text
    message, path = matched[1], matched[2] or ""
    pointer = "".join(f"/{index or name or '*'}" for index, name, _ in _STEP.findall(path))
    field = _FIELD.match(message)
    if field is not None:
        pointer += pointer_step(field[1])
        if "missing" in message:
            return CartError("missing-field", pointer, f"the field `{field[1]}` is missing")
        return CartError(
            "unknown-field", pointer, f"there is no field `{field[1]}` here", "check its spelling"
        )
    return CartError("malformed", pointer, _lower(_in_json_words(message)), _hint(message))


def _in_json_words(message: str) -> str:
    return _TYPE.sub(lambda found: _JSON_WORDS[found[0]], message)


def _hint(message: str) -> str:
    if "got `int`" not in message and "got `float`" not in message:
        return ""
    if message.startswith("Expected `int"):
        return "write a whole number, without a point"
    if message.startswith("Expected `str"):
        return 'write it in quotation marks; amounts are decimal strings, such as "19.99"'
    return ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
