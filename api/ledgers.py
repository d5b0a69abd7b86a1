"""Which ledger a server keeps its orders in, and how its workers reach it."""

import time
from pathlib import Path
from typing import Final

from api.settings import Settings, SettingsError
from ledger.refunds import ReturnPolicy
from ledger.sqlite import SharedStore
from ledger.store import Store
from orders.returning import ShopReturns
from orders.service import Orders

_ADDRESSES: Final = ("redis://", "rediss://", "redis+cluster://", "unix://")


def clock_ms() -> int:
    """Return this worker's clock: the ledger compares it with its own."""
    return time.time_ns() // 1_000_000


def folder_of(settings: Settings) -> Path | None:
    """Return the folder of a ledger in a file; ``None`` for another kind, or none."""
    if settings.ledger is None or settings.ledger.startswith(_ADDRESSES):
        return None
    return Path(settings.ledger)


def open_orders(settings: Settings) -> Orders | None:
    """Return the orders of the settings' ledger; nothing is connected before the first question.

    Raises:
        SettingsError: There is no such kind of ledger.
    """
    store = _open_store(settings)
    if store is None:
        return None
    policy = ReturnPolicy(
        tenders=settings.returns_payments,
        codes=settings.returns_codes,
        goodwill_delivery=settings.returns_delivery,
    )
    return Orders(store, clock_ms, shop=ShopReturns(policy, settings.returns_points))


def _open_store(settings: Settings) -> Store | None:
    if settings.ledger is None:
        return None
    folder = folder_of(settings)
    if folder is None:
        raise SettingsError("a ledger in Redis is not there yet: name a folder")
    return SharedStore(folder, clock_ms)
