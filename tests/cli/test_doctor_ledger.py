"""``grosz doctor --ledger``: a Redis that does not keep its promises fails the check."""

import json

from typer.testing import CliRunner

from cli.exit_codes import ExitCode
from cli.main import app
from tests.ledger.servers import Server


def _asked(address: str) -> tuple[int, list[dict]]:
    result = CliRunner().invoke(app, ["doctor", "--json", "--ledger", address])
    checks = json.loads(result.stdout)["checks"]
    return result.exit_code, [one for one in checks if one["name"].startswith("ledger")]


def test_a_redis_as_it_should_be_passes(redis_node: Server):
    _, (check,) = _asked(redis_node.url)
    assert (check["ok"], check["found"]) == (True, "keeps its promises")


def test_a_setting_that_loses_confirms_fails(redis_node: Server):
    redis_node.ask("CONFIG", "SET", "appendfsync", "everysec")
    try:
        code, (check,) = _asked(redis_node.url)
    finally:
        redis_node.ask("CONFIG", "SET", "appendfsync", "always")
    assert code == ExitCode.INPUT
    assert check["name"] == f"ledger 127.0.0.1:{redis_node.port}"
    assert check["found"] == "appendfsync is everysec"
    assert check["hint"].startswith("set it to always: ")


def test_who_is_not_there_fails_without_a_traceback():
    code, (check,) = _asked("redis://user:hidden@127.0.0.1:1/0")
    assert (code, check["ok"]) == (ExitCode.INPUT, False)
    assert "hidden" not in str(check)


def test_a_port_that_is_none_fails_without_a_traceback():
    code, (check,) = _asked("redis://127.0.0.1:many/0")
    assert (code, check["ok"]) == (ExitCode.INPUT, False)


def test_what_is_no_ledger_says_how_one_begins():
    code, (check,) = _asked("postgres://127.0.0.1")
    assert code == ExitCode.INPUT
    assert "redis://" in check["hint"]
