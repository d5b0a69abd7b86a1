"""A disk that is full, and one that fails: a clear refusal, nothing half done, and on it goes."""

import asyncio
import ctypes
import os
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Code, Confirm, Confirmed, Find, Found, Key, Read, Refusal, Reserve, Reserved
from ledger.sqlite import SharedStore, check_file
from tests.ledger.crash.load import clock_ms
from tests.ledger.desk import TILL, TOTAL, plan
from tests.ledger.owning import OwnerProcess

DISK_BYTES = 16_000_000
BALLAST_BYTES = 6_000_000
ORDERS_MAX = 20_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of sixteen megabytes; skip the test where that is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    system = ctypes.CDLL(None, use_errno=True)
    size = f"size={DISK_BYTES}".encode()
    if system.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, size):
        pytest.skip(f"no small disk can be mounted: {os.strerror(ctypes.get_errno())}")
    try:
        yield folder
    finally:
        lazily = 2
        system.umount2(os.fsencode(folder), lazily)


class Shop:
    """Puts and confirms orders one after another, and remembers what was promised."""

    def __init__(self, folder: Path) -> None:
        self.store = SharedStore(folder, clock_ms, patience_ms=1_000)
        self.reserved: list[str] = []
        self.confirmed: list[str] = []
        self._number = 0

    async def order(self) -> Refusal | None:
        """Do one; return the first refusal."""
        self._number += 1
        name = f"o{self._number}"
        put = Reserve(client=TILL, order=name, plan=plan({TOTAL: (1, None)}, earn=2,
                      quote=random.Random(name).randbytes(600)), ttl_ms=600_000)  # fmt: skip
        held = await self.store.reserve(put, Key("put", b"body"))
        if not isinstance(held, Reserved):
            return held
        self.reserved.append(name)
        done = await self.store.confirm(Confirm(client=TILL, order=name, revision=1))
        if not isinstance(done, Confirmed):
            return done
        self.confirmed.append(name)
        return None

    async def until_refused(self) -> Refusal:
        for _ in range(ORDERS_MAX):
            refused = await self.order()
            if refused is not None:
                return refused
        raise AssertionError("the disk is never full")

    async def is_as_promised(self) -> None:
        for name in self.reserved:
            found = await self.store.find(Find(client=TILL, order=name))
            assert isinstance(found, Found), f"{name} is lost"
            assert (found.state == "confirmed") >= (name in self.confirmed)
        facts = await self.store.read(Read(client=TILL, accounts=(TOTAL,)))
        assert not isinstance(facts, Refusal)
        # What was not answered may have been done all the same.
        assert len(self.reserved) <= facts.accounts[0].used <= self._number


async def _fill_and_go_on(folder: Path) -> None:
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(BALLAST_BYTES))
    shop = Shop(folder)
    assert await shop.until_refused() == Refusal(Code.STORE_DOWN)
    assert len(shop.confirmed) > 10
    for _ in range(5):
        assert await shop.order() == Refusal(Code.STORE_DOWN), "still full"
    await shop.is_as_promised()
    before = len(shop.confirmed)
    ballast.unlink()
    for _ in range(20):
        assert await shop.order() is None, "there is room again, and the same owner goes on"
    assert len(shop.confirmed) == before + 20
    await shop.is_as_promised()
    shop.store.close()


@pytest.mark.slow
def test_a_full_disk_refuses_and_loses_nothing_and_goes_on_with_room(small_disk: Path):
    owner = OwnerProcess(small_disk)
    owner.start()
    try:
        asyncio.run(_fill_and_go_on(small_disk))
        assert check_file(small_disk / "ledger.sqlite").findings == ()
    finally:
        assert owner.stop() == 0


@pytest.mark.slow
def test_an_owner_killed_on_a_full_disk_starts_again(small_disk: Path):
    (small_disk / "ballast").write_bytes(bytes(BALLAST_BYTES))
    owner = OwnerProcess(small_disk)
    owner.start()

    async def fill() -> Shop:
        shop = Shop(small_disk)
        await shop.until_refused()
        shop.store.close()
        await asyncio.sleep(0)
        return shop

    async def go_on(shop: Shop) -> None:
        await shop.is_as_promised()
        assert await shop.order() is None
        shop.store.close()

    try:
        shop = asyncio.run(fill())
        owner.kill()
        (small_disk / "ballast").unlink()
        owner.start()
        shop.store = SharedStore(small_disk, clock_ms)
        asyncio.run(go_on(shop))
        assert check_file(small_disk / "ledger.sqlite").findings == ()
    finally:
        owner.stop()


async def _until_the_disk_fails(folder: Path, owner: OwnerProcess) -> Shop:
    shop = Shop(folder)
    for _ in range(20):
        assert await shop.order() is None
    written = (folder / "ledger.sqlite-wal").stat().st_size
    # No file may grow beyond this: to SQLite that is an error of the disk, not a full one.
    most = written + 100_000
    resource.prlimit(owner.pid, resource.RLIMIT_FSIZE, (most, most))
    refused = await shop.until_refused()
    assert refused.code in (Code.STORE_DOWN, Code.OUTCOME_UNKNOWN)
    shop.store.close()
    await asyncio.sleep(0)
    return shop


@pytest.mark.slow
def test_an_owner_whose_disk_fails_ends_and_says_so_and_the_next_one_goes_on(tmp_path: Path):
    owner = OwnerProcess(tmp_path)
    owner.start()
    try:
        shop = asyncio.run(_until_the_disk_fails(tmp_path, owner))
        code, error = owner.wait()
        assert code == 1
        assert "the disk failed, the log decides what is there" in error
        owner.start()

        async def go_on() -> None:
            shop.store = SharedStore(tmp_path, clock_ms)
            await shop.is_as_promised()
            assert await shop.order() is None
            shop.store.close()

        asyncio.run(go_on())
        assert check_file(tmp_path / "ledger.sqlite").findings == ()
    finally:
        owner.stop()
