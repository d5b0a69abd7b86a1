"""Codes that an order gives: made by its confirm, once, and gone again with the goods."""

import pytest

from ledger.code_list import BATCH_OF_ORDERS
from ledger.requests import ChangeCodes
from tests.orders.market import MINUTE_MS, cart, market

RULES = """
coupon back "Następnym razem" { codes unique "BCK-####-####-####" expires 7 days after issue }
coupon open "Otwarty" { code "OTWARTY" }
promotion gives "Kod na później" { from 2026-01-01 until 2027-12-31 give coupon back
  when basket total >= 50.00 PLN }
promotion gives-open "Kod dla każdego" { from 2026-01-01 until 2027-12-31 give coupon open
  when basket total >= 50.00 PLN }
promotion five "5 zł" { from 2026-01-01 until 2027-12-31 needs coupon back
  give 5.00 PLN off basket }
promotion one "1 zł" { from 2026-01-01 until 2027-12-31 needs coupon open
  give 1.00 PLN off basket }
"""
DAY_MS = 86_400_000


@pytest.fixture
def shop(tmp_path):
    with market(tmp_path, RULES) as found:
        yield found


def one_code(document):
    (found,) = document["codes"]
    return found["code"]


def verdict(shop, code, order=None):
    more = {"order": order} if order else {}
    answer = shop.ask("POST", "/v1/coupons/validate", {"code": code, "cart": small()} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def small(**fields):
    return cart(("TEA", "20.00", 1), **fields)


def test_a_confirm_gives_a_code_that_works_from_then_on(shop):
    put = shop.put("a").json()
    assert "codes" not in put, "an order that is not paid gives nothing"
    assert [one["coupon"] for one in put["quote"]["issued"]] == ["back", "open"]
    assert "codes" not in shop.show("a").json()
    confirmed = shop.confirm("a", key="k").json()
    (given,) = confirmed["codes"]
    assert given["code"].startswith("BCK-")
    assert given | {"code": ""} == {
        "coupon": "back", "promotion": "gives", "code": "", "expires": "2026-11-12",
    }  # fmt: skip
    assert verdict(shop, given["code"])["saves"] == "5.00"
    # The same answer, whoever asks again and however.
    assert shop.confirm("a", key="k").json() == confirmed
    assert shop.confirm("a").json() == confirmed
    assert shop.show("a").json()["codes"] == confirmed["codes"]
    shop.put("b")
    assert one_code(shop.confirm("b").json()) != given["code"]


def test_a_code_is_not_known_before_its_order_is_paid(shop):
    shop.put("a")
    code = one_code(shop.confirm("a").json())
    shop.put("b")
    shop.cancel("b")
    assert verdict(shop, code)["valid"] is True
    shop.put("c", small(codes=[code]))
    assert verdict(shop, code)["reason"] == "used-up"
    assert verdict(shop, code, order="c")["valid"] is True, "an order keeps what it holds"
    shop.wait(20 * MINUTE_MS)
    assert verdict(shop, code)["valid"] is True, "the reservation is over"


def test_a_code_ends_after_its_last_day(shop):
    shop.put("a")
    code = one_code(shop.confirm("a").json())
    shop.wait(7 * DAY_MS + 11 * 3_600_000)
    assert verdict(shop, code)["valid"] is True
    shop.wait(3_600_000)
    assert verdict(shop, code)["reason"] == "expired"


def test_a_code_goes_when_everything_comes_back(shop):
    shop.put("a")
    code = one_code(shop.confirm("a").json())
    assert shop.take("a", "r1", {"1": 1}).status_code == 200
    assert verdict(shop, code)["valid"] is True, "something stays with the customer"
    shop.take("a", "r2", {"1": 2})
    assert verdict(shop, code)["reason"] == "unknown"


def test_a_code_that_was_used_stays_used(shop):
    shop.put("a")
    code = one_code(shop.confirm("a").json())
    shop.put("b", small(codes=[code]))
    shop.confirm("b")
    shop.take("a", "r", {"1": 3})
    assert verdict(shop, code)["reason"] == "used-up"
    # The order that used it comes back too: the use is given back, and the code is good again.
    shop.take("b", "r", {"1": 1})
    assert verdict(shop, code)["valid"] is True


def test_a_code_goes_when_its_order_is_undone(shop):
    shop.put("a")
    code = one_code(shop.confirm("a").json())
    assert shop.cancel("a").status_code == 200
    assert verdict(shop, code)["reason"] == "unknown"
    assert "codes" not in shop.show("a").json()


def test_all_codes_of_orders_can_be_blocked_at_once(shop):
    shop.put("a")
    code = one_code(shop.confirm("a").json())
    store = shop.stores[0]
    verb = ChangeCodes(
        client="c", coupon="back", batch=BATCH_OF_ORDERS, reason="an error", blocked=True
    )
    assert shop._loop.do(store.change_codes(verb)).codes == 1
    assert verdict(shop, code)["reason"] == "unknown"


def test_another_ruleset_changes_no_code(shop):
    shop.put("a")
    code = one_code(shop.confirm("a").json())
    shop.load(RULES.replace("BCK-####-####-####", "NEW-####-####-####-####"))
    assert one_code(shop.show("a").json()) == code
