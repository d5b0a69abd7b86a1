"""What is known of one unique code, and what that makes it today."""

from dataclasses import dataclass
from datetime import date

from pricing.goods import CodeStatus


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """A row of the code list; the code itself is only there as a keyed digest.

    Attributes:
        coupon: Identifier of the coupon it belongs to.
        batch: The batch it came with, or the name of an import.
        expires: Its last day, or ``None`` for no end.
        uses: How often it may be used.
        blocked: Whether somebody took it back.
    """

    coupon: str
    batch: str
    expires: date | None = None
    uses: int = 1
    blocked: bool = False


def status_of(record: CodeRecord | None, used: int, today: date) -> CodeStatus | None:
    """Return what a code is worth on a day of the shop's calendar.

    Args:
        record: Its row, or ``None`` where it was never issued.
        used: Uses posted and held, the asking order's own left out.
        today: The shop's local date.

    Returns:
        ``None`` for a code that was never issued. A blocked one is ``blocked`` whatever else it is;
        the last day itself is still good.
    """
    if record is None:
        return None
    if record.blocked:
        return "blocked"
    if record.expires is not None and today > record.expires:
        return "expired"
    return "used" if used >= record.uses else "good"
