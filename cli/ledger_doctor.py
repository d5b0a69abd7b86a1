"""What ``grosz doctor --ledger FOLDER`` looks at: the file, its disk, its owner, what waits."""

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.doctor import Check
from cli.guard import StopError
from cli.ledger_place import clock_ms, folder_of

if TYPE_CHECKING:
    from ledger import Inspected, Refusal

# A busy shop writes a few gigabytes a month: so much is left for whoever sees it in the morning.
DISK_BYTES_MIN: Final = 1_000_000_000
# The owner sweeps every five seconds.
_SWEEP_LATE_MS: Final = 60_000


def file_checks(place: str) -> tuple[Check, ...]:
    """Check a ledger in a file, beside its owner; nothing is written."""
    try:
        folder = folder_of(place)
    except StopError as error:
        return (Check("ledger", ok=False, found=error.message, hint=error.hint),)
    return (form_check(folder), disk_check(folder), *asyncio.run(owner_checks(folder)))


def form_check(folder: Path) -> Check:
    """Check that the file is a ledger of this version, with a write-ahead log."""
    from ledger.sqlite import LedgerFileError
    from ledger.sqlite.database import open_to_read
    from ledger.sqlite.owner import FILE

    try:
        connection = open_to_read(folder / FILE)
        try:
            mode, form = connection.pragma("journal_mode"), connection.pragma("user_version")
        finally:
            connection.close()
    except LedgerFileError as error:
        hint = "start the owner of this version: it brings the file to its form"
        return Check("ledger file", ok=False, found=str(error), hint=hint)
    megabytes = (folder / FILE).stat().st_size // 1_000_000
    found = f"form {form}, {megabytes} MB, journal {mode}"
    hint = "" if mode == "wal" else "start its owner: it keeps a write-ahead log"
    return Check("ledger file", mode == "wal", found, hint)


def disk_check(folder: Path) -> Check:
    """Check that there is room on the disk: a full one takes no orders."""
    free = shutil.disk_usage(folder).free
    is_enough = free >= DISK_BYTES_MIN
    found = f"{free // 1_000_000} MB free"
    return Check("ledger disk", is_enough, found, "" if is_enough else "make room, or move it")


async def owner_checks(folder: Path) -> tuple[Check, ...]:
    """Check that the owner answers, and what it says."""
    from ledger import Inspect, Refusal
    from ledger.sqlite import SharedStore

    store = SharedStore(folder, clock_ms)
    try:
        answer = await store.probe(clock_ms())
        # What waits can be read where no owner runs.
        seen = await store.inspect(Inspect())
    finally:
        store.close()
    checks = [owner_check(answer)]
    if not isinstance(seen, Refusal):
        checks += [outbox_check(seen), sweeper_check(seen)]
    return tuple(checks)


def owner_check(answer: "Refusal | None") -> Check:
    """Check that the owner runs, answers, and has the same time."""
    from ledger import Code

    if answer is None:
        return Check("ledger owner", ok=True, found="answers, its clock agrees")
    if answer.code is Code.CLOCK:
        found = "its clock is more than 5 s from this one, or was once ahead of it"
        return Check("ledger owner", ok=False, found=found, hint="set the clocks by NTP")
    hint = "start `grosz serve --ledger FOLDER`, or look at its log"
    return Check("ledger owner", ok=False, found=f"does not answer ({answer.code})", hint=hint)


def outbox_check(seen: "Inspected") -> Check:
    """Check that no receiver of events is half way to stopping new orders."""
    from ledger.limits import EVENTS_WAITING_MAX

    waiting = [
        f"{one.receiver} waits for {one.waiting}" for one in seen.backlogs if one.waiting
    ] or ["nobody waits"]
    found = f"{seen.events} events kept; {', '.join(waiting)}"
    late = [one.receiver for one in seen.backlogs if one.waiting >= EVENTS_WAITING_MAX // 2]
    hint = f"look at the relay of {', '.join(late)}, or forget it" if late else ""
    return Check("ledger outbox", not late, found, hint)


def sweeper_check(seen: "Inspected") -> Check:
    """Check that what the clock has decided is written down in time."""
    since = seen.overdue_since_ms
    late_ms = 0 if since is None else seen.at_ms - since
    found = f"{seen.overdue_orders} orders and {seen.overdue_books} books are due"
    if since is not None:
        found += f", the first for {late_ms // 1_000} s"
    is_fine = late_ms <= _SWEEP_LATE_MS
    return Check("ledger sweeper", is_fine, found, "" if is_fine else "look at the owner's log")
