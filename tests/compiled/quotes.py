"""Prints one quote a line, explained, for whichever core is first on the path.

The worked cases, the corpus, the example shop, and random baskets of every family. The first line
says whether the core is compiled. Run in a process of its own: a process has one core.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from catalogue.facts import facts_for
from catalogue.load import load_catalogue
from grammar.source import Source
from pricing.engine import price
from pricing.errors import PricingError
from pricing.goods import NO_FACTS
from pricing.program import Limits
from pricing.quote import Quote
from pricing.version import IS_COMPILED
from pricing.wire import decode_cart, encode_quote, parse_instant
from rules.bundle import compile_folder
from rules.compiler import compile_sources
from tests.builders import cart, line, promotion, quote
from tests.properties.baskets import FAMILIES, exclusive_across_stages
from tests.scenarios.cases import examples, read_case

ROOT = Path(__file__).resolve().parents[2]
BASKETS = 60  # of each family
# Two stages whose rewards take units, so that one reads what the other left.
STAGES = ("line", "multibuy")


def of_the_shop() -> Iterator[Quote]:
    """Price the carts of the example shop."""
    shop = ROOT / "examples" / "sklep"
    program = compile_folder(shop / "rules").program
    assert program is not None
    catalogue = load_catalogue(shop / "catalogue")
    for file in sorted((shop / "carts").glob("*.json")):
        basket = decode_cart(file.read_bytes())
        at = parse_instant(basket.at)
        facts = facts_for(basket, catalogue, at, program.shop.timezone)
        yield price(basket, program, facts, at, explain=True)


def of_the_corpus() -> Iterator[Quote]:
    """Price what was wrong once."""
    for file in sorted((ROOT / "tests" / "corpus").glob("*.promo")):
        program = compile_sources([Source(file.name, file.read_text())]).program
        assert program is not None
        basket = decode_cart(file.with_suffix(".cart.json").read_bytes())
        yield price(basket, program, NO_FACTS, parse_instant(basket.at), explain=True)


def of_the_domain(folder: Path) -> Iterator[Quote]:
    """Price the worked cases, where they lie beside the checkout."""
    if folder.is_dir():
        for name in sorted(examples(folder)):
            yield read_case(folder, name).price(explain=True)


def of_random_baskets() -> Iterator[Quote]:
    """Price baskets with competing promotions, weighed lines and odd prices among them."""
    for family in (*FAMILIES, exclusive_across_stages):
        for seed in range(BASKETS):
            articles, rules = family(seed)
            lines = [line(a.sku, f"{a.price / 100:.2f}", a.count) for a in articles]
            lines.append(line("w", f"{seed}.49", measure=f"0.{137 + seed}", vat="C"))
            promotions = [
                promotion(
                    f"p{number}",
                    STAGES[number % 2 if rule.exclusive is not None else 1],
                    rule.reward,
                    group=rule.exclusive,
                    priority=rule.priority,
                    limits=Limits(times=rule.times, units=rule.units),
                    spread_reward=rule.over_reward,
                )
                for number, rule in enumerate(rules)
            ]
            yield quote(cart(*lines), *promotions, explain=seed % 3 == 0)


def of_refused_carts() -> Iterator[str]:
    """Tell what is wrong with carts that cannot be priced."""
    wrong = [
        cart(line("a", "1.99999")), cart(line("a", "1.00", 0)), cart(line("a", "1.00", vat="Q")),
        cart(line("a", "1.00"), line("a", "2.00")), cart(line("a", "1.00"), currency="EUR"),
        cart(line("a", "1.00"), channel="fax"), cart(line("a", "x", 99_999_999)),
    ]  # fmt: skip
    for basket in wrong:
        try:
            yield str(quote(basket))
        except PricingError as error:
            yield f"{type(error).__name__}: {error}"


def main() -> None:
    """Print them all."""
    out = sys.stdout.buffer
    out.write(b"compiled\n" if IS_COMPILED else b"interpreted\n")
    domain = ROOT.parent / "shared" / "domain"
    for quotes in (of_the_shop(), of_the_corpus(), of_the_domain(domain), of_random_baskets()):
        for one in quotes:
            out.write(encode_quote(one) + b"\n")
    for told in of_refused_carts():
        out.write(told.replace("\n", " | ").encode() + b"\n")


if __name__ == "__main__":
    main()
