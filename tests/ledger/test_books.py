"""The arithmetic of one book, and the law that looking more often changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.books import (
    Book,
    Hold,
    Lot,
    Move,
    Slice,
    advanced,
    balance,
    drain,
    last_consumed,
    moved,
    reverse,
    touch,
    touched,
)
from ledger.transfers import Kind

KEY = "{customer/c} points/p"
TIMES = st.integers(0, 40)


@st.composite
def books(draw) -> Book:
    lots = []
    for number in range(draw(st.integers(0, 5))):
        balance_ = draw(st.integers(1, 30))
        start = draw(TIMES)
        lots.append(
            Lot(
                id=f"lot{number}",
                seq=number,
                balance=balance_,
                held=draw(st.integers(0, balance_)),
                available_at_ms=start,
                expires_at_ms=start + draw(st.integers(1, 20)),
            )
        )
    return touched(Book(KEY, tuple(lots), draw(st.integers(0, 40))), 0)


@given(books(), st.lists(TIMES, max_size=6))
def test_touching_more_often_changes_nothing(book: Book, moments: list[int]):
    often = book
    for moment in sorted(moments):
        often = touched(often, moment)
    assert touched(often, 41) == touched(book, 41)


@given(books(), TIMES)
def test_touching_moves_what_was_there_and_makes_no_points(book: Book, now: int):
    moves = touch(book, now)
    after = moved(book, moves)
    gone = sum(move.points for move in moves if move.kind is Kind.EXPIRE)
    assert sum(lot.balance for lot in book.lots) - book.debt == (
        sum(lot.balance for lot in after.lots) - after.debt + gone
    )
    assert touch(touched(book, now), now) == ()
    if after.debt:
        assert not any(lot.usable(now) for lot in after.lots)


@given(books(), st.integers(1, 80), TIMES, st.data())
def test_draining_takes_own_then_earliest_and_says_what_is_missing(book, points, now, data):
    book = touched(book, now)
    own = {lot.id: data.draw(st.integers(0, lot.held)) for lot in book.lots}
    slices, short = drain(book, points, now, own)
    lots = {lot.id: lot for lot in book.lots}
    assert sum(one.points for one in slices) + short == points
    for one in slices:
        lot = lots[one.lot]
        assert one.points <= own[one.lot] + (lot.free if lot.usable(now) else 0)
    if short:
        room = sum(own.values()) + sum(lot.free for lot in book.lots if lot.usable(now))
        assert points - short == room
    dates = [(lots[one.lot].expires_at_ms, lots[one.lot].available_at_ms) for one in slices]
    assert dates == sorted(dates)


@given(books(), st.integers(0, 99), TIMES)
def test_reversing_takes_the_own_lot_first_even_pending(book: Book, points: int, now: int):
    book = touched(book, now)
    moves, short = reverse(book, points, "lot1", now)
    moved(book, moves)
    assert sum(move.points for move in moves) + short == points
    own = next((lot.free for lot in book.lots if lot.id == "lot1"), 0)
    taken = sum(move.points for move in moves if move.lot == "lot1")
    assert taken == min(own, points)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.data())
def test_giving_back_in_parts_is_giving_back_at_once(amounts: list[int], data):
    slices = [Slice(f"lot{number}", points) for number, points in enumerate(amounts)]
    first = data.draw(st.integers(0, sum(amounts)))
    second = data.draw(st.integers(0, sum(amounts) - first))

    def by_lot(*parts: tuple[Slice, ...]) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in parts:
            for one in part:
                found[one.lot] = found.get(one.lot, 0) + one.points
        return found

    apart = by_lot(last_consumed(slices, 0, first), last_consumed(slices, first, second))
    assert apart == by_lot(last_consumed(slices, 0, first + second))


def test_the_last_lot_used_up_is_given_back_first():
    slices = [Slice("a", 3), Slice("b", 5)]
    assert last_consumed(slices, 0, 6) == (Slice("b", 5), Slice("a", 1))
    assert last_consumed(slices, 6, 2) == (Slice("a", 2),)


def test_overdue_holds_are_let_go_in_the_order_in_which_they_were_due():
    book = Book(
        KEY,
        (
            Lot("a", 1, 10, held=10, expires_at_ms=30),
            Lot("b", 2, 10, held=10, expires_at_ms=30),
        ),
        debt=12,
    )
    holds = [Hold(20, (Slice("b", 10),)), Hold(10, (Slice("a", 10),))]
    after = advanced(book, holds, 25)
    assert [(lot.id, lot.balance) for lot in after.lots] == [("b", 8)]
    assert after.debt == 0
    assert balance(after, 25).available == 8
    assert balance(advanced(book, holds, 30), 30).available == 0


@pytest.mark.parametrize(
    "move",
    [
        Move("a", Kind.SPEND, 4, 0),
        Move("a", Kind.REVERSE, 8, 0),
        Move("a", Kind.HOLD, 8, 0),
        Move(None, Kind.REPAY, 1, 0),
    ],
)
def test_a_move_that_has_no_room_is_an_error(move: Move):
    book = Book(KEY, (Lot("a", 1, 10, held=3),))
    with pytest.raises(ValueError, match=r"cannot|negative"):
        moved(book, [move])
