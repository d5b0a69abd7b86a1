"""Books of points: lots that wait, count and expire by the clock alone, and a debt.

Everything here is arithmetic on one book: no store, no clock. A function returns the moves to make;
``moved`` makes them. How often a book is touched never changes what comes of it.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ledger.limits import NEVER_MS
from ledger.transfers import Kind, on_debt, on_lot


class Lot(msgspec.Struct, frozen=True):
    """Points that came together.

    Attributes:
        id: The order or adjustment they came from.
        seq: Grows with every lot of the book.
        balance: What is left of them, held ones included.
        held: What open orders hold.
        available_at_ms: From then on they may be spent; before they are pending.
        expires_at_ms: From then on they are gone, but for what is held.
    """

    id: str
    seq: int
    balance: int
    held: int = 0
    available_at_ms: int = 0
    expires_at_ms: int = NEVER_MS

    @property
    def free(self) -> int:
        """Points that no order holds."""
        return self.balance - self.held

    def usable(self, now_ms: int) -> bool:
        """Tell whether free points of the lot may be spent now."""
        return self.free > 0 and self.available_at_ms <= now_ms < self.expires_at_ms


class Book(msgspec.Struct, frozen=True):
    """The points of one customer in one programme.

    Attributes:
        key: Its name, ``{customer/C} points/P``.
        lots: Those with a balance, in any order.
        debt: Points owed; free usable points pay it as soon as there are any.
        touched_ms: Up to when the clock's work on it is done.
    """

    key: str
    lots: tuple[Lot, ...] = ()
    debt: int = 0
    touched_ms: int = 0


class Slice(msgspec.Struct, frozen=True):
    """Points of one lot."""

    lot: str
    points: int


class Move(msgspec.Struct, frozen=True):
    """A transfer in one book; a lot of None is the debt."""

    lot: str | None
    kind: Kind
    points: int
    at_ms: int


class Hold(msgspec.Struct, frozen=True):
    """Slices that an open order holds until it is due."""

    due_ms: int
    slices: tuple[Slice, ...]


class Balance(msgspec.Struct, frozen=True):
    """What a book comes to at a moment.

    Attributes:
        available: Points that may be spent now, those that the asking order holds included.
        pending: Points that may be spent later.
        held: Points that other orders hold.
        debt: Points owed.
    """

    available: int
    pending: int
    held: int
    debt: int


def earliest_first(lot: Lot) -> tuple[int, int, int]:
    """Order lots as they are spent: by expiry, then by when they became available, then by age."""
    return lot.expires_at_ms, lot.available_at_ms, lot.seq


def touch(book: Book, now_ms: int) -> tuple[Move, ...]:
    """Return what the clock has done since the book was touched last.

    A debt is paid by lots in the order in which they became usable, also by those that have expired
    since; then what is past its day and not held expires, dated when it was due.
    """
    moves: list[Move] = []
    debt, paid = book.debt, dict[str, int]()
    for lot in sorted(book.lots, key=lambda one: (one.available_at_ms, earliest_first(one))):
        since = max(lot.available_at_ms, book.touched_ms)
        part = min(debt, lot.free)
        if part > 0 and since <= now_ms and since < lot.expires_at_ms:
            moves += [Move(lot.id, Kind.REPAY, part, since), Move(None, Kind.REPAY, part, since)]
            debt -= part
            paid[lot.id] = part
    for lot in sorted(book.lots, key=earliest_first):
        rest = lot.free - paid.get(lot.id, 0)
        if rest > 0 and lot.expires_at_ms <= now_ms:
            # What an order held beyond its day goes when it is let go.
            due = lot.expires_at_ms if lot.expires_at_ms > book.touched_ms else now_ms
            moves.append(Move(lot.id, Kind.EXPIRE, rest, due))
    return _joined(moves)


def drain(
    book: Book, points: int, now_ms: int, own: Mapping[str, int]
) -> tuple[tuple[Slice, ...], int]:
    """Choose the lots that pay: those the order holds already, then the usable ones.

    Both go by the earliest expiry. The book must be touched.

    Args:
        book: The book, with what the order holds still held.
        points: How many are wanted.
        now_ms: The store's time.
        own: What the order holds, by lot; it may have expired meanwhile.

    Returns:
        The slices in the order in which they are used up, and how many points are missing.
    """
    lots = sorted(book.lots, key=earliest_first)
    taken = dict.fromkeys((lot.id for lot in lots), 0)
    left = points
    for lot in lots:
        part = min(left, own.get(lot.id, 0))
        taken[lot.id] += part
        left -= part
    for lot in lots:
        part = min(left, lot.free) if lot.usable(now_ms) else 0
        taken[lot.id] += part
        left -= part
    return tuple(Slice(lot, part) for lot, part in taken.items() if part), left


def reverse(book: Book, points: int, own_lot: str, now_ms: int) -> tuple[tuple[Move, ...], int]:
    """Take earned points back: from their own lot, pending too, then from usable lots.

    The book must be touched. Held points stay with the orders that hold them.

    Returns:
        The moves, and how many points were spent already and are missing.
    """
    lots = sorted(book.lots, key=lambda one: (one.id != own_lot, earliest_first(one)))
    moves, left = list[Move](), points
    for lot in lots:
        part = min(left, lot.free) if lot.id == own_lot or lot.usable(now_ms) else 0
        if part > 0:
            moves.append(Move(lot.id, Kind.REVERSE, part, now_ms))
            left -= part
    return tuple(moves), left


def last_consumed(slices: Sequence[Slice], skip: int, points: int) -> tuple[Slice, ...]:
    """Choose the lots that spent points go back to: the last one used up comes first.

    Args:
        slices: What was spent, in the order in which it was used up.
        skip: Points given back before.
        points: Points to give back now; at most what was spent less ``skip``.
    """
    found = []
    for one in reversed(slices):
        passed = min(skip, one.points)
        part = min(points, one.points - passed)
        skip -= passed
        points -= part
        if part:
            found.append(Slice(one.lot, part))
    assert points == 0, "more points given back than were spent"
    return tuple(found)


def moved(book: Book, moves: Iterable[Move]) -> Book:
    """Make moves; ValueError where one has no place in the book or a balance would be negative."""
    lots = {lot.id: lot for lot in book.lots}
    debt = book.debt
    for move in moves:
        if move.lot is None:
            debt += on_debt(move.kind, move.points)
            continue
        balance, held = on_lot(move.kind, move.points)
        lot = lots[move.lot]
        lots[move.lot] = msgspec.structs.replace(
            lot, balance=lot.balance + balance, held=lot.held + held
        )
        if not 0 <= lots[move.lot].held <= lots[move.lot].balance:
            raise ValueError(f"lot `{move.lot}` cannot {move.kind} {move.points}")
    if debt < 0:
        raise ValueError("a debt cannot be negative")
    return msgspec.structs.replace(
        book, lots=tuple(lot for lot in lots.values() if lot.balance), debt=debt
    )


def touched(book: Book, now_ms: int) -> Book:
    """Return the book with the clock's work done."""
    return msgspec.structs.replace(moved(book, touch(book, now_ms)), touched_ms=now_ms)


def advanced(book: Book, overdue: Iterable[Hold], now_ms: int) -> Book:
    """Return the book as it is once orders that are overdue have let go, each at its time."""
    for hold in sorted(overdue, key=lambda one: one.due_ms):
        book = touched(book, hold.due_ms)
        released = [Move(one.lot, Kind.RELEASE, one.points, hold.due_ms) for one in hold.slices]
        book = touched(moved(book, released), hold.due_ms)
    return touched(book, now_ms)


def balance(book: Book, now_ms: int, own: Sequence[Slice] = ()) -> Balance:
    """Add a touched book up, as the order that holds ``own`` sees it."""
    held_by_self = sum(one.points for one in own)
    return Balance(
        available=sum(lot.free for lot in book.lots if lot.usable(now_ms)) + held_by_self,
        pending=sum(lot.free for lot in book.lots if lot.available_at_ms > now_ms),
        held=sum(lot.held for lot in book.lots) - held_by_self,
        debt=book.debt,
    )


def _joined(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Sort by date, so that rows tell the story as it happened."""
    return tuple(sorted(moves, key=lambda one: one.at_ms))
