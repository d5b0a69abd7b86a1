"""Many clients over HTTP, and what each of them was told."""

import asyncio
import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from api.ledgers import clock_ms
from ledger.accounts import Account
from ledger.code_list import NewCode
from ledger.code_secret import CodeDigests, Secret
from ledger.outcomes import CodesSaved
from ledger.requests import SaveCodes
from ledger.sqlite import SharedStore, check_file
from ledger.sqlite.database import open_to_read
from ledger.sqlite.owner import FILE
from ledger.sqlite.records import SqliteRecords
from tests.api.running import command

CLIENTS = 200
SECRET_TEXT = "a secret for tests, of no worth at all"
DIGESTS = CodeDigests(Secret(SECRET_TEXT.encode()))
# Answers that say: nothing is half done, send it again with the same key.
AGAIN = (409, 503)
_TRIES_MAX = 20


def served(*arguments: object) -> list[str]:
    """The command line of a server that knows the secret of codes."""
    return ["env", f"GROSZ_CODES_SECRET={SECRET_TEXT}", *command(*arguments, "--port", 0)]


class Client:
    """One customer's device: puts an order, pays it, and sends again what was not answered.

    Attributes:
        answers: Every status it was given.
    """

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.answers: list[int] = []

    async def send(self, method: str, path: str, document: Any, key: str) -> httpx.Response | None:
        """Send until there is an answer; ``None`` where nobody answers at all."""
        for _ in range(_TRIES_MAX):
            try:
                answer = await self.http.request(
                    method, path, json=document, headers={"idempotency-key": key}
                )
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            self.answers.append(answer.status_code)
            if "retry-after" not in answer.headers:
                return answer
            await asyncio.sleep(0.05)
        return None

    async def buy(self, order: str, cart: Any) -> dict[str, Any] | None:
        """Put and confirm; return the confirmed order, or ``None`` where it was refused."""
        put = await self.send("PUT", f"/v1/orders/{order}", {"cart": cart}, f"{order}-put")
        if put is None or put.status_code != 200:
            return None
        revision = put.json()["revision"]
        done = await self.send(
            "POST", f"/v1/orders/{order}/confirm", {"revision": revision}, f"{order}-confirm"
        )
        return done.json() if done is not None and done.status_code == 200 else None


def fight(url: str, carts: Iterable[Any], name: str) -> tuple[list[dict[str, Any]], list[int]]:
    """Let one client for each cart buy it, all at once.

    Returns:
        The confirmed orders, and every status that was answered.
    """

    async def all_of() -> tuple[list[dict[str, Any]], list[int]]:
        limits = httpx.Limits(max_connections=64)
        async with httpx.AsyncClient(
            base_url=url, limits=limits, timeout=60, trust_env=False
        ) as http:
            clients = [(Client(http), cart) for cart in carts]
            bought = await asyncio.gather(
                *(
                    client.buy(f"{name}-{number}", cart)
                    for number, (client, cart) in enumerate(clients)
                )
            )
        answers = list(itertools.chain.from_iterable(client.answers for client, _ in clients))
        return [one for one in bought if one is not None], answers

    return asyncio.run(all_of())


def issue(folder: Path, coupon: str, *codes: str) -> None:
    """Put unique codes on the list of a ledger whose owner is at work."""

    async def save() -> Any:
        store = SharedStore(folder, clock_ms)
        listed = tuple(NewCode(DIGESTS.of(code)) for code in codes)
        try:
            return await store.perform(
                SaveCodes(client="tests", coupon=coupon, batch="1", codes=listed)
            )
        finally:
            store.close()

    assert isinstance(asyncio.run(save()), CodesSaved)


def accounts(folder: Path) -> dict[str, Account]:
    """Read every account; the books must add up."""
    report = check_file(folder / FILE)
    assert (report.findings, report.forced) == ((), ())
    return dict(SqliteRecords(open_to_read(folder / FILE)).all_accounts())
