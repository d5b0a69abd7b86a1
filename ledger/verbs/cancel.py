"""Cancel: let go what is held, or give all back before anything is delivered or returned."""

from ledger.orders import Order, State
from ledger.outcomes import Cancelled, Code, Refusal
from ledger.requests import Cancel, OnShort
from ledger.transfers import Kind
from ledger.verbs.code_list import close_issued
from ledger.verbs.giving_back import reinstate, take_back, tell_of_coupons
from ledger.verbs.step import Step, replace


def cancel(step: Step, asked: Cancel) -> Cancelled | Refusal:
    """End an order. What it held or used is as if it had never been."""
    order = step.order(asked.client, asked.order)
    if order is None:
        return Refusal(Code.UNKNOWN_ORDER)
    match order.state:
        case State.CANCELLED:
            return Cancelled(order.id, order.revision)
        case State.RESERVED:
            drop(step, order)
        case State.EXPIRED:
            step.records.save_order(replace(order, state=State.CANCELLED))
        case State.CONFIRMED:
            if order.delivered_at_ms is not None or order.receipts:
                return Refusal(Code.ORDER_DELIVERED, revision=order.revision)
            _undo(step, order)
    step.tell("order.cancelled", order, revision=order.revision)
    if order.state is State.CONFIRMED:
        tell_of_coupons(step, "coupon.restored", order)
    return Cancelled(order.id, order.revision)


def drop(step: Step, order: Order) -> None:
    """End a reserved order: what it held is free."""
    step.let_go(order)
    step.records.save_order(replace(order, state=State.CANCELLED, slices=()))
    if order.plan.spend is not None:
        step.touched(order.plan.spend.book)


def _undo(step: Step, order: Order) -> None:
    order = replace(order, state=State.CANCELLED, attempt=order.attempt + 1)
    step.uses(order, Kind.RESTORE)
    if order.plan.spend is not None:
        reinstate(step, order, order.plan.spend.points)
    if order.plan.earn is not None:
        take_back(step, order, order.plan.earn.points, OnShort.DEBT)
        step.touched(order.plan.earn.book)
    step.records.save_order(order)
    close_issued(step, order)
    step.qualify(order)
