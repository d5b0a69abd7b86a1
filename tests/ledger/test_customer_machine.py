"""Customers live through the same days in the model and in a store that alone is swept.

They order, return, are merged and erased in any order. Answers must be equal, no limit may be
passed, and points must be what was issued less what went.
"""

from collections.abc import Callable
from datetime import date

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

from ledger import Cancel, Confirm, Deliver, Read, Refund, Return, Terms, keys
from ledger.customer_requests import (
    Erase,
    Identify,
    Merge,
    Recognise,
    ShowFigures,
    ShowPoints,
    ShowSpending,
    ShowStatement,
)
from ledger.figures import days_between, figures
from ledger.limits import NEVER_MS
from ledger.memory import MemoryStore
from ledger.requests import Adjust, Reserve
from ledger.transfers import Kind, Side
from tests.ledger.conftest import STORES
from tests.ledger.desk import DAY_MS, MINUTE_MS, START_MS, TILL, Clock, Desk, plan

CARDS = ("anna", "bob", "caro")
LIMIT = 2
CARD = st.sampled_from(CARDS)
ORDERS = st.sampled_from("abc")
POINTS = st.integers(0, 70)
SPANS = st.sampled_from([1, MINUTE_MS, 7 * MINUTE_MS, 9 * MINUTE_MS, DAY_MS, 9 * DAY_MS])
DAYS = st.none() | st.tuples(st.integers(-1, 3), st.integers(0, 9))


class Customers(RuleBasedStateMachine):
    def __init__(self, opened: Callable[[Clock], Desk]) -> None:
        super().__init__()
        self.opened = opened

    @initialize()
    def begin(self) -> None:
        self.clock = Clock()
        self.model = Desk(MemoryStore(self.clock), self.clock)
        self.other = self.opened(self.clock)
        self.number = 0
        self.known: list[str] = []
        self.forced: set[str] = set()
        for card in CARDS:
            for days in ((0, 0), (0, 8), (2, 9)):
                self.adjust(card, 60, days, may_owe=False)

    def say(self, verb):
        answer = self.model.do(verb)
        assert self.other.do(verb) == answer, verb
        return answer

    def who(self, card: str) -> str:
        self.number += 1
        asked = Identify(client=TILL, reference=card, fresh=f"{self.number:020}")
        cid = self.say(asked).cid
        if cid not in self.known:
            self.known.append(cid)
        return cid

    def _terms(self, days: tuple[int, int] | None) -> Terms | None:
        if days is None:
            return None
        start = self.clock.now_ms + days[0] * DAY_MS
        return Terms(start, start + (1 + days[1]) * DAY_MS)

    @rule(
        card=CARD, order=ORDERS, spend=POINTS, earn=POINTS, stale=st.booleans(), once=st.booleans()
    )
    def reserve(self, card, order, spend, earn, stale, once) -> None:
        cid = self.who(card)
        if stale:
            cid = self.known[self.number % len(self.known)]
        of = plan(
            {keys.per_customer(cid, "lato"): (1, LIMIT)} if once else {},
            spend=spend,
            earn=earn,
            lines={"1": (2, 1000), "2": (1, 760)},
            book=keys.points(cid, "club"),
        )
        self.say(Reserve(client=TILL, order=order, plan=of, ttl_ms=8 * MINUTE_MS, customer=cid))

    @rule(order=ORDERS, force=st.booleans(), days=DAYS)
    def confirm(self, order, force, days) -> None:
        found = self.model.records.orders.get(order)
        asked = Confirm(
            client=TILL, order=order, revision=found.revision if found else 1,
            force=force, terms=self._terms(days),
        )  # fmt: skip
        self.say(asked)

    @rule(order=ORDERS)
    def cancel(self, order) -> None:
        self.say(Cancel(client=TILL, order=order))

    @rule(order=ORDERS, days=DAYS)
    def deliver(self, order, days) -> None:
        self.say(Deliver(client=TILL, order=order, terms=self._terms(days)))

    @rule(
        order=ORDERS, back=st.sampled_from("xyz"), line=st.sampled_from("12"),
        reverse=st.integers(0, 40), reinstate=st.integers(0, 40), until=st.booleans(),
        restore=st.booleans(),
    )  # fmt: skip
    def take_units(self, order, back, line, reverse, reinstate, until, restore) -> None:
        found = self.model.records.orders.get(order)
        used = [debit.account for debit in found.plan.debits] if found else []
        self.say(
            Return(
                client=TILL, order=order, id=back, seen=found.attempt if found else 0,
                refunds=(Refund(line, 1, 300),), reverse=reverse, reinstate=reinstate,
                reinstate_until_ms=self.clock.now_ms + DAY_MS if until else None,
                restore=tuple(used) if restore else (),
            )
        )  # fmt: skip

    @rule(card=CARD, points=st.integers(-80, 150).filter(bool), days=DAYS, may_owe=st.booleans())
    def adjust(self, card, points, days, may_owe) -> None:
        book = keys.points(self.who(card), "club")
        self.say(
            Adjust(
                client=TILL, id=f"by hand {self.number}", reason="try", book=book, points=points,
                terms=self._terms(days), may_owe=may_owe,
            )
        )  # fmt: skip

    @rule(into=CARD, gone=CARD)
    def merge(self, into, gone) -> None:
        one, other = self.who(into), self.who(gone)
        before = self._whole(one) + (self._whole(other) if one != other else 0)
        merge = Merge(client=TILL, id=f"m{self.number}", reason="one", into=one, gone=other)
        assert self.say(merge) == self.say(merge)
        assert self._whole(one) == before, "both balances once"

    @rule(card=CARD, really=st.integers(0, 5))
    def erase(self, card, really) -> None:
        if really:  # Otherwise nobody would live long enough.
            return
        cid = self.who(card)
        self.say(Erase(client=TILL, cid=cid))
        assert self._whole(cid) == 0
        assert self.say(Recognise(client=TILL, reference=card)).code == "unknown-customer"

    def _whole(self, cid: str) -> int:
        shown = self.say(ShowPoints(client=TILL, cid=cid))
        return sum(
            one.available + one.held - one.owed + sum(part.points for part in one.pending)
            for one in shown.holdings
        )

    @rule(ms=SPANS)
    def wait(self, ms) -> None:
        self.clock.now_ms += ms

    @rule()
    def sweep(self) -> None:
        """Only one of the two is swept: nobody may be able to tell which."""
        self.model.do(Cancel(client="nobody", order="none"))
        self.other.sweep()

    @invariant()
    def the_same_is_seen_in_both(self) -> None:
        for card in CARDS:
            self.say(Recognise(client=TILL, reference=card))
        for cid in self.known[-4:]:
            self.say(ShowPoints(client=TILL, cid=cid))
            self.say(ShowSpending(client=TILL, cid=cid, since_ms=0))
            for order in (None, "a", "b"):
                books, accounts = (keys.points(cid, "club"),), (keys.per_customer(cid, "lato"),)
                self.say(Read(client=TILL, order=order, books=books, accounts=accounts))

    @invariant()
    def points_are_what_was_issued_less_what_went(self) -> None:
        for desk in (self.model, self.other):
            records = desk.records
            sums = dict.fromkeys(Kind, 0)
            for row in records.all_rows():
                if row.side is not Side.ACCOUNT:
                    sums[row.kind] += row.amount if row.side is Side.LOT else 0
                    if row.kind in (Kind.FORCED, Kind.OWE, Kind.REPAY, Kind.FORFEIT):
                        sign = 1 if row.kind in (Kind.FORCED, Kind.OWE) else -1
                        sums[row.kind] += sign * row.amount if row.side is Side.DEBT else 0
            there = sum(lot.balance for _, lot in records.all_lots())
            owed = sum(debt for _, debt in records.all_debts())
            assert there - owed == (
                sums[Kind.EARN] + sums[Kind.ADJUST] + sums[Kind.REINSTATE]
                - sums[Kind.SPEND] - sums[Kind.FORCED]
                - sums[Kind.EXPIRE] - sums[Kind.REVERSE] - sums[Kind.OWE]
                - sums[Kind.FORFEIT] - sums[Kind.REPAY]
            )  # fmt: skip
            assert sums[Kind.MOVED] == sums[Kind.JOINED], "nothing is lost on the way"

    @invariant()
    def no_customer_uses_more_than_the_limit(self) -> None:
        names = {keys.per_customer(cid, "lato") for cid in self.known}
        for row in self.model.records.rows:
            if row.kind is Kind.FORCED:
                self.forced.add(row.account)
        for name in names - self.forced:
            account = self.model.records.account(name)
            joined = any(
                row.account == name and row.kind is Kind.JOINED for row in self.model.records.rows
            )
            # Two customers may each have used theirs before they were found to be one.
            most = LIMIT * (len(self.known) if joined else 1)
            assert account.pending + account.posted - account.credits <= most, name

    @invariant()
    def the_books_add_up(self) -> None:
        self.model.check()
        self.other.check()

    def teardown(self) -> None:
        """In the end both have written the same rows and events, and tell the same story."""
        try:
            self.clock.now_ms += 99 * DAY_MS
            for desk in (self.model, self.other):
                while desk.sweep().more:
                    pass
            rows = [sorted(map(repr, one.records.all_rows())) for one in (self.model, self.other)]
            assert rows[0] == rows[1]
            told = [sorted(map(repr, one.events)) for one in (self.model, self.other)]
            assert told[0] == told[1]
            self._figures_are_the_balances()
            for cid in self.known:
                self._statement_is_whole(cid)
        finally:
            self.other.close()

    def _figures_are_the_balances(self) -> None:
        """What figures close with is what books hold, and days add up to the whole."""
        moments = (*(START_MS + day * DAY_MS for day in (0, 1, 2, 9, 50)), NEVER_MS)
        before, *spans = self.say(ShowFigures(client=TILL, moments_ms=moments)).spans
        days = days_between(date(2026, 1, 1), date(2026, 1, len(spans)))
        by_day = figures(before, [(day, day, one) for day, one in zip(days, spans, strict=True)])
        whole = self.say(ShowFigures(client=TILL, moments_ms=(moments[0], NEVER_MS))).spans
        (last,) = figures(whole[0], [(days[0], days[-1], whole[1])])
        records = self.model.records
        there = sum(lot.balance for _, lot in records.all_lots())
        owed = sum(debt for _, debt in records.all_debts())
        assert (last.closing, last.owed) == (there - owed, owed)
        assert (by_day[-1].closing, by_day[-1].owed) == (last.closing, last.owed)
        for name in ("issued", "redeemed", "given_back", "expired", "reversed", "forfeited"):
            assert getattr(last, name) == sum(getattr(one, name) for one in by_day)
            assert getattr(last, name) >= 0, name

    def _statement_is_whole(self, cid: str) -> None:
        """Pages join into one story that ends with the balance."""
        for desk in (self.model, self.other):
            before, after, more = NEVER_MS, None, True
            while more:
                page = desk.do(
                    ShowStatement(client=TILL, cid=cid, programme="club", before=before, most=2)
                )
                for entry in page.entries:
                    if after is None:
                        assert entry.after == self._whole(cid)
                    else:
                        assert entry.after == after
                    after, before = entry.after - entry.points, entry.number
                more = page.more
            assert after in (0, None), "it begins with nothing"


@pytest.mark.parametrize("kind", sorted(STORES.keys() - {"memory"}))
def test_customers_live_through_the_same_days(kind: str, request: pytest.FixtureRequest):
    def opened(clock: Clock) -> Desk:
        return Desk(STORES[kind](request, clock), clock)

    # A server takes its time over every step, and a cluster more.
    most, steps = (60, 40) if kind == "sqlite" else (3, 20) if "cluster" in kind else (12, 40)
    run_state_machine_as_test(
        lambda: Customers(opened),
        settings=settings(max_examples=most, stateful_step_count=steps, deadline=None),
    )
