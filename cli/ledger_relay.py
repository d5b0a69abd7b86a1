"""``grosz ledger relay``: bring what happened to those who want to know it."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import (
    LedgerPlace,
    clock_ms,
    folder_of,
    is_address,
    log_of,
    open_store,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ledger.outbox import Receiver, Relay, SigningSecret
    from ledger.redis.store import RedisStore
    from ledger.sqlite import SharedStore

EXAMPLES: Final = (
    "GROSZ_WEBHOOK_SECRET_FILE=crm.secret \\",
    "  grosz ledger relay /var/lib/grosz --webhook https://crm.example/in",
    "grosz ledger relay /var/lib/grosz --stream redis://cache:6379/0",
    "grosz ledger relay /var/lib/grosz --forget webhook   # it wants no more",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "stopped by SIGTERM or Ctrl-C, or with --once when nothing waits"),
    (ExitCode.USAGE, "an option, a secret or the ledger's folder is wrong"),
    (ExitCode.ENVIRONMENT, "another relay of the same name is at work, or the owner does not run"),
)
_FROM_FILE: Final = "GROSZ_WEBHOOK_SECRET_FILE"
_FROM_ENVIRONMENT: Final = "GROSZ_WEBHOOK_SECRET"
_READ_MAX: Final = 4_096


def relay(
    place: LedgerPlace,
    webhook: Annotated[
        str | None, typer.Option(metavar="URL", help="Address that gets each event by POST.")
    ] = None,
    secret_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Secrets that sign, one a line, the newest first; else "
            f"${_FROM_FILE} names the file, or ${_FROM_ENVIRONMENT} has them.",
        ),
    ] = None,
    batch: Annotated[int, typer.Option(help="Events in one request; 1 sends each alone.")] = 1,
    timeout: Annotated[float, typer.Option(help="Seconds that one request may take.")] = 10.0,
    name: Annotated[
        str, typer.Option(help="Name of the webhook; each has a place of its own.")
    ] = "webhook",
    stream: Annotated[
        str | None, typer.Option(metavar="URL", help="Redis or Valkey with a stream for events.")
    ] = None,
    stream_key: Annotated[str, typer.Option(help="Key of the stream.")] = "grosz:events",
    stream_keep: Annotated[
        int | None, typer.Option(help="About how many entries it keeps.", show_default="all")
    ] = None,
    source: Annotated[str, typer.Option(help="Source that the events name.")] = "/grosz",
    once: Annotated[bool, typer.Option("--once", help="Send what waits, then end.")] = False,
    forget: Annotated[
        str | None, typer.Option(metavar="NAME", help="Forget this receiver, and end.")
    ] = None,
) -> None:
    """Deliver events to a signed webhook and to a stream of Redis, in order, at least once.

    A receiver that is down is tried again for ever, at most five minutes apart, and misses nothing.
    A new receiver begins with the oldest event that is kept.
    """
    if forget is not None:
        import asyncio

        asyncio.run(_forget(place, forget))
        return
    receivers: list[Callable[[], Receiver]] = []
    names = []
    if webhook is not None:
        secrets = _secrets(secret_file)
        names.append(name)
        receivers.append(
            lambda: _webhook(webhook, secrets, name, source, batch=batch, timeout_s=timeout)
        )
    if stream is not None:
        names.append("stream")
        receivers.append(lambda: _stream(stream, stream_key, source, stream_keep))
    if not receivers:
        raise StopError(ExitCode.USAGE, "nobody to deliver to", "give --webhook, --stream, or both")
    import asyncio

    with _alone(place, names):
        asyncio.run(
            _relay_all(open_store(place), receivers, is_once=once, is_announcing=is_address(place))
        )


async def _relay_all(
    store: "SharedStore | RedisStore",
    receivers: "Sequence[Callable[[], Receiver]]",
    *,
    is_once: bool,
    is_announcing: bool,
) -> None:
    import asyncio
    import secrets

    from ledger.outbox import Relay

    log = log_of("relay")
    relays = [
        Relay(
            store,
            make(),
            clock_ms=clock_ms,
            chance=lambda: secrets.randbelow(1_001) / 1_000,
            log=log,
            # A file's reader sees only what is on the disk; a server's may see more.
            is_announcing=is_announcing,
        )
        for make in receivers
    ]
    work = asyncio.gather(*(_until_empty(one) if is_once else one.run() for one in relays))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, work.cancel)
    log("at work")
    with contextlib.closing(store), contextlib.suppress(asyncio.CancelledError):
        await work


async def _until_empty(one: "Relay") -> None:
    while await one.relay_some():
        pass
    await one.close()


async def _forget(place: str, name: str) -> None:
    from cli.ledger_place import refused
    from ledger import Dismiss, Refusal

    with contextlib.closing(open_store(place)) as store:
        outcome = await store.dismiss(Dismiss(receiver=name))
    if isinstance(outcome, Refusal):
        raise refused(outcome)


def _webhook(
    url: str,
    secrets: "Sequence[SigningSecret]",
    name: str,
    source: str,
    *,
    batch: int,
    timeout_s: float,
) -> "Receiver":
    from ledger.outbox import Webhook

    try:
        return Webhook(
            url, secrets, name=name, source=source, clock_ms=clock_ms, batch=batch,
            timeout_s=timeout_s,
        )  # fmt: skip
    except ValueError as error:
        raise StopError(ExitCode.USAGE, str(error)) from None


def _stream(url: str, key: str, source: str, keep: int | None) -> "Receiver":
    from redis.asyncio import Redis

    from ledger.outbox import RedisStream

    try:
        client = Redis.from_url(url, socket_timeout=10, socket_connect_timeout=10)
    except ValueError as error:
        raise StopError(ExitCode.USAGE, f"`{url}` is no address of a Redis: {error}") from None
    return RedisStream(client, key, source=source, keep=keep)


def _secrets(path: Path | None) -> "list[SigningSecret]":
    """Read the secrets, the newest first; no message shows any of them."""
    from ledger.outbox import SigningSecret, SigningSecretError

    named = os.environ.get(_FROM_FILE)
    if path is None and named:
        path = Path(named)
    try:
        text = os.environ.get(_FROM_ENVIRONMENT, "")
        if path is not None:
            with path.open("rb") as file:
                text = file.read(_READ_MAX).decode("ascii", "replace")
        found = [SigningSecret(line) for line in text.split()]
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StopError(ExitCode.USAGE, f"cannot read the secret file `{path}`: {why}") from None
    except SigningSecretError as error:
        raise StopError(ExitCode.USAGE, str(error), _HINT) from None
    if not found:
        raise StopError(ExitCode.USAGE, "a webhook needs a secret to sign by", _HINT)
    return found


_HINT: Final = (
    '`echo "whsec_$(openssl rand -base64 32)" > webhook.secret`, then --secret-file or '
    f"${_FROM_FILE}"
)


@contextlib.contextmanager
def _alone(place: str, names: "Sequence[str]") -> Iterator[None]:
    """Let no other relay of this machine serve the same receivers: two would mix up the order."""
    import fcntl
    import tempfile
    from hashlib import sha256
    from urllib.parse import quote

    if is_address(place):
        folder, before = Path(tempfile.gettempdir()), sha256(place.encode()).hexdigest()[:16] + "-"
    else:
        folder, before = folder_of(place), ""
    with contextlib.ExitStack() as files:
        for name in names:
            file = files.enter_context(
                (folder / f"relay-{before}{quote(name, safe='')}.lock").open("a")
            )
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise StopError(
                    ExitCode.ENVIRONMENT,
                    f"another relay serves `{name}`",
                    "stop it first, or give another receiver a --name",
                ) from None
        yield
