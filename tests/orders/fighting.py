"""Many clients over HTTP, and what each of them was told."""

import asyncio
import itertools
from collections.abc import Iterable
from typing import Any

import httpx

from ledger.code_secret import CodeDigests, Secret
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

    async def put(self, order: str, cart: Any, **more: Any) -> httpx.Response | None:
        """Put an order; ``None`` where nobody answers at all."""
        document = {"cart": cart} | more
        return await self.send("PUT", f"/v1/orders/{order}", document, f"{order}-put")

    async def buy(self, order: str, cart: Any) -> dict[str, Any] | None:
        """Put and confirm; return the confirmed order, or ``None`` where it was refused."""
        put = await self.put(order, cart)
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
