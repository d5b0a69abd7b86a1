"""The story: every promotion with its verdict, its conditions and what beat it."""

from cli.story import story


def test_golden_story(golden, full_quote):
    golden("cli/stories/everything-en.txt", "\n".join(story(full_quote)) + "\n")


def test_what_stands_around_the_explanation_may_be_in_another_language(full_quote):
    assert "Zastosowane" in story(full_quote, language="pl")


def test_refusals_name_actual_needed_and_the_winner(full_quote):
    text = "\n".join(story(full_quote))
    assert "not met: in app (it is web, needed app)" in text
    assert "beaten by coffee-3-for-2" in text
    assert "alone it would have taken off 6.00 PLN" in text


def test_near_misses_are_priced(full_quote):
    text = "\n".join(story(full_quote))
    assert "→ autumn-20: 17.40 PLN away from “20 zł od 150 zł”" in text
    assert "add 1 × Kawa mielona 250 g for 19.99 PLN, save 20.00 PLN more, pay 1222.23" in text


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
