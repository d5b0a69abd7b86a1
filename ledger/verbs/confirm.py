"""Confirm: what a revision holds becomes what was used."""

from ledger.books import Lot, Move, Slice
from ledger.limits import NEVER_MS
from ledger.orders import Order, Plan, State, Terms
from ledger.outcomes import Code, Confirmed, Refusal
from ledger.requests import Confirm
from ledger.transfers import Kind
from ledger.verbs.code_list import list_issued
from ledger.verbs.giving_back import tell_of_coupons
from ledger.verbs.holding import Fit, fit
from ledger.verbs.step import Step, in_spending_order, replace

# Points of an order that was not delivered yet: they wait until it is.
_WAITING = Terms(NEVER_MS - 1, NEVER_MS)


def confirm(step: Step, asked: Confirm) -> Confirmed | Refusal:
    """Post what a revision holds; late, hold it again at the promised price first."""
    order = _found(step, asked)
    if order is None or not _is_whose(step, order, asked.customer):
        return Refusal(Code.UNKNOWN_ORDER)
    if order.revision != asked.revision:
        return Refusal(Code.SUPERSEDED, revision=order.revision)
    if order.state is State.CONFIRMED:
        return _answer(order)
    if order.state is State.CANCELLED:
        return Refusal(Code.ORDER_CANCELLED, revision=order.revision)
    if order.state is State.EXPIRED:
        order = step.families.renamed(order)
        fitting = fit(step, order.plan, order_id=order.id, customer=order.customer)
        if fitting.shortages and not asked.force:
            return Refusal(Code.RESERVATION_EXPIRED, fitting.shortages, order.revision)
        order = _held_again(step, order, fitting)
    return _post(step, asked, order)


def _is_whose(step: Step, order: Order, customer: str | None) -> bool:
    if customer is None or customer == order.customer:
        return True
    of = step.families.of
    return order.customer is not None and of(customer).root == of(order.customer).root


def _found(step: Step, asked: Confirm) -> Order | None:
    order = step.order(asked.client, asked.order)
    if order is not None or asked.sale is None or step.records.order(asked.order) is not None:
        return order
    # The store was away when it was sold: the order begins as one whose reservation is over.
    return Order(
        id=asked.order,
        client=asked.client,
        customer=asked.customer,
        state=State.EXPIRED,
        revision=asked.revision,
        attempt=0,
        plan=asked.sale,
        due_ms=step.now_ms,
    )


def _held_again(step: Step, order: Order, fitting: Fit) -> Order:
    """Hold what fits; what does not is posted outright, and listed."""
    order = replace(
        order, attempt=order.attempt + 1, slices=fitting.slices, overrun=fitting.shortages
    )
    step.uses(order, Kind.HOLD, leave_out=_short(order))
    step.slices(order, Kind.HOLD, order.slices)
    for debit in order.plan.debits:
        if debit.account in _short(order):
            step.account(order, debit.account, Kind.FORCED, debit.amount)
    if fitting.owed and order.plan.spend is not None:
        book = step.records.book(order.plan.spend.book)
        owed = Move(None, Kind.FORCED, fitting.owed, step.now_ms)
        step.move(book, [owed], order.id, order.attempt)
    for short in order.overrun:
        step.tell("limit.overrun", order, short.account, wanted=short.wanted, left=short.left)
    return order


def _short(order: Order) -> set[str]:
    return {short.account for short in order.overrun}


def _post(step: Step, asked: Confirm, order: Order) -> Confirmed:
    step.uses(order, Kind.POST, leave_out=_short(order))
    if order.plan.spend is not None and order.slices:
        book = step.records.book(order.plan.spend.book)
        order = replace(order, slices=in_spending_order(book, order.slices))
        step.slices(order, Kind.SPEND, order.slices)
    order = replace(
        order,
        state=State.CONFIRMED,
        confirmed_at_ms=step.now_ms,
        delivered_at_ms=step.now_ms if asked.delivered else None,
    )
    step.records.save_order(order)
    step.qualify(order)
    _earn(step, order, asked.terms or _WAITING)
    list_issued(step, order)
    for key in _books(order.plan):
        step.touched(key)
    _tell(step, order)
    return _answer(order)


def _tell(step: Step, order: Order) -> None:
    step.tell("order.confirmed", order, revision=order.revision, overrun=len(order.overrun))
    tell_of_coupons(step, "coupon.redeemed", order)
    for name, change in (("points.spent", order.plan.spend), ("points.earned", order.plan.earn)):
        if change is not None:
            step.tell(name, order, change.book, points=change.points)


def _earn(step: Step, order: Order, terms: Terms) -> None:
    earned = order.plan.earn
    if earned is not None:
        book = step.touched(earned.book).key
        lot = Lot(order.id, 0, 0, 0, terms.available_at_ms, terms.expires_at_ms)
        step.records.save_lot(book, lot)
        step.lots(order, book, Kind.EARN, [Slice(order.id, earned.points)])


def _books(plan: Plan) -> tuple[str, ...]:
    return tuple({one.book: None for one in (plan.spend, plan.earn) if one is not None})


def _answer(order: Order) -> Confirmed:
    assert order.confirmed_at_ms is not None, "a confirmed order says when"
    return Confirmed(
        order.id, order.revision, order.confirmed_at_ms, order.plan.quote, order.overrun,
        order.plan.issues,
    )  # fmt: skip
