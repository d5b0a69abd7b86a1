"""Compiling small pieces of rules in tests."""

from grammar.source import Source
from pricing.basket import Basket
from pricing.goods import Product
from pricing.item import Item, Scan
from rules.compiler import compile_sources
from tests.rules.strategies import CODES, SHOP


def compiled(text, *more, **options):
    """Compile rules beside the shop; asserts that there is a program."""
    result = compile_sources([SHOP, Source("rules.promo", text), *more], **options)
    assert result.program is not None, [one.message for one in result.diagnostics]
    return result


def lowered(text, *more, **options):
    """Return the typed form of rules beside the shop; what it means may be nothing at all."""
    result = compile_sources([SHOP, Source("rules.promo", text), *more], **options)
    assert result.ruleset is not None, [one.message for one in result.diagnostics]
    return result.ruleset


def promotion(clauses, sets="", **options):
    """Compile one promotion and return it; without `give` it gives 5% off the basket."""
    give = "" if "give " in clauses else "give 5% off basket"
    text = f'{sets}\npromotion p "P" {{ {give}\n{clauses} }}\n'
    result = compiled(text, CODES, **options)
    return result.program.promotions[0]


def codes(text, *more):
    """Return the codes of everything said about rules compiled beside the shop."""
    result = compile_sources([SHOP, Source("rules.promo", text), *more])
    return [one.code for one in result.diagnostics]


def item(sku="A", price=1000, quantity=1, *, milli=0, marks=(), reduced=False, **product):
    """An item at a list price in groszy."""
    made = Item(0, Product(sku, **product), price * 100)
    made.open(price * quantity, quantity, floor=0)
    made.milli = milli
    made.marks = frozenset(marks)
    made.reduced = reduced
    made.scans = [Scan(0, 0, quantity)]
    return made


def basket(*items, **facts):
    """A basket with these facts; every other is absent."""
    made = Basket(list(items))
    made.channel = "pos"
    for name, value in facts.items():
        setattr(made, name, value)
    return made
