"""Our own engine in the same harness: rules as text, a decoded cart with its facts, a quote."""

from typing import Any

from benchmarks.peers.adapter import serve
from benchmarks.timing import settle
from grammar.source import Source
from pricing.cart import Cart, CartLine
from pricing.engine import price
from pricing.goods import Facts, ListPrice, Product
from pricing.quote import Quote
from pricing.wire import parse_instant
from rules.compiler import compile_sources

AT = "2026-11-05T08:30:00+01:00"
SHOP = """\
shop "Porównanie" {
  currency    PLN
  timezone    Europe/Warsaw
  country     PL
  channels    pos
  stages      line
  rounding    half up, per line
  allocation  largest remainder
  floor       0.01 PLN per unit
}

set wszystko = category "Sklep"
"""


def rules(job: dict[str, Any]) -> tuple[Source, ...]:
    """Return the promotions of a job as rule files."""
    return tuple(
        Source(f"{number:06}.promo", (SHOP if number == 0 else "") + "".join(texts))
        for number in range(0, len(job["promotions"]), 100)
        if (texts := [_promotion(offer) for offer in job["promotions"][number : number + 100]])
    )


def _promotion(offer: dict[str, Any]) -> str:
    name = offer["id"]
    if "off" in offer:
        amount = f"{offer['off'] // 100}.{offer['off'] % 100:02} PLN"
        clauses = f"  give {amount} off each wszystko\n  stacks\n"
        return f'\npromotion {name} "{name}" {{\n{clauses}}}\n'
    goods = f'set z{name} = category "{offer["category"]}"\n'
    return f'\n{goods}promotion {name} "{name}" {{\n  give {offer["percent"]}% off z{name}\n}}\n'


def prepare(job: dict[str, Any]) -> tuple[Any, Any]:
    """Compile the rules and decode the cart."""
    result = compile_sources(rules(job))
    assert result.program is not None, [one.message for one in result.diagnostics[:3]]
    program, at = result.program, parse_instant(AT)
    lines = job["lines"]
    cart = Cart(
        channel="pos",
        at=AT,
        currency="PLN",
        lines=tuple(CartLine(id=x["id"], sku=x["sku"], quantity=x["quantity"]) for x in lines),
    )
    facts = Facts(
        products={
            x["sku"]: Product(
                sku=x["sku"], name=x["sku"], category=("Sklep", x["category"]), vat="A"
            )
            for x in lines
        },
        prices={x["sku"]: ListPrice(x["price"] * 100) for x in lines},
        has_catalogue=True,
    )
    settle()
    return lambda: price(cart, program, facts, at), saved


def saved(quote: Quote) -> list[int]:
    """Return what each line saves, in groszy."""
    return [sum(int(one.amount.replace(".", "")) for one in line.discounts) for line in quote.lines]


if __name__ == "__main__":
    serve(prepare)
