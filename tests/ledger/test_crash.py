"""The owner is killed under load, again and again: what was acknowledged is there, once.

``GROSZ_CRASHES`` sets the number of rounds.
"""

import asyncio
import os
import random
import time
from pathlib import Path

import pytest

from ledger import Confirm, Confirmed, Find, Key, Refusal, Reserve, Reserved, Sweep
from ledger.sqlite import SharedStore, check_file
from ledger.sqlite.database import open_to_read
from ledger.sqlite.records import SqliteRecords
from tests.ledger.desk import TILL, TOTAL, plan
from tests.ledger.owning import OwnerProcess

ROUNDS = int(os.environ.get("GROSZ_CRASHES", "6"))
CLIENTS = 12
HOT = "{series/hot} total"
LIMIT = 100


def clock_ms() -> int:
    return time.time_ns() // 1_000_000


class Load:
    """Clients that put and confirm orders, and remember what they were promised."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.confirmed: list[tuple[str, Confirmed]] = []
        self.unknown = 0
        self.operations = 0
        self.is_over = False

    async def client(self, name: int) -> None:
        # A short patience: some questions are left without an answer by each crash.
        store = SharedStore(self.folder, clock_ms, patience_ms=100)
        number = 0
        while not self.is_over:
            number += 1
            await self._order(store, f"{name}-{number}", is_hot=number % 2 == 0)
        store.close()

    async def _order(self, store: SharedStore, order: str, *, is_hot: bool) -> None:
        of = plan({HOT: (1, LIMIT)} if is_hot else {TOTAL: (1, None)}, earn=3)
        asked = Reserve(client=TILL, order=order, plan=of, ttl_ms=600_000)
        self.operations += 2
        held = await store.reserve(asked, Key("put", b"body"))
        if not isinstance(held, Reserved):
            self.unknown += 1
            return
        assert held.revision == 1, "sent again under its key it is the same revision"
        done = await store.confirm(Confirm(client=TILL, order=order, revision=1))
        if isinstance(done, Confirmed):
            self.confirmed.append((order, done))
        else:
            self.unknown += 1


async def _crash(load: Load, owner: OwnerProcess, chance: random.Random) -> None:
    clients = [asyncio.create_task(load.client(number)) for number in range(CLIENTS)]
    for _ in range(ROUNDS):
        await asyncio.sleep(chance.uniform(0.01, 0.35))
        owner.kill()
        await asyncio.to_thread(owner.start)
    await asyncio.sleep(0.3)
    load.is_over = True
    await asyncio.gather(*clients)


async def _is_as_promised(load: Load) -> None:
    store = SharedStore(load.folder, clock_ms)
    for order, promised in load.confirmed:
        found = await store.find(Find(client=TILL, order=order))
        assert not isinstance(found, Refusal), f"{order} was confirmed and is lost"
        assert (found.state, found.order.confirmed_at_ms) == ("confirmed", promised.at_ms)
        again = await store.confirm(Confirm(client=TILL, order=order, revision=1))
        assert again == promised, "said again it is answered again, not done again"
    assert not isinstance(await store.sweep(Sweep()), Refusal)
    store.close()


@pytest.mark.slow
def test_every_acknowledged_confirm_survives_and_none_counts_twice(tmp_path: Path, capsys):
    owner, load = OwnerProcess(tmp_path), Load(tmp_path)
    owner.start()
    try:
        asyncio.run(_crash(load, owner, random.Random(2026)))
        asyncio.run(_is_as_promised(load))
    finally:
        owner.stop()
    report = check_file(tmp_path / "ledger.sqlite")
    records = SqliteRecords(open_to_read(tmp_path / "ledger.sqlite"))
    confirmed = [one for one in records.all_orders() if one.confirmed_at_ms is not None]
    with capsys.disabled():
        print(  # noqa: T201 - the report is what the test is run for
            f"\n{ROUNDS} kills, {load.operations} operations, {len(load.confirmed)} confirms"
            f" acknowledged, {len(confirmed) - len(load.confirmed)} done without an answer,"
            f" {load.unknown} refused or unanswered, 0 lost"
        )
    assert report.findings == ()
    assert report.forced == ()
    assert len(confirmed) >= len(load.confirmed) > 0
    assert records.account(HOT).posted <= LIMIT
    assert records.account(HOT).posted + records.account(TOTAL).posted == len(confirmed)
    assert sum(lot.balance for _, lot in records.all_lots()) == 3 * len(confirmed)
