"""The worked returns of the domain, to the grosz, with every alternative that they list."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from ledger.points_shortfall import ShortfallPolicy, settle_shortfall
from ledger.refunds import Repricing, ReturnPolicy, ReturnQuote, ReturnTerms, kept_points, refund
from ledger.return_requests import ReturnKind, ReturnLine, ReturnRequest
from ledger.returned import NOTHING_RETURNED, ReturnedSoFar
from ledger.sale import Sale, SoldLine
from ledger.selling import promises_of, sale_of
from ledger.tenders import TenderOrder
from pricing.cart import Cart, CartLine
from pricing.engine import price
from pricing.goods import Facts
from pricing.points import LinePoints
from pricing.program import Program
from pricing.wire import parse_instant
from tests.scenarios.cases import compiled, read_case

REPRICED = "  returns   reprice remaining\n  receipt"


@pytest.fixture(scope="module")
def cases(shared_domain: Path) -> Mapping[str, Mapping[str, Any]]:
    text = (shared_domain / "scenarios.yaml").read_text(encoding="utf-8")
    return {case["id"]: case for case in yaml.safe_load(text)["returns"]}


def test_every_worked_return_has_its_test(cases):
    assert list(cases) == ["R01", "R02", "R04", "R05", "R07", "R08", "R10", "R11", "R13"]
    alternatives = {name: len(case.get("alternatives", ())) for name, case in cases.items()}
    assert {name: n for name, n in alternatives.items() if n} == {
        "R02": 1,
        "R04": 1,
        "R08": 2,
        "R13": 1,
    }


def _sold(cart: Cart, program: Program, facts: Facts) -> tuple[Sale, Repricing]:
    def priced(cart: Cart) -> Any:
        return price(cart, program, facts, parse_instant(cart.at))

    return sale_of(cart, priced(cart), promises_of(program)), Repricing(cart, priced)


def _of_case(domain: Path, name: str, *changes: tuple[str, str]) -> tuple[Sale, Repricing]:
    case = read_case(domain, name)
    return _sold(case.cart, case.program(*changes), case.facts)


def _request(units: Mapping[str, int], kind: ReturnKind = "statutory") -> ReturnRequest:
    return ReturnRequest(tuple(ReturnLine(line, n) for line, n in units.items()), kind)


Take = Callable[..., tuple[ReturnQuote, ReturnedSoFar]]


@pytest.mark.parametrize("name", ["R01", "R02", "R10"])
def test_a_unit_gives_back_what_was_paid_for_it(name: str, cases, shared_domain: Path):
    case = cases[name]
    sale, _ = _of_case(shared_domain, case["original"])
    given, after = refund(sale, _request(case["returned"]))
    assert given.amount == case["refund"]
    assert given.withheld == 0
    left = sum(line.net - after.share(line) for line in sale.lines)
    assert left == case.get("remaining_paid", left)


def test_a_broken_threshold_costs_where_the_clause_says_so(cases, shared_domain: Path):
    case = cases["R02"]
    (other,) = case["alternatives"]
    sale, repricing = _of_case(shared_domain, case["original"], ("  receipt", REPRICED))
    terms = ReturnTerms(repricing=repricing)
    request = _request(case["returned"], "goodwill")
    given, after = refund(sale, request, terms=terms)
    assert given.amount == other["refund"]
    assert given.withheld == case["refund"] - other["refund"]
    paid = sum(line.net for line in sale.lines)
    assert paid - given.amount == other["remaining_repriced"]
    # Of a statutory return it never does, nor without the clause.
    assert refund(sale, _request(case["returned"]), terms=terms)[0].amount == case["refund"]
    plain, plain_repricing = _of_case(shared_domain, case["original"])
    plain_terms = ReturnTerms(repricing=plain_repricing)
    assert refund(plain, request, terms=plain_terms)[0].amount == case["refund"]
    # What was kept back is given when nothing stays.
    rest, _ = refund(sale, _request({"L1": 1, "L3": 1}, "goodwill"), after, terms)
    assert given.amount + rest.amount == paid
    assert rest.withheld == -given.withheld


def _three_for_two(cart: list[int], shared_domain: Path) -> tuple[Sale, Repricing]:
    lines = tuple(
        CartLine(
            id=f"L{amount}", sku=f"L{amount}", quantity=1, price=f"{amount / 100:.2f}", vat="A"
        )
        for amount in cart
    )
    document = Cart(channel="pos", at="2026-05-04T12:00:00+02:00", currency="PLN", lines=lines)
    shop = (shared_domain / "scenarios" / "rules" / "shop.promo").read_text("utf-8")
    rules = 'promotion p1 "3 za 2" {\n  give 3 for 2 on everything\n  returns reprice remaining\n}'
    return _sold(document, compiled(shop, rules, "r04.promo"), Facts())


@pytest.mark.parametrize("first", ["prorated", "reprice_remaining"])
def test_a_group_that_breaks_up(first: str, cases, shared_domain: Path):
    case = cases["R04"]
    (other,) = case["alternatives"]
    sale, repricing = _three_for_two(case["cart"], shared_domain)
    assert [line.net for line in sale.lines] == case["paid_per_item"]
    units = {f"L{amount}": 1 for amount in case["returned"]}
    terms = ReturnTerms(repricing=repricing)
    if first == case["policy"]:
        given, _ = refund(sale, _request(units), terms=terms)
        assert given.amount == case["refund"]
    else:
        given, _ = refund(sale, _request(units, "goodwill"), terms=terms)
        assert given.amount == other["refund"] == case["paid"] - other["remaining_repriced"]


def test_a_return_that_loses_more_than_it_gives_gives_nothing(shared_domain: Path):
    sale, repricing = _three_for_two([5000, 6000, 8000], shared_domain)
    given, after = refund(
        sale, _request({"L5000": 1}, "goodwill"), terms=ReturnTerms(repricing=repricing)
    )
    assert (given.amount, given.withheld, given.vat) == (0, 3684, ())
    second, _ = refund(
        sale, _request({"L6000": 1}, "goodwill"), after, ReturnTerms(repricing=repricing)
    )
    assert second.amount == 14000 - 8000


def test_units_of_a_line_one_by_one(cases):
    case = cases["R05"]
    sale = Sale("PLN", (SoldLine("L1", "goods", case["qty"], False, case["line_net"], "A"),))
    returned, refunds = NOTHING_RETURNED, []
    for _ in range(case["qty"]):
        given, returned = refund(sale, _request({"L1": 1}), returned)
        refunds.append(given.amount)
    assert refunds == case["refunds"]
    assert sum(refunds) == case["sum"]


@pytest.mark.parametrize("rounding", ["in proportion", "exactly"])
def test_points_are_earned_anew_on_what_stays(rounding: str, cases):
    case = cases["R07"]
    stays = case["order_net"] - case["returned_net"]
    nets = {"back": case["returned_net"], "stays": stays}
    weights = {
        line: Fraction(net, 100)
        if rounding == "exactly"
        else Fraction(case["earned"] * net, case["order_net"])
        for line, net in nets.items()
    }
    lines = tuple(
        SoldLine(line, "goods", 1, False, net, "A", points=weights[line].as_integer_ratio())
        for line, net in nets.items()
    )
    sale = Sale("PLN", lines, earned=case["earned"])
    given, after = refund(sale, _request({"back": 1}))
    assert given.points_reversed == case["points_reversed"]
    assert kept_points(sale, after) == case["points_after"]


def test_points_that_are_spent_already(cases):
    case = cases["R08"]
    refund_less, write_off = case["alternatives"]
    policies = {
        "negative_balance": ShortfallPolicy.DEBT,
        "deduct_from_refund": ShortfallPolicy.REFUND_LESS,
        "write_off": ShortfallPolicy.WRITE_OFF,
    }

    def settled(policy: str) -> Any:
        return settle_shortfall(
            case["reversed"],
            case["balance_before"],
            policies[policy],
            worth=Fraction(1),
            refund=10_000,
        )

    def balance(policy: str) -> int:
        found = settled(policy)
        return case["balance_before"] - found.taken - found.owed

    assert balance(case["policy"]) == case["balance_after"]
    assert balance(write_off["policy"]) == write_off["balance_after"]
    assert settled(refund_less["policy"]).refund_less == refund_less["refund_reduced_by"]
    assert balance(refund_less["policy"]) == 0


def test_a_deposit_comes_back_with_the_packaging(cases, shared_domain: Path):
    case = cases["R11"]
    sale, _ = _of_case(shared_domain, case["original"])
    given, _ = refund(sale, _request({**case["returned"], "K1": 1}))
    assert [line.amount for line in given.lines] == [case["refund"]]
    assert [line.amount for line in given.deposits] == [case["deposit_refund"]]
    assert given.amount == case["refund"] + case["deposit_refund"]
    assert [(row.letter, row.gross) for row in given.vat] == [("A", case["refund"])]
    empty, _ = refund(sale, _request(case["returned"]))
    assert (empty.amount, empty.deposits) == (case["refund"], ())


@pytest.mark.parametrize("order", list(TenderOrder))
def test_money_goes_back_to_what_paid(order: TenderOrder, cases, shared_domain: Path):
    case = cases["R13"]
    sale, _ = _of_case(shared_domain, case["original"])
    terms = ReturnTerms(ReturnPolicy(tenders=order))
    given, after = refund(sale, _request(case["returned"]), terms=terms)
    want = case if order is TenderOrder.GIFT_CARD_LAST else case["alternatives"][0]
    assert given.amount == case["refund"]
    assert {(one.method, one.amount) for one in given.payments} == {
        (one["type"].replace("_", "-"), one["amount"]) for one in want["refund_tenders"]
    }
    _, after = refund(sale, _request({"L2": 1}), after, terms)
    assert after.payments == tuple(one.amount for one in sale.payments)


def test_a_sale_is_kept_as_a_document(shared_domain: Path):
    sale, _ = _of_case(shared_domain, "H01")
    assert msgspec.json.decode(msgspec.json.encode(sale), type=Sale) == sale
    _, after = refund(sale, _request({"L1": 2, "K1": 1}))
    assert msgspec.json.decode(msgspec.json.encode(after), type=ReturnedSoFar) == after


def test_points_of_a_line_are_rounded_down_with_the_others_or_alone():
    whole = {"a": LinePoints(Fraction(3, 2)), "b": LinePoints(Fraction(3, 2))}
    alone = {"a": LinePoints(alone=Fraction(3, 2)), "b": LinePoints(alone=Fraction(3, 2))}
    for points, earned in ((whole, 3), (alone, 2)):
        lines = tuple(
            SoldLine(
                name, "goods", 1, False, 150, "A",
                points=one.together.as_integer_ratio(), line_points=one.alone.as_integer_ratio(),
            )
            for name, one in points.items()
        )  # fmt: skip
        sale = Sale("PLN", lines, earned=earned)
        assert kept_points(sale, NOTHING_RETURNED) == earned
        assert kept_points(sale, NOTHING_RETURNED.plus({"a": 1})) == 1
