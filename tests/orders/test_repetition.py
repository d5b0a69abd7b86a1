"""A key finds the first answer again, whoever is asked, and tells what it cannot."""

import pytest

from tests.orders.market import MINUTE_MS, cart, market, new_key, slug, told

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


def test_every_change_said_twice_is_answered_with_the_same_bytes(shop):
    def twice(do):
        key = new_key()
        first = do(key)
        shop.wait(MINUTE_MS)
        second = do(key)
        assert first.status_code == 200, first.text
        assert (first.content, first.headers["content-type"]) == (
            second.content,
            second.headers["content-type"],
        )
        assert first.headers.get("etag") == second.headers.get("etag")

    twice(lambda key: shop.put("a", WITH_CODE, key))
    twice(lambda key: shop.confirm("a", key=key))
    twice(lambda key: shop.deliver("a", key))
    twice(lambda key: shop.take("a", "r", {"1": 1}, key=key))
    twice(lambda key: shop.put("b", cart(), key))
    twice(lambda key: shop.cancel("b", key))
    assert len(shop.show("a").json()["returns"]) == 1


def test_a_put_said_again_after_its_order_went_on_is_answered_as_at_first(shop):
    first = shop.put("a", WITH_CODE, "k", expect="53.97")
    shop.confirm("a")
    shop.load('promotion inna "Inna" { give 50% off basket }')
    assert shop.put("a", WITH_CODE, "k", expect="53.97").content == first.content


def test_a_key_with_another_body_is_refused(shop):
    shop.put("a", cart(), "k")
    assert told(shop.put("a", WITH_CODE, "k")) == (422, "key-reused")
    shop.confirm("a", key="k")
    assert told(shop.confirm("a", key="k", delivered=True)) == (422, "key-reused")
    assert shop.put("b", WITH_CODE, "k").status_code == 200, "a key counts in its own order"


@pytest.mark.parametrize("key", ["", "  ", '""', "x" * 201, "a\u00a0b"])
def test_without_a_key_nothing_is_changed(shop, key):
    headers = {"idempotency_key": key} if key else {}
    if "\u00a0" in key:
        headers = {"idempotency_key": key.encode("latin-1")}
    for method, path, body in (
        ("PUT", "/v1/orders/a", {"cart": cart()}),
        ("POST", "/v1/orders/a/confirm", {"revision": 1}),
        ("POST", "/v1/orders/a/cancel", None),
        ("POST", "/v1/orders/a/delivered", None),
        ("POST", "/v1/orders/a/returns", {"id": "r", "lines": []}),
    ):
        assert told(shop.ask(method, path, body, **headers)) == (400, "idempotency-key")
    assert told(shop.show("a")) == (404, "unknown-order")


def test_what_is_true_for_ever_is_remembered_and_what_passes_is_not(shop):
    shop.put("a", WITH_CODE, hold_seconds=60)
    shop.wait(MINUTE_MS)
    shop.put("b", WITH_CODE)
    gone = shop.confirm("a", key="k")
    assert slug(gone) == "reservation-expired"
    shop.cancel("b")
    assert shop.confirm("a", key="k").json()["gone"] == gone.json()["gone"]
    assert shop.confirm("a", key="k2").status_code == 200
    shop.put("c", WITH_CODE)
    assert slug(shop.put("d", WITH_CODE, "k", expect="53.97")) == "quote-changed"
    shop.load(RULES.replace("limit 1", "limit 9"))
    assert shop.put("d", WITH_CODE, "k", expect="53.97").status_code == 200


def test_one_key_twice_at_once(shop):
    asked = ("PUT", "/v1/orders/a", {"cart": WITH_CODE})
    answers = shop.at_once(*[asked] * 4, idempotency_key="k")
    done = [one for one in answers if one.status_code == 200]
    assert done
    assert len({one.content for one in done}) == 1
    assert {slug(one) for one in answers if one.status_code != 200} <= {"in-flight"}
    assert shop.show("a").json()["revision"] == 1


def test_two_carts_for_one_order_at_once(shop):
    answers = shop.at_once(
        *[("PUT", "/v1/orders/a", {"cart": cart(("TEA", "5.00", n))}) for n in range(1, 9)],
        idempotency_key="k",
    )
    done = [one for one in answers if one.status_code == 200]
    assert len({one.content for one in done}) == 1, "one key is one answer"
    rest = {slug(one) for one in answers if one.status_code != 200}
    assert rest <= {"in-flight", "key-reused"}
