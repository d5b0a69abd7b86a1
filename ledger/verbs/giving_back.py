"""Giving points back and taking points back, where a confirmed order is undone in part or whole."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from ledger.books import Lot, Move, Slice, last_consumed, reverse
from ledger.orders import Coupon, Order
from ledger.points_shortfall import Shortfall, ShortfallPolicy, settle_shortfall
from ledger.requests import OnShort
from ledger.transfers import Kind
from ledger.verbs.families import without_points
from ledger.verbs.step import Step, replace

_POLICIES: Final[Mapping[OnShort, ShortfallPolicy]] = {
    OnShort.DEBT: ShortfallPolicy.DEBT,
    OnShort.WRITE_OFF: ShortfallPolicy.WRITE_OFF,
    OnShort.REFUND_LESS: ShortfallPolicy.REFUND_LESS,
}


def reinstate(step: Step, order: Order, points: int, until_ms: int | None = None) -> None:
    """Give spent points back, those that were used up last first.

    Args:
        step: The step.
        order: The order that spent them, with an attempt of its own for this.
        points: How many; at most what it spent less what was given back before.
        until_ms: What goes to a lot that has expired counts until then; None leaves it its date.
    """
    spent = order.plan.spend
    if spent is None or points == 0:
        return
    book = step.touched(spent.book)
    before = sum(receipt.reinstated for receipt in order.receipts)
    # Points that were not there when a sale was forced were used up last of all.
    used = [*order.slices, *([Slice("", order.owed)] if order.owed else [])]
    for one in last_consumed(used, before, points):
        if one.lot:
            _open_again(step, spent.book, book.key, one.lot)
            _renew(step, book.key, one.lot, until_ms)
            step.lots(order, book.key, Kind.REINSTATE, [one])
        else:
            _repay(step, order, book.key, one.points, until_ms)
    step.touched(spent.book)
    step.tell("points.reinstated", order, spent.book, points=points)


def take_back(
    step: Step, order: Order, points: int, on_short: OnShort, refund: int = 0
) -> Shortfall:
    """Take earned points back: from the order's own lot, then from the earliest usable ones.

    Args:
        step: The step.
        order: The order that earned them, with an attempt of its own for this.
        points: How many.
        on_short: What becomes of those that were spent already.
        refund: What may be lessened for them, minor units.
    """
    earned = order.plan.earn
    if earned is None or points == 0:
        return Shortfall(0)
    book = step.touched(earned.book)
    moves, missing = reverse(book, points, order.id, step.now_ms)
    worth = order.plan.sale.promises.point_worth if order.plan.sale is not None else (0, 1)
    settled = settle_shortfall(
        points, points - missing, _POLICIES[on_short], worth=Fraction(*worth), refund=refund
    )
    debt = [Move(None, Kind.OWE, settled.owed, step.now_ms)] if settled.owed else []
    step.move(book, [*moves, *debt], order.id, order.attempt)
    step.tell("points.reversed", order, earned.book, points=points, missing=missing)
    return settled


def tell_of_coupons(
    step: Step, name: str, order: Order, coupons: Iterable[Coupon] | None = None
) -> None:
    """Write an event for each coupon, those of the whole order where none are named."""
    for coupon in order.plan.coupons if coupons is None else coupons:
        code = {"account": coupon.account} if coupon.account else {}
        step.tell(name, order, coupon.series, **code)


def _open_again(step: Step, book: str, root: str, lot_id: str) -> None:
    """Open a lot in the book that counts, where it was used up before its customer was merged."""
    lot = step.records.lot(book, lot_id)
    if lot is not None and step.records.lot(root, lot_id) is None:
        step.records.save_lot(root, without_points(lot))


def _renew(step: Step, book: str, lot_id: str, until_ms: int | None) -> None:
    lot = step.records.lot(book, lot_id)
    if lot is not None and until_ms is not None and lot.expires_at_ms <= step.now_ms < until_ms:
        step.records.save_lot(book, replace(lot, expires_at_ms=until_ms))


def _repay(step: Step, order: Order, key: str, points: int, until_ms: int | None) -> None:
    """Give back points that were owed: to the debt, and to a lot of their own where it is paid."""
    book = step.records.book(key)
    paid = min(points, book.debt)
    if paid:
        step.move(book, [Move(None, Kind.REPAY, paid, step.now_ms)], order.id, order.attempt)
    if points > paid:
        # No order's identifier has a line break, so no order's own lot is called this.
        lot = Lot(f"{order.id}\nback", 0, 0, available_at_ms=step.now_ms)
        if until_ms is not None and until_ms > step.now_ms:
            lot = replace(lot, expires_at_ms=until_ms)
        if step.records.lot(book.key, lot.id) is None:
            step.records.save_lot(book.key, lot)
        step.lots(order, book.key, Kind.REINSTATE, [Slice(lot.id, points - paid)])
