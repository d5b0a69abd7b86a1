"""Reserve: hold what a new revision uses, and let go what the one before it held."""

from ledger.limits import CLIENT_ORDERS_OPEN_MAX, CUSTOMER_ORDERS_OPEN_MAX, RESERVATION_MS_MAX
from ledger.orders import Order, Plan, State
from ledger.outcomes import Code, Refusal, Reserved
from ledger.requests import Reserve
from ledger.transfers import Kind
from ledger.verbs.holding import Fit, fit
from ledger.verbs.outbox import is_outbox_full
from ledger.verbs.step import Step, replace


def reserve(step: Step, asked: Reserve) -> Reserved | Refusal:
    """Hold a plan, or refuse and leave the revision before as it was."""
    there = step.records.order(asked.order)
    if there is not None and there.client != asked.client:
        return Refusal(Code.UNKNOWN_ORDER)
    before = step.order(asked.client, asked.order)
    refused = _refused(step, asked, before)
    if refused is not None:
        return refused
    if not step.families.are_current(asked.customer, _names(asked.plan)):
        return Refusal(Code.CUSTOMER_GONE)
    due_ms = step.now_ms + asked.ttl_ms
    if before is not None and _is_same(before, asked):
        return _longer(step, before, due_ms)
    fitting = fit(step, asked.plan, order_id=asked.order, customer=asked.customer)
    revision = before.revision if before is not None else 0
    if fitting.shortages:
        return Refusal(Code.SHORT, fitting.shortages, revision or None)
    return _hold(step, asked, before, fitting)


def _refused(step: Step, asked: Reserve, before: Order | None) -> Refusal | None:
    revision = before.revision if before is not None else None
    code = None
    if before is not None and before.state is State.CONFIRMED:
        code = Code.ORDER_CONFIRMED
    elif before is not None and before.state is State.CANCELLED:
        code = Code.ORDER_CANCELLED
    elif asked.if_revision is not None and asked.if_revision != (revision or 0):
        code = Code.REVISION
    elif not 1 <= asked.ttl_ms <= RESERVATION_MS_MAX:
        code = Code.RESERVATION_TOO_LONG
    elif before is None and is_outbox_full(step.records):
        # What is under way may end; more of it would be told to nobody.
        code = Code.BUSY
    elif not _is_open_for(before, asked.customer) and _too_many_open(step, asked):
        code = Code.TOO_MANY_OPEN
    return Refusal(code, revision=revision) if code is not None else None


def _names(plan: Plan) -> list[str]:
    books = [one.book for one in (plan.spend, plan.earn) if one is not None]
    return [*books, *(debit.account for debit in plan.debits)]


def _is_open_for(before: Order | None, customer: str | None) -> bool:
    """Tell whether an order counts among the customer's open ones already."""
    return before is not None and before.state is State.RESERVED and before.customer == customer


def _too_many_open(step: Step, asked: Reserve) -> bool:
    records = step.records
    if records.open_of_client(asked.client) >= CLIENT_ORDERS_OPEN_MAX:
        return True
    return (
        asked.customer is not None
        and records.open_of_customer(asked.customer, step.now_ms) >= CUSTOMER_ORDERS_OPEN_MAX
    )


def _is_same(before: Order, asked: Reserve) -> bool:
    """Tell whether the same cart at the same price is still held: it only has to be held longer."""
    return (
        before.state is State.RESERVED
        and before.customer == asked.customer
        and before.plan.fingerprint == asked.plan.fingerprint != b""
        and replace(before.plan, quote=b"") == replace(asked.plan, quote=b"")
    )


def _longer(step: Step, before: Order, due_ms: int) -> Reserved:
    order = replace(before, due_ms=max(before.due_ms, due_ms))
    step.records.save_order(order)
    return _answer(order)


def _hold(step: Step, asked: Reserve, before: Order | None, fitting: Fit) -> Reserved:
    if before is not None and before.state is State.RESERVED:
        step.let_go(before)
    order = Order(
        id=asked.order,
        client=asked.client,
        customer=asked.customer,
        state=State.RESERVED,
        revision=(before.revision if before else 0) + 1,
        attempt=(before.attempt if before else 0) + 1,
        plan=asked.plan,
        due_ms=step.now_ms + asked.ttl_ms,
        slices=fitting.slices,
    )
    step.uses(order, Kind.HOLD)
    step.slices(order, Kind.HOLD, order.slices)
    step.records.save_order(order)
    for plan in (before.plan if before else None, order.plan):
        if plan is not None and plan.spend is not None:
            step.touched(plan.spend.book)
    step.tell("order.reserved", order, revision=order.revision, due_ms=order.due_ms)
    return _answer(order)


def _answer(order: Order) -> Reserved:
    return Reserved(order.id, order.revision, order.due_ms, order.plan.quote)
