"""The peer of ``/v1/quotes``: the same decoding and validation, then the same bytes back.

It lives only here. ``python -m benchmarks.echo`` serves it on a free port under the product's own
supervisor, worker and settings, with one worker.
"""

import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from api.settings import Settings
from api.state import ActiveState
from api.supervisor import Supervisor
from pricing.wire import decode_cart
from rules.workspace import Workspace


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Answer any POST with its own body, once it has decoded as a cart."""
    assert scope["type"] == "http"  # the product's server has the lifespan protocol off
    chunks = []
    more = True
    while more:
        event = await receive()
        chunks.append(event.get("body", b""))
        more = event.get("more_body", False)
    body = b"".join(chunks)
    decode_cart(body)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def main() -> None:
    """Serve until told to stop; the first line printed ends with the address."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}"

    def tell_ready() -> None:
        sys.stdout.write(f"echo serves {url} \n")
        sys.stdout.flush()

    Supervisor(Settings(), app, ActiveState(), [door], Workspace(), on_ready=tell_ready).run()


if __name__ == "__main__":
    main()
