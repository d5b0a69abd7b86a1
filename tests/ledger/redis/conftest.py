"""Stores on real servers, opened as workers open them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from ledger.redis.store import RedisStore, open_store
from tests.ledger.conftest import BINARIES, Running, ledger_url
from tests.ledger.servers import Cluster, Server


class Site:
    """Servers, and stores on them that belong to one event loop.

    Attributes:
        server: One node, or a cluster.
        bugs: What a store said must not happen.
    """

    def __init__(self, server: Server | Cluster) -> None:
        self.server = server
        self.bugs: list[Exception] = []
        self._stores: list[RedisStore] = []

    def store(self, settings: str = "", **more: Any) -> RedisStore:
        """Open one more store, as one more worker does."""
        url = ledger_url(self.server) + settings
        self._stores.append(open_store(url, self.bugs.append, **more))
        return self._stores[-1]

    def run(self, work: Callable[[], Awaitable]) -> Any:
        """Do something in a loop of its own, and close all stores in it."""

        async def whole() -> Any:
            try:
                return await work()
            finally:
                for store in self._stores:
                    await store.settle()
                    store.close()
                await asyncio.sleep(0)

        return asyncio.run(whole())


@pytest.fixture(params=[Server, Cluster], ids=["one-node", "cluster"])
def site(request: pytest.FixtureRequest, running: Running) -> Iterator[Site]:
    """Give an empty node, or an empty cluster."""
    found = Site(running.empty(request.param, BINARIES[0]))
    yield found
    assert found.bugs == []
