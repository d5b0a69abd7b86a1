"""What a customer gives back, checked against what was sold: all mistakes at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from ledger.sale import Sale, SoldLine
from pricing.money import MEASURE_DECIMALS, format_scaled, parse_scaled

ReturnKind = Literal["statutory", "goodwill"]


class ReturnLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Units of one line of the order: pieces, or kg, l, m with up to three decimals."""

    line: str
    quantity: int | None = None
    measure: str | None = None


class ReturnRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that come back, and why.

    ``statutory`` is a withdrawal or a complaint, ``goodwill`` what the shop takes back without
    having to. Deposits follow the packaging: their lines are named where it comes back too.
    """

    lines: tuple[ReturnLine, ...]
    kind: ReturnKind = "statutory"


@dataclass(frozen=True, slots=True)
class ReturnMistake:
    """One wrong field of a return.

    Attributes:
        code: A stable slug such as ``more-than-bought``.
        pointer: JSON pointer into the request.
        message: One plain sentence, lower-case, without a final stop.
        hint: What to do about it, or an empty string.
    """

    code: str
    pointer: str
    message: str
    hint: str = ""


class ReturnError(Exception):
    """A return that cannot be booked.

    Attributes:
        mistakes: All of them, in document order, at least one.
    """

    def __init__(self, mistakes: tuple[ReturnMistake, ...]) -> None:
        first = mistakes[0]
        super().__init__(f"{first.pointer}: {first.message}")
        self.mistakes = mistakes


def units_of(sale: Sale, returned: Mapping[str, int], request: ReturnRequest) -> dict[str, int]:
    """Return how many units of each line come back.

    Args:
        sale: What was sold.
        returned: Units by line that came back before.
        request: What comes back now.

    Returns:
        Pieces or thousandths by line id, each more than zero.

    Raises:
        ReturnError: It names no line, a line of another order, one line twice, no quantity or the
            wrong kind of it, or more than is left.
    """
    mistakes: list[ReturnMistake] = []
    units: dict[str, int] = {}
    if not request.lines:
        hint = "name at least one line of the order"
        mistakes.append(ReturnMistake("nothing-returned", "/lines", "nothing is given back", hint))
    for number, wanted in enumerate(request.lines):
        place = f"/lines/{number}"
        sold = sale.line(wanted.line)
        found: int | ReturnMistake
        if sold is None:
            found = _unknown(sale, wanted.line, place)
        elif wanted.line in units:
            message = f"line `{wanted.line[:40]}` is given back twice in one return"
            found = ReturnMistake("line-twice", f"{place}/line", message, "name each line once")
        else:
            found = _units(sold, returned.get(sold.id, 0), wanted, place)
        if isinstance(found, ReturnMistake):
            mistakes.append(found)
        else:
            units[wanted.line] = found
    if mistakes:
        raise ReturnError(tuple(mistakes))
    return units


def _unknown(sale: Sale, identifier: str, place: str) -> ReturnMistake:
    known = ", ".join(line.id for line in sale.lines[:5])
    more = ", ..." if len(sale.lines) > 5 else ""
    return ReturnMistake(
        "unknown-line",
        f"{place}/line",
        f"the order has no line `{identifier[:40]}`",
        f"its lines are {known}{more}" if known else "nothing was sold that could come back",
    )


def _units(sold: SoldLine, before: int, wanted: ReturnLine, place: str) -> int | ReturnMistake:
    field = "measure" if sold.measured else "quantity"
    other = wanted.quantity if sold.measured else wanted.measure
    if other is not None or getattr(wanted, field) is None:
        how = "by measure" if sold.measured else "by the piece"
        message = f"line `{sold.id[:40]}` was sold {how}"
        return ReturnMistake(f"{field}-expected", place, message, f"state its `{field}` alone")
    if wanted.measure is not None:
        units = parse_scaled(wanted.measure, MEASURE_DECIMALS)
    else:
        units = wanted.quantity
    if units is None or units <= 0:
        message = f"a {field} given back is more than zero"
        return ReturnMistake(f"bad-{field}", f"{place}/{field}", message)
    left = sold.units - before
    if units > left:
        return ReturnMistake(
            "more-than-bought",
            f"{place}/{field}",
            f"line `{sold.id[:40]}`: {_told(units, sold)} come back, {_told(left, sold)} are left",
            "look at the returns booked before" if before else "",
        )
    return units


def _told(units: int, sold: SoldLine) -> str:
    return format_scaled(units, MEASURE_DECIMALS) if sold.measured else str(units)
