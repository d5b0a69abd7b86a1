"""The ledger on Redis or Valkey."""

from collections.abc import Callable
from typing import Final

import msgspec
from typing_extensions import override

from ledger.asking import Manual
from ledger.customer_outcomes import Erased
from ledger.customer_requests import Erase
from ledger.outbox_requests import Advance, Dismiss, Inspect, Prune, ReadEvents
from ledger.outcomes import Code, Outcome, Refusal
from ledger.redis.asked import foreseen, looked_at, subject_of
from ledger.redis.effort import Effort
from ledger.redis.line import ReplyError, SlowError
from ledger.redis.names import BUCKETS, Names
from ledger.redis.nodes import Nodes
from ledger.redis.outbox import about_outbox
from ledger.redis.probing import why_no_changes
from ledger.redis.steps import Clock, ContendedError, Steps
from ledger.redis.sweeping import end_order, lapse, sweep
from ledger.redis.url import Settings, parse_url
from ledger.redis.view import OtherError, View
from ledger.redis.want import Want
from ledger.requests import ChangeCodes, Key, SaveCodes, Sweep, Verb
from ledger.store import Store
from ledger.verbs import is_reading, perform

# What people do by hand is in effect when it is answered: a code that was blocked is not taken any
# more, and a command that is answered ends. An order's groups are told after its answer, but for
# codes: nobody sees that they are about to be listed.
_AT_ONCE: Final = (Manual, SaveCodes, ChangeCodes, Erase)


class RedisStore(Store):
    """A store that all workers of all machines share.

    Every worker runs the verbs itself: it reads, decides, and writes in one atomic step that is
    refused where what it had read was changed meanwhile. It belongs to the event loop in which it
    is first used.

    Attributes:
        nodes: Its servers.
        names: Its keys.
    """

    def __init__(
        self,
        settings: Settings,
        bugs: Callable[[Exception], None],
        *,
        clock_ms: Callable[[], int] | None = None,
        buckets: int = BUCKETS,
    ) -> None:
        """Begin; nobody is called before the first verb.

        Args:
            settings: Where the servers are, and what is waited for.
            bugs: Called with what must not be raised; the verb had no effect.
            clock_ms: Stands in for the servers' clocks, in tests.
            buckets: In how many the orders are; it is never changed for a ledger.
        """
        self._settings = settings
        self._bugs = bugs
        self.nodes = Nodes(settings)
        self.names = Names(settings.prefix, buckets)
        self._steps = Steps(self.names, self.nodes, Clock(clock_ms))

    @override
    async def perform(self, verb: Verb, key: Key | None = None) -> Outcome:
        """Do one verb.

        Returns:
            The answer; ``store-down`` where nothing happened, ``outcome-unknown`` where something
            was said that was not heard of again, or that disks have not confirmed in time: the
            same key tells; ``contended`` where others were faster every time.
        """
        effort = Effort(self._settings.patience_ms)
        try:
            return await self._do(effort, verb, key)
        except TimeoutError:
            return Refusal(Code.OUTCOME_UNKNOWN if effort.is_unheard else Code.STORE_DOWN)
        except SlowError:
            return Refusal(Code.OUTCOME_UNKNOWN)
        except ContendedError:
            return Refusal(Code.CONTENDED)
        except (ReplyError, AssertionError, ValueError, LookupError, TypeError) as error:
            self._bugs(error)
            return Refusal(Code.FAILED)

    async def _do(self, effort: Effort, verb: Verb, key: Key | None) -> Outcome:
        if isinstance(verb, Sweep):
            return await sweep(self._steps, effort, verb)
        if isinstance(verb, Advance | Dismiss | Inspect | Prune | ReadEvents):
            return await about_outbox(self._steps, effort, verb)

        def do(view: View, clock_ms: int) -> Outcome:
            return perform(view, verb, key, clock_ms)

        wants = foreseen(verb, key)
        if is_reading(verb):
            subject = looked_at(verb)
            wants += [Want("record", subject)] if subject else []
            return await self._steps.look(effort, subject, do, wants)
        ended = 0
        while True:
            try:
                outcome = await self._change(effort, verb, do, wants)
            except OtherError as other:
                # Whoever leaves ends open orders first, each in a step of its own.
                await end_order(self._steps, effort, other.order)
                ended += 1
                continue
            if isinstance(outcome, Erased) and ended:
                return msgspec.structs.replace(outcome, orders=outcome.orders + ended)
            return outcome

    async def _change(
        self,
        effort: Effort,
        verb: Verb,
        do: Callable[[View, int], Outcome],
        wants: list[Want],
    ) -> Outcome:
        subject = subject_of(verb)
        outcome, view = await self._steps.change(
            effort,
            subject,
            do,
            wants,
            lapse=lambda order: lapse(self._steps, effort, order),
        )
        if view.changes.is_empty() and not isinstance(outcome, Refusal):
            # What is answered again is promised again.
            await self._steps.again(effort, subject)
        elif (isinstance(verb, _AT_ONCE) or view.changes.codes) and not await self._steps.told(
            effort, subject
        ):
            return Refusal(Code.OUTCOME_UNKNOWN)
        return outcome

    async def why_no_changes(self) -> str | None:
        """Write something that means nothing to every node; None where all have it on their disks.

        Returns:
            Why orders cannot be taken now, in words for people.
        """
        return await why_no_changes(self.nodes, self.names, self._settings)

    async def settle(self) -> None:
        """Wait for what was decided and is still being told to groups of accounts."""
        await self._steps.groups.idle()

    def close(self) -> None:
        """Hang up."""
        self._steps.groups.close()
        self.nodes.close()


def open_store(
    url: str,
    bugs: Callable[[Exception], None],
    *,
    clock_ms: Callable[[], int] | None = None,
) -> RedisStore:
    """Open the ledger that a URL names; the first verb connects.

    Raises:
        RedisUrlError: The URL is none of a ledger on Redis.
    """
    return RedisStore(parse_url(url), bugs, clock_ms=clock_ms)
