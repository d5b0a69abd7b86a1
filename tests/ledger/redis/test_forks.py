"""A server opens its store and then forks its workers: they must not be taken for one another."""

import asyncio
import os

from ledger import Confirm, Confirmed, Find, Found, Reserve, Reserved, State
from tests.ledger.desk import TILL, plan
from tests.ledger.redis.conftest import Site

# The first step of each worker, the second of each, and so on.
ORDERS = tuple(f"order{number}" for number in range(5))


def test_what_one_worker_wrote_is_not_taken_for_the_step_of_another(site: Site):
    store = site.store()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            asyncio.run(_reserve(store))
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0

    async def confirm() -> None:
        for order in ORDERS:
            done = await store.confirm(Confirm(client=TILL, order=order, revision=1))
            assert isinstance(done, Confirmed), done
            found = await store.find(Find(client=TILL, order=order))
            assert isinstance(found, Found)
            assert found.state is State.CONFIRMED, f"{order} was answered and is {found.state}"

    site.run(confirm)


async def _reserve(store) -> None:
    for order in ORDERS:
        held = await store.reserve(Reserve(client=TILL, order=order, plan=plan(), ttl_ms=60_000))
        assert isinstance(held, Reserved), held
