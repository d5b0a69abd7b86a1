"""Return: units come back, and what they earned, spent and used goes the other way."""

from ledger.limits import RETURNS_MAX
from ledger.orders import Order, Receipt, Refund, State
from ledger.outcomes import Code, Refusal, Returned
from ledger.requests import Return
from ledger.transfers import Kind
from ledger.verbs.giving_back import reinstate, take_back, tell_of_coupons
from ledger.verbs.step import Step, replace


def take_units(step: Step, asked: Return) -> Returned | Refusal:
    """Book a return once, never more than was bought, paid, earned, spent or used."""
    order = step.order(asked.client, asked.order)
    if order is None:
        return Refusal(Code.UNKNOWN_ORDER)
    for receipt in order.receipts:
        if receipt.id == asked.id:
            same = receipt.refunds == asked.refunds
            return Returned(order.id, receipt) if same else Refusal(Code.ALREADY_RETURNED)
    code = _refused(order, asked)
    if code is not None:
        return Refusal(code, revision=order.revision)
    return Returned(order.id, _book(step, replace(order, attempt=order.attempt + 1), asked))


def _refused(order: Order, asked: Return) -> Code | None:
    if order.state is State.CANCELLED:
        return Code.ORDER_CANCELLED
    if order.state is not State.CONFIRMED:
        return Code.NOT_CONFIRMED
    if len(order.receipts) >= RETURNS_MAX:
        return Code.TOO_MANY_RETURNS
    if not all(_was_bought(order, one) for one in asked.refunds):
        return Code.QUANTITY
    # The amounts were worked out before another return: whoever asked works them out again.
    if asked.seen != order.attempt:
        return Code.ORDER_BUSY
    return Code.TOO_MUCH if _is_too_much(order, asked) else None


def _was_bought(order: Order, wanted: Refund) -> bool:
    quantity = sum(one.quantity for one in _before(order, wanted.line)) + wanted.quantity
    return any(line.id == wanted.line and quantity <= line.quantity for line in order.plan.lines)


def _is_too_much(order: Order, asked: Return) -> bool:
    paid = {line.id: line.net_minor for line in order.plan.lines}
    for one in asked.refunds:
        refunded = sum(before.refund_minor for before in _before(order, one.line))
        if refunded + one.refund_minor > paid[one.line]:
            return True
    earned = order.plan.earn.points if order.plan.earn else 0
    spent = order.plan.spend.points if order.plan.spend else 0
    given_back = {account for receipt in order.receipts for account in receipt.restored}
    used = {debit.account for debit in order.plan.debits} - given_back
    return (
        sum(receipt.reversed for receipt in order.receipts) + asked.reverse > earned
        or sum(receipt.reinstated for receipt in order.receipts) + asked.reinstate > spent
        or len(set(asked.restore) & used) < len(asked.restore)
    )


def _before(order: Order, line: str) -> list[Refund]:
    return [one for receipt in order.receipts for one in receipt.refunds if one.line == line]


def _book(step: Step, order: Order, asked: Return) -> Receipt:
    # Given back first, so that points just given back count before any is called missing.
    reinstate(step, order, asked.reinstate, asked.reinstate_until_ms)
    owed, short = take_back(step, order, asked.reverse, asked.on_short)
    if order.plan.earn is not None:
        step.touched(order.plan.earn.book)
    for debit in order.plan.debits:
        if debit.account in asked.restore:
            step.account(order, debit.account, Kind.RESTORE, debit.amount)
    for name in asked.close:
        account = step.records.account(name)
        if account.pending + account.posted == 0:
            step.records.close(name)
    receipt = Receipt(
        id=asked.id,
        refunds=asked.refunds,
        reversed=asked.reverse,
        reinstated=asked.reinstate,
        owed=owed,
        short=short,
        restored=asked.restore,
        at_ms=step.now_ms,
    )
    step.records.save_order(replace(order, receipts=(*order.receipts, receipt)))
    step.tell("order.returned", order, return_id=receipt.id, refund_minor=_total(receipt))
    restored = [one for one in order.plan.coupons if one.account in asked.restore]
    tell_of_coupons(step, "coupon.restored", order, restored)
    return receipt


def _total(receipt: Receipt) -> int:
    return sum(one.refund_minor for one in receipt.refunds)
