"""Rules and catalogue from disk, or why not."""

import pytest

from api.loading import LoadError, load_snapshot
from tests.api.running import BROKEN_RULES, rules_text

PRODUCTS = "sku,name,vat\nCOFFEE,Kawa,A\n"
PRICES = "sku,price\nCOFFEE,19.99\n"


def write(tmp_path, **files):
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "rules", tmp_path / "catalogue"


def failure(rules, catalogue=None):
    with pytest.raises(LoadError) as caught:
        load_snapshot(rules, catalogue)
    return caught.value.failure


def test_loads_rules_alone(tmp_path):
    rules, _ = write(tmp_path, rules__a_promo=rules_text(10))
    snapshot = load_snapshot(rules, None)
    assert (snapshot.source, snapshot.files, snapshot.catalogue) == ("rules", 1, None)
    assert [promotion.id for promotion in snapshot.program.promotions] == ["mniej"]
    assert snapshot.loaded_at.tzinfo is not None


def test_loads_rules_with_a_catalogue(tmp_path):
    rules, catalogue = write(
        tmp_path,
        rules__a_promo=rules_text(10),
        catalogue__products_csv=PRODUCTS,
        catalogue__prices_csv=PRICES,
    )
    snapshot = load_snapshot(rules, catalogue)
    assert snapshot.catalogue is not None
    assert len(snapshot.catalogue) == 1
    assert snapshot.prices_digest == snapshot.catalogue.digest


def test_the_shop_says_which_currency_the_catalogue_is_in(tmp_path):
    text = rules_text(10).replace("PLN", "HUF")
    rules, catalogue = write(
        tmp_path,
        rules__a_promo=text,
        catalogue__products_csv=PRODUCTS,
        catalogue__prices_csv=PRICES,
    )
    assert load_snapshot(rules, catalogue).program.shop.currency.code == "HUF"


def test_tells_rules_that_do_not_compile_in_both_ways(tmp_path):
    rules, _ = write(tmp_path, rules__a_promo=BROKEN_RULES)
    found = failure(rules)
    assert found.message.startswith("the rules in `rules` do not compile: ")
    assert "--> a.promo:" in found.text
    assert found.diagnostics[0]["file"] == "a.promo"
    assert found.diagnostics[0]["line"] >= 1
    assert str(tmp_path) not in found.message


def test_tells_every_mistake_of_a_catalogue(tmp_path):
    rules, catalogue = write(
        tmp_path,
        rules__a_promo=rules_text(10),
        catalogue__products_csv=PRODUCTS + "COFFEE,Kawa,A\n",
        catalogue__prices_csv=PRICES + 'COFFEE,"19,99"\n',
    )
    found = failure(rules, catalogue)
    assert found.message.startswith("the catalogue has ")
    assert {(one["file"], one["line"]) for one in found.diagnostics} == {
        ("products.csv", 3),
        ("prices.csv", 3),
    }
    assert "products.csv:3" in found.text


def test_an_attribute_the_catalogue_does_not_have_is_a_mistake(tmp_path):
    text = rules_text(10) + '\nset red = colour "red"\n'
    rules, catalogue = write(
        tmp_path,
        rules__a_promo=text,
        catalogue__products_csv="sku,name,vat,color\nCOFFEE,Kawa,A,brown\n",
        catalogue__prices_csv=PRICES,
    )
    assert "colour" in failure(rules, catalogue).text
    assert load_snapshot(rules, None).files == 1


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_nothing_to_read_is_told(tmp_path, name):
    (tmp_path / "empty").mkdir()
    found = failure(tmp_path / name)
    assert name in found.message
    assert found.diagnostics == ()


def test_text_that_is_not_utf_8_is_told(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "a.promo").write_bytes(b'shop "\xb9"')
    assert "UTF-8" in failure(rules).message
