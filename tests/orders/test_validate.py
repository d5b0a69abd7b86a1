"""One code against one cart, with a ledger: the same answer as a quote, for the same reasons."""

import pytest

from api.limits import GUESSES_OF_CUSTOMER
from ledger.code_list import NewCode
from ledger.requests import ChangeCodes, SaveCodes
from tests.orders.market import DIGESTS, cart, market, told

RULES = """
coupon jesien "Jesień" { code "JESIEN26" limit 1 per customer limit 2 in total }
coupon letter "List" { codes unique "LST-####-####" }
promotion ten "10 zł" { from 2026-01-01 until 2027-12-31 needs coupon jesien
  give 10.00 PLN off basket when basket total >= 50.00 PLN }
promotion five "5 zł" { from 2026-01-01 until 2027-12-31 needs coupon letter
  give 5.00 PLN off basket budget 7 PLN, grant part }
"""
CODE = "LST-AAAA-BBBB"
ISSUED = (CODE, "LST-AAAA-CCCC", "LST-0000-DDDD")


@pytest.fixture
def shop(tmp_path):
    with market(tmp_path, RULES) as found:
        codes = tuple(
            NewCode(DIGESTS.of(code)) for code in (CODE, "LST-AAAA-CCCC", "LST-0000-DDDD")
        )
        verb = SaveCodes(client="c", coupon="letter", batch="b", codes=codes)
        found._loop.do(found.stores[0].save_codes(verb))
        yield found


def of(customer="anna", *lines, **fields):
    who = {"customer": {"ref": customer}} if customer else {}
    return cart(*lines, **who, **fields)


def validate(shop, code, document=None, **more):
    body = {"code": code, "cart": document or of()} | more
    return shop.ask("POST", "/v1/coupons/validate", body)


def verdict(shop, code, document=None, **more):
    """Ask about a code; a quote of the same cart must say the same."""
    answer = validate(shop, code, document, **more)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    with_code = (document or of()) | {"codes": [code]}
    quote = shop.quote(with_code, order=more.get("order", "")).json()
    listed = quote["accepted"] if found["valid"] else quote["rejected"]
    (entry,) = listed
    for name in ("coupon", "reason", "message", "missing", "promotion"):
        if name in entry:
            assert entry[name] == found[name], name
    assert found["payable"] == quote["totals"]["payable"]
    return found


def test_a_code_is_good_until_its_limits_are_reached(shop):
    assert verdict(shop, "JESIEN26")["saves"] == "10.00"
    shop.put("a", of(codes=["JESIEN26"]))
    found = verdict(shop, "JESIEN26")
    assert (found["valid"], found["reason"], found["coupon"]) == (False, "used-up", "jesien")
    assert verdict(shop, "JESIEN26", order="a")["valid"] is True
    assert verdict(shop, "JESIEN26", of("ola"))["valid"] is True
    shop.put("b", of("ola", codes=["JESIEN26"]))
    assert verdict(shop, "JESIEN26", of("ewa"))["reason"] == "used-up"
    assert verdict(shop, "JESIEN26", of(None))["reason"] == "sign-in"
    shop.cancel("a")
    assert verdict(shop, "JESIEN26", of("ewa"))["valid"] is True


def test_it_says_what_is_missing(shop):
    found = verdict(shop, "JESIEN26", of("anna", ("TEA", "32.60", 1)))
    assert (found["reason"], found["missing"]) == ("below-minimum", "17.40")


def test_a_unique_code_is_good_used_blocked_or_unknown(shop):
    assert verdict(shop, "lst aaaa bbbb")["saves"] == "5.00"
    assert verdict(shop, "LST-ZZZZ-ZZZZ")["reason"] == "unknown"
    shop.put("a", of(codes=[CODE]))
    assert verdict(shop, CODE, of("ola"))["reason"] == "used-up"
    assert verdict(shop, CODE, order="a")["valid"] is True
    # Of the budget 2.00 are left; that is what the next code saves, and then nothing is.
    assert verdict(shop, "LST-AAAA-CCCC", of("ola"))["saves"] == "2.00"
    shop.put("b", of("ola", codes=["LST-AAAA-CCCC"]))
    assert verdict(shop, "LST-0000-DDDD", of("ewa"))["reason"] == "used-up"
    digest = DIGESTS.of("LST-0000-DDDD")
    verb = ChangeCodes(client="c", digest=digest, reason="stolen", blocked=True)
    shop._loop.do(shop.stores[0].change_codes(verb))
    found = verdict(shop, "LST-0000-DDDD", of("ewa"))
    assert (found["reason"], found["coupon"]) == ("unknown", None)


def test_asking_uses_nothing_up(shop):
    for _ in range(5):
        assert verdict(shop, CODE)["valid"] is True
    assert shop.show("a").status_code == 404


@pytest.mark.parametrize("order", ["", "a\nb", 7, "x" * 201])
def test_an_order_has_a_name(shop, order):
    answer = validate(shop, CODE, order=order)
    assert told(answer) == (422, "malformed")
    assert answer.json()["errors"][0]["pointer"] == "/order"


def test_without_the_ledger_the_answer_is_provisional_and_no_guess(shop):
    shop.shut()
    (shop.folder / "ledger.sqlite").rename(shop.folder / "away")
    try:
        for number in range(GUESSES_OF_CUSTOMER * 3):
            found = validate(shop, f"LST-AAAA-{number:04}").json()
            assert (found["valid"], found["provisional"]) == (False, True)
        found = validate(shop, "JESIEN26").json()
        assert (found["valid"], found["provisional"]) == (True, True)
    finally:
        (shop.folder / "away").rename(shop.folder / "ledger.sqlite")
        shop.open()


def test_guesses_in_orders_count_too(shop):
    # Two workers, each of which counts the customer for itself.
    for number in range(GUESSES_OF_CUSTOMER * 2):
        assert shop.put(f"o{number % 3}", of(codes=[f"NOPE{number}"])).status_code == 200
    assert told(shop.put("o", of(codes=["NOPE"]))) == (429, "guessing")
    assert told(validate(shop, CODE)) == (429, "guessing")
    assert validate(shop, CODE, of("ola")).status_code == 200
    assert shop.put("o", of()).status_code == 200
