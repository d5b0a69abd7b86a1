"""Deliver: the day from which pending points and windows of return count."""

from ledger.orders import Order, State, Terms
from ledger.outcomes import Code, Delivered, Refusal
from ledger.requests import Deliver
from ledger.verbs.step import Step, replace


def deliver(step: Step, asked: Deliver) -> Delivered | Refusal:
    """Note the delivery once; told again it says what was noted first."""
    order = step.order(asked.client, asked.order)
    if order is None:
        return Refusal(Code.UNKNOWN_ORDER)
    if order.state is not State.CONFIRMED:
        cancelled = order.state is State.CANCELLED
        code = Code.ORDER_CANCELLED if cancelled else Code.NOT_CONFIRMED
        return Refusal(code, revision=order.revision)
    if order.delivered_at_ms is not None:
        return Delivered(order.id, order.delivered_at_ms)
    step.records.save_order(replace(order, delivered_at_ms=step.now_ms))
    if asked.terms is not None:
        _date(step, order, asked.terms)
    step.tell("order.delivered", order, revision=order.revision)
    return Delivered(order.id, step.now_ms)


def _date(step: Step, order: Order, terms: Terms) -> None:
    """Date the points of an order; those that count already keep their dates."""
    if order.plan.earn is None:
        return
    book = step.touched(order.plan.earn.book).key
    lot = step.records.lot(book, order.id)
    if lot is not None and lot.available_at_ms > step.now_ms:
        dated = replace(
            lot, available_at_ms=terms.available_at_ms, expires_at_ms=terms.expires_at_ms
        )
        step.records.save_lot(book, dated)
        step.touched(book)
