"""The active program is swapped whole."""

from dataclasses import FrozenInstanceError, replace

import pytest

from api.loading import clock
from api.problems import ProblemError
from api.state import ActiveState, LoadFailure, Snapshot
from tests.api.conftest import demo_program


def test_nothing_is_active_at_first():
    with pytest.raises(ProblemError) as caught:
        ActiveState().current()
    assert caught.value.kind.slug == "no-ruleset"


def test_a_swap_forgets_the_last_failure_and_leaves_old_snapshots_alone():
    first = Snapshot(demo_program(), None, clock())
    second = replace(first, program=replace(first.program, digest="sha256:" + "1" * 64))
    state = ActiveState(first, LoadFailure(clock(), "no", "no\n"))
    held = state.current()
    state.swap(second)
    assert state.current() is second
    assert state.last_failure is None
    assert held.ruleset_digest != second.ruleset_digest
    assert not first.is_same_content(second)
    with pytest.raises(FrozenInstanceError):
        held.program = second.program
