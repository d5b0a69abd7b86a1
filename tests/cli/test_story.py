"""The story: every promotion with its verdict, its conditions and what beat it."""

import pytest

from cli.story import story


@pytest.mark.parametrize("language", ["en", "pl"])
def test_golden_story(golden, full_quote, language):
    lines = story(full_quote, language=language)
    golden(f"cli/stories/everything-{language}.txt", "\n".join(lines) + "\n")


def test_refusals_name_actual_needed_and_the_winner(full_quote):
    text = "\n".join(story(full_quote))
    assert "not met: in app (it is web, needed app)" in text
    assert "beaten by coffee-3-for-2" in text
    assert "alone it would have taken off 6.00 PLN" in text


def test_near_misses_are_priced(full_quote):
    text = "\n".join(story(full_quote))
    assert '→ autumn-20 "20 zł od 150 zł": 17.40 PLN away' in text
    assert "add 1 × Kawa mielona 250 g to save 20.00 PLN more and pay 1222.23 PLN" in text


def test_one_promotion_alone(full_quote):
    lines = story(full_quote, only="coffee-10")
    assert lines[0].strip() == '✗ coffee-10 "Kawa -10%"'
    assert not any("app-5" in line for line in lines)


def test_an_unknown_promotion_is_said_to_be_unknown(full_quote):
    assert story(full_quote, only="tea") == (
        "no promotion named `tea` was considered for this cart",
    )


def test_a_quote_without_discounts_says_so(coffee_quote, changed):
    totals = changed(coffee_quote.totals, gross="1283.23", discount="0.00")
    plain = changed(coffee_quote, applied=(), totals=totals)
    lines = story(plain)
    assert lines[1] == "Goods 1283.23 PLN, nothing off; to pay 1283.23 PLN"
    assert "  no promotion applied" in lines
