"""From bytes to quote: the same code behind the API and the command line."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from api.problems import ProblemError
from api.quoting import quote_cart, read_cart
from catalogue.gtin import check_digit
from catalogue.load import load_catalogue
from tests.api.conftest import cart_document


def encoded(**fields):
    return json.dumps(cart_document(**fields)).encode()


def test_reads_a_cart_and_its_moment():
    cart, at = read_cart(encoded(), may_state=True)
    assert [line.sku for line in cart.lines] == ["COFFEE"]
    assert at == datetime(2026, 5, 4, 12, tzinfo=timezone(timedelta(hours=2)))


def test_points_into_the_whole_document():
    with pytest.raises(ProblemError) as caught:
        read_cart(encoded(at="soon"), may_state=True, prefix="/cart")
    assert caught.value.errors[0].pointer == "/cart/at"
    with pytest.raises(ProblemError) as caught:
        read_cart(encoded(), may_state=False, prefix="/cart")
    assert [e.pointer for e in caught.value.errors] == ["/cart/lines/0/price", "/cart/lines/0/vat"]


def test_the_catalogue_answers_for_prices_of_the_moment(state, tmp_path):
    (tmp_path / "products.csv").write_text("sku,name,vat\nCOFFEE,Kawa,A\n")
    (tmp_path / "prices.csv").write_text(
        "sku,price,valid_from,valid_until\nCOFFEE,19.99,,2026-05-04\nCOFFEE,24.99,2026-05-05,\n"
    )
    snapshot = replace(state.current(), catalogue=load_catalogue(tmp_path))
    lines = [{"id": "1", "sku": "COFFEE", "quantity": 3}]
    payable = []
    for day in ("04", "05"):
        cart, at = read_cart(
            encoded(lines=lines, at=f"2026-05-{day}T12:00:00+02:00"), may_state=False
        )
        quote = quote_cart(snapshot, cart, at)
        assert quote.evidence.prices == snapshot.prices_digest
        payable.append(quote.totals.payable)
    assert payable == ["59.97", "74.97"]
    unknown, at = read_cart(encoded(lines=[lines[0] | {"sku": "TEA"}]), may_state=False)
    with pytest.raises(ProblemError) as caught:
        quote_cart(snapshot, unknown, at, prefix="/cart")
    assert caught.value.kind.slug == "unknown-sku"
    assert caught.value.errors[0].pointer == "/cart/lines/0/sku"


def test_a_price_on_a_label_is_stated():
    line = {"id": "1", "sku": "2912345008758", "quantity": 1}
    with pytest.raises(ProblemError) as caught:
        read_cart(encoded(lines=[line]), may_state=False)
    assert [error.pointer for error in caught.value.errors] == ["/lines/0/sku"]
    for sku in ("2412345012361", "2912345008759"):  # a weight; a wrong check digit
        cart, _ = read_cart(encoded(lines=[line | {"sku": sku}]), may_state=False)
        assert cart.lines[0].sku == sku


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("2026-11-05T12:00:00", "`2026-11-05T12:00:00` is no moment with an offset"),
        ("2026-02-30T12:00:00Z", "`2026-02-30T12:00:00Z` is in no calendar"),
        ("0001-01-01T00:00:00+14:00", "nothing is priced in the year 1"),
        ("9999-12-31T23:59:59Z", "nothing is priced in the year 9999"),
    ],
)
def test_a_moment_that_is_none_is_told_before_anything_reads_it(at, message):
    with pytest.raises(ProblemError) as caught:
        read_cart(encoded(at=at), may_state=True)
    (told,) = caught.value.errors
    assert (told.pointer, told.code, told.message) == ("/at", "malformed", message)


@pytest.mark.parametrize("at", ["0002-01-01T00:00:00+23:59", "9998-12-31T23:59:59-23:59"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak"])
def test_the_first_and_the_last_moment_have_a_date_in_every_zone(state, tmp_path, at, zone):
    (tmp_path / "products.csv").write_text("sku,name,vat\nCOFFEE,Kawa,A\n")
    (tmp_path / "prices.csv").write_text("sku,price\nCOFFEE,19.99\n")
    snapshot = replace(state.current(), catalogue=load_catalogue(tmp_path))
    moved = replace(snapshot.program.shop, timezone=zone)
    snapshot = replace(snapshot, program=replace(snapshot.program, shop=moved))
    cart, moment = read_cart(encoded(at=at), may_state=True)
    assert quote_cart(snapshot, cart, moment).at == at


def test_a_price_on_a_label_of_the_shop_is_stated_too() -> None:
    digits = "21" + "1234" + "7" + "00875"
    line = {"id": "1", "sku": digits + check_digit(digits), "quantity": 1}
    cart, _ = read_cart(encoded(lines=[line]), may_state=False)  # by default a number like others
    assert cart.lines[0].sku == line["sku"]
    with pytest.raises(ProblemError) as refused:
        read_cart(encoded(lines=[line]), may_state=False, labels=("21PPPPXVVVVVC",))
    assert [error.pointer for error in refused.value.errors] == ["/lines/0/sku"]
