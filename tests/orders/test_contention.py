"""200 clients fight over HTTP for the last of anything: never one too many, and none is lost.

``GROSZ_FIGHTS`` sets the number of rounds of each fight, and lets them be fought on a cluster, too.
"""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger.audit import Books
from tests.api.running import Server, running, write_rules
from tests.orders.fighting import CLIENTS, fight, served
from tests.orders.grounds import Ground
from tests.orders.market import SHOP, cart
from tests.scenarios.cases import grosze

ROUNDS = int(os.environ.get("GROSZ_FIGHTS", "1"))
BUDGET = 1_000
RULES = f"""{SHOP}points klub "Klub" {{
  earn 1 per 1.00 PLN of everything
  redeem 1 for 0.01 PLN, at most 50% of basket
}}
coupon jesien "Jesień" {{ code "JESIEN26" }}
coupon zawsze "Zawsze" {{ code "ZAWSZE" }}
coupon welcome "Witaj" {{ codes unique "WEL-####-####-####" }}
"""
FIFTY = """promotion fifty "50 razy" {
  needs coupon jesien
  give 10% off basket
  limit 50 in total
}
"""
SINGLE = """promotion single "Raz" {
  needs coupon welcome
  give 5.00 PLN off basket
}
"""
ALWAYS = """promotion always "Zawsze" {
  needs coupon zawsze
  give 10% off basket
}
"""
MONEY = """promotion money "Budżet" {
  give 3.00 PLN off basket
  budget 10 PLN, grant part
}
"""


@pytest.fixture(params=range(ROUNDS))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    del request
    return tmp_path


def start(place: Path, rules: str, ground: Ground):
    folder = write_rules(place / "rules", RULES + rules)
    command = served(folder, "--ledger", ground.address, "--workers", 2)
    return running(place, command_line=command)


def told_right(ground: Ground, server: Server, answers: list[int]) -> None:
    counts = " ".join(f"{status}: {number}" for status, number in sorted(Counter(answers).items()))
    print(f"fought on {ground.name}: {counts}")  # noqa: T201 - `-rP` adds the rounds up
    assert set(answers) <= {200, 409, 429, 503}, server.log()[-3000:]
    assert "Traceback" not in server.log()


def kept(ground: Ground, bought: list[dict[str, Any]]) -> Books:
    """Read the books: every order that was answered to be confirmed is confirmed in them."""
    books = ground.books()
    confirmed = {one.id for one in books.all_orders() if one.confirmed_at_ms is not None}
    assert {one["order"] for one in bought} - confirmed == set()
    return books


def deliver(server: Server, order: str) -> httpx.Response:
    path = f"{server.url}/v1/orders/{order}/delivered"
    return httpx.post(path, headers={"idempotency-key": "d"}, trust_env=False)


@pytest.mark.slow
def test_a_coupon_with_fifty_uses(place, ground):
    with start(place, FIFTY, ground) as server:
        carts = [cart(codes=["JESIEN26"]) for _ in range(CLIENTS)]
        bought, answers = fight(server.url, carts, "a")
        told_right(ground, server, answers)
        assert server.get("/v1/orders/a-0").json()["state"] == "confirmed"
    assert len(bought) == CLIENTS
    with_it = [one for one in bought if one["quote"]["accepted"]]
    assert len(with_it) == 50
    assert {one["quote"]["totals"]["due"] for one in bought} == {"53.97", "59.97"}
    found = dict(kept(ground, bought).all_accounts())["{series/fifty} total"]
    assert (found.posted, found.pending) == (50, 0)


@pytest.mark.slow
def test_one_single_use_code(place, ground):
    code = "WEL-2345-6789-ABCD"
    with start(place, SINGLE, ground) as server:
        ground.issue("welcome", code)
        bought, answers = fight(server.url, [cart(codes=[code])] * CLIENTS, "a")
        told_right(ground, server, answers)
    assert len(bought) == CLIENTS
    assert sum(bool(one["quote"]["accepted"]) for one in bought) == 1
    found = kept(ground, bought).all_accounts()
    used = [(one.posted, one.pending) for name, one in found if name.startswith("{code/")]
    assert used == [(1, 0)]


@pytest.mark.slow
def test_the_last_points_of_an_account(place, ground):
    anna = {"customer": {"ref": "anna"}}
    with start(place, "", ground) as server:
        (first,), _ = fight(server.url, [cart(("GOLD", "250.00", 1), **anna)], "earn")
        assert first["quote"]["points"]["earned"] == 250
        assert deliver(server, "earn-0").status_code == 200
        wishes = [cart(("TEA", "2.00", 1), points=100, **anna) for _ in range(CLIENTS)]
        bought, answers = fight(server.url, wishes, "a")
        told_right(ground, server, answers)
    assert len(bought) == CLIENTS
    spent = [one["quote"]["points"]["spent"] for one in bought]
    earned = sum(one["quote"]["points"]["earned"] for one in bought)
    assert sum(spent) == 250
    assert sorted(spent, reverse=True)[:4] == [100, 100, 50, 0]
    assert earned == sum(2 - -(-points // 100) for points in spent)
    assert sum(lot.held for _, lot in kept(ground, bought).all_lots()) == 0


@pytest.mark.slow
def test_the_last_ten_zloty_of_a_budget(place, ground):
    with start(place, MONEY, ground) as server:
        bought, answers = fight(server.url, [cart()] * CLIENTS, "a")
        told_right(ground, server, answers)
    assert len(bought) == CLIENTS
    taken = sorted((grosze(one["quote"]["totals"]["discount"]) for one in bought), reverse=True)
    assert taken[:5] == [300, 300, 300, 100, 0]
    found = dict(kept(ground, bought).all_accounts())["{series/money} budget"]
    assert (found.posted, found.pending) == (BUDGET, 0)


@pytest.mark.slow
def test_an_unlimited_coupon_touches_no_row_that_others_touch(place, ground):
    """Nobody fights, so nobody is sent away either."""
    with start(place, FIFTY + ALWAYS, ground) as server:
        carts = [cart(codes=["ZAWSZE"]) for _ in range(CLIENTS)]
        bought, answers = fight(server.url, carts, "a")
        told_right(ground, server, answers)
    assert set(answers) == {200}
    assert sum(bool(one["quote"]["accepted"]) for one in bought) == CLIENTS
    books = kept(ground, bought)
    assert (list(books.all_accounts()), list(books.all_rows())) == ([], [])
