"""``grosz explain``: why a cart costs what it costs."""

from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
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
from cli.terminal import say_all, say_bytes

EXAMPLES: Final = (
    "grosz explain rules cart.json --catalogue catalogue",
    "grosz explain rules cart.json --catalogue catalogue --lang pl",
    "grosz explain rules cart.json --promotion coffee-3-for-2",
    "grosz explain rules cart.json --json",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "explained"),
    (ExitCode.INPUT, "rules, catalogue or cart are wrong; every mistake has its place"),
    (ExitCode.USAGE, "a file is missing or unreadable, or an option is wrong"),
)


def explain(
    rules: RulesPath,
    cart: CartPath,
    catalogue: CatalogueOption = None,
    at: AtOption = None,
    channel: ChannelOption = None,
    json: JsonOption = False,
    promotion: Annotated[
        str | None,
        typer.Option("--promotion", "-p", metavar="NAME", help="Tell of this promotion alone."),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="`en` or `pl`.")] = "en",
) -> None:
    """Tell why a cart costs what it costs, promotion by promotion.

    For each promotion: what it took off and how that was shared over the lines, or why it gave
    nothing: each condition with what was found and needed, what beat it and how much the cart would
    cost with it instead, which limit cut it down, which earlier discounts took it under its
    threshold. Then what little would unlock more, with what it costs and what it saves. All numbers
    come from pricing the cart again; `--lang` also chooses the sentences of `--json`.
    """
    from cli.story import story
    from pricing.reader_numbers import LANGUAGES

    language = next((one for one in LANGUAGES if one == lang), None)
    if language is None:
        raise StopError(ExitCode.USAGE, f"there is no language `{lang}`", "write `en` or `pl`")
    wish = Wish(rules, cart, catalogue, at, channel)
    quote, snapshot = quote_for(wish, explain=True, language=language)
    if promotion is not None and all(p.id != promotion for p in snapshot.program.promotions):
        _refuse_promotion(promotion, [p.id for p in snapshot.program.promotions])
    if json:
        from pricing.wire import encode_quote

        say_bytes(encode_quote(quote))
        return
    say_all(story(quote, only=promotion))


def _refuse_promotion(name: str, known: list[str]) -> None:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else ""
    raise StopError(ExitCode.USAGE, f"no promotion is called `{name}`", hint)
