"""Channels are the same to the last grosz, differ as declared, or are caught."""

from cli.channels import differences, unexpected
from pricing.quote import Applied, Totals

APP_5 = Applied("app-5", "5% w aplikacji", "basket", 1, "2.00", "", "Zniżka dla aplikacji")
OTHER_TOTALS = Totals("59.97", "21.99", "37.98", "0.00", "0.00", "37.98", "0.00", "37.98")


def test_same_money_is_no_difference(coffee_quote, changed):
    evidence = changed(coffee_quote.evidence, quote="sha256:" + "9" * 64)
    web = changed(coffee_quote, channel="web", evidence=evidence)
    assert differences({"pos": coffee_quote, "web": web}) == ()


def test_a_declared_promotion_is_named_with_its_because(coffee_quote, changed):
    app = changed(coffee_quote, applied=(*coffee_quote.applied, APP_5), totals=OTHER_TOTALS)
    (found,) = differences({"pos": coffee_quote, "web": coffee_quote, "app": app})
    assert (found.channel, found.subject) == ("app", "app-5")
    assert found.because == "Zniżka dla aplikacji"
    assert unexpected((found,)) == ()


def test_a_promotion_without_because_is_unexpected(coffee_quote, changed):
    silent = changed(APP_5, because=None)
    app = changed(coffee_quote, applied=(*coffee_quote.applied, silent), totals=OTHER_TOTALS)
    found = differences({"pos": coffee_quote, "app": app})
    assert [one.subject for one in unexpected(found)] == ["app-5", "totals"]


def test_what_gives_way_to_a_declared_promotion_is_declared(coffee_quote, changed):
    rival = changed(APP_5, stage="multibuy")
    app = changed(coffee_quote, applied=(rival,), totals=OTHER_TOTALS)
    found = differences({"pos": coffee_quote, "app": app})
    assert unexpected(found) == ()
    assert {one.because for one in found} == {"Zniżka dla aplikacji", "it gives way to `app-5`"}


def test_other_totals_from_the_same_promotions_are_caught(coffee_quote, changed):
    web = changed(coffee_quote, totals=OTHER_TOTALS)
    found = differences({"pos": coffee_quote, "web": web})
    assert [one.subject for one in unexpected(found)] == ["totals"]
    assert "pos pays 1283.23 and web 37.98" in found[0].text


def test_another_list_price_is_declared_by_the_price_list(coffee_quote, changed):
    lines = (changed(coffee_quote.lines[0], price="18.99"), *coffee_quote.lines[1:])
    web = changed(coffee_quote, lines=lines, totals=OTHER_TOTALS)
    found = differences({"pos": coffee_quote, "web": web})
    assert [one.subject for one in found] == ["5901234123457"]
    assert unexpected(found) == ()
