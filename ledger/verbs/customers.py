"""Identify, merge, erase: who a customer is, and when two are one or none."""

from collections.abc import Iterable
from typing import assert_never

import msgspec

from ledger.asking import Manual
from ledger.books import Book
from ledger.customer_outcomes import Erased, Identified, Merged
from ledger.customer_requests import CustomerChange, Erase, Identify, Merge
from ledger.customers import Family, Person
from ledger.limits import MERGED_MAX
from ledger.outcomes import Code, Refusal
from ledger.transfers import Kind, Side, Transfer
from ledger.verbs.cancel import drop
from ledger.verbs.families import without_points
from ledger.verbs.step import Step

_replace = msgspec.structs.replace


def change_customer(step: Step, verb: CustomerChange) -> Identified | Merged | Erased | Refusal:
    """Do what a verb asks of a customer."""
    match verb:
        case Identify():
            return identify(step, verb)
        case Merge():
            return merge(step, verb)
        case Erase():
            return erase(step, verb)
        case _:
            assert_never(verb)


def identify(step: Step, asked: Identify) -> Identified | Refusal:
    """Find the customer of a reference, or begin one."""
    cid = step.records.cid_of(asked.reference)
    if cid is not None:
        return Identified(step.families.of(cid).root)
    if step.records.person(asked.fresh) is not None:
        # An identifier is never given twice: whoever drew it draws another.
        return Refusal(Code.CUSTOMER_GONE)
    step.records.save_person(Person(asked.fresh))
    step.records.save_reference(asked.reference, asked.fresh)
    return Identified(asked.fresh)


def merge(step: Step, asked: Merge) -> Merged | Refusal:
    """Let one customer become part of another: uses are added, points move, references follow."""
    into, gone = (_known(step, cid) for cid in (asked.into, asked.gone))
    if into is None or gone is None:
        return Refusal(Code.UNKNOWN_CUSTOMER)
    if into.root == gone.root:
        return Merged(asked.id, into.root)
    if len(into.moved) + len(gone.members) > MERGED_MAX:
        return Refusal(Code.TOO_MANY_MERGED)
    books = _books(step, gone)
    before = [step.touched(name) for name in books]
    for name in books:
        step.touched(_of(into, name))
    _add_uses(step, into.root, gone.root)
    for member in gone.members:
        step.records.save_person(Person(member, moved_to=into.root))
        step.records.point_references(member, into.root)
    step.families.forget()
    for name in books:
        _open_lots(step, name, gone)
        step.touched(name)
    points = _whole(before)
    step.publish("customer.merged", gone.root, into=into.root, points=points)
    return Merged(asked.id, into.root, points)


def is_merged_already(step: Step, asked: Manual, done: object) -> bool:
    """Tell whether a merge asked again is the one that was done.

    By then the references of both mean one customer, so the words are not the same any more.
    """
    if not (isinstance(asked, Merge) and isinstance(done, Merged)):
        return False
    return len({step.families.of(one).root for one in (asked.into, asked.gone, done.into)}) == 1


def erase(step: Step, asked: Erase) -> Erased | Refusal:
    """Forget who a customer is: open orders end, references go, points are forfeited."""
    family = _known(step, asked.cid, erased=True)
    if family is None:
        return Refusal(Code.UNKNOWN_CUSTOMER)
    if family.erased:
        return Erased(family.root)
    orders = [order for one in family.members for order in step.records.open_orders_of(one)]
    for order_id in orders:
        end_open(step, order_id)
    books = _books(step, family)
    points = _whole(step.touched(name) for name in books)
    references = sum(step.records.drop_references(one) for one in family.members)
    step.records.save_person(Person(family.root, erased_at_ms=step.now_ms))
    step.families.forget()
    for name in books:
        step.touched(name)
    step.publish("customer.erased", family.root, points=points)
    return Erased(family.root, references, len(orders), points)


def _known(step: Step, cid: str, *, erased: bool = False) -> Family | None:
    if step.records.person(cid) is None:
        return None
    family = step.families.of(cid)
    return family if erased or not family.erased else None


def _add_uses(step: Step, into: str, gone: str) -> None:
    """Add the uses of one customer to those of another, those included that open orders hold.

    What such an order lets go later is given back to the one that stands.
    """
    source = f"merged\n{gone}"
    for name, account in step.records.accounts_of(gone).items():
        to = _of(Family(into), name)
        for kind, amount in (
            (Kind.JOINED, account.pending + account.posted),
            (Kind.RESTORE, account.credits),
        ):
            if amount:
                row = Transfer(source, 0, Side.ACCOUNT, to, "", kind, amount, step.now_ms)
                step.records.append([row])
        step.records.close(name)


def _open_lots(step: Step, name: str, gone: Family) -> None:
    """Open the lots of a book where it goes, with the dates that count, before points come."""
    root = step.families.root(name)
    for lot in step.records.book(name).lots:
        dated = step.records.lot(_of(gone, name), lot.id) or lot
        if step.records.lot(root, lot.id) is None:
            step.records.save_lot(root, without_points(dated))


def end_open(step: Step, order_id: str) -> None:
    """End an open order of somebody who leaves."""
    order = step.records.order(order_id)
    assert order is not None, "an open order is there"
    if order.is_overdue(step.now_ms):
        step.expired(order)
        return
    drop(step, order)
    step.publish("order.cancelled", order.id, revision=order.revision)


def _of(family: Family, name: str) -> str:
    return family.names(name)[0]


def _books(step: Step, family: Family) -> list[str]:
    return sorted({name for one in family.members for name in step.records.books_of(one)})


def _whole(books: Iterable[Book]) -> int:
    """Return the free points of books, each counted once, less what is owed."""
    once = {book.key: book for book in books}.values()
    return sum(lot.free for book in once for lot in book.lots) - sum(book.debt for book in once)
