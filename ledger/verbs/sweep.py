"""Sweep: write down what the clock has decided already, a little at a time."""

from ledger.limits import ANSWERS_KEPT_MS
from ledger.outcomes import Swept
from ledger.requests import Sweep
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
