"""Workers and the owner of the file are killed under load, each at random moments.

``GROSZ_CRASHES`` sets the number of rounds, ``GROSZ_SEED`` repeats the moments.
"""

import asyncio
import os
import random
from pathlib import Path

import pytest

from ledger.sqlite import check_file
from tests.ledger.crash.rounds import crash_rounds, new_seed
from tests.ledger.crash.verdict import Verdict
from tests.ledger.owning import OwnerProcess

ROUNDS = int(os.environ.get("GROSZ_CRASHES", "6"))


def owner_rounds(folder: Path, seed: int, rounds: int) -> Verdict:
    """Run so many; the books must add up afterwards."""
    owner = OwnerProcess(folder)
    owner.start()

    def crash(_: random.Random) -> None:
        owner.kill()
        owner.start()

    try:
        verdict = asyncio.run(crash_rounds(str(folder), folder, seed, rounds, crash))
    finally:
        owner.stop()
    verdict.left += check_file(folder / "ledger.sqlite").findings
    return verdict


@pytest.mark.slow
def test_nothing_promised_is_lost_or_done_twice(tmp_path: Path):
    seed = new_seed()
    print(f"GROSZ_SEED={seed}")  # noqa: T201 - it repeats the run
    verdict = owner_rounds(tmp_path, seed, ROUNDS)
    print(verdict)  # noqa: T201
    assert verdict.faults == []
    assert verdict.confirms > 0
