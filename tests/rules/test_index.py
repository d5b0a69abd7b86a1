"""Candidates: what is filed where, and that the cost follows what matches."""

import pytest

from pricing.legal import NO_USE
from rules import goods
from rules.filing import set_keys
from tests.rules.programs import basket, compiled, item
from tests.rules.strategies import CODES

SUNDAY = 739_921  # 2026-11-01
NOON = 12 * 60
A, B = goods.Tagged("a"), goods.InCategory("b")


@pytest.mark.parametrize(
    ("node", "keys"),
    [
        (A, {("tag", "a")}),
        (goods.UnionOf((A, B)), {("tag", "a"), ("category", "b")}),
        (goods.UnionOf((A, goods.Without(B))), None),
        (goods.IntersectionOf((goods.Without(A), B)), {("category", "b")}),
        (goods.IntersectionOf((B, goods.Numbered(("1", "2"), ("3",)))),
         {("sku", "1"), ("sku", "2"), ("gtin", "3")}),
        (goods.Without(A), None),
        (goods.AnyGoods(), None),
        (goods.NoGoods(), set()),
        (goods.WithAttribute("kolor", "x"), None),
    ],
)  # fmt: skip
def test_keys_of_sets(node, keys):
    assert set_keys(node) == (None if keys is None else frozenset(keys))


def candidates(rules, *items, **facts):
    program = compiled(rules, CODES).program
    numbers = program.candidates(basket(*items, **facts))
    assert list(numbers) == sorted(set(numbers))
    return [program.promotions[number].id for number in numbers]


RULES = """\
set coffee = category "Kawa"
set listed = sku "A", "5901234123457"
set other = not category "Kawa"
promotion a-basket "1" { give 5% off basket }
promotion b-coffee "2" { give 3 for 2 on coffee }
promotion c-listed "3" { give 20% off listed }
promotion d-other "4" { give 20% off other }
promotion e-coupon "5" { needs coupon c0 give 5% off basket }
promotion f-app "6" { in app because "x" give 5% off basket }
promotion g-november "7" { from 2026-11-01 until 2026-11-30 on 22:00-02:00 give 5% off basket }
promotion h-needs "8" { give free delivery when quantity of listed >= 1 }
promotion i-bundle "9" { give bundle 1 coffee + 1 listed for 10.00 PLN }
"""


def test_a_basket_touches_what_its_facts_can_trigger():
    always = ["a-basket", "d-other"]
    assert candidates(RULES) == always
    coffee = item("X", category=("Napoje", "Kawa"))
    assert candidates(RULES, coffee) == ["a-basket", "b-coffee", "d-other"]
    by_sku = item("A")
    assert candidates(RULES, by_sku) == [
        "a-basket", "c-listed", "d-other", "h-needs", "i-bundle"
    ]  # fmt: skip
    by_gtin = item("X", gtin="05901234123457")
    assert candidates(RULES, by_gtin) == candidates(RULES, by_sku)
    assert candidates(RULES, coupons=frozenset({"c0"})) == ["a-basket", "d-other", "e-coupon"]
    assert candidates(RULES, channel="app") == ["a-basket", "d-other", "f-app"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(SUNDAY - 1, False), (SUNDAY, True), (SUNDAY + 30, True), (SUNDAY + 31, False)],
)
def test_days_outside_a_window_leave_it_out_and_nights_belong_to_it(day, expected):
    assert ("g-november" in candidates(RULES, day=day)) is expected


def test_goods_that_may_not_be_promoted_trigger_nothing():
    tobacco = item("A")
    tobacco.uses = NO_USE
    assert candidates(RULES, tobacco) == ["a-basket", "d-other"]


def test_thresholds_that_nothing_meets_keep_a_promotion_open():
    rules = (
        'set coffee = category "Kawa"\n'
        'promotion few "1" { give free delivery when quantity of coffee < 1 }\n'
        'promotion none "2" { give free delivery when quantity of coffee = 0 }\n'
        'promotion some "3" { give free delivery when quantity of coffee = 1 }\n'
        'promotion either "4" { give free delivery when\n'
        "  payment is blik or quantity of coffee > 0 }\n"
    )
    assert candidates(rules) == ["either", "few", "none"]


def test_one_of_a_thousand_promotions_costs_one():
    rules = "".join(
        f'set s{n} = category "K{n}"\npromotion p{n} "P" {{ give 5% off s{n} }}\n'
        for n in range(1000)
    )
    program = compiled(rules).program
    number = next(one.number for one in program.promotions if one.id == "p7")
    assert list(program.candidates(basket(item(category=("K7",))))) == [number]


def test_tables_of_many_days_are_not_all_kept(monkeypatch):
    monkeypatch.setattr("rules.index.FILED_MAX", 100)
    rules = "".join(
        f'promotion p{n} "P" {{ from 2026-{1 + n // 28:02}-{1 + n % 28:02} give 5% off basket }}\n'
        for n in range(80)
    )
    program = compiled(rules).program
    start = 739_617  # 2026-01-01
    for day in range(start, start + 200):
        program.candidates(basket(day=day))
    tables = program.index._tables.values()
    assert len(tables) == 1 or sum(table.size for table in tables) <= 100
    assert len(program.candidates(basket(day=start))) == 1


def test_warming_makes_the_tables_that_carts_ask_for():
    program = compiled(RULES, CODES).program
    program.warm(SUNDAY)
    index = program.index
    spots = set(index._tables)
    assert {channel for channel, *_ in spots} == {"pos", "web", "app"}
    for channel in ("pos", "web", "app"):
        program.candidates(basket(day=SUNDAY, weekday=6, minute=0, channel=channel))
    assert set(index._tables) == spots


def test_a_warm_index_answers_as_a_cold_one():
    warm, cold = compiled(RULES, CODES).program, compiled(RULES, CODES).program
    warm.warm(SUNDAY, minute=NOON)
    for minute in (0, NOON, 23 * 60):
        asked = basket(item("A"), day=SUNDAY, weekday=6, minute=minute)
        assert warm.candidates(asked) == cold.candidates(asked)


PLACES = """\
set coffee = category "Kawa"
promotion a-here "1" { stores "WAW-01", "WAW-02" give 3 for 2 on coffee }
promotion b-there "2" { stores "KRK-01" give 3 for 2 on coffee }
promotion c-south "3" { stores region "Południe" give 5% off basket }
promotion d-night "4" { on sun 22:00-02:00 give 5% off basket }
promotion e-happy "5" { stores "WAW-01" on mon 15:00-18:00 give 5% off basket }
promotion f-vip "6" { for segment "vip" give 5% off basket }
promotion g-blik "7" { give 5% off basket when payment is blik }
promotion h-gold "8" { for tier gold or segment "vip" give 5% off basket }
"""


def test_what_is_bound_to_a_place_is_asked_only_there():
    coffee = item("X", category=("Kawa",))
    south = frozenset({"Południe"})
    assert candidates(PLACES, coffee, minute=NOON) == []
    assert candidates(PLACES, coffee, minute=NOON, store="WAW-02") == ["a-here"]
    assert candidates(PLACES, coffee, minute=NOON, store="KRK-01") == ["b-there"]
    assert candidates(PLACES, minute=NOON, store="KRK-01", regions=south) == ["c-south"]


@pytest.mark.parametrize(
    ("weekday", "minute", "expected"),
    [
        (0, 15 * 60 - 1, []), (0, 15 * 60, ["e-happy"]), (0, 18 * 60 - 1, ["e-happy"]),
        (0, 18 * 60, []), (1, 15 * 60, []), (6, 22 * 60 - 1, []), (6, 22 * 60, ["d-night"]),
        (0, 0, ["d-night"]), (0, 2 * 60 - 1, ["d-night"]), (0, 2 * 60, []), (1, 0, []),
    ],
)  # fmt: skip
def test_what_is_bound_to_hours_is_asked_only_then(weekday, minute, expected):
    assert candidates(PLACES, store="WAW-01", weekday=weekday, minute=minute) == expected


def test_what_is_for_some_people_or_payments_is_asked_of_them():
    assert candidates(PLACES, minute=NOON, segments=frozenset({"vip"})) == ["f-vip", "h-gold"]
    assert candidates(PLACES, minute=NOON, tier="gold") == ["h-gold"]
    assert candidates(PLACES, minute=NOON, payment_methods=frozenset({"blik"})) == ["g-blik"]
