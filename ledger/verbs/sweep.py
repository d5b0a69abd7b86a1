"""Sweep: write down what the clock has decided already, a little at a time."""

from ledger.limits import ANSWERS_KEPT_MS
from ledger.orders import State
from ledger.outcomes import Swept
from ledger.records import Records
from ledger.requests import Sweep
from ledger.verbs.customers import end_open
from ledger.verbs.step import Step


def sweep(step: Step, asked: Sweep) -> Swept:
    """Expire orders, bring books to the present, forget old answers.

    It only saves room and tells others in time: every verb brings what it looks at to the present
    by itself.
    """
    orders = step.records.orders_due(step.now_ms, asked.most)
    for order_id in orders:
        order = step.records.order(order_id)
        if order is not None and order.is_overdue(step.now_ms):
            step.expired(order)
    books = step.records.books_due(step.now_ms, asked.most)
    for key in books:
        step.touched(key)
    answers = step.records.forget(step.now_ms - ANSWERS_KEPT_MS, asked.most)
    found = (len(orders), len(books), answers)
    return Swept(*found, more=max(found) >= asked.most)


def lapse(records: Records, order_id: str, clock_ms: int) -> None:
    """Write down that one order is over, if it is: a step of its own where a sweep is many steps.

    Orders that were due before it on the same book must be over already.
    """
    step = _begun(records, clock_ms)
    order = records.order(order_id)
    if order is not None and order.is_overdue(step.now_ms):
        step.lapse(order)


def touch(records: Records, book: str, clock_ms: int) -> None:
    """Bring one book to the present, in a step of its own."""
    _begun(records, clock_ms).touched(book)


def end(records: Records, order_id: str, clock_ms: int) -> None:
    """End an open order of somebody who leaves, in a step of its own."""
    step = _begun(records, clock_ms)
    order = records.order(order_id)
    if order is not None and order.state is State.RESERVED:
        end_open(step, order_id)


def _begun(records: Records, clock_ms: int) -> Step:
    now_ms = max(records.last_ms(), clock_ms)
    records.save_last(now_ms)
    return Step(records, now_ms)
