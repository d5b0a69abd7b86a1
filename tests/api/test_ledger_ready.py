"""A real server with a ledger: ready; and when its owner hangs, not for orders, but for quotes."""

import os
import signal
import time
from pathlib import Path

import pytest

from api.limits import LEDGER_AWAY_SECONDS
from tests.api.conftest import cart_document
from tests.api.running import Server, rules_text, running, until, write_rules
from tests.ledger.servers import Server as Redis


def owner_of(server: Server) -> int:
    """Find the process that owns the ledger, among the server's own children."""
    for pid in server.workers():
        if b"ledger.sqlite" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    raise AssertionError("the server has no owner")


@pytest.mark.slow
def test_a_ledger_whose_owner_hangs_takes_no_orders_and_quotes_go_on(tmp_path: Path):
    rules = write_rules(tmp_path / "rules", rules_text(10))
    folder = tmp_path / "ledger"
    with running(tmp_path, rules, "--ledger", folder) as server:
        until(lambda: server.get("/readyz").status_code == 200, "ready with its ledger")
        owner = owner_of(server)
        os.kill(owner, signal.SIGSTOP)
        try:
            stopped = time.monotonic()
            until(lambda: server.get("/readyz").status_code == 503, "not ready")
            assert time.monotonic() - stopped >= LEDGER_AWAY_SECONDS - 2, "a restart is no reason"
            problem = server.get("/readyz")
            assert problem.json()["type"] == "/problems/store-down"
            assert server.get("/readyz/quotes").status_code == 200
            assert server.post("/v1/quotes", cart_document()).status_code == 200
        finally:
            os.kill(owner, signal.SIGCONT)
        until(lambda: server.get("/readyz").status_code == 200, "ready again")


@pytest.mark.slow
def test_a_redis_that_takes_no_changes_takes_no_orders_and_quotes_go_on(
    tmp_path: Path, own_node: Redis
):
    rules = write_rules(tmp_path / "rules", rules_text(10))
    with running(tmp_path, rules, "--ledger", own_node.url) as server:
        until(lambda: server.get("/readyz").status_code == 200, "ready with its ledger")
        own_node.ask("CONFIG", "SET", "maxmemory", "1mb")
        until(lambda: server.get("/readyz").status_code == 503, "not ready")
        problem = server.get("/readyz").json()
        assert problem["type"] == "/problems/store-down"
        assert "the ledger has not taken a change for 1" in problem["detail"]
        assert "OOM" in problem["detail"]
        assert server.get("/readyz/quotes").status_code == 200
        assert server.post("/v1/quotes", cart_document()).status_code == 200
        own_node.ask("CONFIG", "SET", "maxmemory", "1gb")
        until(lambda: server.get("/readyz").status_code == 200, "ready again")
