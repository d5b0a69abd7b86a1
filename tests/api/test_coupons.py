"""One code against one cart."""

import pytest

from pricing.limits import CART_CODES_MAX, TEXT_CHARS_MAX
from tests.api.conftest import cart_document

PATH = "/v1/coupons/validate"


def check(caller, code, **fields):
    return caller.post(PATH, {"code": code, "cart": cart_document(**fields)})


def test_a_good_code_says_what_it_saves(caller, state):
    answer = check(caller, "jesien 26")
    assert answer.status_code == 200
    # 20 % of 59.97 is 11.994.
    assert answer.json() == {
        "code": "jesien 26",
        "valid": True,
        "coupon": "autumn",
        "promotions": ["twenty"],
        "reason": None,
        "message": None,
        "missing": None,
        "promotion": None,
        "held_by": [],
        "currency": "PLN",
        "saves": "11.99",
        "payable": "47.98",
        "ruleset": state.snapshot.ruleset_digest,
        "provisional": False,
    }
    assert answer.headers["grosz-ruleset"] == state.snapshot.ruleset_digest


def test_says_the_same_reason_as_a_quote(caller):
    verdict = check(caller, "JESIEN26", channel="web").json()
    quoted = caller.quote(cart_document(channel="web", codes=["JESIEN26"])).json()["rejected"][0]
    assert verdict["valid"] is False
    assert verdict["reason"] == quoted["reason"] == "channel"
    assert verdict["message"] == quoted["message"]
    assert verdict["promotion"] == quoted["promotion"] == "twenty"
    assert verdict["saves"] == "0.00"


def test_an_unknown_code_is_an_answer(caller):
    verdict = check(caller, "NOPE").json()
    assert (verdict["valid"], verdict["reason"], verdict["coupon"]) == (False, "unknown", None)


def test_a_code_already_in_the_cart_counts_once(caller):
    verdict = check(caller, "JESIEN-26", codes=["jesien26", "other"]).json()
    assert verdict["valid"] is True
    assert verdict["saves"] == "11.99"


@pytest.mark.parametrize(
    ("document", "pointer", "code"),
    [
        ({"cart": cart_document()}, "/code", "missing-field"),
        ({"code": "X"}, "/cart", "missing-field"),
        ({"code": "X", "cart": cart_document(), "more": 1}, "/more", "unknown-field"),
        ({"code": "X", "cart": cart_document(), "a/b~c": 1}, "/a~1b~0c", "unknown-field"),
        ({"code": "X", "cart": cart_document() | {"a/b": 1}}, "/cart/a~1b", "unknown-field"),
        ({"code": 26, "cart": cart_document()}, "/code", "malformed"),
        ({"code": "", "cart": cart_document()}, "/code", "malformed"),
        ({"code": "X" * (TEXT_CHARS_MAX + 1), "cart": cart_document()}, "/code", "malformed"),
        ({"code": "X", "cart": cart_document(channel="kiosk")}, "/cart/channel", "unknown-channel"),
        ({"code": "X", "cart": cart_document(at="now")}, "/cart/at", "malformed"),
        ({"code": "X", "cart": cart_document(codes=[1])}, "/cart/codes/0", "malformed"),
        (
            {"code": "X", "cart": cart_document(codes=[f"C{n}" for n in range(CART_CODES_MAX)])},
            "/cart/codes",
            "too-many-codes",
        ),
        (
            {"code": "X", "cart": cart_document(lines=[{"id": "1", "sku": "S", "price": 1.5}])},
            "/cart/lines/0/price",
            "malformed",
        ),
        ([], "", "malformed"),
    ],
)
def test_mistakes_are_told_from_the_whole_document(caller, document, pointer, code):
    answer = caller.post(PATH, document)
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]


def test_who_may_not_state_may_not_do_it_here(strict):
    answer = check(strict, "X")
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["pointer"] == "/cart/lines/0/price"
