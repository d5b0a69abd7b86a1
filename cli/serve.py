"""``grosz serve``: the API."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError

if TYPE_CHECKING:
    from api.settings import Settings

EXAMPLES: Final = (
    "grosz serve examples/sklep/rules --catalogue examples/sklep/catalogue",
    "grosz serve rules/ --port 8080 --workers 4 --watch",
    "grosz serve rules/ --ledger /var/lib/grosz   # orders, coupons, points",
    "kill -HUP PID   # load the rules again; bad ones leave the old running",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "stopped by SIGTERM or Ctrl-C, everything answered"),
    (ExitCode.INPUT, "the rules do not compile, or the catalogue has mistakes"),
    (ExitCode.USAGE, "a path is missing or unreadable, or an option is wrong"),
    (ExitCode.ENVIRONMENT, "the port is taken or not allowed, or the ledger cannot be owned"),
)


Rules = Annotated[Path | None, typer.Argument(help="Folder of .promo files, or one such file.")]
Catalogue = Annotated[
    Path | None, typer.Option(help="Folder of products and prices.", show_default="none")
]
Host = Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")]
Port = Annotated[int | None, typer.Option(help="Port; 0 takes a free one.", show_default="8080")]
Workers = Annotated[int | None, typer.Option(help="Processes that answer.", show_default="1")]
Watch = Annotated[
    bool | None, typer.Option("--watch", help="Load the rules again when their files change.")
]
StatedPrices = Annotated[
    bool | None,
    typer.Option(
        "--stated-prices/--no-stated-prices",
        help="Whether carts may state prices and customer facts.",
        show_default="stated-prices",
    ),
]
CorsOrigin = Annotated[
    list[str] | None, typer.Option(help="Origin whose pages may call; repeatable.")
]
DrainSeconds = Annotated[
    int | None,
    typer.Option(help="How long /readyz says no before the door closes.", show_default="0"),
]
Ledger = Annotated[
    str | None,
    typer.Option(
        help="Folder, or redis://…, that keeps orders, coupons used and points.",
        metavar="FOLDER|URL",
        show_default="no orders",
    ),
]


def serve(
    rules: Rules = None,
    catalogue: Catalogue = None,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    watch: Watch = None,
    stated_prices: StatedPrices = None,
    cors_origin: CorsOrigin = None,
    drain_seconds: DrainSeconds = None,
    ledger: Ledger = None,
) -> None:
    """Serve the HTTP API: quotes, coupon checks, rule checks, and orders where there is a ledger.

    Prints one line when it is ready. SIGHUP loads the rules again, SIGTERM and Ctrl-C let what is
    open finish. Each option can be set in the environment as well: GROSZ_PORT=9000, GROSZ_RULES=...
    """
    from api.server import LoadError, ServeError
    from api.server import serve as run

    settings = _settings(
        rules=rules,
        catalogue=catalogue,
        host=host,
        port=port,
        workers=workers,
        watch=watch,
        stated_prices=stated_prices,
        cors_origins=tuple(cors_origin) if cors_origin else None,
        drain_seconds=drain_seconds,
        ledger=ledger,
    )
    try:
        run(settings)
    except LoadError as error:
        sys.stderr.write(error.failure.text)
        code = ExitCode.USAGE if error.is_unreadable else ExitCode.INPUT
        raise StopError(code, error.failure.message) from None
    except ServeError as error:
        raise StopError(ExitCode.ENVIRONMENT, error.message, error.hint) from None


def _settings(**given: object) -> "Settings":
    """Join what was typed with the environment; only what can be served with is let through."""
    from api.settings import Settings, SettingsError

    try:
        settings = Settings.from_environment(os.environ, **given)
    except SettingsError as error:
        raise StopError(ExitCode.USAGE, str(error)) from None
    if settings.rules is None:
        raise StopError(
            ExitCode.USAGE,
            "no rules to serve",
            "write grosz serve FOLDER, or set GROSZ_RULES",
        )
    if settings.catalogue is not None and not settings.catalogue.is_dir():
        raise StopError(ExitCode.USAGE, f"there is no catalogue folder `{settings.catalogue}`")
    return settings
