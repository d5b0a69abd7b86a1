"""From what a verb changed of customers, codes and the outbox to commands."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ledger import keys
from ledger.outcomes import ENCODER
from ledger.redis.names import SEPARATOR, customer_tag, reference_subject

if TYPE_CHECKING:
    from ledger.redis.changes import Changes
    from ledger.redis.line import Command
    from ledger.redis.names import Names
    from ledger.redis.parts import Parts
    from ledger.redis.view import View
from ledger.redis.want import Want


def customers(names: "Names", parts: "Parts", view: "View", token: str) -> None:
    """Write customers, their references, what they spent, and what there is of them."""
    changes = view.changes
    for cid, person in changes.persons.items():
        kin = view.got[Want("family", cid)]
        key, part = names.of_customer(cid, "person"), parts.of(customer_tag(cid))
        part.checks.append(["is", key, "by", kin.by])
        part.after(["HSET", key, "by", token, "person", ENCODER.encode(person)])
        before = kin.person.moved_to if kin.person is not None else None
        if before is not None and before != person.moved_to:
            parts.of(customer_tag(before)).after(["SREM", names.of_customer(before, "merged"), cid])
        if person.moved_to is not None:
            merged = names.of_customer(person.moved_to, "merged")
            parts.of(customer_tag(person.moved_to)).after(["SADD", merged, cid])
    for reference, cid in changes.references.items():
        key = names.of_customer(cid, "references")
        parts.of(customer_tag(cid)).after(["SADD", key, reference])
    for cid, references in changes.dropped.items():
        for reference in references:
            subject = reference_subject(reference)
            part = parts.of(names.bucket(subject), "reference")
            part.after(["HDEL", names.record(subject), "cid"])
        parts.of(customer_tag(cid)).after(["DEL", names.of_customer(cid, "references")])
    for (customer, order), spending in changes.spent.items():
        key = names.of_customer(customer, "spent")
        parts.of(customer_tag(customer)).after(["HSET", key, order, ENCODER.encode(spending)])
    _indexes(names, parts, changes)


def _indexes(names: "Names", parts: "Parts", changes: "Changes") -> None:
    """List a customer's accounts, and the books that ever had a lot or a debt."""
    listed = [("accounts", name) for name in changes.accounts]
    listed += [
        ("books", name)
        for name, book in changes.books.items()
        if book.is_changed and (book.count or book.debt)
    ]
    for kind, name in listed:
        customer = keys.customer_of(name)
        if customer is not None:
            key = names.of_customer(customer, kind)
            parts.of(names.group(name)).after(["SADD", key, name])


def codes(names: "Names", parts: "Parts", changes: "Changes") -> None:
    """Write the code list: each code beside the account of its uses."""
    for digest, listed in changes.codes.items():
        key = names.code(digest.hex())
        tag = key.partition("{")[2].partition("}")[0]
        parts.of(tag, "listed").after(["SET", key, ENCODER.encode(listed)])


def of_lists(names: "Names", view: "View", at_us: int) -> Iterable["Command"]:
    """Write what a bucket has of batches, references, cursors, and of the figures of points."""
    changes, tag = view.changes, names.bucket(view.subject)
    for (coupon, name), batch in changes.batches.items():
        field = f"{coupon}{SEPARATOR}{name}"
        yield ["HSET", names.in_bucket(tag, "batches"), field, ENCODER.encode(batch)]
    for reference, cid in changes.references.items():
        yield ["HSET", names.record(reference_subject(reference)), "cid", cid]
    for receiver, cursor in changes.cursors.items():
        key = names.in_bucket(tag, "cursors")
        if cursor is None:
            yield ["HDEL", key, receiver]
        else:
            yield ["HSET", key, receiver, ENCODER.encode(cursor)]
    if changes.dropped_events:
        stream = names.in_bucket(tag, "outbox")
        yield ["XTRIM", stream, "MINID", f"{changes.dropped_events + 1}-0"]
    for number, row in enumerate(changes.rows):
        if row.side != "account" and row.kind not in ("hold", "release"):
            member = b"%d.%04d %b" % (at_us, number, ENCODER.encode(row))
            yield ["ZADD", names.in_bucket(tag, "moved"), row.at_ms, member]
