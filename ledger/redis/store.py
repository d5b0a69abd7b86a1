"""The ledger on Redis or Valkey."""

from collections.abc import Callable

from typing_extensions import override

from ledger.asking import Manual
from ledger.outcomes import Code, Outcome, Refusal
from ledger.records import AnswerKey
from ledger.redis.effort import Effort
from ledger.redis.line import ReplyError, SlowError
from ledger.redis.names import Names
from ledger.redis.nodes import Nodes
from ledger.redis.steps import Clock, ContendedError, Steps
from ledger.redis.sweeping import lapse, sweep
from ledger.redis.url import Settings, parse_url
from ledger.redis.view import View, answer_want
from ledger.redis.wants import Want
from ledger.requests import Find, Key, Manual, Read, Reserve, Sweep, Verb
from ledger.store import Store
from ledger.verbs import by_hand, perform


class RedisStore(Store):
    """A store that all workers of all machines share.

    Every worker runs the verbs itself: it reads, decides, and writes in one atomic step that is
    refused where what it had read was changed meanwhile. It belongs to the event loop in which it
    is first used.
    """

    def __init__(
        self,
        settings: Settings,
        bugs: Callable[[Exception], None],
        *,
        clock_ms: Callable[[], int] | None = None,
    ) -> None:
        """Begin; nobody is called before the first verb.

        Args:
            settings: Where the servers are, and what is waited for.
            bugs: Called with what must not be raised; the verb had no effect.
            clock_ms: Stands in for the servers' clocks, in tests.
        """
        self._settings = settings
        self._bugs = bugs
        self.nodes = Nodes(settings)
        self.names = Names(settings.prefix)
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
        except (ReplyError, AssertionError, ValueError, LookupError) as error:
            self._bugs(error)
            return Refusal(Code.FAILED)

    async def _do(self, effort: Effort, verb: Verb, key: Key | None) -> Outcome:
        if isinstance(verb, Sweep):
            return await sweep(self._steps, effort, verb)

        def do(view: View, clock_ms: int) -> Outcome:
            return perform(view, verb, key, clock_ms)

        if isinstance(verb, Find):
            return await self._steps.look(effort, verb.order, do, [Want("record", verb.order)])
        if isinstance(verb, Read):
            return await self._steps.look(effort, "", do, _read_at_once(verb))
        subject = _subject(verb)
        outcome, view = await self._steps.change(
            effort,
            subject,
            do,
            _foreseen(verb, subject, key),
            lapse=lambda order: lapse(self._steps, effort, order),
        )
        if view.changes.is_empty() and not isinstance(outcome, Refusal):
            # What is answered again is promised again.
            await self._steps.again(effort, subject)
        return outcome

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


def _subject(verb: Verb) -> str:
    return by_hand(verb.id) if isinstance(verb, Manual) else verb.subject


def _foreseen(verb: Verb, subject: str, key: Key | None) -> list[Want]:
    """Say what a verb will surely read, so that it is read at once."""
    wants = []
    if key is not None:
        where = AnswerKey(verb.client, type(verb).__name__, verb.subject, key.token)
        wants.append(answer_want(subject, where))
    if isinstance(verb, Reserve):
        wants.append(Want("client", verb.client, subject))
        if verb.customer is not None:
            wants.append(Want("open", verb.customer))
        wants += [Want("account", debit.account) for debit in verb.plan.debits]
        if verb.plan.spend is not None:
            wants += _of_book(verb.plan.spend.book)
    return wants


def _read_at_once(verb: Read) -> list[Want]:
    wants = [Want("order", verb.order)] if verb.order is not None else []
    for account in verb.accounts:
        wants += [Want("account", account), Want("holders", account)]
    for book in verb.books:
        wants += _of_book(book)
    return wants


def _of_book(book: str) -> list[Want]:
    return [Want("book", book), Want("holders", book)]
