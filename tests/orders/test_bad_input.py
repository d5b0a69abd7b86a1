"""What is wrong with an order is told, and nothing is half done."""

import json

import pytest

from ledger.limits import CUSTOMER_ORDERS_OPEN_MAX
from tests.orders.market import Market, cart, market, slug, told

RULES = """points klub "Klub" {
  earn 1 per 1.00 PLN of everything
  redeem 100 for 1.00 PLN, at most 50% of basket
}
"""
YEAR_SECONDS = 365 * 24 * 3600
ANNA = cart(customer={"ref": "anna"})


@pytest.fixture
def shop(tmp_path):
    with market(tmp_path, RULES) as found:
        yield found


def test_an_order_that_nobody_put(shop):
    for answer in (
        shop.show("nobody"),
        shop.confirm("nobody"),
        shop.confirm("nobody", force=True),
        shop.cancel("nobody"),
        shop.deliver("nobody"),
        shop.take("nobody", "r", {"1": 1}),
    ):
        assert told(answer) == (404, "unknown-order")


def test_an_order_of_another_customer_does_not_exist(shop):
    shop.put("a", ANNA)
    assert told(shop.confirm("a", customer="ewa")) == (404, "unknown-order")
    shop.put("b", cart(customer={"ref": "ewa"}))
    assert told(shop.confirm("a", customer="ewa")) == (404, "unknown-order")
    assert shop.confirm("a", customer="anna").status_code == 200


def test_an_order_of_another_client_does_not_exist(tmp_path):
    with market(tmp_path, RULES, client="web") as web:
        web.put("a", ANNA)
        other = Market.__new__(Market)
        other.__dict__ |= web.__dict__
        other.serve(client="till")
        for answer in (
            other.show("a"),
            other.confirm("a"),
            other.confirm("a", force=True),
            other.cancel("a"),
            other.deliver("a"),
            other.take("a", "r", {"1": 1}),
            other.put("a", ANNA),
        ):
            assert told(answer) == (404, "unknown-order")
        assert web.show("a").json()["revision"] == 1


@pytest.mark.parametrize("seconds", [0, -1, YEAR_SECONDS, 10**30])
def test_a_reservation_for_a_year(shop, seconds):
    answer = shop.put("a", ANNA, hold_seconds=seconds)
    assert answer.status_code == 422
    assert slug(answer) in ("reservation-too-long", "malformed")
    assert told(shop.show("a")) == (404, "unknown-order")


def test_negative_points(shop):
    answer = shop.put("a", ANNA | {"points": -5})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/cart/points"


def test_points_that_nobody_has_are_not_taken(shop):
    put = shop.put("a", ANNA | {"points": 500}).json()
    assert put["quote"]["points"]["spent"] == 0


@pytest.mark.parametrize(
    ("lines", "code", "pointer"),
    [
        ([], "nothing-returned", "/lines"),
        ([{"line": "9", "quantity": 1}], "unknown-line", "/lines/0/line"),
        ([{"line": "1", "quantity": 4}], "more-than-bought", "/lines/0/quantity"),
        ([{"line": "1", "quantity": 10**18}], "more-than-bought", "/lines/0/quantity"),
        ([{"line": "1", "quantity": 0}], "bad-quantity", "/lines/0/quantity"),
        ([{"line": "1", "quantity": -1}], "bad-quantity", "/lines/0/quantity"),
        ([{"line": "1", "measure": "1.000"}], "quantity-expected", "/lines/0"),
        ([{"line": "1"}], "quantity-expected", "/lines/0"),
        ([{"line": "1", "quantity": 1}] * 2, "line-twice", "/lines/1/line"),
    ],
)
def test_a_return_that_does_not_fit(shop, lines, code, pointer):
    shop.put("a", ANNA)
    shop.confirm("a")
    answer = shop.ask(
        "POST", "/v1/orders/a/returns", {"id": "r", "lines": lines}, idempotency_key="k"
    )
    assert answer.status_code == 422
    assert slug(answer) == ("more-than-bought" if code == "more-than-bought" else "invalid-return")
    (error,) = answer.json()["errors"]
    assert (error["code"], error["pointer"]) == (code, pointer)
    assert "returns" not in shop.show("a").json()


def test_a_line_of_another_order(shop):
    shop.put("a", cart(("TEA", "5.00", 1)))
    shop.confirm("a")
    other = cart() | {"lines": [cart()["lines"][0] | {"id": "only-in-b"}]}
    shop.put("b", other)
    shop.confirm("b")
    assert slug(shop.take("a", "r", {"only-in-b": 1})) == "invalid-return"


def test_one_return_identifier_for_two_returns(shop):
    shop.put("a", ANNA)
    shop.confirm("a")
    first = shop.take("a", "r", {"1": 1})
    assert shop.take("a", "r", {"1": 1}).json() == first.json()
    assert told(shop.take("a", "r", {"1": 2})) == (409, "already-returned")


@pytest.mark.parametrize(
    ("method", "path", "body", "slugs"),
    [
        ("PUT", "/v1/orders/a", [], {"malformed"}),
        ("PUT", "/v1/orders/a", {}, {"missing-field"}),
        ("PUT", "/v1/orders/a", {"cart": None}, {"malformed"}),
        ("PUT", "/v1/orders/a", {"cart": {}}, {"missing-field"}),
        ("PUT", "/v1/orders/a", {"cart": ANNA, "x": 1}, {"unknown-field"}),
        ("PUT", "/v1/orders/a", {"cart": ANNA, "expect": 5}, {"malformed"}),
        ("PUT", "/v1/orders/a", {"cart": ANNA, "hold_seconds": 1.5}, {"malformed"}),
        ("PUT", f"/v1/orders/{'a' * 201}", {"cart": ANNA}, {"parameter"}),
        ("PUT", "/v1/orders/a%0Ab", {"cart": ANNA}, {"malformed"}),
        ("POST", "/v1/orders/a/confirm", {}, {"missing-field"}),
        ("POST", "/v1/orders/a/confirm", {"revision": "1"}, {"malformed"}),
        ("POST", "/v1/orders/a/confirm", {"revision": 0}, {"malformed"}),
        ("POST", "/v1/orders/a/confirm", {"revision": 1, "sale": {}}, {"missing-field"}),
        ("POST", "/v1/orders/a/cancel", {"why": "x"}, {"unknown-field"}),
        ("POST", "/v1/orders/a/delivered", [], {"malformed"}),
        ("POST", "/v1/orders/a/returns", {"id": "", "lines": []}, {"malformed"}),
        ("POST", "/v1/orders/a/returns", {"lines": []}, {"missing-field"}),
        ("POST", "/v1/orders/a/returns", {"id": "r", "lines": [{}]}, {"missing-field"}),
        ("POST", "/v1/orders/a/returns", {"id": "r", "lines": [], "kind": "x"}, {"malformed"}),
    ],
)
def test_bodies_and_addresses_that_are_none(shop, method, path, body, slugs):
    answer = shop.ask(method, path, body, idempotency_key="k")
    assert answer.status_code == 422, answer.text
    assert slug(answer) in slugs
    assert told(shop.show("a")) == (404, "unknown-order")


@pytest.mark.parametrize("header", ['"x"', "0", "-1", '"1", "2"', "*", "9" * 40, ""])
def test_a_revision_that_is_none(shop, header):
    answer = shop.put("a", if_match=header)
    assert told(answer) == (422, "malformed")


def test_too_many_carts_of_one_customer(shop):
    for number in range(CUSTOMER_ORDERS_OPEN_MAX):
        assert shop.put(f"a{number}", ANNA).status_code == 200
    answer = shop.put("one-more", ANNA)
    assert told(answer) == (429, "too-many-open")
    assert answer.headers["retry-after"] == "60"
    shop.cancel("a0")
    assert shop.put("one-more", ANNA).status_code == 200


def test_a_caller_that_may_not_force(tmp_path):
    with market(tmp_path, RULES, forced_confirms=False) as shop:
        shop.put("a")
        assert told(shop.confirm("a", force=True)) == (403, "may-not-force")
        assert shop.confirm("a").status_code == 200


def test_a_caller_that_may_not_state_prices(tmp_path):
    with market(tmp_path, RULES, stated_prices=False) as shop:
        answer = shop.put("a")
        assert told(answer) == (403, "may-not-state")
        assert answer.json()["errors"][0]["pointer"] == "/cart/lines/0/price"


def test_a_line_that_cannot_be_kept(shop):
    strange = cart() | {"lines": [cart()["lines"][0] | {"id": "a\u2028b"}]}
    answer = shop.put("a", strange)
    assert told(answer) == (422, "invalid-order")


def test_only_the_methods_there_are(shop):
    for method, path, allowed in (
        ("DELETE", "/v1/orders/a", "GET, HEAD, OPTIONS, PUT"),
        ("GET", "/v1/orders/a/confirm", "OPTIONS, POST"),
    ):
        answer = shop.ask(method, path)
        assert told(answer) == (405, "method")
        assert answer.headers["allow"] == allowed
    assert told(shop.ask("GET", "/v1/orders/a?x=1")) == (422, "parameter")


def test_a_body_that_is_no_json_or_too_much(shop):
    async def raw(content: bytes, **headers: str):
        return await next(shop._turn).request(
            "PUT", "/v1/orders/a", content=content, headers={"idempotency-key": "k"} | headers
        )

    json_type = {"content-type": "application/json"}
    twice = json.dumps({"cart": cart()})[:-1].encode() + b',"cart":{}}'
    for content, headers, wanted in (
        (b"{", json_type, (400, "not-json")),
        (b"{}", {}, (415, "media-type")),
        (b"[" * 40, json_type, (400, "too-deep")),
        (b" " * (1 << 21), json_type, (413, "too-large")),
        (twice, json_type, (422, "duplicate-key")),
    ):
        assert told(shop._loop.do(raw(content, **headers))) == wanted


@pytest.mark.parametrize("revision", [10**10, 2**63, 10**20])
def test_a_revision_that_no_order_can_have(shop, revision):
    shop.put("a", ANNA)
    answer = shop.confirm("a", revision)
    assert told(answer) == (422, "malformed")
    assert answer.json()["errors"][0]["pointer"] == "/revision"


def test_a_name_that_is_too_long_is_called_by_its_own_name(shop):
    for answer in (shop.show("x" * 201), shop.put("x" * 5_000), shop.cancel("x" * 201)):
        assert told(answer) == (422, "parameter")
        (error,) = answer.json()["errors"]
        assert (error["parameter"], error["message"]) == (
            "order",
            "`order` has at most 200 characters",
        )


@pytest.mark.parametrize("header", ['"1', '1"', '""1""', 'W/"1"', '"0"', "*", "x", '"1", "2"', ""])
def test_an_if_match_that_names_no_revision(shop, header):
    shop.put("a", ANNA)
    assert told(shop.put("a", ANNA, if_match=header)) == (422, "malformed")


@pytest.mark.parametrize("header", ['"1"', "1", ' "1" '])
def test_an_if_match_that_names_one(shop, header):
    shop.put("a", ANNA)
    assert shop.put("a", ANNA, if_match=header).status_code == 200
