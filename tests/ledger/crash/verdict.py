"""After the crashes: is everything that was promised there, once, and within its limits?"""

import asyncio
from collections import Counter
from collections.abc import Iterable

import msgspec

from ledger import Code, Confirm, Find, Found, Order, Read, Refusal, State, Store, Sweep, Swept
from tests.ledger.crash.load import CLIENT, CUSTOMERS, EARNED, OPENING, TTL_MS, Note, book_of

# Orders that are looked for at once.
TOGETHER = 200


class Verdict(msgspec.Struct):
    """What was found; every list is empty where the promises were kept.

    Attributes:
        operations: Questions that workers asked.
        orders: Orders that they began.
        confirms: Confirms that were acknowledged.
        silent: Confirms that were done and never acknowledged.
        unanswered: Questions that ended without a known outcome.
        forced: Confirms over a limit, because the sale had happened; each is listed.
        beyond: How much that was, by account.
        lost: What was acknowledged and is not there.
        twice: What counts more than once.
        over: Limits that were exceeded.
        left: Holds that did not come back, and uses that are missing.
    """

    operations: int = 0
    orders: int = 0
    confirms: int = 0
    silent: int = 0
    unanswered: int = 0
    forced: int = 0
    beyond: dict[str, int] = {}
    lost: list[str] = []
    twice: list[str] = []
    over: list[str] = []
    left: list[str] = []

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.twice, *self.over, *self.left]


class _Told:
    """What the journals say of one order."""

    def __init__(self) -> None:
        self.asked: Note | None = None
        self.whats: set[str] = set()
        self.confirmed_ms: int | None = None


def _told(notes: Iterable[Note], verdict: Verdict) -> dict[str, _Told]:
    told: dict[str, _Told] = {}
    for note in notes:
        verdict.operations += note.operations
        verdict.unanswered += note.what.partition(": ")[2] in (
            Code.OUTCOME_UNKNOWN,
            Code.STORE_DOWN,
        )
        one = told.setdefault(note.order, _Told())
        one.whats.add(note.what)
        if note.what == "asked":
            one.asked = note
        if note.what == "confirmed":
            one.confirmed_ms = note.at_ms
    verdict.orders = len(told)
    return told


async def judge(store: Store, notes: Iterable[Note], verdict: Verdict) -> None:
    """Wait until every reservation is over, then compare journals and ledger."""
    told = _told(notes, verdict)
    await asyncio.sleep(TTL_MS / 1000)
    await sweep(store)
    found: dict[str, Order] = {}
    answers = await _find_all(store, list(told))
    for name, one in told.items():
        answer = answers[name]
        if isinstance(answer, Found):
            found[name] = answer.order
        else:
            assert answer.code is Code.UNKNOWN_ORDER, answer
        await _of_order(store, name, one, answer, verdict)
    await _of_accounts(store, told, found, verdict)
    await _of_books(store, told, found, verdict)


async def _find_all(store: Store, names: list[str]) -> dict[str, Found | Refusal]:
    """Find many at once: each that somebody left half done makes whoever finds it wait."""
    found = {}
    for start in range(0, len(names), TOGETHER):
        some = names[start : start + TOGETHER]
        answers = await asyncio.gather(
            *(store.find(Find(client=CLIENT, order=name)) for name in some)
        )
        found |= zip(some, answers, strict=True)
    return found


async def sweep(store: Store) -> None:
    for _ in range(1_000):
        swept = await store.sweep(Sweep())
        assert isinstance(swept, Swept), swept
        if not swept.more:
            return
    raise AssertionError("there is always more to sweep")


async def _of_order(
    store: Store, name: str, told: _Told, answer: Found | Refusal, verdict: Verdict
) -> None:
    state = answer.state if isinstance(answer, Found) else None
    is_confirmed = state is State.CONFIRMED
    verdict.confirms += told.confirmed_ms is not None
    verdict.silent += is_confirmed and told.confirmed_ms is None
    if told.confirmed_ms is not None:
        if not is_confirmed:
            verdict.lost.append(f"{name} was confirmed and is {state}")
            return
        again = await store.confirm(Confirm(client=CLIENT, order=name, revision=1))
        if isinstance(again, Refusal) or again.at_ms != told.confirmed_ms:
            verdict.twice.append(f"{name} was confirmed, and again when asked again: {again}")
    elif "cancelled" in told.whats and state is not State.CANCELLED:
        verdict.lost.append(f"{name} was cancelled and is {state}")
    elif "reserved" in told.whats and state is None:
        verdict.lost.append(f"{name} was reserved and is unknown")


async def _of_accounts(
    store: Store, told: dict[str, _Told], found: dict[str, Order], verdict: Verdict
) -> None:
    used, limits = Counter[str](), dict[str, int | None]()
    for name, one in told.items():
        assert one.asked is not None, f"{name} was never asked"
        for account, (_, limit) in one.asked.uses.items():
            limits[account] = limit
    for order in found.values():
        if order.confirmed_at_ms is None:
            continue
        over = {short.account for short in order.overrun}
        verdict.forced += bool(over)
        for debit in order.plan.debits:
            used[debit.account] += debit.amount
            if debit.account in over:
                beyond = verdict.beyond.get(debit.account, 0)
                verdict.beyond[debit.account] = beyond + debit.amount
    for account, limit in limits.items():
        facts = await store.read(Read(client=CLIENT, accounts=(account,)))
        assert not isinstance(facts, Refusal), facts
        stands = facts.accounts[0].used
        if stands != used[account]:
            words = f"{account} stands at {stands}, its orders say {used[account]}"
            (verdict.twice if stands > used[account] else verdict.left).append(words)
        if limit is not None and used[account] - verdict.beyond.get(account, 0) > limit:
            verdict.over.append(f"{account} has {used[account]} of {limit}")


async def _of_books(
    store: Store, told: dict[str, _Told], found: dict[str, Order], verdict: Verdict
) -> None:
    expected = Counter({book_of(f"c{number}"): OPENING for number in range(CUSTOMERS)})
    for name, order in found.items():
        asked = told[name].asked
        if order.confirmed_at_ms is not None and asked is not None:
            expected[asked.book] += EARNED - asked.spent
    for book, points in expected.items():
        facts = await store.read(Read(client=CLIENT, books=(book,)))
        assert not isinstance(facts, Refusal), facts
        balance = facts.books[0]
        stands = balance.available + balance.pending + balance.held - balance.debt
        if stands != points:
            verdict.left.append(f"{book} has {stands} points, its orders say {points}")
        if balance.held:
            verdict.left.append(f"{book} still holds {balance.held} points")
