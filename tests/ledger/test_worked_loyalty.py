"""Worked cases of loyalty, through real stores: ours, and those of the domain where it is here.

What a case is about follows from its fields, so a case of either collection runs the same way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from grammar.source import Source
from ledger.local_days import start_after, start_of
from ledger.requests import Key
from ledger.transfers import Kind
from orders.counting import Ruleset
from orders.customers import Customers
from orders.service import Confirming, Orders, Putting, Whose
from pricing.cart import Cart, CartLine, Customer
from pricing.money import format_scaled
from rules.compiler import compile_sources
from tests.ledger.desk import BOOK, TILL, Desk, plan

WARSAW = ZoneInfo("Europe/Warsaw")
HEAD = """
shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos
}
"""
OURS = yaml.safe_load(Path(__file__).with_name("worked-loyalty.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Rules:
    program: Any
    catalogue: Any = None


def _rules(clauses: str) -> Ruleset:
    text = f'{HEAD}points club "Klub" {{\n{clauses}\n}}\n'
    program = compile_sources([Source("club.promo", text)]).program
    assert program is not None
    return Rules(program)


def _amount(minor: int) -> str:
    return format_scaled(minor, 2)


def _buy(desk: Desk, rules: Ruleset, lines: list[CartLine], order: str = "o") -> None:
    """Put and pay an order at a till, as the server does it."""
    at = datetime.fromtimestamp(desk.clock.now_ms / 1000, WARSAW)
    customer = Customer(ref="anna", member=True)
    cart = Cart("pos", at.isoformat(), "PLN", tuple(lines), customer=customer)
    orders = Orders(desk.store, desk.clock)

    async def work() -> None:
        put = await orders.put(rules, Whose(TILL, order, Key("p", b"")), Putting(cart, at, 60_000))
        paid = Confirming(put.revision, "anna", delivered=True)
        await orders.confirm(rules, Whose(TILL, order, Key("c", b"")), paid)

    desk.wait_for(work())


def _holding(desk: Desk):
    async def work():
        customers = Customers(desk.store, desk.clock, TILL)
        return await customers.points(await customers.find("anna"))

    shown = desk.wait_for(work())
    return shown.holdings[0] if shown.holdings else None


def _goods(nets: list[int]) -> list[CartLine]:
    return [
        CartLine(str(number), f"sku-{number}", 1, price=_amount(net), vat="A")
        for number, net in enumerate(nets)
    ]


def _earned(desk: Desk, clauses: str, lines: list[CartLine]) -> int:
    _buy(desk, _rules(clauses), lines)
    found = _holding(desk)
    return found.available if found is not None else 0


def points_of_nets(desk: Desk, case: Mapping[str, Any]) -> None:
    lines = _goods(case["eligible_nets"])
    assert _earned(desk, "earn 1 per 1.00 PLN of everything", lines) == case["points"]


def points_of_lines(desk: Desk, case: Mapping[str, Any]) -> None:
    kinds = {
        "goods": {"vat": "A"},
        "deposit": {"kind": "deposit"},
        "gift_card": {"class_": "gift-card"},
        "tobacco": {"class_": "tobacco", "vat": "A"},
    }
    lines = [
        CartLine(str(number), f"sku-{number}", 1, price=_amount(one["net"]), **kinds[one["kind"]])
        for number, one in enumerate(case["lines"])
    ]
    assert case["base"] // 100 == case["points"]
    assert _earned(desk, "earn 1 per 1.00 PLN of everything", lines) == case["points"]


def lots_spent(desk: Desk, case: Mapping[str, Any]) -> None:
    desk.clock.now_ms = start_of(date(2026, 1, 10), "Europe/Warsaw")
    for lot in case["lots"]:
        last = date.fromisoformat(lot["expires"])
        desk.give(lot["points"], lot["id"], until_ms=start_after(last, "Europe/Warsaw"))
    desk.reserve("o", plan(spend=case["spend"]))
    desk.confirm("o")
    consumed = [(one.lot.rpartition("\n")[2], one.points) for one in desk.found("o").slices]
    assert consumed == [(one["lot"], one["points"]) for one in case["consumed"]]
    assert {**dict.fromkeys(case["left"], 0), **_left(desk)} == case["left"]
    if "run" in case:
        expiry_run(desk, case, date.fromisoformat(case["run"]))


def _left(desk: Desk) -> dict[str, int]:
    lots = desk.records.book(BOOK).lots
    return {lot.id.rpartition("\n")[2]: lot.balance for lot in lots}


def expiry_run(desk: Desk, case: Mapping[str, Any], on: date) -> None:
    desk.clock.now_ms = start_of(on, "Europe/Warsaw")
    assert desk.points().available == case["balance"], "the clock alone decides"
    desk.sweep()
    rows = [row for row in desk.records.all_rows() if row.kind is Kind.EXPIRE]
    assert {row.lot.rpartition("\n")[2]: row.amount for row in rows} == case["expired"]
    assert sum(_left(desk).values()) == case["balance"]


def pending(desk: Desk, case: Mapping[str, Any]) -> None:
    sold, last, first = (
        date.fromisoformat(case[name]) for name in ("sold", "pending_until", "confirmed_from")
    )
    # At the last moment of the day: the window is one of days, not of hours.
    desk.clock.now_ms = start_after(sold, "Europe/Warsaw") - 1_000
    days = case["return_window_days"]
    rules = _rules(f"earn 1 per 1.00 PLN of everything\npending {days} days")
    _buy(desk, rules, _goods([1500]))
    for now_ms, available, waiting in (
        (start_after(last, "Europe/Warsaw") - 1, 0, 15),
        (start_of(first, "Europe/Warsaw"), 15, 0),
    ):
        desk.clock.now_ms = now_ms
        found = _holding(desk)
        assert (found.available, sum(part.points for part in found.pending)) == (available, waiting)


def tier(desk: Desk, case: Mapping[str, Any]) -> None:
    steps = "\n".join(
        f"tier {name} from {_amount(minor)} PLN in {case['window_days']} days: earn 1x"
        for name, minor in case["thresholds"].items()
    )
    rules = _rules(f"earn 1 per 1.00 PLN of everything\n{steps}")
    today = date(2026, 6, 1)
    half = case["spend_in_window"] // 2
    window = timedelta(days=case["window_days"])
    # What is bought the day before the window counts no more; its first and last day do.
    bought = {today - window: 99_999, today - window + timedelta(days=1): half}
    bought[today] = case["spend_in_window"] - half
    for number, (day, minor) in enumerate(bought.items()):
        desk.clock.now_ms = start_of(day, "Europe/Warsaw")
        _buy(desk, rules, _goods([minor]), f"o{number}")
    customers = Customers(desk.store, desk.clock, TILL)

    async def work():
        policy = rules.program.earning.policy
        assert policy is not None
        return await customers.standing(await customers.find("anna"), policy, "Europe/Warsaw")

    found = desk.wait_for(work())
    assert (found.tier, found.spent) == (case["tier"], case["spend_in_window"])
    assert found.missing == case["next_tier_gap"]


# What a case is about, by a field that only such cases have.
KINDS: Mapping[str, Callable[[Desk, Mapping[str, Any]], None]] = {
    "eligible_nets": points_of_nets,
    "lines": points_of_lines,
    "lots": lots_spent,
    "sold": pending,
    "thresholds": tier,
}


@pytest.mark.parametrize("case", OURS, ids=[case["id"] for case in OURS])
def test_a_case_comes_out(desk: Desk, case: Mapping[str, Any]):
    _run(desk, case)


@pytest.mark.parametrize("case", [case for case in OURS if "eligible_nets" in case])
def test_rounding_down_for_each_line_by_itself_comes_out_too(desk: Desk, case: Mapping[str, Any]):
    _floored_by_line(desk, case)


@pytest.mark.parametrize("name", ["Y01", "Y02", "Y04", "Y05", "Y07", "Y08"])
def test_a_case_of_the_domain_comes_out(desk: Desk, name: str, shared_domain: Path):
    text = (shared_domain / "scenarios.yaml").read_text(encoding="utf-8")
    cases = {case["id"]: case for case in yaml.safe_load(text)["loyalty"]}
    if name not in cases:
        pytest.skip("the domain has no such case here")
    if name == "Y05":
        lots_spent(desk, cases["Y04"])
        expiry_run(desk, cases["Y05"], date(2026, 7, 1))
    else:
        _run(desk, cases[name])


def test_the_alternative_of_the_domain_comes_out(desk: Desk, shared_domain: Path):
    text = (shared_domain / "scenarios.yaml").read_text(encoding="utf-8")
    _floored_by_line(desk, next(c for c in yaml.safe_load(text)["loyalty"] if c["id"] == "Y01"))


def _run(desk: Desk, case: Mapping[str, Any]) -> None:
    (kind,) = (run for field, run in KINDS.items() if field in case)
    kind(desk, case)


def _floored_by_line(desk: Desk, case: Mapping[str, Any]) -> None:
    (other,) = case["alternatives"]
    assert other["rule"] == "floor per line"
    lines = _goods(case["eligible_nets"])
    clauses = "earn 1 per 1.00 PLN of everything, per line"
    assert _earned(desk, clauses, lines) == other["points"]
