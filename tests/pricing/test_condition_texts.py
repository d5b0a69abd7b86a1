"""Conditions in Polish: what a customer reads instead of the words of a rule file."""

import pytest

from pricing.condition_texts import condition, fact, says


@pytest.mark.parametrize(
    ("written", "polish"),
    [
        ("from 2026-11-02", "od 2026-11-02"),
        ("until 2026-11-08", "do 2026-11-08"),
        ("on mon, tue 11:00-15:00", "w dni: pon., wt. w godz. 11:00–15:00"),
        ("on 19:00-21:00", "w godz. 19:00–21:00"),
        ("on sat or on sun 08:00-12:00", "w dni: sob. lub w dni: niedz. w godz. 08:00–12:00"),
        ("not in app, web", "z wyjątkiem: kanał app lub web"),
        (
            'for segment "vip-for-life" or employees',
            "dla segmentu „vip-for-life” lub pracowników",
        ),
        ("for tier zlota, srebrna", "dla poziomu zlota lub srebrna"),
        ('stores region "poludnie" or "WAW-02"', "sklep: region „poludnie” lub „WAW-02”"),
        ("basket total >= 1 060 PLN", "wartość koszyka co najmniej 1 060 zł"),
        (
            "list total of regular-priced for-kids < 5.00 PLN",
            "wartość towarów „for-kids” w zwykłej cenie w cenach z cennika poniżej 5,00 zł",
        ),
        ("total of everything > 5 EUR", "wartość wszystkich towarów powyżej 5 EUR"),
        ("quantity of identical tea >= 3", "liczba sztuk jednakowych towarów „tea” co najmniej 3"),
        ("weight of potatoes >= 2.5 kg", "waga towarów „potatoes” co najmniej 2,5 kg"),
        (
            'delivery is click-and-collect at store "KRK-01"',
            "dostawa: odbiór osobisty w sklepie „KRK-01”",
        ),
        ("payment is blik or payment is leaf", "płatność: BLIK lub płatność: leaf"),
        ("customer first order in app", "pierwsze zamówienie klienta w kanale app"),
        ("customer order number = 3", "numer zamówienia klienta równo 3"),
        ("needs coupon not-for-all", "kupon „not-for-all”"),
        ("needs consent marketing", "zgoda „marketing”"),
        ("experiment e1: variant a or b", "eksperyment e1: wariant a lub b"),
    ],
)
def test_conditions_are_said_in_polish_and_names_are_kept(written, polish):
    assert condition(written, "pl") == polish
    assert condition(written, "en") == written


@pytest.mark.parametrize(
    ("english", "polish"),
    [
        ("at least 1100.00 PLN", "co najmniej 1 100,00 zł"),
        ("less than 3", "poniżej 3"),
        ("63.67 EUR", "63,67 EUR"),
        ("2.500", "2,500"),
        ("wed 17:42", "śr. 17:42"),
        ("one of courier, parcel-locker", "jedno z kurier, automat paczkowy"),
        ("click-and-collect at KRK-01", "odbiór osobisty w sklepie KRK-01"),
        ("member, tier gold", "klient z kartą, poziom gold"),
        ("web", "web"),
    ],
)
def test_facts_are_told_in_the_readers_language(english, polish):
    assert fact(english, "pl") == polish
    assert fact(english, "en") == english


def test_what_a_condition_says_is_not_said_again():
    assert says("wartość koszyka co najmniej 60 zł", "co najmniej 60,00 zł")
    assert says("from 2026-11-02", "from 2026-11-02")
    assert not says("wartość koszyka co najmniej 60 zł", "co najmniej 60,50 zł")
    assert not says("basket total >= 60 PLN", "at least 60.00 PLN")
