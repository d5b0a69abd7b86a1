"""The benchmark measures what it says: the same eight promotions, the same quote, at every size."""

import socket
import sys
import threading

import pytest

from benchmarks.carts import AT, LINES, cart, cart_bytes, facts, write_catalogue
from benchmarks.http import serving
from benchmarks.load import drive, exchange, request_bytes
from benchmarks.report import compare, paired, table
from benchmarks.rulesets import MATCHING, ruleset
from catalogue.facts import facts_for
from catalogue.load import load_catalogue
from pricing.engine import price
from pricing.wire import decode_cart, parse_instant
from rules.compiler import compile_sources


def _quote(promotions: int, known=None):
    result = compile_sources(ruleset(promotions))
    assert [d.message for d in result.diagnostics if d.is_error] == []
    assert len(result.program.promotions) == promotions
    return price(cart(), result.program, known or facts(), parse_instant(AT))


@pytest.mark.parametrize("promotions", [10, 100, 250])
def test_exactly_the_eight_promotions_match(promotions: int):
    applied = {applied.promotion for applied in _quote(promotions).applied}
    assert applied == {f"match-{number}" for number in range(1, len(MATCHING) + 1)}


def test_more_rules_that_do_not_match_change_no_amount():
    small, large = _quote(10), _quote(100)
    assert small.lines == large.lines
    assert small.totals == large.totals


def test_the_cart_has_twenty_lines_and_survives_the_wire():
    assert len(cart().lines) == LINES == 20
    assert decode_cart(cart_bytes()) == cart()


def test_the_catalogue_files_answer_as_the_facts_do(tmp_path):
    write_catalogue(tmp_path)
    known = facts_for(cart(), load_catalogue(tmp_path), parse_instant(AT), "Europe/Warsaw")
    assert _quote(10, known).lines == _quote(10).lines


def test_the_load_generator_and_the_echo_peer_agree():
    request = request_bytes("/echo", cart_bytes())
    with serving(ECHO) as server:
        with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
            head, body = exchange(connection, request)
        assert head.startswith(b"HTTP/1.1 200")
        assert body == cart_bytes()
        found = drive(server.port, request, 0.05)
        assert found["answer_bytes"] == len(body)
        assert found["p50_us"] <= found["p99_us"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno",), "500"),
        (
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
                b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nax",
            ),
            "differed",
        ),
    ],
)
def test_an_answer_that_is_wrong_stops_the_load(answers: tuple[bytes, ...], said: str):
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_answer, args=(door, answers), daemon=True).start()
        with pytest.raises(ValueError, match=said):
            drive(door.getsockname()[1], request_bytes("/", b"{}"), 5)


def _answer(door: socket.socket, answers: tuple[bytes, ...]) -> None:
    """Give the first connection these answers in turn, then wait until it is closed."""
    first, _ = door.accept()
    with first:
        for answer in answers:
            if not first.recv(4096):
                return
            first.sendall(answer)
        first.recv(4096)


def test_a_ratio_is_the_median_of_the_rounds():
    assert paired([2.0, 300.0, 6.0], [1.0, 100.0, 2.0]) == 3.0


def test_a_worse_ratio_is_told(monkeypatch, capsys):
    saved = {"ratios": {"quotes_to_echo": 0.5, "help_to_bare_python": 4.0}}
    monkeypatch.setattr("benchmarks.report._latest", lambda: saved)
    assert compare({"http": {"ratios": {"quotes_to_echo": 0.46}}}) == 0
    assert compare({"http": {"ratios": {"quotes_to_echo": 0.44}}}) == 1
    assert compare({"startup": {"ratios": {"help_to_bare_python": 4.5}}}) == 1
    assert "WORSE" in capsys.readouterr().out


def test_the_table_shows_every_ratio_and_figure():
    document = {
        "machine": {"processor": "P", "cores": 2, "system": "S", "python": "CPython 3.11"},
        "engine": "1",
        "ratios": {"quotes_to_echo": 0.5},
        "figures": {"http": {"quotes": {"p50_us": 7}, "list": [1]}},
    }
    text = table(document)
    assert "| requests per second: `/v1/quotes` to an echo of the validated cart | 0.5 |" in text
    assert "| http: quotes, p50 us | 7 |" in text
