"""What the sweeper says: what it did, once a minute, and what should worry somebody, at once."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from ledger.limits import EVENTS_WAITING_MAX
from ledger.outbox_outcomes import Inspected, Pruned
from ledger.outcomes import Outcome, Swept

_EVERY_MS: Final = 60_000
# A sweep that is so much behind is too slow, or does not come to its turn.
_LATE_MS: Final = 60_000


class Diary:
    """Adds up what was swept, and writes a line where there is something to say."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self._log = log
        self._sums = Counter[str]()
        self._said_ms: int | None = None
        self._worries: frozenset[str] = frozenset()

    def note(self, outcome: Outcome) -> bool:
        """Note what one sweep or prune did; tell whether there is more."""
        if isinstance(outcome, Swept):
            self._sums["orders ended"] += outcome.orders
            self._sums["books brought to the present"] += outcome.books
            self._sums["answers forgotten"] += outcome.answers
            return outcome.more
        if isinstance(outcome, Pruned):
            self._sums["events dropped"] += outcome.events
            return outcome.more
        self._sums["sweeps refused"] += 1
        return False

    def close(self, now_ms: int, seen: Outcome) -> None:
        """Write what there is to say.

        Args:
            now_ms: Of a clock that nobody sets.
            seen: How the store does after the sweep.
        """
        if isinstance(seen, Inspected):
            self._worry(seen)
        if self._said_ms is not None and now_ms - self._said_ms < _EVERY_MS:
            return
        done = [f"{count} {what}" for what, count in sorted(self._sums.items()) if count]
        if done:
            self._log("swept: " + ", ".join(done))
            self._sums.clear()
            self._said_ms = now_ms

    def _worry(self, seen: Inspected) -> None:
        """Say once what should worry somebody, and once that it is over."""
        worries = {
            f"`{one.receiver}` does not take its events, half as many wait as may"
            for one in seen.backlogs
            if one.waiting >= EVENTS_WAITING_MAX // 2
        }
        since = seen.overdue_since_ms
        if since is not None and seen.at_ms - since > _LATE_MS:
            worries.add("the sweeper is more than a minute behind")
        for worry in sorted(worries - self._worries):
            self._log(f"ALARM: {worry}")
        for worry in sorted(self._worries - worries):
            self._log(f"over: {worry}")
        self._worries = frozenset(worries)
