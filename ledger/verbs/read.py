"""Find and read: they change nothing, and say what the clock has decided, written down or not."""

from msgspec.structs import replace

from ledger.books import Balance, Book, Hold, Slice, advanced, balance
from ledger.orders import Order, State
from ledger.outcomes import Code, Facts, Found, Refusal, Usage
from ledger.records import Records
from ledger.requests import Find, Read
from ledger.verbs.families import Families


def find(records: Records, asked: Find, now_ms: int) -> Found | Refusal:
    """Show an order."""
    order = records.order(asked.order)
    if order is None or order.client != asked.client:
        return Refusal(Code.UNKNOWN_ORDER)
    return Found(order, State.EXPIRED if order.is_overdue(now_ms) else order.state)


def read(records: Records, asked: Read, now_ms: int) -> Facts:
    """Read what is in use and what is left; what the asking order holds counts as free."""
    families = Families(records)
    order = records.order(asked.order) if asked.order is not None else None
    if order is not None and (order.client != asked.client or order.is_overdue(now_ms)):
        order = None
    return Facts(
        accounts=tuple(
            _with_holders(
                _usage(records, families, name, order, now_ms), records, asked, name, now_ms
            )
            for name in asked.accounts
        ),
        books=tuple(_balance(families, key, order, now_ms) for key in asked.books),
        at_ms=now_ms,
        codes=tuple(records.code(digest) for digest in asked.codes),
    )


def _usage(
    records: Records, families: Families, name: str, order: Order | None, now_ms: int
) -> Usage:
    account = records.account(families.root(name))
    free = families.held_of(order, name)
    free += sum(families.held_of(one, name) for one in families.overdue_holders(name, now_ms))
    return Usage(account.pending + account.posted - account.credits - free, account.closed)


def _with_holders(usage: Usage, records: Records, asked: Read, name: str, now_ms: int) -> Usage:
    """Name the other open orders of the customer who is asked about that hold some of it."""
    if asked.holders is None or usage.closed:
        return usage
    families = Families(records)
    found = (records.order(one) for one in families.held_by(asked.holders, name))
    others = [
        one
        for one in found
        if one is not None
        and one.id != asked.order
        and one.client == asked.client
        and not one.is_overdue(now_ms)
    ]
    theirs = sum(families.held_of(one, name) for one in others)
    return replace(usage, holders=tuple(one.id for one in others), theirs=theirs)


def _balance(families: Families, key: str, order: Order | None, now_ms: int) -> Balance:
    own = [Slice(lot, points) for lot, points in families.held_lots(order, key).items()]
    return balance(present(families, key, now_ms), now_ms, own)


def present(families: Families, key: str, now_ms: int) -> Book:
    """Return a book as the clock has left it, written down or not."""
    overdue = families.overdue_holders(key, now_ms)
    return advanced(families.book(key), [Hold(one.due_ms, one.slices) for one in overdue], now_ms)
