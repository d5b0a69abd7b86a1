"""Laws of explanations: every stated number is what the engine says when asked directly."""

from dataclasses import replace
from fractions import Fraction

import msgspec
from hypothesis import given

from pricing.cart import Cart, CartLine
from pricing.explanation import NearMiss
from pricing.program import Promotion
from pricing.quote import Quote
from pricing.rewards import PointsOff
from pricing.wire import encode_quote
from tests.builders import quote
from tests.properties.test_engine import SHOPS, carts, minor, promotions


def _explained(basket: Cart, rules: list[Promotion], shop, **options) -> Quote:
    return quote(basket, *rules, shop=shop, explain=True, **options)


def _taken(priced: Quote) -> dict[str, int]:
    return {applied.promotion: minor(applied.amount) for applied in priced.applied}


@given(carts(), promotions(), SHOPS)
def test_explaining_changes_nothing_that_is_paid(basket, rules, shop):
    told = _explained(basket, rules, shop, language="pl")
    plain = quote(basket, *rules, shop=shop)
    assert encode_quote(msgspec.structs.replace(told, explanation=None)) == encode_quote(plain)
    assert encode_quote(told) == encode_quote(_explained(basket, rules, shop, language="pl"))


@given(carts(), promotions(), SHOPS)
def test_a_beaten_promotion_costs_what_the_cart_costs_with_it_first(basket, rules, shop):
    told = _explained(basket, rules, shop)
    assert told.explanation is not None
    for seen in told.explanation.promotions:
        if seen.instead is None:
            continue
        rest = [rule for rule in rules if rule.id not in seen.instead.without]
        ahead = [replace(r, priority=9) if r.id == seen.promotion else r for r in rest]
        forced = quote(basket, *ahead, shop=shop)
        assert forced.totals.due == seen.instead.due
        assert minor(seen.instead.due_more) == minor(forced.totals.due) - minor(told.totals.due)
        before, after = _taken(told), _taken(forced)
        assert minor(seen.instead.saves) == after[seen.promotion]
        changes = {taken.promotion: minor(taken.amount) for taken in seen.instead.changes}
        names = (before.keys() | after.keys()) - {seen.promotion}
        for name in names:
            assert changes.get(name, 0) == after.get(name, 0) - before.get(name, 0)
        assert minor(seen.instead.saves) + sum(changes.values()) == -minor(seen.instead.due_more)


@given(carts(), promotions(), SHOPS)
def test_shares_sum_to_the_discounts_of_the_lines(basket, rules, shop):
    told = _explained(basket, rules, shop)
    assert told.explanation is not None
    by_line: dict[tuple[str, str], int] = {}
    for seen in told.explanation.promotions:
        if seen.sharing is None:
            continue
        parts = seen.sharing.parts
        assert sum(minor(part.amount) for part in parts) == minor(seen.saved or "")
        for part in parts:
            assert Fraction(part.exact) + Fraction(part.rounding) == minor(part.amount)
            assert sum(minor(row.amount) for row in part.lines) == minor(part.amount)
            for row in part.lines:
                assert sum(map(minor, row.units)) == minor(row.amount)
                key = row.line, seen.promotion
                by_line[key] = by_line.get(key, 0) + minor(row.amount)
    assert by_line == {
        (row.id, discount.promotion): minor(discount.amount)
        for row in told.lines
        for discount in row.discounts
    }


def _with(basket: Cart, miss: NearMiss) -> Cart:
    lines = []
    for number, addition in enumerate(miss.additions):
        like = next(row for row in basket.lines if row.sku == addition.sku)
        lines.append(
            CartLine(
                id=f"more-{number}", sku=addition.sku, quantity=addition.quantity,
                measure=addition.measure, price=like.price, vat=like.vat,
            )
        )  # fmt: skip
    return msgspec.structs.replace(basket, lines=(*basket.lines, *lines))


@given(carts(), promotions(), SHOPS)
def test_adding_what_a_near_miss_says_brings_what_it_says(basket, rules, shop):
    told = _explained(basket, rules, shop)
    assert told.explanation is not None
    points = {rule.id for rule in rules if isinstance(rule.reward, PointsOff)}
    for miss in told.explanation.near_misses:
        if miss.kind != "goods" or not miss.additions:
            continue
        after = quote(_with(basket, miss), *rules, shop=shop)
        assert any(applied.promotion == miss.promotion for applied in after.applied)
        assert after.totals.due == miss.due
        gross = minor(after.totals.gross) - minor(told.totals.gross)
        saved = [sum(a for n, a in _taken(q).items() if n not in points) for q in (after, told)]
        assert (gross, saved[0] - saved[1]) == (minor(miss.costs or ""), minor(miss.saves or ""))
        assert minor(miss.benefit or "") == minor(miss.saves or "") - minor(miss.costs or "")
