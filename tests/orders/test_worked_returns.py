"""The worked returns of the domain over HTTP, to the grosz, with every alternative they list."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from ledger.refunds import ReturnPolicy
from ledger.requests import OnShort
from ledger.tenders import TenderOrder
from orders.returning import ShopReturns
from tests.orders.market import Market, cart, market
from tests.scenarios.cases import grosze, read_case

REPRICED = ("  receipt", "  returns   reprice remaining\n  receipt")
KLUB = """points klub "Klub" {
  earn 1 per 1.00 PLN of everything
  redeem 1 for 0.01 PLN, at most 50% of basket
}
"""


@pytest.fixture(scope="module")
def cases(shared_domain: Path) -> Mapping[str, Mapping[str, Any]]:
    text = (shared_domain / "scenarios.yaml").read_text(encoding="utf-8")
    return {case["id"]: case for case in yaml.safe_load(text)["returns"]}


def sold(
    shop: Market, domain: Path, name: str, *changes: tuple[str, str], order: str = "a"
) -> dict[str, Any]:
    """Sell the cart of a case by its own rules; return its order."""
    case = read_case(domain, name)
    rules = case.rules
    for old, new in changes:
        assert rules.count(old) == 1
        rules = rules.replace(old, new)
    shop.load(rules, case.shop)
    document = json.loads(msgspec.json.encode(case.cart))
    put = shop.put(order, document)
    assert put.status_code == 200, put.text
    done = shop.confirm(order, delivered=True)
    assert done.status_code == 200, done.text
    return done.json()


def given(answer: Any) -> int:
    """Return what a return gave, in grosze."""
    assert answer.status_code == 200, answer.text
    return grosze(answer.json()["amount"])


@pytest.mark.parametrize("name", ["R01", "R02", "R10"])
def test_a_unit_gives_back_what_was_paid_for_it(name: str, cases, shared_domain, tmp_path):
    case = cases[name]
    with market(tmp_path, KLUB) as shop:
        order = sold(shop, shared_domain, case["original"])
        answer = shop.take("a", "r", case["returned"])
        assert given(answer) == case["refund"]
        assert "withheld" not in answer.json()
        paid = sum(grosze(line["net"]) for line in order["quote"]["lines"])
        assert paid - case["refund"] == case.get("remaining_paid", paid - case["refund"])


def test_a_broken_threshold_costs_where_the_clause_says_so(cases, shared_domain, tmp_path):
    case = cases["R02"]
    (other,) = case["alternatives"]
    with market(tmp_path, KLUB) as shop:
        order = sold(shop, shared_domain, "C01", REPRICED)
        paid = sum(grosze(line["net"]) for line in order["quote"]["lines"])
        answer = shop.take("a", "r", case["returned"], "goodwill")
        assert given(answer) == other["refund"]
        assert grosze(answer.json()["withheld"]) == case["refund"] - other["refund"]
        assert paid - given(answer) == other["remaining_repriced"]
        # What was kept back is given when nothing stays.
        rest = shop.take("a", "s", {"L1": 1, "L3": 1}, "goodwill")
        assert given(answer) + given(rest) == paid
        # A statutory return never loses anything, and nothing is lost without the clause.
        sold(shop, shared_domain, "C01", REPRICED, order="b")
        assert given(shop.take("b", "r", case["returned"])) == case["refund"]
        sold(shop, shared_domain, "C01", order="c")
        assert given(shop.take("c", "r", case["returned"], "goodwill")) == case["refund"]


@pytest.mark.parametrize("kind", ["statutory", "goodwill"])
def test_a_group_that_breaks_up(kind: str, cases, shared_domain, tmp_path):
    case = cases["R04"]
    (other,) = case["alternatives"]
    rules = 'promotion p1 "3 za 2" {\n  give 3 for 2 on everything\n  returns reprice remaining\n}'
    lines = [(f"L{amount}", f"{amount / 100:.2f}", 1) for amount in case["cart"]]
    with market(tmp_path, rules) as shop:
        order = shop.put("a", cart(*lines)).json()
        nets = [grosze(line["net"]) for line in order["quote"]["lines"]]
        assert nets == case["paid_per_item"]
        shop.confirm("a")
        answer = shop.take("a", "r", {"3": 1}, kind)
        assert given(answer) == (case if kind == "statutory" else other)["refund"]


def test_units_of_a_line_one_by_one(cases, tmp_path):
    case = cases["R05"]
    with market(tmp_path, 'promotion p1 "-10" { give 10.00 PLN off basket }') as shop:
        order = shop.put("a", cart(("S", "9.99", 3))).json()
        assert order["quote"]["lines"][0]["net"] == "19.97"
        shop.confirm("a")
        refunds = [given(shop.take("a", f"r{n}", {"1": 1})) for n in range(3)]
        assert refunds == case["refunds"]
        assert sum(refunds) == case["sum"]
        assert shop.show("a").json()["returns"][2]["complete"] is True


def test_points_are_earned_anew_on_what_stays(cases, tmp_path):
    case = cases["R07"]
    with market(tmp_path, KLUB) as shop:
        lines = [("A", "4.99", 1), ("B", "7.60", 1), ("C", "2.49", 1)]
        put = shop.put("a", cart(*lines, customer={"ref": "anna"})).json()
        assert put["quote"]["points"]["earned"] == case["earned"]
        shop.confirm("a", delivered=True)
        answer = shop.take("a", "r", {"2": 1}).json()
        assert grosze(answer["amount"]) == case["returned_net"]
        assert answer["points_reversed"] == case["points_reversed"]
        left = shop.put("b", cart(("D", "9.00", 1), customer={"ref": "anna"}, points=99)).json()
        assert left["quote"]["points"]["spent"] == case["points_after"]


@pytest.mark.parametrize("policy", ["negative_balance", "deduct_from_refund", "write_off"])
def test_points_that_are_spent_already(policy: str, cases, tmp_path):
    case = cases["R08"]
    refund_less, write_off = case["alternatives"]
    on_short = {
        "negative_balance": OnShort.DEBT,
        "deduct_from_refund": OnShort.REFUND_LESS,
        "write_off": OnShort.WRITE_OFF,
    }[policy]
    with market(tmp_path, KLUB, shop=ShopReturns(on_short=on_short)) as shop:
        lines = [("A", "4.99", 1), ("B", "7.60", 1), ("C", "2.49", 1)]
        anna = {"ref": "anna"}
        shop.put("a", cart(*lines, customer=anna, payments=[{"method": "card"}]))
        shop.confirm("a", delivered=True)
        # 15 points, of which 12 are spent: 3 are left when 8 have to go.
        shop.put("b", cart(("D", "0.90", 1), customer=anna, points=12))
        shop.confirm("b", delivered=True)
        answer = shop.take("a", "r", {"2": 1}).json()
        assert answer["points_reversed"] == case["reversed"]
        earns = cart(("E", "20.00", 1), customer=anna)
        shop.put("c", earns)
        shop.confirm("c", delivered=True)
        spends = shop.put("d", cart(("F", "9.00", 1), customer=anna, points=99)).json()
        balance = spends["quote"]["points"]["spent"] - 20
        if policy == case["policy"]:
            assert balance == case["balance_after"]
            assert answer["points_owed"] == -case["balance_after"]
        elif policy == write_off["policy"]:
            assert (balance, answer["points_missing"]) == (write_off["balance_after"], 5)
        else:
            assert grosze(answer["deducted"]) == refund_less["refund_reduced_by"]
            assert answer["payments"] == [{"method": "card", "amount": "7.55"}]
            assert balance == 0


def test_a_deposit_comes_back_with_the_packaging(cases, shared_domain, tmp_path):
    case = cases["R11"]
    with market(tmp_path, KLUB) as shop:
        sold(shop, shared_domain, "H01")
        answer = shop.take("a", "r", {**case["returned"], "K1": 1}).json()
        assert [grosze(line["amount"]) for line in answer["lines"]] == [case["refund"]]
        assert [grosze(one["amount"]) for one in answer["deposits"]] == [case["deposit_refund"]]
        assert grosze(answer["amount"]) == case["refund"] + case["deposit_refund"]
        assert [grosze(row["gross"]) for row in answer["vat"]] == [case["refund"]]
        sold(shop, shared_domain, "H01", order="b")
        empty = shop.take("b", "r", case["returned"]).json()
        assert (grosze(empty["amount"]), empty["deposits"]) == (case["refund"], [])


@pytest.mark.parametrize("order", list(TenderOrder))
def test_money_goes_back_to_what_paid(order: TenderOrder, cases, shared_domain, tmp_path):
    case = cases["R13"]
    returns = ShopReturns(ReturnPolicy(tenders=order))
    with market(tmp_path, KLUB, shop=returns) as shop:
        quote = sold(shop, shared_domain, "H05")["quote"]
        answer = shop.take("a", "r", case["returned"]).json()
        want = case if order is TenderOrder.GIFT_CARD_LAST else case["alternatives"][0]
        assert {(one["method"], grosze(one["amount"])) for one in answer["payments"]} == {
            (one["type"].replace("_", "-"), one["amount"]) for one in want["refund_tenders"]
        }
        rest = shop.take("a", "s", {"L2": 1}).json()
        back: dict[str, int] = {}
        for one in (*answer["payments"], *rest["payments"]):
            back[one["method"]] = back.get(one["method"], 0) + grosze(one["amount"])
        assert back == {one["method"]: grosze(one["amount"]) for one in quote["payments"]}
