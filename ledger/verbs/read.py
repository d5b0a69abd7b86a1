"""Find and read: they change nothing, and say what the clock has decided, written down or not."""

from ledger.books import Balance, Hold, advanced, balance
from ledger.orders import Order, State
from ledger.outcomes import Code, Facts, Found, Refusal, Usage
from ledger.records import Records
from ledger.requests import Find, Read


def find(records: Records, asked: Find, now_ms: int) -> Found | Refusal:
    """Show an order."""
    order = records.order(asked.order)
    if order is None or order.client != asked.client:
        return Refusal(Code.UNKNOWN_ORDER)
    return Found(order, State.EXPIRED if order.is_overdue(now_ms) else order.state)


def read(records: Records, asked: Read, now_ms: int) -> Facts:
    """Read what is in use and what is left; what the asking order holds counts as free."""
    order = records.order(asked.order) if asked.order is not None else None
    if order is not None and (order.client != asked.client or order.is_overdue(now_ms)):
        order = None
    return Facts(
        accounts=tuple(_usage(records, name, order, now_ms) for name in asked.accounts),
        books=tuple(_balance(records, key, order, now_ms) for key in asked.books),
        at_ms=now_ms,
        codes=tuple(records.code(digest) for digest in asked.codes),
    )


def _usage(records: Records, name: str, order: Order | None, now_ms: int) -> Usage:
    account = records.account(name)
    free = order.held_of(name) if order is not None else 0
    free += sum(one.held_of(name) for one in records.overdue_holders(name, now_ms))
    return Usage(account.pending + account.posted - account.credits - free, account.closed)


def _balance(records: Records, key: str, order: Order | None, now_ms: int) -> Balance:
    overdue = [Hold(one.due_ms, one.slices) for one in records.overdue_holders(key, now_ms)]
    book = advanced(records.book(key), overdue, now_ms)
    spends_here = (
        order is not None
        and order.plan.spend is not None
        and (order.plan.spend.book == key and order.state is State.RESERVED)
    )
    return balance(book, now_ms, order.slices if order is not None and spends_here else ())
