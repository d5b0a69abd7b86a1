"""The best deal against the same problem solved by HiGHS (docs/explanation/best-deal.md)."""

import os

import pytest

from pricing.best_deal import Choice, Offer, choose
from pricing.branch_and_bound import Budget
from pricing.goods import NO_FACTS
from pricing.intake import open_cart
from pricing.program import Limits
from pricing.stages import offered_units
from pricing.wire import parse_instant
from tests.builders import AT, SHOP, cart, line, program, promotion, quote
from tests.properties.baskets import FAMILIES, Basket, chained, exclusive_across_stages
from tests.properties.integer_program import best_savings

BASKETS = int(os.environ.get("GROSZ_BASKETS", "3000"))
CHUNKS = 6
PER_CHUNK = -(-BASKETS // (CHUNKS * (len(FAMILIES) + 1)))


def solved(basket: Basket, budget: Budget) -> tuple[Choice, list[int]]:
    """Our choice, and what it saves by falling priority."""
    articles, rules = basket
    opened = cart(*[line(a.sku, f"{a.price / 100:.2f}", a.count) for a in articles])
    rulebook = program(
        *[
            promotion(
                f"p{number}", "multibuy", rule.reward, priority=rule.priority,
                limits=Limits(times=rule.times, units=rule.units), spread_reward=rule.over_reward,
            )
            for number, rule in enumerate(rules)
        ]
    )  # fmt: skip
    ready = open_cart(opened, rulebook, NO_FACTS, parse_instant(AT)).basket
    offers = [
        Offer(p, units, SHOP) for p in rulebook.promotions if (units := offered_units(p, ready))
    ]
    choice = choose(offers, budget)
    taken = [(u.item.number, u.index) for deal in choice.deals.values() for u in deal.units]
    assert len(taken) == len(set(taken)), "a unit is in two deals"
    levels = sorted({-rule.priority for rule in rules})
    sums = [0] * len(levels)
    for number, deal in choice.deals.items():
        assert deal.value > 0
        sums[levels.index(-rules[number].priority)] += deal.value
    return choice, sums


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_no_combination_saves_more(family, chunk) -> None:
    for seed in range(chunk * PER_CHUNK, (chunk + 1) * PER_CHUNK):
        basket = family(seed)
        choice, sums = solved(basket, Budget())
        best = best_savings(*basket)
        if choice.optimal:
            assert sums == best, (family.__name__, seed, basket)
        else:
            assert sum(best) - sum(sums) <= choice.gap_minor, (family.__name__, seed, basket)


@pytest.mark.parametrize("looks", [0, 100, 2_000])
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_a_claimed_gap_is_never_smaller_than_the_true_one(family, looks) -> None:
    for seed in range(PER_CHUNK // 2):
        basket = family(1_000_000 + seed)
        choice, sums = solved(basket, Budget(looks))
        best = best_savings(*basket)
        assert sum(best) - sum(sums) <= choice.gap_minor, (family.__name__, seed, basket)
        if choice.optimal:
            assert sums == best, (family.__name__, seed, basket)


def test_a_gap_counts_what_cut_tables_of_options_lost(monkeypatch) -> None:
    monkeypatch.setattr("pricing.settling.NARROW", 1)
    monkeypatch.setattr("pricing.settling.JOINED_OPTIONS_MAX", 2)
    for seed in range(2_000_000, 2_000_000 + PER_CHUNK):
        basket = chained(seed)
        choice, sums = solved(basket, Budget(8_000))
        best = best_savings(*basket)
        assert sum(best) - sum(sums) <= choice.gap_minor, (seed, basket)
        assert sums == best or not choice.optimal, (seed, basket)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_exclusive_groups_are_settled_over_the_whole_basket(chunk) -> None:
    for seed in range(chunk * PER_CHUNK, (chunk + 1) * PER_CHUNK):
        articles, rules = exclusive_across_stages(seed)
        priced = quote(
            cart(*[line(a.sku, f"{a.price / 100:.2f}", a.count) for a in articles]),
            *[
                promotion(f"p{n}", ("line", "multibuy")[n % 2], rule.reward, group=rule.exclusive)
                for n, rule in enumerate(rules)
            ],
        )
        saved = round(float(priced.totals.discount) * 100)
        (best,) = best_savings(articles, rules)
        if priced.optimal:
            assert saved == best, (seed, articles, rules)
        else:
            assert priced.bound is not None
            assert best - saved <= round(float(priced.bound) * 100), (seed, articles, rules)


@pytest.mark.interpreted
def test_untried_combinations_of_winners_are_bounded(monkeypatch) -> None:
    monkeypatch.setattr("pricing.exclusive.EXCLUSIVE_COMBINATIONS_MAX", 2)
    for seed in range(PER_CHUNK):
        articles, rules = exclusive_across_stages(seed)
        priced = quote(
            cart(*[line(a.sku, f"{a.price / 100:.2f}", a.count) for a in articles]),
            *[
                promotion(f"p{n}", ("line", "multibuy")[n % 2], rule.reward, group=rule.exclusive)
                for n, rule in enumerate(rules)
            ],
        )
        if not priced.optimal:
            missed = best_savings(articles, rules)[0] - round(float(priced.totals.discount) * 100)
            assert missed <= round(float(priced.bound or "0") * 100), (seed, articles, rules)
