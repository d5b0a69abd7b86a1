"""How shares came about: base, exact fraction, rounding and line."""

from dataclasses import replace

from pricing.allocation import Allocation
from pricing.explanation import Sharing
from pricing.rewards import Bundle, Percent, PercentOff, Slot
from tests.builders import SHOP, cart, line, promotion, quote, skus

A, B = skus(1, "a"), skus(2, "b")


def sharing(basket, rule, **options) -> Sharing:
    priced = quote(basket, rule, explain=True, **options)
    assert priced.explanation is not None
    (seen,) = priced.explanation.promotions
    assert seen.sharing is not None
    return seen.sharing


def test_each_part_says_its_exact_share_and_what_rounding_did():
    rule = promotion("set", "multibuy", Bundle((Slot(1, A), Slot(2, B)), Percent(1_000)))
    found = sharing(cart(line("a", "10.00"), line("b", "3.33", 2)), rule)
    assert (found.rule, found.base, found.amount) == ("largest remainder", "16.66", "1.67")
    first, second = found.parts
    assert (first.exact, first.rounding, first.amount) == ("83500/833", "-200/833", "1.00")
    assert (second.exact, second.rounding, second.amount) == ("55611/833", "200/833", "0.67")
    assert second.lines[0].units == ("0.34", "0.33")
    assert second.message == "b: 6.66 PLN of 16.66 PLN, exactly 0.667599 PLN…, rounded 0.67 PLN"


def test_a_line_discount_is_each_lines_own():
    found = sharing(cart(line("a", "9.99")), promotion("ten", "line", PercentOff(A, 1_000)))
    (part,) = found.parts
    assert (found.rule, part.exact, part.rounding, part.amount) == (
        "own line", "999/10", "1/10", "1.00",
    )  # fmt: skip


def test_the_shops_own_rule_is_told():
    shop = replace(SHOP, allocation=Allocation.RUNNING_TOTAL)
    rule = promotion("set", "multibuy", Bundle((Slot(1, A), Slot(2, B)), Percent(1_000)), shop=shop)
    found = sharing(cart(line("a", "10.00"), line("b", "3.33", 2)), rule, shop=shop)
    assert found.rule == "running total"


def test_a_line_scanned_twice_is_told_line_by_line():
    basket = cart(line("a", "9.99", id="1"), line("a", "9.99", 2, id="2"))
    (part,) = sharing(basket, promotion("ten", "line", PercentOff(A, 1_000))).parts
    assert [(row.line, row.amount) for row in part.lines] == [("1", "1.00"), ("2", "2.00")]
