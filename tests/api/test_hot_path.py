"""Quotes over ASGI: the answer, and every way a cart can be wrong."""

import hashlib
import json
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.hot_path import accepts_gzip
from api.limits import PLAIN_BYTES_MAX
from api.loading import clock
from api.problems import PROBLEMS
from api.settings import Settings
from api.state import ActiveState, Snapshot
from orders.limits import INLINE_LINES_MAX
from pricing.limits import CART_CODES_MAX, CART_LINES_MAX, LINE_QUANTITY_MAX
from pricing.quote import Quote
from tests.api.carts import mutated_carts
from tests.api.conftest import Caller, demo_program

AT = "2026-05-04T12:00:00+02:00"


def cart(**fields: Any) -> dict[str, Any]:
    lines = [{"id": "1", "sku": "COFFEE", "quantity": 3, "price": "19.99", "vat": "A"}]
    return {"channel": "pos", "at": AT, "currency": "PLN", "lines": lines} | fields


def with_line(**fields: Any) -> dict[str, Any]:
    line = {"id": "1", "sku": "COFFEE", "quantity": 3, "price": "19.99", "vat": "A"} | fields
    return cart(lines=[{name: value for name, value in line.items() if value is not None}])


def test_prices_a_cart(caller, state):
    answer = caller.quote(cart(channel="app"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["grosz-ruleset"] == state.snapshot.ruleset_digest
    quote = msgspec.json.decode(answer.content, type=Quote)
    # 10 % of 59.97 is 5.997: 6.00 by half up.
    assert (quote.totals.gross, quote.totals.discount, quote.totals.payable) == (
        "59.97",
        "6.00",
        "53.97",
    )
    assert quote.evidence.ruleset == state.snapshot.ruleset_digest


def test_the_same_cart_gives_the_same_bytes(caller):
    first, second = (caller.quote(cart(codes=["jesien 26"])).content for _ in range(2))
    assert first == second
    quote = json.loads(first)
    claimed = quote["evidence"].pop("quote")
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", claimed)
    bare = msgspec.json.decode(first, type=Quote)
    empty = msgspec.structs.replace(bare.evidence, quote="")
    document = msgspec.json.encode(msgspec.structs.replace(bare, evidence=empty))
    assert claimed == "sha256:" + hashlib.sha256(document).hexdigest()


def test_channels_differ_only_where_the_rules_say_so(caller):
    totals = {
        channel: caller.quote(cart(channel=channel)).json()["totals"]["payable"]
        for channel in ("pos", "web", "app")
    }
    assert totals == {"pos": "59.97", "web": "59.97", "app": "53.97"}


def test_a_refused_coupon_is_an_answer(caller):
    answer = caller.quote(cart(codes=["NOPE"]))
    assert answer.status_code == 200
    assert [(one["code"], one["reason"]) for one in answer.json()["rejected"]] == [
        ("NOPE", "unknown")
    ]


def test_explains_when_asked(caller):
    assert "explanation" not in caller.quote(cart()).json()
    assert "explanation" not in caller.quote(cart(), params={"explain": "false"}).json()
    explained = caller.quote(cart(), params={"explain": "true"}).json()["explanation"]
    assert [one["promotion"] for one in explained["promotions"]] == ["ten", "twenty"]


def test_explains_in_the_language_that_was_asked_for(caller):
    def promotion(**params):
        answer = caller.quote(cart(), params={"explain": "true", **params}).json()
        return answer["explanation"]["language"], answer["explanation"]["promotions"][1]

    assert [promotion(language=one)[0] for one in ("en", "pl")] == ["en", "pl"]
    plain, polish = (promotion(**one)[1]["message"] for one in ({}, {"language": "pl"}))
    assert plain != polish
    evidence = [
        caller.quote(cart(), params=params).json()["evidence"]
        for params in ({}, {"explain": "true"}, {"explain": "true", "language": "pl"})
    ]
    assert evidence[0] == evidence[1] == evidence[2]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("explian=true", "there is no parameter `explian` here"),
        ("explain=true&explain=false", "`explain` stands there twice"),
        ("explain=true&language=de", "`language` is `en` or `pl`"),
    ],
)
def test_parameters_are_known_and_stand_once(caller, query, message):
    answer = caller.post(f"/v1/quotes?{query}", cart())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"] == message


def test_other_addresses_of_the_interface_take_no_parameters(caller):
    answer = caller.get("/v1/rulesets/active?verbose=1")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/parameter")
    assert answer.json()["errors"][0]["parameter"] == "verbose"


def test_a_large_answer_is_compressed_for_those_who_read_that(caller):
    lines = [
        {"id": str(number), "sku": f"S{number}", "quantity": 3, "price": "19.99", "vat": "A"}
        for number in range(500)
    ]
    plain = caller.quote(cart(lines=lines, channel="app"), headers={"accept-encoding": "identity"})
    packed = caller.quote(cart(lines=lines, channel="app"), headers={"accept-encoding": "br, GZIP"})
    assert len(plain.content) > PLAIN_BYTES_MAX
    assert packed.content == plain.content
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) * 4 < int(plain.headers["content-length"])
    assert plain.headers["vary"] == packed.headers["vary"] == "accept-encoding"
    small = caller.quote(cart(), headers={"accept-encoding": "gzip"})
    assert not small.headers.keys() & {"content-encoding", "vary"}


@pytest.mark.parametrize(
    ("accepted", "is_read"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("deflate,gzip;q=0.5", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000, *", False),
        ("*", True),
        ("*;q=0", False),
        ("br;q=1, *;q=0.1", True),
        ("x-gzip", False),
    ],
)
def test_who_reads_gzip_says_so(accepted, is_read):
    headers = [] if accepted is None else [(b"accept-encoding", accepted.encode())]
    assert accepts_gzip(headers) is is_read


def test_a_large_cart_is_priced_too(caller):
    lines = [
        {"id": str(n), "sku": f"S{n}", "quantity": 1, "price": "1.00", "vat": "A"}
        for n in range(INLINE_LINES_MAX + 1)
    ]
    answer = caller.quote(cart(lines=lines))
    assert answer.json()["totals"]["payable"] == "101.00"


# --- what is wrong with a cart --------------------------------------------------------------

WRONG: dict[str, tuple[Any, str, str]] = {
    "float money": (with_line(price=19.99), "malformed", "/lines/0/price"),
    "whole number as money": (with_line(price=19), "malformed", "/lines/0/price"),
    "money with a comma": (with_line(price="19,99"), "malformed", "/lines/0/price"),
    "duplicate line": (cart(lines=cart()["lines"] * 2), "duplicate-line", "/lines/1/id"),
    "unknown channel": (cart(channel="kiosk"), "unknown-channel", "/channel"),
    "wrong currency": (cart(currency="EUR"), "wrong-currency", "/currency"),
    "nought pieces": (with_line(quantity=0), "absurd-quantity", "/lines/0/quantity"),
    "too many pieces": (
        with_line(quantity=LINE_QUANTITY_MAX + 1),
        "absurd-quantity",
        "/lines/0/quantity",
    ),
    "more than any machine counts": (
        with_line(quantity=10**40),
        "absurd-quantity",
        "/lines/0/quantity",
    ),
    "negative without a price": (with_line(quantity=-1, price=None), "no-price", "/lines/0/price"),
    "half a piece": (with_line(quantity=0.5), "malformed", "/lines/0/quantity"),
    "pieces as text": (with_line(quantity="3"), "malformed", "/lines/0/quantity"),
    "a truth as pieces": (with_line(quantity=True), "malformed", "/lines/0/quantity"),
    "no price": (with_line(price=None), "no-price", "/lines/0/price"),
    "unknown VAT letter": (with_line(vat="Q"), "unknown-vat", "/lines/0/vat"),
    "unknown field": (with_line(prize="1.00"), "unknown-field", "/lines/0/prize"),
    "no moment": ({k: v for k, v in cart().items() if k != "at"}, "missing-field", "/at"),
    "moment without offset": (cart(at="2026-05-04T12:00:00"), "malformed", "/at"),
    "no such day": (cart(at="2026-02-30T12:00:00+01:00"), "malformed", "/at"),
    "null moment": (cart(at=None), "malformed", "/at"),
    "lines that are none": (cart(lines={}), "malformed", "/lines"),
    "a list": ([], "malformed", ""),
    "a text": ("cart", "malformed", ""),
    "codes that are numbers": (cart(codes=[26]), "malformed", "/codes/0"),
    "too many lines": (
        cart(
            lines=[
                {"id": str(n), "sku": "S", "quantity": 1, "price": "1.00"} for n in range(10_000)
            ]
        ),
        "too-many-lines",
        "/lines",
    ),
    "too many codes": (cart(codes=[f"C{n}" for n in range(1_000)]), "too-many-codes", "/codes"),
}


@pytest.mark.parametrize("case", WRONG)
def test_tells_where_a_cart_is_wrong(caller, case):
    document, code, pointer = WRONG[case]
    answer = caller.quote(document)
    assert answer.status_code == PROBLEMS[code].status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"/problems/{code}"
    assert problem["instance"] == "/v1/quotes"
    assert "Traceback" not in answer.text
    if pointer:
        assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [(pointer, code)]


def test_says_how_to_write_money(caller):
    error = caller.quote(with_line(price=19.99)).json()["errors"][0]
    assert error["pointer"] == "/lines/0/price"
    assert "decimal string" in error["hint"]


def test_tells_all_mistakes_at_once(caller):
    answer = caller.quote(with_line(quantity=0) | {"channel": "kiosk", "currency": "EUR"})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "/problems/invalid-cart"
    assert [one["pointer"] for one in problem["errors"]] == [
        "/currency",
        "/channel",
        "/lines/0/quantity",
    ]
    assert problem["detail"].endswith("and 2 more")


def test_limits_of_a_cart_are_exact(caller):
    def lines(count: int) -> list[dict[str, Any]]:
        return [
            {"id": str(n), "sku": "S", "quantity": 1, "price": "1.00", "vat": "A"}
            for n in range(count)
        ]

    assert caller.quote(cart(lines=lines(CART_LINES_MAX))).status_code == 200
    assert caller.quote(cart(lines=lines(CART_LINES_MAX + 1))).status_code == 422
    codes = [f"NOPE{n}" for n in range(CART_CODES_MAX + 1)]
    assert caller.quote(cart(codes=codes[:-1])).status_code == 200
    assert caller.quote(cart(codes=codes)).status_code == 422
    assert caller.quote(with_line(quantity=LINE_QUANTITY_MAX)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"not json",
        b'{"at": NaN}',
        b'{"at": Infinity}',
        b'{"at": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b'\xef\xbb\xbf{"at": "x"}',
        b'{"at": 1} {"at": 2}',
        b'{"at": "2026"} trailing',
        b"{'at': 1}",
        b'{"at": 1,}',
        b'{"at": "\\ud800"}',
    ],
)
def test_what_is_no_json_is_400(caller, body):
    answer = caller.quote(content=body)
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/not-json"
    assert answer.json()["detail"]


def test_a_name_that_comes_twice_is_refused(caller):
    text = json.dumps(cart())
    twice = text.replace('"sku": "COFFEE"', '"sku": "COFFEE", "sku": "TEA"')
    answer = caller.quote(content=twice.encode())
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/duplicate-key"
    assert answer.json()["errors"][0]["pointer"] == "/lines/0/sku"


@pytest.mark.parametrize("explain", ["yes", "1", "", "TRUE"])
def test_a_flag_is_true_or_false(caller, explain):
    answer = caller.quote(cart(), params={"explain": explain})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "pointer": "",
            "code": "parameter",
            "message": "`explain` is `true` or `false`",
            "parameter": "explain",
        }
    ]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (with_line(), "/lines/0/price"),
        (with_line(price=None), "/lines/0/vat"),
        (with_line(price=None, vat=None, label="8.75"), "/lines/0/label"),
        (with_line(price=None, vat=None, **{"class": "tobacco"}), "/lines/0/class"),
        (with_line(price=None, vat=None, entered={"price": "1.00"}), "/lines/0/entered"),
        (with_line(price=None, vat=None) | {"customer": {"member": True}}, "/customer/member"),
        (with_line(price=None, vat=None) | {"customer": {"tier": "gold"}}, "/customer/tier"),
    ],
)
def test_who_may_not_state_is_told_what(strict, document, pointer):
    answer = strict.quote(document)
    assert answer.status_code == 403
    problem = answer.json()
    assert problem["type"] == "/problems/may-not-state"
    assert problem["errors"][0]["pointer"] == pointer


def test_who_may_not_state_may_still_ask(strict):
    answer = strict.quote(with_line(price=None, vat=None) | {"customer": {"ref": "c-1"}})
    # Nothing stated is refused; that there is no price list is another matter.
    assert answer.json()["type"] == "/problems/no-price"


def test_without_a_ruleset_says_wait():
    answer = Caller(create_app(Settings(), ActiveState())).quote(cart())
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/no-ruleset"
    assert answer.headers["retry-after"] == "1"


def test_a_bug_shows_nothing_but_an_incident(caller, monkeypatch, capsys):
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr("api.hot_path.quote_cart", broken)
    answer = caller.quote(cart())
    assert answer.status_code == 500
    problem = answer.json()
    assert problem["type"] == "/problems/internal"
    incident = problem["instance"].removeprefix("urn:grosz:incident:")
    assert re.fullmatch(r"[0-9a-f]{16}", incident)
    assert "secret" not in answer.text
    logged = capsys.readouterr().err
    assert incident in logged
    assert "ZeroDivisionError: secret inside" in logged


@given(mutated_carts(), st.booleans())
def test_whatever_a_cart_holds_it_is_priced_or_told(document, explain):
    state = ActiveState()
    state.swap(Snapshot(demo_program(), None, clock()))
    caller = Caller(create_app(Settings(), state))
    answer = caller.quote(document, params={"explain": str(explain).lower()})
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        assert all(error["message"] for error in answer.json()["errors"])
