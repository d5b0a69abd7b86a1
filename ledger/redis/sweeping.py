"""Writing down what the clock has decided, bucket by bucket, each thing in a step of its own."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ledger.limits import ANSWERS_KEPT_MS
from ledger.outcomes import Swept
from ledger.redis.effort import Effort
from ledger.redis.groups import ABANDONED_SECONDS
from ledger.redis.line import Command
from ledger.redis.names import SEPARATOR, bucket_tag
from ledger.redis.nodes import microseconds
from ledger.redis.steps import Steps
from ledger.requests import Sweep
from ledger.verbs import end, touch
from ledger.verbs import lapse as lapse_order


async def lapse(steps: Steps, effort: Effort, order: str) -> None:
    """Write down that an order is over."""
    await steps.change(
        effort, order, lambda view, clock_ms: lapse_order(view, order, clock_ms), may_expire=True
    )
    await steps.settled(effort, order)


async def end_order(steps: Steps, effort: Effort, order: str) -> None:
    """End an open order of somebody who leaves."""
    await steps.change(
        effort,
        order,
        lambda view, clock_ms: end(view, order, clock_ms),
        lapse=lambda other: lapse(steps, effort, other),
    )
    await steps.settled(effort, order)


async def sweep(steps: Steps, effort: Effort, asked: Sweep) -> Swept:
    """Expire orders, bring books to the present, forget old answers, end what was left half done.

    It stops where its patience ends; what is left is swept the next time.
    """
    at_ms = await now_ms(steps, effort)
    due = await due_now(steps, effort, "due", at_ms, asked.most)
    books = await due_now(steps, effort, "books", at_ms, asked.most)
    old = await due_now(steps, effort, "ages", at_ms - ANSWERS_KEPT_MS - 1, asked.most)
    for _, order, _ in due:
        await lapse(steps, effort, order)
    for tag, book, _ in books:
        await _touch(steps, effort, tag, book)
    for tag in {tag for tag, _, _ in old}:
        await _forget(steps, effort, tag, [name for where, name, _ in old if where == tag])
    await _settle(steps, effort)
    found = (len(due), len({book for _, book, _ in books}), len(old))
    return Swept(*found, more=max(found) >= asked.most)


async def now_ms(steps: Steps, effort: Effort) -> int:
    """Return the store's time."""
    names = steps.names
    found = await _each_bucket(
        steps, effort, lambda tag: ["ZSCORE", names.in_bucket(tag, "last"), "last"]
    )
    steps.clock.see(max(int(float(last or 0)) for _, last, _ in found))
    return max(steps.clock.seen_ms, *(steps.clock.now_ms(node_us) for _, _, node_us in found))


async def due_now(
    steps: Steps, effort: Effort, kind: str, until_ms: int, most: int
) -> list[tuple[str, str, int]]:
    """List what is due: its bucket, its name and when, the earliest first."""

    def command(tag: str) -> Command:
        key = steps.names.in_bucket(tag, kind)
        return ["ZRANGEBYSCORE", key, "-inf", until_ms, "WITHSCORES", "LIMIT", 0, most]

    found = [
        (tag, name.decode(), int(score))
        for tag, reply, _ in await _each_bucket(steps, effort, command)
        for name, score in zip(reply[::2], reply[1::2], strict=True)
    ]
    return sorted(found, key=lambda one: (one[2], one[1]))[:most]


async def _each_bucket(
    steps: Steps, effort: Effort, command: Callable[[str], Command]
) -> Sequence[tuple[str, Any, int]]:
    """Ask every bucket one thing; the answers with their nodes' times."""
    tags = [bucket_tag(number) for number in range(steps.names.buckets)]
    homes = [[tag] for tag in tags] if steps.nodes.is_cluster else [tags]
    found = []
    for home in homes:
        key = steps.names.in_bucket(home[0], "last")
        commands = [command(tag) for tag in home]
        replies = await effort.insist(partial(steps.nodes.read, key, commands))
        node_us = microseconds(replies[-1])
        found += [(tag, reply, node_us) for tag, reply in zip(home, replies, strict=False)]
    return found


async def _touch(steps: Steps, effort: Effort, tag: str, book: str) -> None:
    """Bring a book to the present; from now on one bucket tells when it is due again."""
    subject = f"book\n{book}"
    await steps.change(
        effort,
        subject,
        lambda view, clock_ms: touch(view, book, clock_ms),
        lapse=lambda order: lapse(steps, effort, order),
    )
    if tag != steps.names.bucket(subject):
        key = steps.names.in_bucket(tag, "books")
        await effort.insist(lambda: steps.nodes.commit(key, [], [["ZREM", key, book]]))


async def _forget(steps: Steps, effort: Effort, tag: str, answers: Sequence[str]) -> None:
    ages = steps.names.in_bucket(tag, "ages")
    commands: list[Command] = []
    for answer in answers:
        subject, _, field = answer.partition(SEPARATOR)
        commands += (["HDEL", steps.names.answers(subject), field], ["ZREM", ages, answer])
    await effort.insist(lambda: steps.nodes.commit(ages, [], commands))


async def _settle(steps: Steps, effort: Effort) -> None:
    """End what a worker left between a decision and its last effect."""
    if not steps.nodes.is_cluster:
        return
    names = steps.names
    found = await _each_bucket(
        steps,
        effort,
        lambda tag: ["ZRANGE", names.in_bucket(tag, "unsettled"), 0, 99, "WITHSCORES"],
    )
    for _, reply, node_us in found:
        for name, begun_us in zip(reply[::2], reply[1::2], strict=True):
            if node_us - int(begun_us) > ABANDONED_SECONDS * 1_000_000:
                await steps.groups.abandon(effort, name.decode())
