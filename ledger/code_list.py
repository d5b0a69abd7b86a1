"""The code list: which unique codes were issued, in batches, as keyed digests only.

It says that a code exists, until when and how often it is good. Whether it was used is an account
(``ledger.keys.code``), because only accounts decide.
"""

from datetime import date
from typing import Final

import msgspec

from ledger.code_records import CodeRecord
from ledger.limits import CODES_SAVED_MAX, IMPORTED_USES_MAX, NAME_CHARS_MAX

DIGEST_BYTES: Final = 32
# The batch of every code that an order gave; blocking it blocks them all. It is not counted.
BATCH_OF_ORDERS: Final = "orders"


class CodeBatch(msgspec.Struct, frozen=True):
    """A batch of codes of one coupon.

    Attributes:
        coupon: Identifier of the coupon.
        name: The batch's own name within the coupon.
        expires: Last day of every code of it; None for no end.
        blocked: Whether all of it was taken back.
        codes: How many codes it has.
    """

    coupon: str
    name: str
    expires: date | None = None
    blocked: bool = False
    codes: int = 0

    def __post_init__(self) -> None:
        for text in (self.coupon, self.name):
            if not 1 <= len(text) <= NAME_CHARS_MAX or not text.isprintable():
                raise ValueError(
                    f"a batch has a name of 1 to {NAME_CHARS_MAX} printable characters"
                )


class NewCode(msgspec.Struct, frozen=True):
    """A code that goes on the list.

    Attributes:
        digest: Its keyed digest.
        expires: Its own last day, where it is earlier than that of its batch.
        uses: How often it may be used.
        blocked: Whether it was taken back before it came here.
    """

    digest: bytes
    expires: date | None = None
    uses: int = 1
    blocked: bool = False

    def __post_init__(self) -> None:
        check_digest(self.digest)
        if not 1 <= self.uses <= IMPORTED_USES_MAX:
            raise ValueError(f"a code is good for 1 to {IMPORTED_USES_MAX} uses")


class ListedCode(msgspec.Struct, frozen=True):
    """A code as it stands on the list, with its batch."""

    code: NewCode
    batch: CodeBatch

    @property
    def record(self) -> CodeRecord:
        """What both say together: the earlier end holds, and either may block."""
        ends = [day for day in (self.code.expires, self.batch.expires) if day is not None]
        return CodeRecord(
            self.batch.coupon,
            self.batch.name,
            min(ends, default=None),
            self.code.uses,
            self.code.blocked or self.batch.blocked,
        )


def check_digest(digest: bytes) -> None:
    """Raise ValueError for bytes that are no digest of a code."""
    if len(digest) != DIGEST_BYTES:
        raise ValueError(f"the digest of a code has {DIGEST_BYTES} bytes")


def check_codes(codes: tuple[NewCode, ...]) -> None:
    """Raise ValueError for more codes than are saved at once, or for one that is there twice."""
    if len(codes) > CODES_SAVED_MAX:
        raise ValueError(f"at most {CODES_SAVED_MAX} codes are saved at once")
    if len({one.digest for one in codes}) < len(codes):
        raise ValueError("a code is there twice")
