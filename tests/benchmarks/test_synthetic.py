"""The benchmark measures what it says: the same eight promotions, the same quote, by hand too."""

import gc
from random import Random

import msgspec
import pytest
from lark.exceptions import UnexpectedInput

from benchmarks import memory
from benchmarks.bare_lark import bare_parser, parse_all
from benchmarks.by_hand import money_by_hand, quote_by_hand
from benchmarks.carts import AT, LINES, cart, cart_bytes, facts, write_catalogue
from benchmarks.compile import one_round
from benchmarks.engine import compiled, quoting, without_evidence
from benchmarks.rulesets import MATCHING, ruleset
from catalogue.facts import facts_for
from catalogue.load import load_catalogue
from pricing.engine import price
from pricing.version import IS_COMPILED
from pricing.wire import decode_cart, parse_instant
from rules.compiler import compile_sources


def _quote(promotions: int, known=None):
    result = compile_sources(ruleset(promotions))
    assert [d.message for d in result.diagnostics if d.is_error] == []
    assert len(result.program.promotions) == promotions
    return price(cart(), result.program, known or facts(), parse_instant(AT))


@pytest.mark.parametrize("promotions", [10, 100, 250])
def test_exactly_the_eight_promotions_match(promotions: int):
    applied = {applied.promotion for applied in _quote(promotions).applied}
    assert applied == {f"match-{number}" for number in range(1, len(MATCHING) + 1)}


def test_more_rules_that_do_not_match_change_no_amount():
    small, large = _quote(10), _quote(100)
    assert small.lines == large.lines
    assert small.totals == large.totals


def test_every_promotion_is_live_on_the_day_of_the_cart():
    texts = "".join(source.text for source in ruleset(100))
    assert texts.count("from 2025-01-01 until 2027-12-31") == 100
    assert AT.startswith("2026-")


def test_the_cart_has_twenty_lines_and_survives_the_wire():
    assert len(cart().lines) == LINES == 20
    assert decode_cart(cart_bytes()) == cart()


@pytest.mark.parametrize("lines", [200, 1_114])
def test_a_longer_cart_begins_with_the_short_one(lines: int):
    assert cart(lines).lines[:LINES] == cart().lines
    assert len({line.sku for line in cart(lines).lines}) == lines
    quote = quoting(compiled(10), lines)()
    assert len(quote.lines) == lines
    assert len(quote.applied) == len(MATCHING)


def test_the_catalogue_files_answer_as_the_facts_do(tmp_path):
    write_catalogue(tmp_path)
    known = facts_for(cart(), load_catalogue(tmp_path), parse_instant(AT), "Europe/Warsaw")
    assert _quote(10, known).lines == _quote(10).lines


def test_the_hand_returns_the_quote_of_the_engine():
    assert quote_by_hand(cart(), facts()) == without_evidence(quoting(compiled(10))())


def test_the_hand_is_not_made_for_one_cart_only():
    program, known, at = compiled(10), facts(), parse_instant(AT)
    drawn = Random(4)
    for _ in range(100):
        lines = tuple(
            msgspec.structs.replace(line, quantity=drawn.randint(1, 5))
            for line in cart().lines
            if drawn.random() < 0.7
        )
        other = msgspec.structs.replace(cart(), lines=lines)
        assert quote_by_hand(other, known) == without_evidence(price(other, program, known, at))


@pytest.mark.skipif(IS_COMPILED, reason="mypyc ties a function inside another to its surroundings")
def test_a_quote_leaves_the_collector_of_garbage_nothing():
    work = quoting(compiled(100))
    work()
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            work()
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_the_hands_arithmetic_is_that_of_its_quote():
    money, quote = money_by_hand(cart(), facts()), quote_by_hand(cart(), facts())
    assert f"{sum(money.net) / 100:.2f}" == quote.totals.goods
    assert [len(found) for found in money.discounts] == [len(x.discounts) for x in quote.lines]


def test_bare_lark_reads_every_declaration_of_the_text_and_refuses_other_text():
    sources = ruleset(40)
    (tree, *_) = trees = parse_all(bare_parser(), [source.text for source in sources])
    assert sum(len(list(one.find_data("promotion"))) for one in trees) == 40
    assert len(list(tree.find_data("shop"))) == 1
    with pytest.raises(UnexpectedInput):
        bare_parser().parse('promotion x "X" { give kawa }')


def test_a_round_of_compiling_times_all_three():
    found = one_round(120)
    assert set(found) == {"bare_lark", "cold", "one_file"}
    assert all(seconds > 0 for seconds in found.values())


def test_a_program_of_more_promotions_holds_more():
    few, many = (memory._in_fresh_process("allocated", size) for size in (50, 150))
    assert 2 * few < many < 4 * few
    assert few > 50 * 500  # half a kilobyte each is the least a promotion with its texts can take
