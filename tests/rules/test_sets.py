"""Who belongs to a set: every kind of expression, and goods that lack the fact."""

import pytest

from rules import goods
from rules.lower_sets import numbered
from rules.passes.simplify_sets import simplify_set
from tests.rules.programs import item, lowered, promotion


def belongs(expression, made):
    ruleset = lowered(f'set s = {expression}\npromotion p "P" {{ give 5% off s }}')
    return ruleset.rules[0].reward.target.selects(made)


COFFEE = {"category": ("Napoje", "Kawa"), "brand": "Lavazza", "tags": frozenset({"bio"})}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('category "Kawa"', True),
        ('category "Napoje/Kawa"', True),
        ('category "Kawa/Napoje"', False),
        ('category "Herbata", "Kawa"', True),
        ('brand "Lavazza"', True),
        ('not brand "Lavazza"', False),
        ('tag "bio" and not marked "short-date"', True),
        ('marked "short-date"', False),
        ('sku "A"', True),
        ('sku "a"', False),
        ('gtin "5901234123457"', True),
        ('sku "5901234123457"', True),
        ('sku "05901234123457"', True),
        ('vat "A"', True),
        ('unit "kg"', False),
        ('kolor "czerwony"', True),
        ('kolor = "zielony"', False),
        ("moc >= 18%", True),
        ("moc > 18", False),
        ("wiek >= 18", False),
        ("not wiek >= 18", True),
        ("list price >= 10.00 PLN and list price <= 10.00 PLN", True),
        ("list price > 10.00 PLN", False),
        ("everything", True),
        ("not everything", False),
    ],
)
def test_who_belongs(expression, expected):
    made = item(
        "A",
        1000,
        gtin="05901234123457",
        vat="A",
        attributes={"kolor": "czerwony", "moc": "18%", "wiek": "dorosły"},
        **COFFEE,
    )
    assert belongs(expression, made) is expected


def test_goods_without_a_brand_belong_to_what_is_not_of_a_brand():
    assert belongs('not brand "Lavazza"', item())
    assert not belongs('brand "Lavazza" or brand "Lipton"', item())


def test_sets_see_each_other_in_any_order():
    sets = 'set hot = tea or category "Kawa"\nset tea = category "Herbata"\n'
    target = promotion("give 5% off hot", sets).reward.target
    assert target.selects(item(category=("Herbata",)))
    assert not target.selects(item(category=("Woda",)))


def test_a_gtin_is_known_in_any_of_its_lengths():
    assert numbered(("96385074", "ABC", "123")).gtins == ("00000096385074",)
    assert numbered(("B", "A", "B")).skus == ("A", "B")


A, B = goods.Tagged("a"), goods.Tagged("b")


@pytest.mark.parametrize(
    ("node", "simple"),
    [
        (goods.UnionOf((A, goods.UnionOf((B, A)))), goods.UnionOf((A, B))),
        (goods.UnionOf((A, goods.AnyGoods())), goods.AnyGoods()),
        (goods.UnionOf(()), goods.NoGoods()),
        (goods.IntersectionOf((A, goods.IntersectionOf((A,)))), A),
        (goods.IntersectionOf((A, goods.Without(goods.AnyGoods()))), goods.NoGoods()),
        (goods.Without(goods.Without(A)), A),
        (
            goods.UnionOf((goods.Numbered(("2",)), A, goods.Numbered(("1",)))),
            goods.UnionOf((goods.Numbered(("1", "2")), A)),
        ),
        (goods.Numbered((), ()), goods.NoGoods()),
    ],
)
def test_sets_are_simplified(node, simple):
    assert simplify_set(node) == simple


class Counted(str):
    """A name that counts how often it is compared."""

    compared = 0
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other)


@pytest.mark.parametrize("kind", [goods.UnionOf, goods.IntersectionOf])
def test_a_leaflet_of_thousands_is_not_compared_each_with_each(kind):
    Counted.compared = 0
    parts = tuple(goods.Tagged(Counted(f"t{number % 1000}")) for number in range(2000))
    assert len(simplify_set(kind(parts)).parts) == 1000
    assert Counted.compared < 10_000
