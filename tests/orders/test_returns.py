"""Returns over HTTP: anything in any number of parts, never more than was paid or given."""

import pytest

from ledger.refunds import CodeReturn, ReturnPolicy
from orders.returning import ShopReturns
from pricing.codes import normalise
from tests.orders.market import Market, cart, market, told
from tests.scenarios.cases import grosze

RULES = """points klub "Klub" {
  earn 1 per 1.00 PLN of everything
  redeem 1 for 0.01 PLN, at most 50% of basket
}
promotion mniej "Mniej" {
  when basket total >= 100 PLN
  give 20.00 PLN off basket
  returns reprice remaining
}
"""
PAID = {"payments": [{"method": "gift-card", "amount": "30.00"}, {"method": "card"}]}
ANNA = {"customer": {"ref": "anna"}}


@pytest.fixture
def shop(tmp_path):
    with market(tmp_path, RULES) as found:
        yield found


def bought(shop: Market, order: str, *lines: tuple[str, str, int], **fields) -> dict:
    put = shop.put(order, cart(*lines, **fields))
    assert put.status_code == 200, put.text
    done = shop.confirm(order, delivered=True)
    assert done.status_code == 200, done.text
    return done.json()["quote"]


def test_everything_comes_back_in_parts_and_sums_to_the_grosz(shop):
    lines = [("A", "33.33", 3), ("B", "7.77", 2)]
    delivery = {"method": "courier", "price": "9.99"}
    quote = bought(shop, "a", *lines, delivery=delivery, **PAID, **ANNA)
    parts = [{"1": 1}, {"2": 1}, {"1": 1, "2": 1}, {"1": 1}]
    answers = [shop.take("a", f"r{n}", units).json() for n, units in enumerate(parts)]
    assert [one["complete"] for one in answers] == [False, False, False, True]
    assert [one["delivery"] for one in answers] == ["0.00"] * 3 + ["9.99"]
    assert sum(grosze(one["amount"]) for one in answers) == grosze(quote["totals"]["due"])
    back: dict[str, int] = {}
    for one in (payment for answer in answers for payment in answer["payments"]):
        back[one["method"]] = back.get(one["method"], 0) + grosze(one["amount"])
    assert back == {one["method"]: grosze(one["amount"]) for one in quote["payments"]}
    assert sum(one.get("points_reversed", 0) for one in answers) == quote["points"]["earned"]
    assert told(shop.take("a", "more", {"1": 1})) == (422, "more-than-bought")
    assert shop.show("a").json()["returns"] == answers


def test_a_goodwill_return_keeps_the_delivery(shop):
    bought(shop, "a", delivery={"method": "courier", "price": "9.99"})
    answer = shop.take("a", "r", {"1": 3}, "goodwill").json()
    assert (answer["delivery"], answer["amount"]) == ("0.00", "59.97")


def test_spent_points_come_back_as_points(shop):
    bought(shop, "first", ("A", "60.00", 2), **ANNA)
    quote = bought(shop, "a", ("B", "1.00", 2), points=100, **ANNA)
    assert quote["points"]["spent"] == 100
    half = shop.take("a", "r", {"1": 1}).json()
    assert (half["points_reinstated"], half["amount"]) == (50, "0.50")
    assert shop.take("a", "s", {"1": 1}).json()["points_reinstated"] == 50


def test_measured_goods_come_back_in_part(shop):
    lines = [{"id": "1", "sku": "S", "measure": "1.500", "price": "39.99", "vat": "B"}]
    bought(shop, "a", lines=lines)
    answer = shop.take("a", "r", {"1": "0.250"}).json()
    (line,) = answer["lines"]
    assert line == {"line": "1", "amount": "10.00", "measure": "0.250"}
    assert told(shop.take("a", "s", {"1": "1.251"})) == (422, "more-than-bought")


def test_what_the_customer_keeps_is_priced_by_the_rules_of_the_sale(shop):
    bought(shop, "a", ("A", "60.00", 1), ("B", "50.00", 1))
    answer = shop.take("a", "r", {"2": 1}, "goodwill").json()
    assert (answer["amount"], answer["withheld"]) == ("30.00", "10.91")
    bought(shop, "b", ("A", "60.00", 1), ("B", "50.00", 1))
    assert shop.take("b", "r", {"2": 1}).json()["amount"] == "40.91"
    bought(shop, "c", ("A", "60.00", 1), ("B", "50.00", 1))
    shop.load('promotion inna "Inna" { give 50% off basket }')
    later = shop.take("c", "r", {"2": 1}, "goodwill").json()
    assert (later["amount"], later["withheld"]) == (answer["amount"], answer["withheld"])


def test_rules_that_nobody_kept_cost_the_customer_nothing(shop):
    bought(shop, "a", ("A", "60.00", 1), ("B", "50.00", 1))
    (kept,) = (shop.folder / "rulesets").glob("*.json")
    shop.load('promotion inna "Inna" { give 50% off basket }')
    kept.write_text(kept.read_text().replace("20.00 PLN", "30.00 PLN"))
    assert shop.take("a", "r", {"2": 1}, "goodwill").json()["amount"] == "40.91"


def test_a_return_worked_out_on_both_workers_at_once_is_booked_once_each(shop):
    bought(shop, "a", ("A", "1.00", 10))
    asked = [
        ("POST", "/v1/orders/a/returns", {"id": f"r{n}", "lines": [{"line": "1", "quantity": 3}]})
        for n in range(4)
    ]
    answers = [
        shop._loop.start(shop.asking(*one, idempotency_key=f"k{n}")) for n, one in enumerate(asked)
    ]
    codes = sorted(one.result(30).status_code for one in answers)
    assert codes == [200, 200, 200, 422]
    found = shop.show("a").json()["returns"]
    assert sum(grosze(one["amount"]) for one in found) == 900


CODES = """coupon welcome "Witaj" { codes unique "WEL-####-####-####" }
promotion witaj "Witaj" {
  needs coupon welcome
  give 5.00 PLN off basket
}
"""


@pytest.mark.parametrize("policy", list(CodeReturn))
def test_a_single_use_code_is_good_again_once_all_is_back(policy: CodeReturn, tmp_path):
    returns = ShopReturns(ReturnPolicy(codes=policy))
    code = "WEL-2345-6789-ABCD"
    with market(tmp_path, CODES, shop=returns) as shop:
        shop.issue("welcome", code)
        quote = bought(shop, "a", ("A", "20.00", 2), codes=[code])
        assert quote["totals"]["due"] == "35.00"
        assert shop.quote(cart(codes=[code])).json()["rejected"][0]["reason"] == "used-up"
        part = shop.take("a", "r", {"1": 1}).json()
        assert not part.keys() & {"codes_restored", "codes_to_reissue"}
        rest = shop.take("a", "s", {"1": 1}).json()
        after = shop.quote(cart(codes=[code])).json()
        if policy is CodeReturn.RESTORE:
            assert rest["codes_restored"] == [normalise(code)]
            assert after["accepted"]
        else:
            assert after["rejected"][0]["reason"] == "used-up"
            assert ("codes_to_reissue" in rest) is (policy is CodeReturn.REISSUE)
