"""Every edge of an order's drawing, and every row of its table of status codes, over HTTP."""

import pytest

from tests.orders.market import MINUTE_MS, Market, cart, market, slug, told

RULES = """coupon jesien "Jesień" { code "JESIEN26" }
promotion mniej "Mniej" {
  needs coupon jesien
  give 10% off basket
  limit 1 in total
}
"""
WITH_CODE = cart(codes=["jesien-26"])


@pytest.fixture
def shop(tmp_path):
    with market(tmp_path, RULES) as found:
        yield found


def is_left(shop: Market) -> bool:
    """Tell whether the code still does something, for a cart that is no order."""
    return shop.quote(WITH_CODE).json()["totals"]["due"] == "53.97"


def test_an_order_is_put_confirmed_and_shown(shop):
    put = shop.put("a", WITH_CODE)
    assert put.status_code == 200
    found = put.json()
    assert (found["state"], found["revision"], put.headers["etag"]) == ("reserved", 1, '"1"')
    assert found["expires_at"] == "2026-11-05T11:15:00.000Z"
    assert found["quote"]["totals"]["due"] == "53.97"
    assert not is_left(shop)
    confirmed = shop.confirm("a")
    assert confirmed.json()["state"] == "confirmed"
    assert confirmed.json()["quote"] == found["quote"]
    shown = shop.show("a")
    assert shown.json() == {
        "order": "a",
        "state": "confirmed",
        "revision": 1,
        "confirmed_at": "2026-11-05T11:00:00.000Z",
        "quote": found["quote"],
    }
    assert shown.headers["etag"] == '"1"'


def test_a_cart_put_again_is_a_new_revision_and_its_own_holds_are_free(shop):
    shop.put("a", WITH_CODE)
    assert shop.quote(WITH_CODE, order="a").json()["totals"]["due"] == "53.97"
    more = cart(("COFFEE", "19.99", 4), codes=["JESIEN26"])
    second = shop.put("a", more).json()
    assert (second["revision"], second["quote"]["totals"]["due"]) == (2, "71.96")
    assert told(shop.confirm("a", 1)) == (409, "superseded")
    assert shop.confirm("a", 1).json()["revision"] == 2
    assert shop.confirm("a", 2).status_code == 200


def test_the_same_cart_is_held_longer(shop):
    first = shop.put("a", WITH_CODE).json()
    shop.wait(5 * MINUTE_MS)
    again = shop.put("a", WITH_CODE | {"at": "2026-11-05T12:05:00+01:00"}).json()
    assert again["revision"] == first["revision"] == 1
    assert again["expires_at"] == "2026-11-05T11:20:00.000Z"
    assert again["quote"] == first["quote"]


def test_what_is_over_comes_back_and_a_late_confirm_has_the_promised_price(shop):
    shop.put("a", WITH_CODE, hold_seconds=60)
    shop.wait(MINUTE_MS)
    assert shop.state_of("a") == "expired"
    assert is_left(shop)
    shop.load('promotion inna "Inna" { give 50% off basket }')
    late = shop.confirm("a")
    assert late.json()["state"] == "confirmed"
    assert late.json()["quote"]["totals"]["due"] == "53.97"


def test_a_late_confirm_says_what_is_gone(shop):
    shop.put("a", WITH_CODE, hold_seconds=60)
    shop.wait(MINUTE_MS)
    shop.put("b", WITH_CODE)
    refused = shop.confirm("a")
    assert told(refused) == (409, "reservation-expired")
    (gone,) = refused.json()["gone"]
    assert gone == {"what": "total", "of": "mniej", "wanted": 1, "left": 0, "why": "held"}
    assert shop.put("a").json()["revision"] == 2
    assert shop.confirm("a", 2).json()["quote"]["totals"]["due"] == "59.97"


def test_a_till_confirms_what_is_sold_and_it_is_listed(shop):
    shop.put("a", WITH_CODE, hold_seconds=60)
    shop.wait(MINUTE_MS)
    shop.put("b", WITH_CODE)
    forced = shop.confirm("a", force=True, delivered=True).json()
    (over,) = forced["overrun"]
    assert (over["of"], over["wanted"], over["left"]) == ("mniej", 1, 0)
    shown = shop.show("a").json()
    assert shown["overrun"] == forced["overrun"]
    assert shown["delivered_at"] == shown["confirmed_at"]


def test_cancelled_before_and_after_the_confirm(shop):
    shop.put("a", WITH_CODE)
    assert shop.cancel("a").json() == {"order": "a", "state": "cancelled", "revision": 1}
    assert is_left(shop)
    assert told(shop.put("a")) == (409, "order-cancelled")
    assert told(shop.confirm("a")) == (409, "order-cancelled")
    assert told(shop.deliver("a")) == (409, "order-cancelled")
    assert told(shop.take("a", "r", {"1": 1})) == (409, "order-cancelled")
    assert shop.cancel("a").status_code == 200
    shop.put("b", WITH_CODE)
    shop.confirm("b")
    shop.cancel("b")
    assert shop.state_of("b") == "cancelled"
    assert is_left(shop)
    shop.put("c", WITH_CODE, hold_seconds=60)
    shop.wait(MINUTE_MS)
    assert shop.cancel("c").json()["state"] == "cancelled"


def test_delivered_orders_are_not_cancelled(shop):
    shop.put("a")
    assert told(shop.deliver("a")) == (409, "not-confirmed")
    assert told(shop.take("a", "r", {"1": 1})) == (409, "not-confirmed")
    shop.confirm("a")
    done = shop.deliver("a")
    assert done.json()["delivered_at"] == "2026-11-05T11:00:00.000Z"
    shop.wait(MINUTE_MS)
    assert shop.deliver("a").json() == done.json()
    assert told(shop.cancel("a")) == (409, "order-delivered")
    assert told(shop.put("a")) == (409, "order-confirmed")


def test_a_price_that_is_not_the_one_expected(shop):
    seen = shop.quote(WITH_CODE).json()
    shop.put("b", WITH_CODE)
    for expect in (seen["evidence"]["quote"], "53.97"):
        refused = shop.put("a", WITH_CODE, expect=expect)
        assert told(refused) == (409, "quote-changed")
        assert refused.json()["quote"]["rejected"][0]["reason"] == "used-up"
    assert told(shop.show("a")) == (404, "unknown-order")
    shop.cancel("b")
    assert shop.put("a", WITH_CODE, expect=seen["evidence"]["quote"]).status_code == 200
    assert shop.put("a", WITH_CODE, expect="53.97").status_code == 200


def test_a_put_that_is_refused_leaves_the_revision_as_it_was(shop):
    shop.put("a", WITH_CODE)
    assert slug(shop.put("a", cart(("TEA", "5.00", 1)), expect="4.00")) == "quote-changed"
    wrong = cart() | {"currency": "EUR"}
    assert shop.put("a", wrong).status_code == 422
    assert shop.show("a").json()["revision"] == 1
    assert shop.confirm("a").json()["quote"]["totals"]["due"] == "53.97"


def test_revisions_are_named_by_their_etag(shop):
    assert told(shop.put("a", if_match='"1"')) == (412, "revision")
    assert shop.put("a", if_none_match="*").status_code == 200
    assert told(shop.put("a", if_none_match="*")) == (412, "revision")
    assert shop.put("a", cart(("TEA", "5.00", 1)), if_match='"1"').headers["etag"] == '"2"'
    stale = shop.put("a", if_match='"1"')
    assert told(stale) == (412, "revision")
    assert stale.json()["revision"] == 2


def test_the_ruleset_changes_and_the_promise_holds(shop):
    first = shop.put("a", WITH_CODE).json()
    shop.load('promotion inna "Inna" { give 50% off basket }')
    assert shop.confirm("a").json()["quote"] == first["quote"]
    anew = shop.put("b", WITH_CODE).json()["quote"]
    assert anew["totals"]["due"] == "29.98"
    assert anew["rejected"][0]["reason"] == "unknown"
