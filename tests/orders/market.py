"""A shop of two workers over one ledger in a file, asked over HTTP, with a clock that is moved."""

import asyncio
import contextlib
import itertools
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from api.app import create_app
from api.loading import clock
from api.settings import Settings
from api.state import ActiveState, Snapshot
from grammar.source import Source
from ledger.code_list import NewCode
from ledger.code_secret import CodeDigests, Secret
from ledger.outcomes import CodesSaved
from ledger.requests import SaveCodes
from ledger.sqlite import SharedStore, check_file
from ledger.sqlite.owner import FILE, SOCKET, own
from orders.returning import ShopReturns
from orders.rulesets import RulesetArchive
from orders.service import Orders
from rules.compiler import compile_sources

AT = "2026-11-05T12:00:00+01:00"
# 2026-11-05 at noon in Warsaw.
NOON_MS = 1_793_876_400_000
MINUTE_MS = 60_000
SHOP = """shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos, web, app
}
"""
SECRET = Secret(b"a secret for tests, of no worth at all")
DIGESTS = CodeDigests(SECRET)
_keys = itertools.count()


def program_of(rules: str, shop: str = SHOP) -> Any:
    """Compile rules beside the shop."""
    result = compile_sources([Source("shop.promo", shop), Source("rules.promo", rules)])
    assert result.program is not None, [one.message for one in result.diagnostics]
    return result.program


def cart(*lines: tuple[str, str, int], **fields: Any) -> dict[str, Any]:
    """A cart of (sku, price, quantity); three coffees at 19.99 where none are said."""
    rows = [
        {"id": str(number), "sku": sku, "price": price, "quantity": quantity, "vat": "A"}
        for number, (sku, price, quantity) in enumerate(lines or (("COFFEE", "19.99", 3),), 1)
    ]
    return {"channel": "web", "at": AT, "currency": "PLN", "lines": rows} | fields


class Loop:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def start(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def do(self, work: Any) -> Any:
        return self.start(work).result(30)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Market:
    """Two workers, one owner, one clock.

    Attributes:
        now_ms: The clock of the store and of both workers.
        skew_ms: What the workers' clocks are off.
    """

    def __init__(
        self, folder: Path, rules: str, shop: ShopReturns | None = None, **settings: Any
    ) -> None:
        self.now_ms = NOON_MS
        self.skew_ms = 0
        self.folder = folder
        self.state = ActiveState()
        self.load(rules)
        self.bugs: list[Exception] = []
        self._loop = Loop()
        self._owner: Any = None
        self.open()
        self.stores = [SharedStore(folder, self.worker_ms, patience_ms=1_500) for _ in range(2)]
        self.orders = [
            Orders(
                store,
                self.worker_ms,
                shop=shop,
                secret=SECRET,
                archive=RulesetArchive(folder / "rulesets"),
            )
            for store in self.stores
        ]
        self.serve(**settings)

    def serve(self, **settings: Any) -> None:
        """Let both workers answer with these settings."""
        self._clients = [
            httpx.AsyncClient(
                transport=httpx.ASGITransport(create_app(Settings(**settings), self.state, one)),
                base_url="http://grosz",
                timeout=60,
            )
            for one in self.orders
        ]
        self._turn = itertools.cycle(self._clients)

    def worker_ms(self) -> int:
        return self.now_ms + self.skew_ms

    def load(self, rules: str, shop: str = SHOP) -> None:
        """Make other rules the active ones."""
        sources = (Source("shop.promo", shop), Source("rules.promo", rules))
        self.state.swap(Snapshot(program_of(rules, shop), None, clock(), sources=sources))

    def wait(self, ms: int) -> None:
        self.now_ms += ms

    # The owner

    def open(self) -> None:
        """Start the owner."""
        self._owner = self._loop.start(own(self.folder, lambda: self.now_ms, self.bugs.append))

        async def there() -> None:
            while not (self.folder / SOCKET).exists():
                await asyncio.sleep(0.005)

        self._loop.do(there())

    def shut(self, *, forget: bool = False) -> None:
        """End the owner, and with it every connection to it; *forget* the open file as well."""
        self._owner.cancel()
        with contextlib.suppress(BaseException):
            self._owner.result(10)
        (self.folder / SOCKET).unlink(missing_ok=True)
        for store in self.stores:
            self._loop.do(_hang_up(store, forget=forget))

    def check(self) -> None:
        """The books add up, and nothing broke."""
        assert self.bugs == []
        assert check_file(self.folder / FILE).findings == ()

    def close(self) -> None:
        self.shut(forget=True)
        for client in self._clients:
            self._loop.do(client.aclose())
        self._loop.close()

    def issue(self, coupon: str, *codes: str) -> None:
        """Put unique codes on the list."""
        listed = tuple(NewCode(DIGESTS.of(code)) for code in codes)
        verb = SaveCodes(client="default", coupon=coupon, batch="1", codes=listed)
        assert isinstance(self._loop.do(self.stores[0].perform(verb)), CodesSaved)

    # Asking

    def ask(self, method: str, path: str, document: Any = None, **headers: str) -> httpx.Response:
        """Send one request, to each worker in turn; ``if_match`` is the header If-Match."""
        return self._loop.do(self.asking(method, path, document, **headers))

    async def asking(
        self, method: str, path: str, document: Any = None, **headers: str
    ) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        body = None
        if document is not None:
            body = json.dumps(document).encode()
            sent["content-type"] = "application/json"
        return await next(self._turn).request(method, path, content=body, headers=sent)

    def at_once(self, *asked: tuple[Any, ...], **headers: str) -> list[httpx.Response]:
        """Send requests at the same time."""

        async def all_of() -> list[httpx.Response]:
            return list(await asyncio.gather(*(self.asking(*one, **headers) for one in asked)))

        return self._loop.do(all_of())

    def put(self, order: str, of: Any = None, key: str = "", **more: Any) -> httpx.Response:
        headers = {name: more.pop(name) for name in ("if_match", "if_none_match") if name in more}
        document = {"cart": of or cart()} | more
        return self.ask(
            "PUT", f"/v1/orders/{order}", document, idempotency_key=key or new_key(), **headers
        )

    def confirm(self, order: str, revision: int = 1, key: str = "", **more: Any) -> httpx.Response:
        return self._do(order, "confirm", {"revision": revision} | more, key)

    def cancel(self, order: str, key: str = "") -> httpx.Response:
        return self._do(order, "cancel", None, key)

    def deliver(self, order: str, key: str = "") -> httpx.Response:
        return self._do(order, "delivered", None, key)

    def take(self, order: str, back: str, units: Any, kind: str = "", key: str = "", **more: Any):
        """Give units back: by line, pieces or a measure."""
        lines = [
            {"line": line, "measure" if isinstance(n, str) else "quantity": n}
            for line, n in units.items()
        ]
        document = {"id": back, "lines": lines} | ({"kind": kind} if kind else {}) | more
        return self._do(order, "returns", document, key)

    def show(self, order: str) -> httpx.Response:
        return self.ask("GET", f"/v1/orders/{order}")

    def state_of(self, order: str) -> str:
        return self.show(order).json()["state"]

    def quote(self, of: Any = None, order: str = "") -> httpx.Response:
        query = f"?order={order}" if order else ""
        return self.ask("POST", f"/v1/quotes{query}", of or cart())

    def _do(self, order: str, what: str, document: Any, key: str) -> httpx.Response:
        path = f"/v1/orders/{order}/{what}"
        return self.ask("POST", path, document, idempotency_key=key or new_key())


def new_key() -> str:
    """Return a key that nobody used."""
    return f"key-{next(_keys)}"


def slug(answer: httpx.Response) -> str:
    """Return the type of a problem, and its status must be the table's."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    found = answer.json()
    assert found["status"] == answer.status_code
    assert found["instance"].startswith("/v1/")
    if answer.status_code == 503 or found["type"].endswith(("order-busy", "in-flight")):
        assert int(answer.headers["retry-after"]) >= 1
        assert found["retry"] == "later"
    return found["type"].removeprefix("/problems/")


def told(answer: httpx.Response) -> tuple[int, str]:
    """Return the status and the type of a problem."""
    return answer.status_code, slug(answer)


@contextlib.contextmanager
def market(folder: Path, rules: str, **more: Any) -> Iterator[Market]:
    """Open a market; afterwards its books must add up."""
    found = Market(folder, rules, **more)
    try:
        yield found
        found.check()
    finally:
        found.close()


async def _hang_up(store: SharedStore, *, forget: bool) -> None:
    if store._line is not None:
        store._line.close()
    if forget:
        store.close()
        store._reader = None
