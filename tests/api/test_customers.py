"""Points, statement, adjustments, merge and erasure over HTTP, with real rules and orders."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.app import create_app
from api.loading import load_snapshot
from api.settings import Settings
from api.state import ActiveState
from ledger.memory import MemoryStore
from orders.customers import TierWindows
from orders.service import Orders
from tests.api.conftest import Caller, cart_document
from tests.ledger.desk import Clock

RULES = """
shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos, web, app
}
points club "Klub" {
  earn    1 per 1.00 PLN of everything
  pending 14 days
  expire  12 months after earning
  redeem  100 for 1.00 PLN, at most 50% of basket
  tier    silver from 100.00 PLN in 365 days: earn 2x
}
"""
DAY_MS = 86_400_000
NOON = int(datetime(2026, 3, 1, 11, tzinfo=UTC).timestamp() * 1000)


class Shop(Caller):
    """A server with a ledger whose clock is set."""

    def __init__(self, folder: Path, rules: str = RULES) -> None:
        (folder / "a.promo").write_text(rules, encoding="utf-8")
        self.clock = Clock(NOON)
        state = ActiveState()
        state.swap(load_snapshot(folder, None))
        orders = Orders(MemoryStore(self.clock), self.clock, windows=TierWindows(grace=5))
        super().__init__(create_app(Settings(), state, orders))

    def change(self, method: str, path: str, document=None, key: str = "k"):
        body = {} if document is None else {"content": json.dumps(document).encode()}
        headers = {"content-type": "application/json", "idempotency-key": f"{key} {path}"}
        return self.request(method, path, headers=headers, **body)

    def buy(self, order: str, reference: str, pieces: int = 3, **cart):
        lines = [{"id": "1", "sku": "X", "quantity": pieces, "price": "20.00", "vat": "A"}]
        cart = cart_document(lines=lines, customer={"ref": reference, "member": True}, **cart)
        put = self.change("PUT", f"/v1/orders/{order}", {"cart": cart})
        assert put.status_code == 200, put.text
        paid = self.change(
            "POST", f"/v1/orders/{order}/confirm", {"revision": 1, "delivered": True}
        )
        assert paid.status_code == 200, paid.text
        return put.json()

    def give(self, reference: str, points: int, id: str, **more):
        asked = {"id": id, "points": points, "reason": "przeprosiny"} | more
        return self.change("POST", f"/v1/customers/{reference}/adjustments", asked)

    def points(self, reference: str):
        (found,) = self.get(f"/v1/customers/{reference}/points").json()["programmes"]
        return found


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_points_wait_by_local_days_and_end_on_one(shop: Shop):
    """Y07 over HTTP: sold on 1 March, 14 days, from the 16th; and a year from the sale."""
    shop.buy("o1", "anna")
    assert shop.points("anna")["pending"] == [{"points": 60, "day": "2026-03-16"}]
    shop.clock.now_ms += 15 * DAY_MS
    found = shop.points("anna")
    assert (found["available"], found["pending"]) == (60, [])
    assert found["expiring"] == [{"points": 60, "day": "2027-03-01"}]


def test_points_of_goods_not_delivered_have_no_day(shop: Shop):
    cart = cart_document(customer={"ref": "anna"})
    shop.change("PUT", "/v1/orders/o", {"cart": cart})
    shop.change("POST", "/v1/orders/o/confirm", {"revision": 1})
    assert shop.points("anna")["pending"] == [{"points": 59, "day": None}]
    shop.clock.now_ms += 3 * DAY_MS
    shop.change("POST", "/v1/orders/o/delivered")
    assert shop.points("anna")["pending"] == [{"points": 59, "day": "2026-03-19"}]


def test_the_tier_a_customer_reached_multiplies_without_being_stated(shop: Shop):
    shop.buy("o1", "anna")
    tier = shop.get("/v1/customers/anna/points").json()["tier"]
    assert tier == {
        "tier": None, "until": None, "spent": "60.00", "next": "silver", "missing": "40.00",
    }  # fmt: skip
    shop.buy("o2", "anna")
    tier = shop.get("/v1/customers/anna/points").json()["tier"]
    # Both on 1 March: 365 days with that day, and five of grace.
    assert (tier["tier"], tier["until"], tier["next"]) == ("silver", "2027-03-05", None)
    asked = cart_document(customer={"ref": "anna"})
    assert shop.post("/v1/quotes", asked).json()["points"]["earned"] == 119
    assert shop.post("/v1/quotes", cart_document()).json()["points"]["earned"] == 59
    assert shop.buy("o3", "anna", 1)["quote"]["points"]["earned"] == 40


def test_a_statement_tells_everything_in_words_and_pages(shop: Shop):
    shop.give("anna", 500, "a1")
    shop.buy("o1", "anna", points=500)
    shop.change(
        "POST", "/v1/orders/o1/returns", {"id": "r1", "lines": [{"line": "1", "quantity": 3}]}
    )
    found = shop.get("/v1/customers/anna/statement").json()
    told = [(one["kind"], one["points"], one["balance"], one["text"]) for one in found["entries"]]
    assert told == [
        ("reverse", -55, 500, "taken back with a return of order o1"),
        ("reinstate", 500, 555, "given back with order o1"),
        ("earn", 55, 55, "earned with order o1"),
        ("spend", -500, 0, "spent on order o1"),
        ("adjust", 500, 500, "by hand: przeprosiny"),
    ]
    paged, address = [], "/v1/customers/anna/statement?limit=2&language=pl"
    page = shop.get(address).json()
    while True:
        paged += page["entries"]
        if page["next"] is None:
            break
        page = shop.get(f"{address}&before={page['next']}").json()
    assert [one["number"] for one in paged] == [one["number"] for one in found["entries"]]
    assert paged[-1]["text"] == "ręcznie: przeprosiny"
    assert paged[2]["text"] == "naliczone za zamówienie o1"


def test_an_adjustment_is_done_once_and_says_what_it_cannot(shop: Shop):
    assert shop.give("anna", 100, "a1").json() == {"id": "a1", "owed": 0}
    assert shop.give("anna", 100, "a1").json() == {"id": "a1", "owed": 0}
    assert shop.points("anna")["available"] == 100
    used = shop.give("anna", 99, "a1")
    assert (used.status_code, used.json()["type"]) == (409, "/problems/adjustment-used")
    short = shop.give("anna", -101, "a2")
    assert (short.status_code, short.json()["type"]) == (409, "/problems/points-short")
    assert "100 can be taken" in short.json()["detail"]
    assert shop.give("anna", -130, "a2", may_owe=True).json() == {"id": "a2", "owed": 30}
    assert shop.points("anna")["owed"] == 30


def test_points_given_by_hand_may_have_a_last_day(shop: Shop):
    shop.give("anna", 10, "a1", until="2026-03-02")
    assert shop.points("anna")["expiring"] == [{"points": 10, "day": "2026-03-02"}]
    shop.clock.now_ms += 2 * DAY_MS
    assert shop.points("anna")["available"] == 0


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"id": "", "points": 1, "reason": "r"}, "/id"),
        ({"id": "a", "points": 0, "reason": "r"}, "/points"),
        ({"id": "a", "points": 10**18, "reason": "r"}, "/points"),
        ({"id": "a", "points": "1", "reason": "r"}, "/points"),
        ({"id": "a", "points": 1, "reason": "  "}, "/reason"),
        ({"id": "a", "points": -1, "reason": "r", "until": "2026-05-01"}, "/until"),
        ({"id": "a", "points": 1, "reason": "r", "until": "soon"}, "/until"),
        ({"id": "a", "points": 1, "reason": "r", "programme": "a{b"}, "/programme"),
        ({"id": "a", "points": 1, "reason": "r", "more": 1}, "/more"),
        ({"id": "a", "points": 1}, "/reason"),
    ],
)
def test_a_wrong_adjustment_is_told_where(shop: Shop, asked, pointer: str):
    found = shop.change("POST", "/v1/customers/anna/adjustments", asked)
    assert found.status_code == 422
    assert found.json()["errors"][0]["pointer"] == pointer
    assert shop.get("/v1/customers/anna/points").status_code == 404, "nobody was met"


def test_merging_adds_both_once(shop: Shop):
    shop.buy("o1", "anna")
    shop.buy("o2", "bob", 2)
    asked = {"id": "m1", "from": "bob", "reason": "dwie karty"}
    for _ in range(2):
        found = shop.change("POST", "/v1/customers/anna/merge", asked)
        assert found.json() == {"id": "m1", "points": 40}
    assert shop.points("anna") == shop.points("bob")
    assert shop.points("anna")["pending"] == [{"points": 100, "day": "2026-03-16"}]
    orders = [one["order"] for one in shop.get("/v1/customers/bob/statement").json()["entries"]]
    assert orders == ["o2", "o1"]
    assert shop.get("/v1/customers/bob/points").json()["tier"]["tier"] == "silver"
    # An order of before is confirmed for either name, and a new one is put under either.
    shop.buy("o3", "bob", 1)
    assert shop.points("anna")["pending"][0]["points"] == 140


def test_merging_somebody_unknown_is_refused(shop: Shop):
    asked = {"id": "m1", "from": "nobody", "reason": "r"}
    found = shop.change("POST", "/v1/customers/anna/merge", asked)
    assert (found.status_code, found.json()["type"]) == (404, "/problems/unknown-customer")


def test_erasing_forgets_the_person_and_can_be_repeated(shop: Shop):
    shop.buy("o1", "anna")
    for _ in range(2):
        assert shop.change("DELETE", "/v1/customers/anna").status_code == 204
    for what in ("points", "statement"):
        assert shop.get(f"/v1/customers/anna/{what}").status_code == 404
    assert shop.get("/v1/orders/o1").json()["state"] == "confirmed", "the books stay"
    shop.buy("o2", "anna", 1)
    assert shop.points("anna")["pending"] == [{"points": 20, "day": "2026-03-16"}]


def test_a_confirm_asks_whose_the_order_is(shop: Shop):
    shop.give("bob", 1, "a")
    shop.change("PUT", "/v1/orders/o", {"cart": cart_document(customer={"ref": "anna"})})
    for stranger in ("bob", "nobody"):
        asked = {"revision": 1, "customer": stranger}
        found = shop.change("POST", "/v1/orders/o/confirm", asked, key=stranger)
        assert found.json()["type"] == "/problems/unknown-order"
    mine = shop.change("POST", "/v1/orders/o/confirm", {"revision": 1, "customer": "anna"})
    assert mine.status_code == 200


def test_a_parameter_that_is_not_known_is_refused(shop: Shop):
    shop.give("anna", 1, "a")
    for query in (
        "page=2",
        "limit=0",
        "limit=2&limit=3",
        "language=de",
        "before=x",
        f"before={10**20}",
    ):
        found = shop.get(f"/v1/customers/anna/statement?{query}")
        assert (found.status_code, found.json()["type"]) == (422, "/problems/parameter"), query
    assert shop.get("/v1/customers/anna/points?limit=2").status_code == 422


def test_what_a_parameter_may_be_is_told(shop: Shop):
    shop.give("anna", 1, "a")
    for query, said in (
        ("limit=0", "`limit` is at least 1"),
        ("limit=1000000", "`limit` is at most 1000"),
        ("before=x", "`before` is a whole number"),
        ("language=de", "`language` is 'en' or 'pl'"),
    ):
        found = shop.get(f"/v1/customers/anna/statement?{query}").json()
        assert found["errors"][0]["message"] == said, query


def test_without_a_programme_there_is_no_statement(tmp_path: Path):
    shop = Shop(tmp_path, RULES.partition("points club")[0])
    assert shop.give("anna", 1, "a").json()["type"] == "/problems/no-programme"
    assert shop.give("anna", 1, "a", programme="old").status_code == 200
    assert shop.points("anna")["programme"] == "old"


def test_without_a_ledger_there_are_no_customers(tmp_path: Path):
    (tmp_path / "a.promo").write_text(RULES, encoding="utf-8")
    state = ActiveState()
    state.swap(load_snapshot(tmp_path, None))
    found = Caller(create_app(Settings(), state)).get("/v1/customers/anna/points")
    assert (found.status_code, found.json()["type"]) == (501, "/problems/no-ledger")
