"""Every published promotion: what it costs, what one unit fewer costs, and the printed percent.

One day of each chain in every run, all forty-two chain-days in `make deep`.
"""

from collections import Counter

import pytest

from benchmarks.israeli import mechanics, words
from benchmarks.israeli.dialect import PRICED_REWARDS, agrees
from benchmarks.israeli.garbage import overcharge
from pricing.money import parse_scaled
from tests.israeli.chain_days import (
    asked_days,
    due_minor,
    goods_of,
    load_day,
    quote_of,
)
from tests.israeli.published_answers import answers, is_weighed


@pytest.fixture(scope="module", params=asked_days(), ids="-".join)
def loaded(request, published):
    """Return a chain-day; tests of the same day run together, so it is loaded once."""
    return load_day(published, *request.param)


def test_nearly_all_that_is_meant_can_be_said(loaded):
    conversion = loaded.conversion
    assert conversion.meant > 400
    said = 1 - len(conversion.unsaid) / conversion.meant
    assert said >= 0.99, [(one.published.number, one.cause) for one in conversion.unsaid]


def test_the_basket_that_just_qualifies_costs_what_was_published(loaded):
    wrong, asked = [], 0
    for rule in loaded.conversion.rules:
        for answer in answers(loaded, rule):
            asked += 1
            quote = quote_of(loaded, answer.basket, rule)
            if due_minor(quote) != answer.due_minor or quote.totals.discount == "0.00":
                wrong.append((rule.name, rule.published.words, quote.totals, answer.due_minor))
    assert asked >= loaded.conversion.meant
    assert wrong == []


def test_one_unit_fewer_costs_the_list_price(loaded):
    wrong, asked = [], 0
    for rule in loaded.conversion.rules:
        for answer in answers(loaded, rule):
            if answer.fewer:
                asked += 1
                quote = quote_of(loaded, answer.fewer, rule)
                if due_minor(quote) != answer.fewer_due_minor or quote.applied:
                    wrong.append((rule.name, rule.published.words, quote.totals))
    assert asked > loaded.conversion.meant / 4
    assert wrong == []


def test_beside_all_others_nothing_costs_more(loaded):
    """The promotions of the other shelves only compete: the customer can but gain."""
    wrong, cheaper, asked = [], 0, 0
    for rule in loaded.conversion.rules:
        for answer in answers(loaded, rule):
            asked += 1
            quote = quote_of(loaded, answer.basket, rule, alone=False)
            cheaper += due_minor(quote) < answer.due_minor
            if due_minor(quote) > answer.due_minor or not quote.optimal:
                wrong.append((rule.name, rule.published.words, quote.totals))
    assert wrong == []
    assert cheaper < asked / 20


def test_garbage_never_raises_a_price(loaded):
    """Lines that ask the list price or more leave the list price."""
    wrong = []
    conversion = loaded.conversion
    for rule in conversion.rules:
        if isinstance(rule.mechanic, mechanics.SomeFor | mechanics.Each):
            for line in rule.lines:
                over = overcharge(conversion.day, conversion.dialect, line)
                if over is None or over < 0:
                    continue
                weighed = is_weighed(loaded, rule, line)
                amount = 1_000 if weighed else max(1, line.quantity_milli // 1_000)
                goods = goods_of(loaded, line, amount, weighed=weighed)
                quote = quote_of(loaded, [goods], rule)
                if due_minor(quote) != goods.gross_minor:
                    wrong.append((rule.name, line.barcode, quote.totals))
    assert wrong == []


# The shares that the data's README measured without knowing of deposits; groups of one product
# (code 1), single prices (3), mixed groups (10). Victory was not measured there.
README_SHARES = {
    "carrefour_il": {1: 1.00, 3: 0.988, 10: 0.91},
    "osher_ad": {1: 1.00, 3: 0.83, 10: 0.81},
}


def test_the_printed_percent_is_what_the_engine_takes_off(loaded):
    """Of the whole price with its deposit; the chains that print no percent have nothing to say.

    Leaving deposits aside the shares are those of the README; with them almost nothing is left.
    """
    plain, agreed, asked = Counter(), Counter(), Counter()
    conversion = loaded.conversion
    for rule, line in [(one, line) for one in conversion.rules for line in one.lines]:
        over = overcharge(conversion.day, conversion.dialect, line)
        if line.reward not in PRICED_REWARDS or not line.rate or over is None or over >= 0:
            continue
        asked[line.reward] += 1
        deposit = conversion.dialect.deposits.get(line.barcode, 0)
        if _agrees(loaded, rule, line, deposit):
            agreed[line.reward] += 1
            plain[line.reward] += not deposit
    for reward, count in asked.items():
        assert agreed[reward] / count >= 0.99, (reward, count, agreed)
        expected = README_SHARES.get(loaded.conversion.day.chain, {}).get(reward)
        # Promotions and prices of different shops are not compared there either.
        if expected is not None and loaded.conversion.day.same_shop:
            assert plain[reward] / count >= expected - 0.03, (reward, count, plain)


def _agrees(loaded, rule, line, deposit):
    weighed = is_weighed(loaded, rule, line)
    any_weight = line.quantity_milli < 100
    amount = 1_000 if any_weight else line.quantity_milli
    amount = amount if weighed else max(1, amount // 1_000)
    quote = quote_of(loaded, [goods_of(loaded, line, amount, weighed=weighed)], rule)
    gross = parse_scaled(quote.totals.gross, 2)
    net = parse_scaled(quote.totals.goods, 2)
    if line.barcode not in loaded.conversion.dialect.in_list_price:
        gross, net = gross + deposit * amount, net + deposit * amount
    rate = loaded.conversion.dialect.rate_bp(line)
    milli = amount if weighed else amount * 1_000
    return agrees(gross, net, milli, rate, slack_bp=3 if weighed else 2)


def test_the_words_say_what_the_rule_says(loaded):
    """``2 for 46`` in the description is what the group costs; the rest names sizes of packs."""
    same = asked = 0
    for rule in loaded.conversion.rules:
        said = words.deal(rule.published.words)
        if said is None or not isinstance(rule.mechanic, mechanics.SomeFor):
            continue
        asked += 1
        prices = {line.price_minor for line in rule.lines}
        same += rule.mechanic.count == said[0] and said[1] in prices
    # Carrefour names no prices in its words.
    assert asked > 200 or loaded.conversion.day.chain == "carrefour_il"
    assert same >= 0.95 * asked, (same, asked)


def test_beyond_its_limit_a_promotion_leaves_the_list_price(loaded):
    wrong, asked = [], 0
    for rule in loaded.conversion.rules:
        if rule.limit is None or rule.limit[1] != "units":
            continue
        for answer in answers(loaded, rule):
            first = answer.basket[0]
            if len(answer.basket) > 1 or first.weighed or first.amount > 1:
                continue
            asked += 1
            line = next(one for one in rule.lines if one.barcode == first.barcode)
            more = [goods_of(loaded, line, rule.limit[0] + 1, weighed=False)]
            expected = rule.limit[0] * answer.due_minor + first.gross_minor
            if due_minor(quote_of(loaded, more, rule)) != expected:
                wrong.append((rule.name, rule.published.words))
    assert wrong == []
    assert asked > 0 or loaded.conversion.day.chain in {"hazi_hinam", "rami_levy"}
