"""Batches of unique codes: derived, never stored, and written again bit for bit.

The code of a serial number is HMAC-SHA256(batch key, serial), so an export that broke off is simply
made again. Two serials of which the drawn numbers agree in their last bits are too alike for one
batch: the second is left out. Equal codes agree in all bits, so no code comes twice, and
remembering those bits takes 64 bits a code whatever the codes look like.
"""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from ledger.alphabet import BITS
from ledger.code_secret import Secret
from ledger.code_shapes import CodeShape, CodeShapeError, check_count, shape_of
from ledger.limits import NAME_CHARS_MAX

_HASH: Final = "sha256"
_DIGEST_BITS: Final = 256
# Of so many bits of memory for each code one is set, so about one serial in 128 is left out.
_MEMORY_BITS: Final = 64
COLUMNS: Final = ("code", "coupon", "batch", "serial", "expires")
# Codes a piece of an export, and between two reports of progress.
PIECE_CODES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of codes; the same fields and the same secret always give the same codes.

    Attributes:
        coupon: Identifier of the coupon.
        name: The batch's own name within the coupon.
        pattern: The coupon's pattern.
        count: How many codes it has.
        expires: Last day of every code of it, or ``None`` for no end.
    """

    coupon: str
    name: str
    pattern: str
    count: int
    expires: date | None = None

    @property
    def shape(self) -> CodeShape:
        """How its codes look."""
        return shape_of(self.pattern)


class UniqueCode(NamedTuple):
    """A code as it is printed, and the serial number it is derived from."""

    serial: int
    code: str


def check_batch(batch: Batch) -> None:
    """Refuse a batch that has no name, or whose codes could be guessed.

    Raises:
        CodeShapeError: What is wrong with it.
    """
    hint = "call it by its purpose, such as `mailing-1`"
    if not batch.name.strip():
        raise CodeShapeError("a batch has a name", hint)
    if len(batch.name) > NAME_CHARS_MAX or not batch.name.isprintable():
        message = f"the name of a batch has at most {NAME_CHARS_MAX} printable characters"
        raise CodeShapeError(message, hint)
    check_count(batch.shape, batch.count)


def codes_of(batch: Batch, secret: Secret) -> Iterator[UniqueCode]:
    """Yield the codes of a batch, by serial number.

    Args:
        batch: Which one.
        secret: The shop's; the batch has a key of its own.

    Raises:
        CodeShapeError: The batch is larger than its pattern can hide.
    """
    check_batch(batch)
    return _drawn(batch, secret.derive("unique codes", batch.coupon, batch.name, batch.pattern))


def drawn_code(key: bytes, pattern: str) -> str:
    """Return the one code that a key of its own gives.

    Raises:
        CodeShapeError: No code can be made of the pattern.
    """
    shape = shape_of(pattern)
    number = int.from_bytes(hmac.digest(key, b"code", _HASH), "big")
    return shape.writer()(number >> (_DIGEST_BITS - BITS * shape.drawn))


def _drawn(batch: Batch, key: bytes) -> Iterator[UniqueCode]:
    shape = batch.shape
    write = shape.writer()
    excess = _DIGEST_BITS - BITS * shape.drawn
    taken = bytearray(_memory_bytes(batch.count))
    mask = 8 * len(taken) - 1
    left, serial = batch.count, 0
    while left:
        serial += 1
        digest = hmac.digest(key, serial.to_bytes(8, "big"), _HASH)
        number = int.from_bytes(digest, "big") >> excess
        place = number & mask
        bit = 1 << (place & 7)
        if taken[place >> 3] & bit:
            continue
        taken[place >> 3] |= bit
        left -= 1
        yield UniqueCode(serial, write(number))


def _memory_bytes(count: int) -> int:
    """Return a power of two with at least ``_MEMORY_BITS`` bits a code."""
    return 1 << max(0, (count * _MEMORY_BITS - 1).bit_length() - 3)


def exported(
    batch: Batch, secret: Secret, progress: Callable[[int], None] = lambda written: None
) -> Iterator[bytes]:
    """Yield a batch as CSV, piece by piece; the same batch gives the same bytes.

    Args:
        batch: Which one.
        secret: The shop's.
        progress: Told after each piece how many codes are written.

    Raises:
        CodeShapeError: The batch is larger than its pattern can hide.
    """
    codes = codes_of(batch, secret)
    return _pieces(batch, codes, progress)


def _pieces(
    batch: Batch, codes: Iterator[UniqueCode], progress: Callable[[int], None]
) -> Iterator[bytes]:
    expires = "" if batch.expires is None else batch.expires.isoformat()
    before = f",{_field(batch.coupon)},{_field(batch.name)},"
    after = f",{expires}"
    rows = [",".join(COLUMNS)]
    plain = _field(batch.pattern) == batch.pattern
    for written, (serial, code) in enumerate(codes, 1):
        rows.append(f"{code if plain else _field(code)}{before}{serial}{after}")
        if written % PIECE_CODES == 0 or written == batch.count:
            yield ("\n".join(rows) + "\n").encode()
            rows.clear()
            progress(written)


def _field(text: str) -> str:
    """Quote a field of CSV (RFC 4180) where it needs it; the csv module takes twice as long."""
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
