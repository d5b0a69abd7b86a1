"""Every engine does the same job: what each line saves is equal to the grosz."""

import json

import pytest

from benchmarks.peers import environments
from benchmarks.peers.engines import Engine, WrongTotalsError
from benchmarks.peers.environments import (
    JAVASCRIPT,
    LOCKS,
    PEERS,
    MissingPeerError,
    Peer,
    command,
)
from benchmarks.peers.jobs import JOBS, LINES, PIECES, job
from benchmarks.peers.measuring import _fastest

SIZES = (1, 10)


@pytest.mark.parametrize("kind", JOBS)
def test_our_own_engine_does_the_jobs(kind: str):
    for size in SIZES:
        with Engine(None, job(kind, size)) as engine:
            engine.begin()
            assert engine.microseconds(1) > 0


@pytest.mark.parametrize("kind", JOBS)
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_that_is_installed_does_the_same_jobs(peer: Peer, kind: str, monkeypatch):
    def is_fresh_or_skip(folder, lock):
        mark = folder / ".lock-digest"
        if not mark.is_file() or mark.read_text("ascii") != environments._digest(lock):
            pytest.skip(f"{peer.name} is not installed: run `python -m benchmarks.peers`")
        return True

    # A test installs nothing.
    monkeypatch.setattr(environments, "_is_fresh", is_fresh_or_skip)
    for size in SIZES:
        with Engine(peer, job(kind, size)) as engine:
            engine.begin()
            assert engine.microseconds(1) > 0


def test_an_engine_with_other_totals_is_told():
    task = job("one_match", 10)
    task["expected"][0] += 1
    with Engine(None, task) as engine, pytest.raises(WrongTotalsError, match="grosz saves"):
        engine.begin()


def test_the_jobs_round_nothing_and_take_nothing_below_zero():
    one, every = job("one_match", 100), job("all_match", 1_000)
    assert sum(saved > 0 for saved in one["expected"]) == 3
    assert len({offer["id"] for offer in one["promotions"]}) == 100
    for line, saved in zip(every["lines"], every["expected"], strict=True):
        assert saved == 1_000 * PIECES < line["price"] * PIECES
    assert all(line["price"] * PIECES * 10 % 100 == 0 for line in one["lines"])
    assert len(one["lines"]) == LINES == 10


def test_the_fastest_peer_is_that_with_the_least_time_over_ours():
    samples = {"grosz": [1.0, 2.0], "slow": [90.0], "fast": [10.0, 20.0], "other": [2.0, 2.0]}
    assert _fastest(samples, {"slow", "fast"}) == ("fast", 10.0)
    assert _fastest(samples, set()) is None


def test_without_node_the_reason_is_told(monkeypatch):
    monkeypatch.setattr(environments.shutil, "which", lambda _: None)
    medusa = next(peer for peer in PEERS if peer.name == "medusa")
    with pytest.raises(MissingPeerError, match="there is no Node"):
        command(medusa)


def test_an_installation_that_fails_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(environments, "BENCH", tmp_path)
    monkeypatch.setattr(environments.sys, "executable", "/bin/false")
    with pytest.raises(MissingPeerError, match="cannot install an environment for zen"):
        command(PEERS[0])


def test_every_peer_is_pinned_by_version_and_hash():
    for name in {peer.environment for peer in PEERS} - {"javascript"}:
        lines = (LOCKS / f"{name}.txt").read_text("utf-8").splitlines()
        pinned = [line for line in lines if not line.startswith(("#", " "))]
        assert pinned
        assert all("==" in line for line in pinned)
        assert sum("--hash=sha256:" in line for line in lines) >= len(pinned)
    lock = json.loads((JAVASCRIPT / "package-lock.json").read_text("utf-8"))
    packages = [one for name, one in lock["packages"].items() if name]
    assert packages
    assert all(one["integrity"].startswith("sha512-") for one in packages)
    assert not any("resolved" in one for one in packages)
    assert "://" not in (LOCKS / "oscar.txt").read_text("utf-8")


def test_what_can_win_with_exact_money_is_labelled():
    labels = {peer.name: (peer.exact_money, peer.label) for peer in PEERS}
    assert {name for name, (exact, _) in labels.items() if exact} == {"medusa", "django-oscar"}
    assert "eligibility only" in labels["json-rules-engine"][1]
