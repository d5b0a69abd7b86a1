"""A code that waits for another cart of the same customer: the answer names it, to be cancelled."""

import pytest

from tests.orders.market import MINUTE_MS, cart, market, new_key

RULES = """
coupon once "Raz" { code "ONCE" limit 1 per customer }
coupon few "Kilka" { code "FEW" limit 1 in total }
coupon letter "List" { codes unique "LST-####-####" }
coupon open "Wolny" { code "FREE" }
promotion ten "10 zł" { from 2026-01-01 until 2027-12-31 needs coupon once
  give 10.00 PLN off basket }
promotion nine "9 zł" { from 2026-01-01 until 2027-12-31 needs coupon few
  give 9.00 PLN off basket }
promotion five "5 zł" { from 2026-01-01 until 2027-12-31 needs coupon letter
  give 5.00 PLN off basket }
promotion four "4 zł" { from 2026-01-01 until 2027-12-31 needs coupon open
  give 4.00 PLN off basket limit 1 per customer }
"""
LETTER = "LST-AAAA-BBBB"


@pytest.fixture
def shop(tmp_path):
    with market(tmp_path, RULES) as found:
        found.issue("letter", LETTER)
        yield found


def of(code, customer="anna"):
    return cart(customer={"ref": customer}, codes=[code])


def refused(answer):
    document = answer.json()
    (entry,) = document.get("quote", document)["rejected"]
    assert entry["reason"] == "used-up"
    return entry.get("held_by")


@pytest.mark.parametrize("code", ["ONCE", "FEW", LETTER, "FREE"])
def test_the_abandoned_cart_is_named_and_cancelling_it_frees_the_code(shop, code):
    assert shop.put("left", of(code)).json()["quote"]["accepted"]
    assert refused(shop.quote(of(code))) == ["left"]
    key = new_key()
    first = shop.put("till", of(code), key)
    assert refused(first) == ["left"]
    # The same bytes under the same key, whatever became of the other order.
    shop.cancel("left")
    assert shop.put("till", of(code), key).content == first.content
    again = shop.put("till", of(code)).json()
    assert again["quote"]["accepted"], again
    assert again["revision"] == 2


def test_the_verdict_of_a_code_names_it_too(shop):
    shop.put("left", of("ONCE"))
    body = {"code": "ONCE", "cart": cart(customer={"ref": "anna"})}
    assert shop.ask("POST", "/v1/coupons/validate", body).json()["held_by"] == ["left"]


def test_nobody_is_told_of_the_orders_of_others(shop):
    shop.put("left", of("FEW", "ola"))
    assert refused(shop.put("till", of("FEW"))) is None
    assert refused(shop.quote(cart(codes=["FEW"]))) is None


def test_an_order_is_not_named_where_cancelling_it_would_not_help(shop):
    shop.put("paid", of("ONCE"))
    shop.confirm("paid")
    shop.put("open", of(LETTER))
    assert refused(shop.put("till", of("ONCE"))) is None


def test_what_the_order_holds_itself_and_what_is_over_is_not_named(shop):
    shop.put("left", of("ONCE"), hold_seconds=60)
    assert shop.put("left", of("ONCE")).json()["quote"]["accepted"]
    shop.wait(20 * MINUTE_MS)
    assert shop.put("till", of("ONCE")).json()["quote"]["accepted"]


def test_a_quote_that_names_an_order_may_be_confirmed_as_a_sale(shop):
    shop.put("left", of("ONCE"))
    quote = shop.quote(of("ONCE")).json()
    sale = {"cart": of("ONCE"), "quote": quote}
    answer = shop.confirm("offline", force=True, delivered=True, sale=sale)
    assert answer.status_code == 200, answer.text
