"""The outbox in as many parts as there are buckets, and how the store does."""

from typing import TYPE_CHECKING

import msgspec

from ledger.limits import SWEEP_MAX
from ledger.outbox_outcomes import Advanced, Backlog, Events, Inspected, Pruned
from ledger.outbox_requests import Advance, Dismiss, Inspect, OutboxVerb, Prune, ReadEvents
from ledger.outcomes import Outcome, Refusal
from ledger.redis.effort import Effort
from ledger.redis.names import part_subject
from ledger.redis.steps import Steps
from ledger.redis.sweeping import due_now, now_ms
from ledger.redis.view import View
from ledger.redis.want import Want
from ledger.verbs import perform

if TYPE_CHECKING:
    from ledger.redis.wants_lists import Outbox

_replace = msgspec.structs.replace


async def about_outbox(steps: Steps, effort: Effort, verb: OutboxVerb) -> Outcome:
    """Do a verb about the outbox; the verbs know one part, and each part is one to them."""
    match verb:
        case ReadEvents():
            return await _read(steps, effort, verb)
        case Advance():
            return await _advance(steps, effort, verb)
        case Dismiss():
            for part in range(steps.names.buckets):
                await _change(steps, effort, verb, part)
            return Advanced(None)
        case Prune():
            return await _prune(steps, effort, verb)
        case Inspect():
            return await _inspect(steps, effort)


async def _read(steps: Steps, effort: Effort, verb: ReadEvents) -> Outcome:
    parts = steps.names.buckets
    if verb.part >= parts or verb.part < 0:
        first = await _read(steps, effort, _replace(verb, part=0))
        return _replace(first, events=(), last=0, waiting=0)
    alone = _replace(verb, part=0)
    subject = part_subject(verb.part)

    def do(view: View, clock_ms: int) -> Outcome:
        return perform(view, alone, None, clock_ms)

    found = await steps.look(effort, subject, do, [Want("record", subject)])
    return _replace(found, parts=parts) if isinstance(found, Events) else found


async def _advance(steps: Steps, effort: Effort, verb: Advance) -> Outcome:
    found = await _change(steps, effort, _replace(verb, part=0), verb.part % steps.names.buckets)
    if isinstance(found, Advanced) and found.cursor is not None:
        return Advanced(_replace(found.cursor, part=verb.part))
    return found


async def _prune(steps: Steps, effort: Effort, verb: Prune) -> Outcome:
    gone = 0
    for part in range(steps.names.buckets):
        if gone >= verb.most:
            break
        found = await _change(steps, effort, _replace(verb, most=verb.most - gone), part)
        if isinstance(found, Refusal):
            return found
        assert isinstance(found, Pruned), "a prune says what was pruned"
        gone += found.events
    return Pruned(gone, more=gone >= verb.most)


async def _change(
    steps: Steps, effort: Effort, verb: Advance | Dismiss | Prune, part: int
) -> Outcome:
    def do(view: View, clock_ms: int) -> Outcome:
        return perform(view, verb, None, clock_ms)

    found, _ = await steps.change(
        effort, part_subject(part), do, [Want("outbox", part_subject(part))]
    )
    return found


async def _inspect(steps: Steps, effort: Effort) -> Outcome:
    """Add up what every bucket says; it looks at no more than a sweep does."""
    at_ms = await now_ms(steps, effort)
    orders = await due_now(steps, effort, "due", at_ms, SWEEP_MAX)
    books = await due_now(steps, effort, "books", at_ms, SWEEP_MAX)
    outboxes = []
    waiting: dict[str, list[tuple[int, int, int | None]]] = {}
    for part in range(steps.names.buckets):
        subject = part_subject(part)
        view = View(subject, lambda: steps.clock.seen_ms, steps.names.buckets)
        want = Want("outbox", subject)
        await steps.fetch(effort, view, [want])
        outbox: Outbox = view.got[want]
        outboxes.append(outbox)
        for one in outbox.cursors:
            first = Want("events", subject, f"{one.delivered} 1")
            await steps.fetch(effort, view, [first])
            since = view.got[first][0].event.at_ms if view.got[first] else None
            waiting.setdefault(one.receiver, []).append(
                (outbox.last - one.delivered, one.at_ms, since)
            )
    return Inspected(
        at_ms=at_ms,
        overdue_orders=len(orders),
        overdue_books=len({book for _, book, _ in books}),
        overdue_since_ms=orders[0][2] if orders else None,
        events=sum(one.last - one.first + 1 for one in outboxes),
        backlogs=tuple(_backlog(name, waiting[name]) for name in sorted(waiting)),
        epoch=min((one.epoch for one in outboxes if one.epoch), default=0),
    )


def _backlog(receiver: str, parts: list[tuple[int, int, int | None]]) -> Backlog:
    since = [at_ms for _, _, at_ms in parts if at_ms is not None]
    return Backlog(
        receiver,
        sum(count for count, _, _ in parts),
        min(since, default=None),
        max(moved_ms for _, moved_ms, _ in parts),
    )
