"""What a worker does with what its parent says."""

import asyncio
import contextlib
import socket
from multiprocessing import Pipe

import httpx

import api.worker
from api.app import create_app
from api.hatch import Hatch
from api.loading import clock
from api.settings import Settings
from api.state import LoadFailure
from api.worker import Open, Ready, Retire, Stay, WorkerServer


class Parent:
    """Runs one worker in this process, at a door of its own."""

    def __init__(self, state) -> None:
        self.link, self.theirs = Pipe()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        self.hatch = Hatch()
        self.server = WorkerServer(
            create_app(Settings(), state), state, Settings(), self.theirs, self.hatch
        )

    @contextlib.asynccontextmanager
    async def running(self):
        # Outside of the main thread, uvicorn leaves signals alone; here it must, too.
        task = asyncio.create_task(self.server._serve(sockets=[self.door]))
        try:
            yield task
        finally:
            self.server.should_exit = True
            await task
            self.hatch.close()
            for one in (self.door, self.link, self.theirs):
                one.close()

    async def hears(self) -> object:
        return await asyncio.to_thread(self.link.recv)

    async def asks(self, client: httpx.AsyncClient, path: str = "/healthz") -> int:
        return (await client.get(self.url + path)).status_code


def run(story) -> None:
    asyncio.run(asyncio.wait_for(story, 30))


def test_answers_nobody_before_it_may(state):
    parent = Parent(state)

    async def story() -> None:
        async with parent.running(), httpx.AsyncClient(trust_env=False) as client:
            assert await parent.hears() == Ready()
            asked = asyncio.create_task(parent.asks(client))
            await asyncio.sleep(0.3)
            assert not asked.done()
            parent.link.send(Open())
            assert await asked == 200

    run(story())


def test_is_warm_when_it_says_it_is_ready(state, monkeypatch):
    parent = Parent(state)
    warmed = []
    monkeypatch.setattr(api.worker, "warm", warmed.append)

    async def story() -> None:
        async with parent.running():
            assert await parent.hears() == Ready()
            assert warmed == [state.snapshot]

    run(story())


def test_retires_with_its_connections_in_the_hatch(state):
    parent = Parent(state)

    async def story() -> None:
        async with parent.running() as task, httpx.AsyncClient(trust_env=False) as client:
            await parent.hears()
            parent.link.send(Open())
            assert await parent.asks(client) == 200
            parent.link.send(Retire())
            await task
            assert not state.is_draining
            left = parent.hatch.take()
            assert left is not None
            assert parent.hatch.take() is None
            # The client has not noticed: what it sends now, whoever has the connection reads.
            asked = asyncio.create_task(parent.asks(client))
            left.settimeout(30)
            head = await asyncio.to_thread(left.recv, 65_536)
            assert head.startswith(b"GET /healthz")
            left.sendall(b"HTTP/1.1 204 -\r\n\r\n")
            assert await asked == 204
            left.close()

    run(story())


def test_remembers_why_nothing_new_is_active(state):
    parent = Parent(state)
    failure = LoadFailure(clock(), "no", "")

    async def story() -> None:
        async with parent.running(), httpx.AsyncClient(trust_env=False) as client:
            await parent.hears()
            parent.link.send(Open())
            parent.link.send(Stay(failure))
            assert await parent.asks(client, "/readyz") == 200
            assert state.last_failure == failure
            parent.link.send(Stay(None))
            assert await parent.asks(client, "/readyz") == 200
            assert state.last_failure is None

    run(story())


def test_ends_with_its_parent_open_or_not(state):
    for is_open in (False, True):
        parent = Parent(state)

        async def story(parent=parent, is_open=is_open) -> None:
            async with parent.running() as task:
                await parent.hears()
                if is_open:
                    parent.link.send(Open())
                    await asyncio.sleep(0.2)
                assert not task.done()
                parent.link.close()
                await task

        run(story())
