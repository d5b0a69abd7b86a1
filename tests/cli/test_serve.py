"""Starting a server wrongly: one sentence, the right exit code, no server."""

import socket

import pytest

from cli.serve import EXIT_CODES


def test_without_rules_it_is_wrong_use(grosz, monkeypatch):
    monkeypatch.delenv("GROSZ_RULES", raising=False)
    told = grosz("serve")
    assert told.exit_code == 2
    assert "no rules to serve" in told.stderr


@pytest.mark.parametrize("option", [("--port", "70000"), ("--workers", "0")])
def test_numbers_out_of_range_are_wrong_use(grosz, shop_folder, option):
    told = grosz("serve", shop_folder / "rules", *option)
    assert told.exit_code == 2
    assert option[1] in told.stderr


def test_rules_that_do_not_compile_start_nothing(grosz, shop_folder):
    told = grosz("serve", shop_folder / "wrong", "--port", "0")
    assert told.exit_code == 1
    assert "coffee.promo:4:" in told.stderr


def test_a_taken_port_is_a_problem_of_the_machine(grosz, shop_folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = grosz("serve", shop_folder / "rules", "--port", taken.getsockname()[1])
    assert told.exit_code == 3
    assert told.stderr.startswith("error: ")


def test_every_ending_is_documented():
    assert [int(code) for code, _ in EXIT_CODES] == [0, 1, 2, 3]


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_rules_that_are_not_there_end_as_in_every_command_and_are_told_once(grosz, tmp_path, name):
    (tmp_path / "empty").mkdir()
    told = grosz("serve", tmp_path / name, "--port", "0")
    assert told.exit_code == grosz("check", tmp_path / name).exit_code == 2
    assert told.stderr.count(name) == told.stderr.count("error: ") == 1


def test_a_catalogue_that_is_not_there_is_told_once(grosz, shop_folder, tmp_path):
    told = grosz("serve", shop_folder / "rules", "--catalogue", tmp_path / "nowhere", "--port", "0")
    assert told.exit_code == 2
    assert told.stderr.count("nowhere") == told.stderr.count("error: ") == 1
