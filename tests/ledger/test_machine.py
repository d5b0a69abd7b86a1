"""Two ledgers live through the same days: the model, and a store with a sweeper that comes at whim.

Their answers must be the same to the byte, whatever is said, how often and in what order; no limit
may be passed but by force; and what a sweep writes down must be what the other writes in the end.
"""

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from ledger import Cancel, Confirm, Deliver, Grant, Key, OnShort, Read, Refund, Return, Terms
from ledger.memory import MemoryStore
from ledger.requests import Adjust, Reserve
from tests.ledger.conftest import STORES
from tests.ledger.desk import BOOK, DAY_MS, MINUTE_MS, START_MS, TILL, Clock, Desk, plan

ACCOUNTS = {"{series/a} total": 3, "{customer/anna} a": 1, "{series/b} budget": 500}
OTHER_BOOK = "{customer/bob} points/club"
BOOKS = (BOOK, OTHER_BOOK)
ORDERS = st.sampled_from("abcdef")
KEYS = st.none() | st.integers(0, 5)
POINTS = st.integers(0, 120)
SPANS = st.sampled_from([1, MINUTE_MS, 7 * MINUTE_MS, 15 * MINUTE_MS, DAY_MS, 9 * DAY_MS])


class Ledgers(RuleBasedStateMachine):
    def __init__(self, opened: Callable[[Clock], Desk]) -> None:
        super().__init__()
        self.opened = opened

    @initialize()
    def begin(self) -> None:
        self.clock = Clock()
        self.model = Desk(MemoryStore(self.clock), self.clock)
        self.other = self.opened(self.clock)
        self.said: list = []
        self.granted = dict.fromkeys(ACCOUNTS, 0)
        self.number = 0

    def say(self, verb, key: int | None = None) -> None:
        named = Key(f"key{key}", b"") if key is not None else None
        self.said.append((verb, named))
        answer = self.model.do(verb, named)
        assert self.other.do(verb, named) == answer, verb

    @rule(
        order=ORDERS,
        uses=st.dictionaries(st.sampled_from(sorted(ACCOUNTS)), st.integers(1, 3), max_size=3),
        spend=POINTS,
        earn=POINTS,
        book=st.sampled_from(BOOKS),
        ttl_ms=SPANS,
        same=st.booleans(),
        key=KEYS,
        revision=st.none() | st.integers(0, 3),
    )
    def reserve(self, order, uses, spend, earn, book, ttl_ms, same, key, revision) -> None:
        scale = {"{series/b} budget": 100}
        of = plan(
            {name: (amount * scale.get(name, 1), ACCOUNTS[name]) for name, amount in uses.items()},
            spend=spend,
            earn=earn,
            lines={"1": (3, 1997), "2": (1, 760)},
            quote=f"{order}{self.number}".encode(),
            fingerprint=b"same" if same else b"",
            book=book,
        )
        self.number += 1
        ttl_ms = min(ttl_ms, DAY_MS)
        whose = "anna" if order < "d" else "bob"
        self.say(
            Reserve(
                client=TILL, order=order, plan=of, ttl_ms=ttl_ms, customer=whose,
                if_revision=revision,
            ),
            key,
        )  # fmt: skip

    def _terms(self, days: tuple[int, int] | None) -> Terms | None:
        if days is None:
            return None
        start = self.clock.now_ms + days[0] * DAY_MS
        return Terms(start, start + (1 + days[1]) * DAY_MS)

    days = st.none() | st.tuples(st.integers(-1, 3), st.integers(0, 9))

    @rule(
        order=ORDERS, late=st.integers(0, 1), force=st.booleans(), days=days,
        delivered=st.booleans(), key=KEYS,
    )  # fmt: skip
    def confirm(self, order, late, force, days, delivered, key) -> None:
        found = self.model.records.orders.get(order)
        revision = max(1, (found.revision if found else 1) - late)
        sale = plan({"{series/a} total": (1, 3)}, spend=50, earn=5) if force else None
        self.say(
            Confirm(
                client=TILL, order=order, revision=revision, force=force, sale=sale,
                customer="anna" if order < "d" else None, terms=self._terms(days),
                delivered=delivered,
            ),
            key,
        )  # fmt: skip

    @rule(order=ORDERS, key=KEYS)
    def cancel(self, order, key) -> None:
        self.say(Cancel(client=TILL, order=order), key)

    @rule(order=ORDERS, days=days)
    def deliver(self, order, days) -> None:
        self.say(Deliver(client=TILL, order=order, terms=self._terms(days)))

    @rule(
        order=ORDERS, back=st.sampled_from("xyz"), line=st.sampled_from("12"),
        quantity=st.integers(1, 2), refund=st.integers(0, 999), reverse=st.integers(0, 40),
        reinstate=st.integers(0, 40), until=st.booleans(), restore=st.booleans(),
        on_short=st.sampled_from(OnShort), key=KEYS,
    )  # fmt: skip
    def take_units(
        self, order, back, line, quantity, refund, reverse, reinstate, until, restore, on_short, key
    ) -> None:
        found = self.model.records.orders.get(order)
        used = [debit.account for debit in found.plan.debits] if found else []
        self.say(
            Return(
                client=TILL, order=order, id=back, seen=found.attempt if found else 0,
                refunds=(Refund(line, quantity, refund),), reverse=reverse, reinstate=reinstate,
                reinstate_until_ms=self.clock.now_ms + DAY_MS if until else None,
                restore=tuple(used[:1]) if restore else (), on_short=on_short,
            ),
            key,
        )  # fmt: skip

    @rule(
        points=st.integers(-80, 150).filter(bool), book=st.sampled_from(BOOKS), days=days,
        may_owe=st.booleans(),
    )  # fmt: skip
    def adjust(self, points, book, days, may_owe) -> None:
        self.number += 1
        self.say(
            Adjust(
                client=TILL, id=f"by hand {self.number}", reason="try", book=book, points=points,
                terms=self._terms(days), may_owe=may_owe,
            )
        )  # fmt: skip

    @rule(account=st.sampled_from(sorted(ACCOUNTS)), number=st.integers(0, 2))
    def grant(self, account, number) -> None:
        verb = Grant(client=TILL, id=f"gift {number}", reason="try", account=account, amount=1)
        self.say(verb)

    @rule(data=st.data())
    def say_again(self, data) -> None:
        """A message arrives twice, or late: after others that were sent later."""
        if self.said:
            verb, key = data.draw(st.sampled_from(self.said))
            assert self.other.do(verb, key) == self.model.do(verb, key)

    @rule(span=SPANS)
    def wait(self, span) -> None:
        self.clock.now_ms += span

    @rule(span=SPANS)
    def step_back(self, span) -> None:
        self.say(Cancel(client="nobody", order="none"))
        self.clock.now_ms -= span

    @rule()
    def sweep(self) -> None:
        """Only one of the two is swept: nobody may be able to tell which."""
        self.model.do(Cancel(client="nobody", order="none"))
        self.other.sweep()

    @invariant()
    def the_same_is_left_in_both(self) -> None:
        for order in (None, "a", "d"):
            asked = Read(client=TILL, order=order, accounts=tuple(sorted(ACCOUNTS)), books=BOOKS)
            assert self.other.do(asked) == self.model.do(asked)

    @invariant()
    def no_limit_is_passed_but_by_force(self) -> None:
        forced: dict[str, int] = {}
        for row in self.model.records.rows:
            if row.kind == "forced":
                forced[row.account] = forced.get(row.account, 0) + row.amount
        for name, limit in ACCOUNTS.items():
            account = self.model.records.account(name)
            used = account.pending + account.posted - account.credits
            assert used <= limit + forced.get(name, 0), name

    @invariant()
    def the_books_add_up(self) -> None:
        self.model.check()
        self.other.check()

    def teardown(self) -> None:
        """In the end both have written the same rows, with the same dates."""
        try:
            self.clock.now_ms = max(self.clock.now_ms, START_MS) + 99 * DAY_MS
            for desk in (self.model, self.other):
                while desk.sweep().more:
                    pass
            rows = [sorted(map(repr, one.records.all_rows())) for one in (self.model, self.other)]
            assert rows[0] == rows[1]
            told = [sorted(map(repr, one.events)) for one in (self.model, self.other)]
            assert told[0] == told[1]
        finally:
            self.other.close()


@pytest.mark.parametrize("kind", sorted(STORES.keys() - {"memory"}))
def test_ledgers_live_through_the_same_days(kind: str, request: pytest.FixtureRequest):
    def opened(clock: Clock) -> Desk:
        return Desk(STORES[kind](request, clock), clock)

    # A cluster takes its time, and one more run of it finds little that the others do not.
    most = settings().max_examples
    run_state_machine_as_test(
        lambda: Ledgers(opened),
        settings=settings(max_examples=max(5, most // 5) if "cluster" in kind else most),
    )
