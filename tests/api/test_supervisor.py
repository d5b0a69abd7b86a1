"""The parent process: workers live, die and follow; signals, files that change, stopping."""

import os
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import cart_document
from tests.api.running import (
    BROKEN_RULES,
    PATIENCE_SECONDS,
    rules_text,
    running,
    until,
    write_rules,
)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] != "Z"


def test_a_signal_swaps_rules_and_bad_ones_change_nothing(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        (first,) = server.digests()

        write_rules(rules, BROKEN_RULES)
        server.signal(signal.SIGHUP)
        until(lambda: all(server.failures()), "every worker knows of the failure")
        assert server.digests() == {first}
        failure = server.failures(1)[0]
        assert "do not compile" in failure["message"]
        assert failure["diagnostics"][0]["file"] == "rules.promo"
        assert failure["diagnostics"][0]["code"].startswith("PR")
        assert "error[PR" in server.log()
        assert "the ruleset that runs stays" in server.log()

        write_rules(rules, rules_text(20))
        server.signal(signal.SIGHUP)
        until(lambda: first not in server.digests(), "every worker follows")
        assert len(server.digests()) == 1
        assert not any(server.failures())

        # What failed and was taken back is no failure any more.
        write_rules(rules, BROKEN_RULES)
        server.signal(signal.SIGHUP)
        until(lambda: all(server.failures()), "every worker knows of the failure")
        write_rules(rules, rules_text(20))
        server.signal(signal.SIGHUP)
        until(lambda: not any(server.failures()), "the failure is over")


def test_a_signal_to_one_worker_is_for_all(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        (first,) = server.digests()
        write_rules(rules, rules_text(20))
        os.kill(server.workers()[0], signal.SIGHUP)
        until(lambda: first not in server.digests(), "every worker follows")


def test_watching_needs_no_signal(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2, "--watch") as server:
        (first,) = server.digests()
        write_rules(rules, rules_text(20))
        until(lambda: first not in server.digests(), "every worker follows")
        (second,) = server.digests()
        write_rules(rules, BROKEN_RULES)
        until(lambda: all(server.failures()), "every worker knows of the failure")
        assert server.digests() == {second}


def test_no_request_is_lost_while_rules_are_swapped(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        (first,) = server.digests()
        seen: list[tuple[int, str, str]] = []
        is_over = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=server.url, trust_env=False) as client:
                while not is_over.is_set():
                    answer = client.post("/v1/quotes", json=cart_document())
                    named = answer.json()["evidence"]["ruleset"]
                    seen.append((answer.status_code, answer.headers["grosz-ruleset"], named))

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for percent in (20, 10, 20):
            write_rules(rules, rules_text(percent))
            before = server.log().count("loaded sha256:")
            server.signal(signal.SIGHUP)
            until(lambda n=before: server.log().count("loaded sha256:") > n, "reloaded")
            until(lambda: len(server.digests()) == 1, "every worker follows")
        is_over.set()
        for thread in threads:
            thread.join()
        assert {status for status, _, _ in seen} == {200}
        assert all(header == named for _, header, named in seen)
        assert first in {header for _, header, _ in seen}
        assert len({header for _, header, _ in seen}) == 2


def test_a_killed_worker_comes_back_with_what_was_active(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        (first,) = server.digests()
        write_rules(rules, BROKEN_RULES)
        before = server.workers()
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(
            lambda: len(server.workers()) == 2 and not set(server.workers()) & set(before),
            "both workers are replaced",
        )
        assert server.digests() == {first}
        assert server.post("/v1/quotes", cart_document()).status_code == 200


def test_files_that_change_while_they_are_loaded_leave_all_workers_alike(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        for percent in range(20, 32, 2):
            write_rules(rules, rules_text(percent))
            server.signal(signal.SIGHUP)
            time.sleep(0.03)
            # The parent may have read the one, and a worker now reads the other.
            write_rules(rules, rules_text(percent + 1))
        until(
            lambda: len(server.digests()) == 1 and len(server.workers()) == 2,
            "all workers price alike",
        )
        assert server.post("/v1/quotes", cart_document()).status_code == 200


def test_workers_end_with_their_parent(rules, tmp_path):
    with running(tmp_path, rules, "--workers", 2) as server:
        workers = server.workers()
        assert len(workers) == 2
        server.signal(signal.SIGKILL)
        until(lambda: not any(map(is_alive, workers)), "the workers end")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_when_told_and_ends_with_nought(rules, tmp_path, number):
    with running(tmp_path, rules, "--workers", 2) as server:
        workers = server.workers()
        server.signal(number)
        assert server.process.wait(PATIENCE_SECONDS) == 0
        assert not any(map(is_alive, workers))
        assert "Traceback" not in server.log()


def test_drains_before_it_stops(rules, tmp_path):
    with running(tmp_path, rules, "--drain-seconds", 2) as server:
        assert server.get("/readyz").status_code == 200
        server.signal(signal.SIGTERM)
        until(lambda: server.get("/readyz").status_code == 503, "not ready any more")
        assert server.post("/v1/quotes", cart_document()).status_code == 200
        assert server.process.wait(PATIENCE_SECONDS) == 0
