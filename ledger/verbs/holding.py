"""Whether a plan fits: everything is looked at before anything is written."""

import msgspec

from ledger.accounts import Shortage, Why, short_of
from ledger.books import Slice, drain
from ledger.orders import Order, Plan
from ledger.verbs.step import Step


class Fit(msgspec.Struct, frozen=True):
    """Whether a plan fits: everything that is missing, and the points that would be used.

    Attributes:
        shortages: Empty where all fits.
        slices: Points by lot, as many as there are.
        owed: Points that are missing.
    """

    shortages: tuple[Shortage, ...]
    slices: tuple[Slice, ...]
    owed: int


def fit(step: Step, plan: Plan, *, order_id: str, customer: str | None) -> Fit:
    """Look whether a plan fits, what the order holds itself counting as free."""
    order = step.records.order(order_id)
    shortages = []
    for debit in plan.debits:
        own = step.families.held_of(order, debit.account)
        short = short_of(debit, step.records.account(debit.account), own)
        if short is not None and step.expire_holders(debit.account):
            short = short_of(debit, step.records.account(debit.account), own)
        if short is not None:
            shortages.append(_named(step, short, order_id, customer))
    slices, owed = _points(step, plan, order)
    if plan.spend is not None and owed:
        left = plan.spend.points - owed
        why = Why.HELD if _others_hold(step, plan.spend.book, order) >= owed else Why.EXHAUSTED
        short = Shortage(plan.spend.book, plan.spend.points, left, why)
        shortages.append(_named(step, short, order_id, customer))
    return Fit(tuple(shortages), slices, owed)


def _points(step: Step, plan: Plan, order: Order | None) -> tuple[tuple[Slice, ...], int]:
    if plan.spend is None:
        return (), 0
    step.touched(plan.spend.book)
    own = step.families.held_lots(order, plan.spend.book)
    return drain(step.families.book(plan.spend.book), plan.spend.points, step.now_ms, own)


def _others_hold(step: Step, book: str, order: Order | None) -> int:
    held = sum(lot.held for lot in step.families.book(book).lots)
    return held - sum(step.families.held_lots(order, book).values())


def _named(step: Step, short: Shortage, order_id: str, customer: str | None) -> Shortage:
    """Add the open orders of the same customer that hold some of what is missing."""
    if customer is None or short.why is not Why.HELD:
        return short
    found = step.families.held_by(customer, short.account)
    others = tuple(order for order in found if order != order_id)
    return msgspec.structs.replace(short, orders=others)
