"""``grosz demo``: a real server, the same carts from three channels, and the same price in all."""

import shutil
import sys
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.terminal import say, say_all, styled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cli.channels import Difference
    from cli.demo_server import Server
    from pricing.quote import Quote

EXAMPLES: Final = (
    "grosz demo           start, show, stop",
    "grosz demo --all     print the receipts of every cart",
    "grosz demo --keep    leave the server running afterwards, until Ctrl-C",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every channel paid the same, or the rules say why not"),
    (ExitCode.ENVIRONMENT, "the example shop or the server cannot be started"),
    (ExitCode.BUG, "channels differ and nothing declares it"),
)

CHANNELS: Final = ("pos", "web", "app")
ALIKE_IN_FULL: Final = 2
_GAP: Final = "   "
_COLUMN_CHARS: Final = 40


def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the server running until Ctrl-C.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Print the receipts of every cart, not of a few.")
    ] = False,
) -> None:
    """Start the example shop as a real server and price the same carts at till, web and app.

    Each cart is sent three times over HTTP, with nothing changed but its channel. Receipts are
    printed side by side with their digests. What differs must be declared by the rules, `because`.
    """
    from cli.demo_server import running_server

    shop = example_shop()
    carts = sorted((shop / "carts").glob("*.json"))
    if not carts:
        raise StopError(ExitCode.ENVIRONMENT, f"there are no carts in `{shop / 'carts'}`")
    with running_server(shop / "rules", shop / "catalogue") as server:
        say(f"The shop `{shop.name}` answers at {server.address}")
        rounds = [price_everywhere(server, cart) for cart in carts]
        chosen = rounds if everything else choose(rounds)
        for one in rounds:
            _show(one, in_full=one in chosen)
        _show_explanation(rounds)
        _show_near_miss(rounds)
        surprises = sum(bool(one.surprises) for one in rounds)
        if not surprises:
            say()
            text = f"{len(rounds)} carts: the same in every channel, but for what the rules declare"
            say(styled(text, "green", sys.stdout))
        if keep:
            _keep(server)
    if surprises:
        raise StopError(
            ExitCode.BUG, f"{surprises} of {len(rounds)} carts differ and nothing declares it"
        )


@dataclass(frozen=True, slots=True)
class Round:
    """One cart priced in every channel.

    Attributes:
        name: Of the cart's file.
        quotes: By channel.
        found: What differs, declared or not.
    """

    name: str
    quotes: "Mapping[str, Quote]"
    found: "tuple[Difference, ...]"

    @property
    def surprises(self) -> "tuple[Difference, ...]":
        """What differs and nothing declares."""
        from cli.channels import unexpected

        return unexpected(self.found)


def choose(rounds: "Sequence[Round]") -> "Sequence[Round]":
    """Choose what to print in full: the first ones alike, one that differs, every surprise."""
    alike = [one for one in rounds if not one.found][:ALIKE_IN_FULL]
    declared = [one for one in rounds if one.found and not one.surprises][:1]
    return alike + declared + [one for one in rounds if one.surprises]


def price_everywhere(server: "Server", cart: Path) -> Round:
    """Price one cart in every channel and compare.

    Raises:
        StopError: The server does not answer with a quote.
    """
    from cli.channels import differences

    quotes = {channel: _ask(server, cart, channel) for channel in CHANNELS}
    return Round(cart.name, quotes, differences(quotes))


def example_shop() -> Path:
    """Find the example shop: beside the code in a checkout, inside the package in a wheel.

    Raises:
        StopError: It is in neither place.
    """
    package = Path(__file__).resolve().parent
    for place in (package.parent / "examples" / "sklep", package / "examples" / "sklep"):
        if (place / "rules").is_dir():
            return place
    raise StopError(ExitCode.ENVIRONMENT, "the example shop is missing", "install grosz again")


def beside(columns: "Sequence[Sequence[str]]", width: int) -> "Iterator[str]":
    """Yield lines of text set side by side, each column padded to the width."""
    for row in zip_longest(*columns, fillvalue=""):
        yield _GAP.join(cell.ljust(width) for cell in row).rstrip()


def _show(one: Round, *, in_full: bool) -> None:
    if in_full:
        say()
        say(styled(f"Cart {one.name}", "bold", sys.stdout))
        _show_receipts(one.quotes)
    else:
        due = ", ".join(f"{name} {quote.totals.due}" for name, quote in one.quotes.items())
        say(f"Cart {one.name}: {due}")
    if not one.found:
        say(styled("  same to the last grosz", "green", sys.stdout))
    for difference in one.found:
        text = f"{difference.channel} differs"
        if difference.because:
            say(f"  {text} as declared: {difference.text}, because: {difference.because}")
        else:
            say(styled(f"  {text}: {difference.text}", "red", sys.stdout))


def _ask(server: "Server", cart: Path, channel: str) -> "Quote":
    import msgspec

    from pricing.quote import Quote
    from pricing.wire import sealed

    document = msgspec.json.decode(cart.read_bytes())
    document["channel"] = channel
    body = msgspec.json.encode(document)
    status, answer = server.ask("POST", "/v1/quotes?explain=true", body)
    if status != 200:
        text = answer.decode("utf-8", "replace")
        raise StopError(ExitCode.BUG, f"{cart.name} in {channel} was answered {status}: {text}")
    quote = msgspec.json.decode(answer, type=Quote)
    unsealed = msgspec.structs.replace(quote.evidence, quote="")
    if sealed(msgspec.structs.replace(quote, evidence=unsealed)) != quote:
        raise StopError(ExitCode.BUG, f"{cart.name} in {channel}: the digest is wrong")
    return quote


def _show_receipts(quotes: "Mapping[str, Quote]") -> None:
    from cli.receipt import receipt

    columns = [receipt(quote, width=_COLUMN_CHARS) for quote in quotes.values()]
    needed = len(columns) * (_COLUMN_CHARS + len(_GAP)) - len(_GAP)
    # A file or a pipe is as wide as it needs to be; only a terminal wraps.
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else needed
    if room >= needed:
        say_all(beside(columns, _COLUMN_CHARS))
        return
    for column in columns:
        say_all(column)
        say()


def _show_explanation(rounds: "Sequence[Round]") -> None:
    """Show why one promotion lost: the first that another one beat, or else that was refused."""
    from cli.story import story

    seen = [
        (quote, one)
        for round_ in rounds
        for quote in round_.quotes.values()
        if quote.explanation is not None
        for one in quote.explanation.promotions
        if one.outcome == "refused"
    ]
    if not seen:
        return
    quote, one = next((pair for pair in seen if pair[1].beaten_by), seen[0])
    say()
    say(styled(f"Why not {one.promotion}? (cart {quote.id}, {quote.channel})", "bold", sys.stdout))
    say_all(story(quote, only=one.promotion))


def _show_near_miss(rounds: "Sequence[Round]") -> None:
    from cli.story import near_miss_lines

    near = [
        (quote, one)
        for round_ in rounds
        for quote in round_.quotes.values()
        if quote.explanation is not None
        for one in quote.explanation.near_misses
    ]
    if not near:
        return
    # The one that asks for the least is the one a customer would take up.
    quote, one = min(near, key=lambda pair: pair[1].add_quantity or sys.maxsize)
    say()
    say(styled(f"So little is missing (cart {quote.id}, {quote.channel})", "bold", sys.stdout))
    say_all(near_miss_lines(one))


def _keep(server: "Server") -> None:
    address = server.address
    try:
        say()
        say(f"The server goes on at {address} (docs at {address}/docs). Ctrl-C ends it.")
        sys.stdout.flush()
        server.wait()
    except KeyboardInterrupt:
        say("stopped")
