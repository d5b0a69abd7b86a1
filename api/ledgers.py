"""Which ledger a server keeps its orders in, and how its workers reach it."""

import time
from pathlib import Path

from api.settings import Settings
from ledger.refunds import ReturnPolicy
from ledger.sqlite import SharedStore
from ledger.store import Store
from ledger.tiers import TierWindow
from orders.customers import TierWindows
from orders.returning import ShopReturns
from orders.service import Orders


def clock_ms() -> int:
    """Return this worker's clock: the ledger compares it with its own."""
    return time.time_ns() // 1_000_000


def folder_of(settings: Settings) -> Path | None:
    """Return the folder of a ledger in a file; ``None`` where there is none."""
    return None if settings.ledger is None else Path(settings.ledger)


def open_orders(settings: Settings) -> Orders | None:
    """Return the orders of the settings' ledger; nothing is connected before the first question."""
    store = _open_store(settings)
    if store is None:
        return None
    policy = ReturnPolicy(
        tenders=settings.returns_payments,
        codes=settings.returns_codes,
        goodwill_delivery=settings.returns_delivery,
    )
    shop = ShopReturns(policy, settings.returns_points, settings.returns_points_days)
    calendar = settings.tiers_window is TierWindow.CALENDAR_YEAR
    windows = TierWindows(calendar, settings.tiers_grace_days)
    return Orders(store, clock_ms, shop=shop, windows=windows)


def _open_store(settings: Settings) -> Store | None:
    folder = folder_of(settings)
    return None if folder is None else SharedStore(folder, clock_ms)
