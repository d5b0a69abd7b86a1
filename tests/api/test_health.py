"""Alive and ready are two things."""

from api.app import create_app
from api.settings import Settings
from api.state import ActiveState
from tests.api.conftest import Caller


def test_a_server_without_rules_is_alive_but_not_ready():
    empty = Caller(create_app(Settings(), ActiveState()))
    assert empty.get("/healthz").json() == {"status": "ok"}
    answer = empty.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/no-ruleset")


def test_ready_names_the_ruleset(caller, state):
    assert caller.get("/readyz").json() == {
        "status": "ready",
        "ruleset": state.snapshot.ruleset_digest,
    }


def test_a_draining_server_is_alive_but_not_ready(caller, state):
    state.is_draining = True
    assert caller.get("/healthz").status_code == 200
    answer = caller.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/draining")
