"""Transfers: the rows that say why every balance is what it is.

A row moves one amount of one account, one lot or one debt; its kind says what for. What a kind does
to a balance stands here once: stores move balances by it and ``ledger.audit`` adds rows up by it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec


class Kind(StrEnum):
    """What a transfer is for."""

    HOLD = "hold"  # taken for an open order
    RELEASE = "release"  # let go: replaced, cancelled or expired
    POST = "post"  # a hold that became a use
    RESTORE = "restore"  # a use given back
    EARN = "earn"  # points of a confirmed order
    SPEND = "spend"  # held points that were paid with
    REINSTATE = "reinstate"  # spent points given back to their lot
    REVERSE = "reverse"  # earned points taken back
    EXPIRE = "expire"  # points past their day
    REPAY = "repay"  # points that paid a debt
    OWE = "owe"  # points taken back that were spent already
    FORFEIT = "forfeit"  # points of a customer who left
    MOVED = "moved"  # passed on to the customer that this one was merged into
    JOINED = "joined"  # what came from a customer that was merged into this one
    ADJUST = "adjust"  # by hand, with a reason; the only kind that may be negative
    FORCED = "forced"  # used over the limit, because the sale had happened


# What is done by hand stands where an order does; no order's identifier has a line break.
BY_HAND: Final = "by hand\n"


class Side(StrEnum):
    """What a transfer moves."""

    ACCOUNT = "account"
    LOT = "lot"
    DEBT = "debt"


class Transfer(msgspec.Struct, frozen=True):
    """One row. Its identity is (order, attempt, side, account, lot, kind): it holds for ever.

    Attributes:
        order: The order it follows; empty where the clock alone decides (expire, repay).
        attempt: The order's attempt; returns and adjustments count as one each.
        side: Account, lot or debt.
        account: The account, or the book of points.
        lot: The lot of the book, where the side is a lot; else empty.
        kind: What for.
        amount: How much; positive but for ``adjust``.
        at_ms: When it is due, in the store's time.
    """

    order: str
    attempt: int
    side: Side
    account: str
    lot: str
    kind: Kind
    amount: int
    at_ms: int


# What is added to credits, to pending and to posted.
_ACCOUNT: Final[Mapping[Kind, tuple[int, int, int]]] = MappingProxyType(
    {
        Kind.HOLD: (0, 1, 0),
        Kind.RELEASE: (0, -1, 0),
        Kind.POST: (0, -1, 1),
        Kind.FORCED: (0, 0, 1),
        Kind.RESTORE: (1, 0, 0),
        Kind.ADJUST: (1, 0, 0),
        Kind.JOINED: (0, 0, 1),
    }
)
# What is added to the balance, and to what is held of it.
_LOT: Final[Mapping[Kind, tuple[int, int]]] = MappingProxyType(
    {
        Kind.HOLD: (0, 1),
        Kind.RELEASE: (0, -1),
        Kind.SPEND: (-1, -1),
        Kind.EARN: (1, 0),
        Kind.REINSTATE: (1, 0),
        Kind.REVERSE: (-1, 0),
        Kind.EXPIRE: (-1, 0),
        Kind.REPAY: (-1, 0),
        Kind.FORFEIT: (-1, 0),
        Kind.ADJUST: (1, 0),
        Kind.MOVED: (-1, 0),
        Kind.JOINED: (1, 0),
    }
)
_DEBT: Final[Mapping[Kind, int]] = MappingProxyType(
    {
        Kind.OWE: 1,
        Kind.FORCED: 1,
        Kind.REPAY: -1,
        Kind.FORFEIT: -1,
        Kind.MOVED: -1,
        Kind.JOINED: 1,
    }
)


def on_account(kind: Kind, amount: int) -> tuple[int, int, int]:
    """Return what is added to credits, pending and posted; KeyError where the kind has no place."""
    granted, pending, posted = _ACCOUNT[kind]
    return granted * amount, pending * amount, posted * amount


def on_lot(kind: Kind, amount: int) -> tuple[int, int]:
    """Return what is added to balance and held; KeyError where the kind has no place."""
    balance, held = _LOT[kind]
    return balance * amount, held * amount


def on_debt(kind: Kind, amount: int) -> int:
    """Return what is added to the debt; KeyError where the kind has no place."""
    return _DEBT[kind] * amount


# Rows that change no customer's points: holds, and what goes from one of its books to another.
QUIET: Final = frozenset({Kind.HOLD, Kind.RELEASE, Kind.MOVED, Kind.JOINED})


def on_points(side: Side, kind: Kind, amount: int) -> int:
    """Return what a row adds to a customer's points, those owed taken off."""
    return -on_debt(kind, amount) if side is Side.DEBT else on_lot(kind, amount)[0]


def changes_points(row: Transfer) -> bool:
    """Tell whether a row changes points; those that pay a debt by themselves change nothing."""
    by_the_clock = row.kind is Kind.REPAY and not row.order
    return row.side is not Side.ACCOUNT and row.kind not in QUIET and not by_the_clock


def meaning(row: Transfer) -> Kind:
    """Return what a row that changes points is for, whether lots or a debt bear it."""
    if row.side is not Side.DEBT:
        return row.kind
    if row.order.startswith(BY_HAND):
        return Kind.ADJUST
    return _MEANING.get(row.kind, row.kind)


_MEANING: Final[Mapping[Kind, Kind]] = MappingProxyType(
    {Kind.OWE: Kind.REVERSE, Kind.FORCED: Kind.SPEND, Kind.REPAY: Kind.REINSTATE}
)
