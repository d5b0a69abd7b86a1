"""200 clients fight over HTTP for the last of anything: never one too many, and none is lost.

``GROSZ_FIGHTS`` sets the number of rounds of each fight.
"""

import os
from pathlib import Path

import httpx
import pytest

from tests.api.running import Server, running, write_rules
from tests.orders.fighting import CLIENTS, accounts, fight, issue, served
from tests.orders.market import SHOP, cart
from tests.scenarios.cases import grosze

ROUNDS = int(os.environ.get("GROSZ_FIGHTS", "1"))
BUDGET = 1_000
RULES = f"""{SHOP}points klub "Klub" {{
  earn 1 per 1.00 PLN of everything
  redeem 1 for 0.01 PLN, at most 50% of basket
}}
coupon jesien "Jesień" {{ code "JESIEN26" }}
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
MONEY = """promotion money "Budżet" {
  give 3.00 PLN off basket
  budget 10 PLN, grant part
}
"""


@pytest.fixture(params=range(ROUNDS))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    del request
    return tmp_path


def start(place: Path, rules: str, ledger: object = None):
    folder = write_rules(place / "rules", RULES + rules)
    command = served(folder, "--ledger", ledger or place / "ledger", "--workers", 2)
    return running(place, command_line=command)


def told_right(server: Server, answers: list[int]) -> None:
    assert set(answers) <= {200, 409, 429, 503}, server.log()[-3000:]
    assert "Traceback" not in server.log()


def deliver(server: Server, order: str) -> httpx.Response:
    path = f"{server.url}/v1/orders/{order}/delivered"
    return httpx.post(path, headers={"idempotency-key": "d"}, trust_env=False)


@pytest.mark.slow
def test_a_coupon_with_fifty_uses(place):
    with start(place, FIFTY) as server:
        carts = [cart(codes=["JESIEN26"]) for _ in range(CLIENTS)]
        bought, answers = fight(server.url, carts, "a")
        told_right(server, answers)
    assert len(bought) == CLIENTS
    with_it = [one for one in bought if one["quote"]["accepted"]]
    assert len(with_it) == 50
    assert {one["quote"]["totals"]["due"] for one in bought} == {"53.97", "59.97"}
    found = accounts(place / "ledger")["{series/fifty} total"]
    assert (found.posted, found.pending) == (50, 0)


@pytest.mark.slow
def test_one_single_use_code(place):
    code = "WEL-2345-6789-ABCD"
    with start(place, SINGLE) as server:
        issue(place / "ledger", "welcome", code)
        bought, answers = fight(server.url, [cart(codes=[code])] * CLIENTS, "a")
        told_right(server, answers)
    assert len(bought) == CLIENTS
    assert sum(bool(one["quote"]["accepted"]) for one in bought) == 1
    used = {n: a for n, a in accounts(place / "ledger").items() if n.startswith("{code/")}
    assert [(one.posted, one.pending) for one in used.values()] == [(1, 0)]


@pytest.mark.slow
def test_the_last_points_of_an_account(place):
    anna = {"customer": {"ref": "anna"}}
    with start(place, "") as server:
        (first,), _ = fight(server.url, [cart(("GOLD", "250.00", 1), **anna)], "earn")
        assert first["quote"]["points"]["earned"] == 250
        assert deliver(server, "earn-0").status_code == 200
        wishes = [cart(("TEA", "2.00", 1), points=100, **anna) for _ in range(CLIENTS)]
        bought, answers = fight(server.url, wishes, "a")
        told_right(server, answers)
    spent = [one["quote"]["points"]["spent"] for one in bought]
    earned = sum(one["quote"]["points"]["earned"] for one in bought)
    assert sum(spent) == 250
    assert sorted(spent, reverse=True)[:4] == [100, 100, 50, 0]
    assert earned == sum(2 - -(-points // 100) for points in spent)
    accounts(place / "ledger")


@pytest.mark.slow
def test_the_last_ten_zloty_of_a_budget(place):
    with start(place, MONEY) as server:
        bought, answers = fight(server.url, [cart()] * CLIENTS, "a")
        told_right(server, answers)
    assert len(bought) == CLIENTS
    taken = sorted((grosze(one["quote"]["totals"]["discount"]) for one in bought), reverse=True)
    assert taken[:5] == [300, 300, 300, 100, 0]
    found = accounts(place / "ledger")["{series/money} budget"]
    assert (found.posted, found.pending) == (BUDGET, 0)


@pytest.mark.slow
def test_the_same_on_redis(place, redis_node):
    """What was had is what the limits leave, whatever keeps the counts."""
    with start(place, FIFTY + MONEY, redis_node.url) as server:
        bought, answers = fight(server.url, [cart(codes=["JESIEN26"])] * CLIENTS, "a")
        told_right(server, answers)
        shown = server.get("/v1/orders/a-0").json()
    assert shown["state"] == "confirmed"
    assert len(bought) == CLIENTS
    assert sum(bool(one["quote"]["accepted"]) for one in bought) == 50
    taken = [
        grosze(applied["amount"])
        for one in bought
        for applied in one["quote"]["applied"]
        if applied["promotion"] == "money"
    ]
    assert sum(taken) == BUDGET
