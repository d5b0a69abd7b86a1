"""The store is down, slow or of another time: quotes go on, orders are refused, none half done."""

import pytest

from api.app import create_app
from api.loading import clock
from api.settings import Settings
from api.state import ActiveState, Snapshot
from tests.api.conftest import Caller
from tests.orders.market import Market, cart, market, program_of, slug, told

RULES = """points klub "Klub" {
  earn 1 per 1.00 PLN of everything
  redeem 100 for 1.00 PLN, at most 50% of basket
}
coupon jesien "Jesień" { code "JESIEN26" }
coupon welcome "Witaj" { codes unique "WEL-####-####-####" }
promotion mniej "Mniej" {
  needs coupon jesien
  give 10% off basket
  limit 1 in total
}
promotion witaj "Witaj" {
  needs coupon welcome
  give 5.00 PLN off basket
}
"""
PLAIN = cart(("TEA", "5.00", 1))
FULL = cart(codes=["jesien-26", "WEL-2345-6789-ABCD", "NIC"], customer={"ref": "anna"}, points=500)


@pytest.fixture
def shop(tmp_path):
    with market(tmp_path, RULES) as found:
        yield found


def lose_file(shop: Market) -> None:
    """Take the ledger away altogether: neither owner nor file."""
    shop.shut(forget=True)
    for file in shop.folder.glob("ledger.sqlite*"):
        file.rename(file.with_name("away-" + file.name))


def find_file(shop: Market) -> None:
    for file in shop.folder.glob("away-*"):
        file.rename(file.with_name(file.name.removeprefix("away-")))
    shop.open()


def test_a_quote_says_what_it_could_not_check(shop):
    shop.put("a", FULL)
    lose_file(shop)
    quote = shop.quote(FULL)
    assert quote.status_code == 200
    found = quote.json()
    assert found["provisional"] is True
    assert found["unchecked"] == {
        "codes": ["WEL-2345-6789-ABCD", "jesien-26"],
        "promotions": ["mniej"],
        "points": True,
    }
    assert "provisional" not in shop.quote(PLAIN).json(), "it needs nothing of the ledger"
    find_file(shop)
    assert "provisional" not in shop.quote(FULL).json()


def test_orders_are_refused_and_may_be_sent_again(shop):
    shop.put("a", FULL)
    lose_file(shop)
    for answer in (
        shop.put("b", PLAIN, "k"),
        shop.put("c", FULL, "k"),
        shop.confirm("a", key="k"),
        shop.cancel("a", "k2"),
        shop.take("a", "r", {"1": 1}, key="k"),
        shop.show("a"),
    ):
        assert told(answer) == (503, "store-down")
    find_file(shop)
    assert shop.put("b", PLAIN, "k").status_code == 200
    assert shop.confirm("a", key="k").status_code == 200
    assert shop.state_of("a") == "confirmed"


def test_an_owner_that_is_away_for_a_moment_is_waited_for(shop):
    shop.put("a", FULL)
    shop.shut()
    waiting = shop._loop.start(
        shop.asking("POST", "/v1/orders/a/confirm", {"revision": 1}, idempotency_key="k")
    )
    assert shop.state_of("a") == "reserved", "looking needs no owner"
    shop.open()
    assert waiting.result(10).status_code == 200


def test_a_worker_whose_clock_is_off(shop):
    shop.put("a", FULL)
    for skew in (6_000, -6_000):
        shop.skew_ms = skew
        for answer in (
            shop.put("b", PLAIN),
            shop.confirm("a"),
            shop.cancel("a"),
            shop.deliver("a"),
        ):
            assert told(answer) == (503, "clock")
    shop.skew_ms = 4_000
    assert shop.confirm("a").status_code == 200


def test_a_clock_that_steps_back_revives_nothing(shop):
    shop.put("a", PLAIN, hold_seconds=60)
    shop.wait(60_000)
    assert shop.cancel("other").status_code == 404  # the store has seen this time
    shop.wait(-3_000)
    assert shop.state_of("a") == "expired"


def test_a_till_that_sold_while_all_was_away(shop):
    lose_file(shop)
    till = FULL | {"channel": "pos", "codes": ["jesien-26"]}
    sold = shop.quote(till).json()
    find_file(shop)
    # Meanwhile somebody else had the one use there was.
    shop.put("web", cart(codes=["jesien-26"]))
    shop.confirm("web")
    sale = {"cart": till, "quote": sold}
    assert told(shop.confirm("t1", sale=sale)) == (422, "malformed")
    done = shop.confirm("t1", key="k", force=True, delivered=True, sale=sale)
    assert done.status_code == 200, done.text
    assert done.json()["quote"]["totals"] == sold["totals"]
    assert {one["what"] for one in done.json()["overrun"]} == {"total", "points"}
    again = shop.confirm("t1", key="k", force=True, delivered=True, sale=sale)
    assert again.content == done.content
    assert shop.confirm("t1", force=True, sale=sale).status_code == 200
    assert shop.take("t1", "r", {"1": 3}).json()["complete"] is True


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda quote: quote["totals"].update(due="0.01"), "not as it was made"),
        (lambda quote: quote["lines"][0].update(net="0.01"), "not as it was made"),
    ],
)
def test_a_sale_whose_quote_was_touched(shop, change, words):
    quote = shop.quote(PLAIN).json()
    change(quote)
    answer = shop.confirm("t1", force=True, sale={"cart": PLAIN, "quote": quote})
    assert told(answer) == (422, "invalid-order")
    assert words in answer.json()["detail"]
    assert slug(shop.show("t1")) == "unknown-order"


def test_a_sale_of_another_cart(shop):
    quote = shop.quote(PLAIN).json()
    answer = shop.confirm("t1", force=True, sale={"cart": cart(), "quote": quote})
    assert told(answer) == (422, "invalid-order")
    assert "another cart" in answer.json()["detail"]


def test_without_a_ledger_there_are_no_orders():
    state = ActiveState()
    state.swap(Snapshot(program_of(RULES), None, clock()))
    caller = Caller(create_app(Settings(), state))
    headers = {"idempotency-key": "k", "content-type": "application/json"}
    assert told(caller.get("/v1/orders/a")) == (501, "no-ledger")
    for path in ("confirm", "cancel", "delivered", "returns"):
        answer = caller.request("POST", f"/v1/orders/a/{path}", content=b"{}", headers=headers)
        assert told(answer) == (501, "no-ledger")
