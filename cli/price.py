"""``grosz price``: one cart to one receipt."""

from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.loading import (
    AtOption,
    CartPath,
    CatalogueOption,
    ChannelOption,
    JsonOption,
    RulesPath,
    Wish,
    quote_for,
)
from cli.paper import WIDTH_DEFAULT, WIDTH_MAX, WIDTH_MIN
from cli.terminal import say_all, say_bytes

EXAMPLES: Final = (
    "grosz price rules cart.json --catalogue catalogue",
    "grosz price rules cart.json --at 2026-11-27T18:00:00+01:00 --channel web",
    "cat cart.json | grosz price rules -            the cart states its prices",
    "grosz price rules cart.json --json | sha256sum",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "priced; a refused code is no error, the receipt says why"),
    (ExitCode.INPUT, "rules, catalogue or cart are wrong; every mistake has its place"),
    (ExitCode.USAGE, "a file is missing or unreadable, or an option is wrong"),
)


def price(
    rules: RulesPath,
    cart: CartPath,
    catalogue: CatalogueOption = None,
    at: AtOption = None,
    channel: ChannelOption = None,
    json: JsonOption = False,
    width: Annotated[
        int,
        typer.Option("--width", min=WIDTH_MIN, max=WIDTH_MAX, help="Characters per receipt line."),
    ] = WIDTH_DEFAULT,
) -> None:
    """Price a cart and print the receipt as a Polish till would, or the JSON of the API.

    The same rules, catalogue and cart give the same bytes here and from `POST /v1/quotes`.
    """
    wish = Wish(rules, cart, catalogue, at, channel)
    quote, snapshot = quote_for(wish)
    if json:
        from pricing.wire import encode_quote

        say_bytes(encode_quote(quote))
        return
    from cli.receipt import receipt, vat_percents

    shop = snapshot.program.shop
    say_all(receipt(quote, shop=shop.title, width=width, rates=vat_percents(shop.country)))
