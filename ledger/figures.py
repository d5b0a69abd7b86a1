"""Figures for finance: what became of points, by local day and programme, from the rows alone.

Opening and movements are sums of the same rows, so they give the closing by construction, and days
add up to months.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from ledger.customer_records import Moved
from ledger.transfers import Kind, Side, on_points

_DAY: Final = timedelta(days=1)


class Figures(msgspec.Struct, frozen=True):
    """The points of one programme over one span of days.

    ``closing = opening + issued - redeemed + given_back - expired - reversed + adjusted -
    forfeited``. Points that customers owe are taken off opening and closing.

    Attributes:
        programme: The programme.
        first: First local day.
        last: Last local day.
        opening: Points outstanding before the first day.
        issued: Earned by orders.
        redeemed: Paid with, those that were not there at a forced sale included.
        given_back: Paid with and given back.
        expired: Past their day.
        reversed: Taken back with goods that came back, those that became a debt included.
        adjusted: Added by hand, less what was taken by hand.
        forfeited: Of customers who left.
        closing: Points outstanding after the last day: the liability.
        owed: Points that customers owe after the last day; a part of ``closing``, as less.
    """

    programme: str
    first: date
    last: date
    opening: int = 0
    issued: int = 0
    redeemed: int = 0
    given_back: int = 0
    expired: int = 0
    reversed: int = 0
    adjusted: int = 0
    forfeited: int = 0
    closing: int = 0
    owed: int = 0


# To which figure a kind belongs, and with which sign it stands in it.
_FIGURES: Final = {
    Kind.EARN: ("issued", 1),
    Kind.SPEND: ("redeemed", -1),
    Kind.FORCED: ("redeemed", -1),
    Kind.REINSTATE: ("given_back", 1),
    # Points that pay a debt leave a lot and a debt alike; what stays is a debt paid by an order.
    Kind.REPAY: ("given_back", 1),
    Kind.EXPIRE: ("expired", -1),
    Kind.REVERSE: ("reversed", -1),
    Kind.OWE: ("reversed", -1),
    Kind.ADJUST: ("adjusted", 1),
    Kind.FORFEIT: ("forfeited", -1),
    # From one customer's book to another's: nothing is left of both together.
    Kind.MOVED: ("adjusted", 1),
    Kind.JOINED: ("adjusted", 1),
}


def figures(
    before: Sequence[Moved], spans: Iterable[tuple[date, date, Sequence[Moved]]]
) -> tuple[Figures, ...]:
    """Return the figures of spans that follow each other.

    Args:
        before: The sums of all rows before the first span.
        spans: First and last day of each, with the sums of its rows.

    Returns:
        One for each span and programme that had points by then, by day and name.
    """
    standing = {name: (_points(rows), _owed(rows)) for name, rows in _by_programme(before).items()}
    found = []
    for first, last, sums in spans:
        moved = _by_programme(sums)
        for name in sorted({*standing, *moved}):
            opening, owed = standing.get(name, (0, 0))
            rows = moved.get(name, ())
            closing = opening + _points(rows), owed + _owed(rows)
            standing[name] = closing
            found.append(
                Figures(
                    name, first, last, opening, closing=closing[0], owed=closing[1],
                    **_movements(rows),
                )
            )  # fmt: skip
    return tuple(found)


def days_between(first: date, last: date) -> list[date]:
    """Return every day from one to another, both included."""
    return [first + number * _DAY for number in range((last - first).days + 1)]


def _movements(rows: Iterable[Moved]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        name, sign = _FIGURES[row.kind]
        if row.kind is Kind.OWE and row.by_hand:
            name, sign = "adjusted", 1
        found[name] = found.get(name, 0) + sign * on_points(row.side, row.kind, row.amount)
    return found


def _by_programme(sums: Iterable[Moved]) -> dict[str, list[Moved]]:
    found: dict[str, list[Moved]] = {}
    for one in sums:
        found.setdefault(one.programme, []).append(one)
    return found


def _points(rows: Iterable[Moved]) -> int:
    return sum(on_points(row.side, row.kind, row.amount) for row in rows)


def _owed(rows: Iterable[Moved]) -> int:
    return -sum(on_points(row.side, row.kind, row.amount) for row in rows if row.side is Side.DEBT)
