"""Which ledger a server keeps its orders in, and how its workers reach it."""

import os
import time
import traceback
from functools import partial
from pathlib import Path
from typing import Final

from api.ledger_owner import LedgerOwner
from api.ledger_process import LedgerProcess
from api.ledger_sweeper import LedgerSweeper
from api.ledger_watch import LedgerWatch
from api.log import log_text
from api.settings import Settings, SettingsError
from ledger.code_secret import Secret, SecretError
from ledger.limits import SECRET_BYTES_MAX
from ledger.redis import RedisStore, broken_promises, open_store
from ledger.refunds import ReturnPolicy
from ledger.sqlite import SharedStore
from ledger.store import Store
from ledger.tiers import TierWindow
from orders.customers import TierWindows
from orders.returning import ShopReturns
from orders.rulesets import RulesetArchive
from orders.service import Orders

_SCHEME: Final = "://"
_RULESETS: Final = "rulesets"


def clock_ms() -> int:
    """Return this worker's clock: the ledger compares it with its own."""
    return time.time_ns() // 1_000_000


def folder_of(settings: Settings) -> Path | None:
    """Return the folder of a ledger in a file; ``None`` for one on Redis, or none."""
    if settings.ledger is None or _SCHEME in settings.ledger:
        return None
    return Path(settings.ledger)


def keeper_of(settings: Settings) -> LedgerProcess | None:
    """Return the process that the ledger needs beside the workers; ``None`` without a ledger."""
    folder = folder_of(settings)
    if folder is not None:
        return LedgerOwner(folder)
    return None if settings.ledger is None else LedgerSweeper(settings.ledger)


def open_orders(settings: Settings) -> Orders | None:
    """Return the orders of the settings' ledger; nothing is connected before the first question.

    Raises:
        SettingsError: The secret of codes cannot be used.
    """
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
    folder = folder_of(settings)
    archive = RulesetArchive(folder / _RULESETS) if folder is not None else None
    return Orders(
        store,
        clock_ms,
        shop=shop,
        secret=secret_of(settings),
        windows=windows,
        archive=archive,
    )


def secret_of(settings: Settings) -> Secret | None:
    """Return the secret of unique codes; ``None`` where there is none.

    Raises:
        SettingsError: It cannot be read, or is too weak. No message shows any of it.
    """
    path = settings.codes_secret_file
    try:
        if path is not None:
            with path.open("rb") as file:
                material = file.read(SECRET_BYTES_MAX + 1)
        else:
            material = os.fsencode(settings.codes_secret or "")
        material = material.strip()
        return Secret(material) if material or path is not None else None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SettingsError(f"cannot read the secret of codes in `{path}`: {why}") from None
    except SecretError as error:
        raise SettingsError(f"{error.message}; {error.hint}") from None


def watch_ledger(settings: Settings, orders: Orders | None) -> LedgerWatch | None:
    """Return what tells whether the ledger of some orders can be relied on."""
    if orders is None:
        return None
    address = settings.ledger or ""
    store = orders.store
    return LedgerWatch(
        store,
        orders.clock_ms,
        promises=partial(_broken, address) if _SCHEME in address else None,
        no_changes=store.why_no_changes if isinstance(store, RedisStore) else None,
    )


async def _broken(address: str) -> tuple[str, ...]:
    """Tell what a Redis does not promise though it must; what heals by itself is no reason."""
    found = await broken_promises(address)
    return tuple(one.sentence for one in found if not one.is_passing)


def _open_store(settings: Settings) -> Store | None:
    if settings.ledger is not None and _SCHEME in settings.ledger:
        return open_store(settings.ledger, _log_bug)
    folder = folder_of(settings)
    return None if folder is None else SharedStore(folder, clock_ms)


def _log_bug(error: Exception) -> None:
    log_text("a verb failed and was undone\n" + "".join(traceback.format_exception(error)))
