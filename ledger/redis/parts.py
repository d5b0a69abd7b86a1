"""From what a verb changed to commands: for its bucket, and for each group of accounts.

A group's part can be written at once, on one node, or in two steps: what must be sure before the
order is decided (``hold``), and what follows from the decision (``rest``, or ``undo``).
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from ledger.orders import Order, State
from ledger.outcomes import ENCODER
from ledger.records import AnswerKey, Kept
from ledger.redis.changes import AccountChange, BookChange
from ledger.redis.line import Command
from ledger.redis.names import SEPARATOR, Names, customer_tag
from ledger.redis.parts_lists import codes, customers, of_lists
from ledger.redis.view import View, answer_want
from ledger.transfers import Kind, Transfer, changes_points

_replace = msgspec.structs.replace
# Allowances as the checks of the library know them.
_UNLIMITED: Final = ""
# Numbers of a statement are below `NEVER_MS` for the next eighty years: from 2025 on, in 10 us.
_STORY_BEGAN_US: Final = 1_735_689_600_000_000
_STORY_STEP_US: Final = 10


class Part(msgspec.Struct):
    """What one group is to change.

    Attributes:
        tag: Its hash tag.
        book: The book it changes, which is locked meanwhile; empty for accounts and lists.
        checks: What must be true before.
        hold: What is written when it is held.
        rest: What is written after that, once the order is decided.
        undo: What is written after that, where the order is not decided.
        whole: What is written at once, where nothing was held.
    """

    tag: str
    book: str = ""
    checks: list[Command] = []
    hold: list[Command] = []
    rest: list[Command] = []
    undo: list[Command] = []
    whole: list[Command] = []

    def after(self, *commands: Command) -> None:
        """Add what follows from the decision and needs no hold."""
        self.rest += commands
        self.whole += commands


class Parts:
    """What the groups are to change, by hash tag and by what it is of."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Part] = {}

    def of(self, tag: str, what: str = "") -> Part:
        """Find the part of a group; what only its own may wait for has a part of its own."""
        return self._found.setdefault((tag, what), Part(tag))

    def in_order(self) -> list[Part]:
        """List them: one's own groups first, those that many share last."""
        # By name: codes, then customers, then series.
        return [part for _, part in sorted(self._found.items(), key=lambda one: one[0])]


def parts_of(names: Names, view: View, token: str, at_us: int) -> list[Part]:
    """Return what the groups are to change, in the order in which they are held."""
    parts = Parts()
    limits = _limits(view)
    for account, change in view.changes.accounts.items():
        part = parts.of(names.group(account))
        key = names.of_account("account", account)
        _account(part, key, change, limits.get(account))
    _families(names, parts, view)
    _index(names, parts, view)
    customers(names, parts, view, token)
    codes(names, parts, view.changes)
    for book, changed in view.changes.books.items():
        if changed.is_changed:
            part = parts.of(names.group(book), book)
            part.book = book
            _book(names, part, changed, token, view.subject)
            _story(names, part, changed, view, at_us)
    return parts.in_order()


def _families(names: Names, parts: Parts, view: View) -> None:
    """Hold only where nobody was merged or erased since it was looked at."""
    for want, kin in view.got.items():
        if want.kind == "family" and want.of not in view.changes.persons:
            part = parts.of(customer_tag(want.of))
            if part.checks:
                part.checks.append(["is", names.of_customer(want.of, "person"), "by", kin.by])


def _limits(view: View) -> dict[str, str]:
    """Return the limits of what is newly held, as the library's check wants them."""
    order = view.changes.order
    if order is None:
        return {}
    held = {row.account for row in view.changes.rows if row.kind is Kind.HOLD}
    return {
        debit.account: _UNLIMITED if debit.allowance is None else str(debit.allowance)
        for debit in order.plan.debits
        if debit.account in held
    }


def _account(part: Part, key: str, change: AccountChange, limit: str | None) -> None:
    ahead = 0
    if limit is not None:
        ahead = max(0, change.net)
        part.checks.append(["room", key, change.net, limit])
        part.hold += _added(key, pending=ahead)
        part.undo += _added(key, pending=-ahead)
    if change.closes:
        base = change.base
        part.checks.append(["same", key, base.credits, base.pending, base.posted])
        part.hold.append(["HSET", key, "closed", 1])
        part.undo.append(["HDEL", key, "closed"])
        part.whole.append(["HSET", key, "closed", 1])
    part.rest += _added(
        key, credits=change.credits, pending=change.pending - ahead, posted=change.posted
    )
    part.whole += _added(key, credits=change.credits, pending=change.pending, posted=change.posted)


def _added(key: str, **amounts: int) -> list[Command]:
    return [["HINCRBY", key, name, amount] for name, amount in amounts.items() if amount]


def _book(names: Names, part: Part, change: BookChange, token: str, subject: str) -> None:
    key, used = names.of_account("book", part.book), names.of_account("used", part.book)
    part.checks += (["is", key, "by", change.base.by], ["is", key, "lock", ""])
    part.hold.append(["HSET", key, "lock", subject])
    part.undo.append(["HDEL", key, "lock"])
    part.rest.append(["HDEL", key, "lock"])
    fields: list[str | bytes | int] = [
        "by", token, "count", change.count, "debt", change.debt, "touched", change.touched_ms,
    ]  # fmt: skip
    gone: list[str | bytes | int] = []
    written: list[str | bytes | int] = []
    revived: list[str | bytes | int] = []
    for name in sorted(change.changed):
        lot = change.lots[name]
        if lot.balance:
            fields += (f"lot:{name}", ENCODER.encode(lot))
            if name not in change.base.lots and lot.seq <= change.base.count:
                revived.append(name)
        else:
            gone.append(f"lot:{name}")
            written += (name, ENCODER.encode(lot))
    part.after(["HSET", key, *fields])
    if gone:
        part.after(["HDEL", key, *gone], ["HSET", used, *written])
    if revived:
        part.after(["HDEL", used, *revived])


def _story(names: Names, part: Part, change: BookChange, view: View, at_us: int) -> None:
    """Number the rows that change points, so that a statement can be read a page at a time.

    A number is when it was written, or one more than the last: books of customers that were merged
    are told in turn.
    """
    number = max(change.base.story, (at_us - _STORY_BEGAN_US) // _STORY_STEP_US)
    for row in view.changes.rows:
        if row.account == part.book and changes_points(row):
            number += 1
            key = names.of_account("story", part.book)
            part.after(["XADD", key, f"{number}-0", "row", ENCODER.encode(row)])
    part.after(["HSET", names.of_account("book", part.book), "story", number])


def _index(names: Names, parts: Parts, view: View) -> None:
    """Keep the lists from which holders and open orders are found."""
    before, after = view.record.order, view.changes.order
    if after is None:
        return
    was, now = _held(before), _held(after)
    for account in sorted(was - now):
        key = names.of_account("holders", account)
        parts.of(names.group(account)).after(["ZREM", key, after.id])
    for account in sorted(now):
        if account not in was or (before is not None and before.due_ms != after.due_ms):
            key = names.of_account("holders", account)
            parts.of(names.group(account)).after(["ZADD", key, after.due_ms, after.id])
    old, new = _whose(before), _whose(after)
    if old is not None and old != new:
        parts.of(customer_tag(old)).after(["ZREM", names.open_of(old), after.id])
    if new is not None and (new != old or (before and before.due_ms != after.due_ms)):
        key = names.open_of(new)
        parts.of(customer_tag(new)).after(["ZADD", key, after.due_ms, after.id])


def _held(order: Order | None) -> set[str]:
    """List the accounts and the book of which an order holds some."""
    if order is None or order.state is not State.RESERVED:
        return set()
    held = {debit.account for debit in order.plan.debits}
    return held | ({order.plan.spend.book} if order.plan.spend is not None else set())


def _whose(order: Order | None) -> str | None:
    return order.customer if order is not None and order.state is State.RESERVED else None


def of_bucket(
    names: Names, view: View, token: str, at_us: int
) -> tuple[list[Command], list[Command]]:
    """Return what is checked and what is written in the bucket of the subject."""
    key, changes = names.record(view.subject), view.changes
    tag = names.bucket(view.subject)
    checks: list[Command] = [
        ["is", key, "by", view.record.by],
        ["is", key, "state", ""],
    ]
    fields: list[str | bytes | int] = ["by", token]
    if changes.order is not None:
        fields += _order_fields(view.record.order, changes.order)
    if changes.manual is not None:
        fields += ("manual", ENCODER.encode(changes.manual))
    commands: list[Command] = [["HSET", key, *fields]]
    if changes.last_ms is not None:
        commands.append(["ZADD", names.in_bucket(tag, "last"), "GT", changes.last_ms, "last"])
    commands += (*_lists(names, view), *of_lists(names, view, at_us))
    now_ms = changes.last_ms or view.record.last_ms
    for number, row in enumerate(changes.rows):
        field = _row_field(row, f"{token}.{number}")
        value = ENCODER.encode((at_us, number, row.amount, row.at_ms))
        if row.order:
            checks.append(["is", names.rows(view.subject), field, ""])
        commands.append(["HSET", names.rows(view.subject), field, value])
    for number, event in enumerate(changes.events):
        commands.append(
            ["TELL", names.in_bucket(tag, "outbox"), names.in_bucket(tag, "ends"), now_ms,
             "name", event.name, "subject", event.subject, "at_ms", event.at_ms,
             "facts", ENCODER.encode(event.facts), "at", f"{at_us}.{number:04}"]
        )  # fmt: skip
    for where, kept in changes.answers.items():
        commands += _answer(names, view.subject, where, kept)
    return checks, commands


def _order_fields(before: Order | None, after: Order) -> Iterable[str | bytes]:
    bare = _replace(after, plan=_replace(after.plan, quote=b""))
    yield from ("order", ENCODER.encode(bare))
    if before is None or before.revision != after.revision:
        yield from ("quote", after.plan.quote)
        if before is not None:
            yield from (f"quote{before.revision}", before.plan.quote)


def _lists(names: Names, view: View) -> Iterable[Command]:
    """Keep a bucket's lists: due orders, open orders by client, books with something due."""
    before, after = view.record.order, view.changes.order
    tag = names.bucket(view.subject)
    if after is not None:
        was_open = before is not None and before.state is State.RESERVED
        is_open = after.state is State.RESERVED
        due = names.in_bucket(tag, "due")
        if is_open:
            yield ["ZADD", due, after.due_ms, after.id]
        elif was_open:
            yield ["ZREM", due, after.id]
        if is_open != was_open:
            clients = names.in_bucket(tag, "clients")
            yield ["HINCRBY", clients, after.client, 1 if is_open else -1]
    for book, change in view.changes.books.items():
        if change.is_changed:
            due_ms = change.due_ms()
            key = names.in_bucket(tag, "books")
            yield ["ZREM", key, book] if due_ms is None else ["ZADD", key, due_ms, book]


def _answer(names: Names, subject: str, where: AnswerKey, kept: Kept) -> Iterable[Command]:
    field = answer_want(subject, where).more
    yield ["HSET", names.answers(subject), field, ENCODER.encode(kept)]
    ages = names.in_bucket(names.bucket(subject), "ages")
    yield ["ZADD", ages, kept.at_ms, f"{subject}{SEPARATOR}{field}"]


def _row_field(row: Transfer, unique: str) -> str:
    identity = (row.order, str(row.attempt), row.side, row.account, row.lot, row.kind)
    return SEPARATOR.join(identity if row.order else (*identity, unique))
