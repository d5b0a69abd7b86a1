"""Return: units come back, and what they earned, spent and used goes the other way."""

from ledger.limits import RETURNS_MAX
from ledger.orders import Order, Receipt, Refund, State
from ledger.outcomes import Code, Refusal, Returned
from ledger.requests import Return
from ledger.returned import ReturnedSoFar
from ledger.sale import Sale
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
            same = (receipt.refunds, receipt.delivery) == (asked.refunds, asked.delivery)
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
    sale = order.plan.sale
    sold = sale.line(wanted.line) if sale is not None else None
    return sold is not None and wanted.quantity <= order.returned.kept(sold)


def _is_too_much(order: Order, asked: Return) -> bool:
    sale = order.plan.sale
    assert sale is not None, "something of it was bought"
    earned = order.plan.earn.points if order.plan.earn else 0
    spent = order.plan.spend.points if order.plan.spend else 0
    before = order.returned
    given_back = {account for receipt in order.receipts for account in receipt.restored}
    used = {debit.account for debit in order.plan.debits} - given_back
    return (
        _pays_too_much(sale, before, asked)
        or before.reversed + asked.reverse > earned
        or before.reinstated + asked.reinstate > spent
        or len(set(asked.restore) & used) < len(asked.restore)
    )


def _pays_too_much(sale: Sale, before: ReturnedSoFar, asked: Return) -> bool:
    """Tell whether a line, the delivery or a payment would give back more than it brought."""
    for one in asked.refunds:
        sold = sale.line(one.line)
        assert sold is not None, "it was bought"
        if before.refunded.get(sold.id, 0) + one.refund_minor > sold.net:
            return True
    if before.delivery + asked.delivery > sale.delivery:
        return True
    if not asked.payments:
        return False
    earlier = before.payments or (0,) * len(sale.payments)
    return len(asked.payments) != len(sale.payments) or any(
        back + more > max(0, paid.amount)
        for paid, back, more in zip(sale.payments, earlier, asked.payments, strict=True)
    )


def _book(step: Step, order: Order, asked: Return) -> Receipt:
    # Given back first, so that points just given back count before any is called missing.
    reinstate(step, order, asked.reinstate, asked.reinstate_until_ms)
    refund = sum(one.refund_minor for one in asked.refunds) + asked.delivery
    settled = take_back(step, order, asked.reverse, asked.on_short, refund)
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
        owed=settled.owed,
        short=asked.reverse - settled.taken - settled.owed,
        restored=asked.restore,
        at_ms=step.now_ms,
        delivery=asked.delivery,
        payments=_less(asked.payments, settled.refund_less),
        deducted=settled.refund_less,
        quote=asked.quote,
    )
    order = replace(order, receipts=(*order.receipts, receipt))
    step.records.save_order(order)
    step.qualify(order)
    back_minor = refund - receipt.deducted
    step.tell("order.returned", order, return_id=receipt.id, refund_minor=back_minor)
    restored = [one for one in order.plan.coupons if one.account in asked.restore]
    tell_of_coupons(step, "coupon.restored", order, restored)
    return receipt


def _less(payments: tuple[int, ...], deducted: int) -> tuple[int, ...]:
    """Take off what the refund bears for points: of the last payments first."""
    left = list(payments)
    for number in reversed(range(len(left))):
        part = min(deducted, left[number])
        left[number] -= part
        deducted -= part
    return tuple(left)
