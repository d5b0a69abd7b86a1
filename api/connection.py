"""One HTTP connection, which can move to another worker between two requests.

A client never sees it move: the socket stays open, and what it sends meanwhile waits in the kernel.
"""

import asyncio
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

if TYPE_CHECKING:
    from api.hatch import Hatch

_AGAIN_SECONDS: Final = 0.002


class Connections(ServerState):
    """Every connection of one worker.

    Attributes:
        way_out: Where connections go as soon as nothing is under way on them; ``None`` while the
            worker keeps them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.way_out: Hatch | None = None

    def leave(self, hatch: "Hatch") -> None:
        """Send every connection through a hatch, each when its answer is written."""
        self.way_out = hatch
        for connection in list(self.connections):
            assert isinstance(connection, Connection)
            connection.leave_when_idle()


class Connection(HttpToolsProtocol):
    """Uvicorn's own protocol, and a way to another process."""

    server_state: Connections
    cycle: Any  # of the last request that began; ``None`` before the first
    _is_reading = False  # a request has begun and has not come to its end

    def stay(self) -> None:
        """Close the connection in a while unless it is used: it has come here without a request."""
        if self.cycle is None and not self._is_reading:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def leave_when_idle(self) -> None:
        """Go through the way out now, or as soon as nothing is under way."""
        if self._is_idle():
            # What comes from here on is for the next worker to read.
            self.transport.pause_reading()
            self.loop.call_soon(self._leave)

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look()

    @override
    def on_message_begin(self) -> None:
        self._is_reading = True
        super().on_message_begin()

    @override
    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_reading = False
        self._look()

    @override
    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        # Not at once: in a chunk that is being read, the next request may have begun.
        if self.server_state.way_out is not None:
            self.loop.call_soon(self.leave_when_idle)

    def _is_idle(self) -> bool:
        if self._is_reading or self.pipeline or self.transport.is_closing():
            return False
        return self.cycle is None or self.cycle.response_complete

    def _leave(self) -> None:
        hatch = self.server_state.way_out
        if hatch is None or self.transport.is_closing():
            return
        # Bytes still to be written here must not meet those that the next worker writes.
        is_written = self.transport.get_write_buffer_size() == 0
        if is_written and hatch.put(self.transport.get_extra_info("socket").fileno()):
            self.transport.close()
        else:
            self.loop.call_later(_AGAIN_SECONDS, self._leave)
