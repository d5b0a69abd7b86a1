"""Loads rulesets in a thread of the parent, which answers nobody and is in no hurry."""

import gc
import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Final

from api.loading import LoadError, clock, load_snapshot
from api.settings import Settings
from api.state import LoadFailure, Snapshot
from api.warming import warm
from rules.workspace import Workspace

# Compiling takes what the workers leave; of a core that they want all of, still a thirtieth.
_NICENESS: Final = 15


class Loader:
    """At most one load at a time.

    Args:
        settings: Where rules and catalogue are.
        tell: Called from the thread when a load has ended, one way or the other.
        workspace: What the compiler remembers of the ruleset that runs.
    """

    def __init__(self, settings: Settings, tell: Callable[[], None], workspace: Workspace) -> None:
        self._settings = settings
        self._tell = tell
        self._thread: threading.Thread | None = None
        self._workspace = workspace
        self._found: Snapshot | LoadFailure | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a load is under way, or its result has not been taken."""
        return self._thread is not None

    def start(self) -> None:
        """Begin to load what is on disk; not while busy."""
        assert self._thread is None
        # The server may stop meanwhile; it does not wait for a ruleset nobody will use.
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)
        self._thread.start()

    def take(self) -> Snapshot | LoadFailure | None:
        """Return the result once, or ``None`` while there is none."""
        found, self._found = self._found, None
        if found is not None and self._thread is not None:
            self._thread.join()
            self._thread = None
        return found

    def _run(self) -> None:
        _yield_to_others()
        self._found = self._load()
        self._tell()

    def _load(self) -> Snapshot | LoadFailure:
        assert self._settings.rules is not None
        try:
            rules, catalogue = self._settings.rules, self._settings.catalogue
            snapshot = load_snapshot(rules, catalogue, workspace=self._workspace)
        except LoadError as error:
            return error.failure
        except Exception:  # noqa: BLE001 - a bug in the compiler must not stop a server that runs
            self._workspace = Workspace()  # what it remembers may be half made
            bug = "these rules meet a bug of ours; the server's log has the rest"
            return LoadFailure(clock(), bug, traceback.format_exc())
        # Before workers are forked, so that they share what this makes.
        warm(snapshot)
        settle_memory()
        return snapshot


def _yield_to_others() -> None:
    """Let every worker go first: on Linux, priority belongs to a thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def settle_memory() -> None:
    """Free what the last program left, then keep the garbage collector away from this one."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
