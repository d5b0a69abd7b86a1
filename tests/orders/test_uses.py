"""What a cart needs of the ledger, and what its quote takes."""

from datetime import date, datetime

import msgspec
import pytest

from ledger import Adjust, Cancel, Debit, Points
from ledger.code_list import NewCode
from ledger.requests import ChangeCodes, Grant, SaveCodes
from orders.uses import needs_of
from pricing.cart import CartLine
from pricing.goods import Facts
from tests.orders.counter import DIGESTS, Counter, cart_of, program_of


def debits(uses):
    return {one.account: (one.amount, one.allowance) for one in uses.debits}


def limited(clause, give="1.00 PLN off basket"):
    return program_of(
        f'promotion p "P" {{ from 2026-01-01 until 2027-12-31 give {give} {clause} }}'
    )


OFF = "1.00 PLN off basket"
TEN = ("A", "10.00", 1)
ORDERS = {"{customer/anna} first/web": (1, None), "{customer/anna} first/*": (1, None)}


@pytest.mark.parametrize(
    ("clause", "give", "account", "amount", "limit"),
    [
        ("limit 3 per customer", OFF, "{customer/anna} p", 1, 3),
        ("limit 3 per customer per day", OFF, "{customer/anna} p/2026-11-05", 1, 3),
        ("limit 3 per customer per week", OFF, "{customer/anna} p/2026-W45", 1, 3),
        ("limit 3 per customer per month", OFF, "{customer/anna} p/2026-11", 1, 3),
        ("limit 3 per customer per year", OFF, "{customer/anna} p/2026", 1, 3),
        ("limit 3 in total", OFF, "{series/p} total", 1, 3),
        ("limit 3 units per customer", "10% off everything", "{customer/anna} p/units", 3, 3),
        ("limit 3 units per customer per day", "10% off everything",
         "{customer/anna} p/units/2026-11-05", 3, 3),
        ("limit 2 units in total", "10% off everything", "{series/p} total/units", 2, 2),
        ("limit 1 times per customer", "2 for 1 on everything", "{customer/anna} p/times", 1, 1),
        ("limit 5 units in total", "2 for 1 on everything", "{series/p} total/units", 2, 5),
        ("limit 2 units in total", "5.00 PLN off basket", "{series/p} total/units", 1, 2),
        ("limit 5.00 PLN per customer per month", "10.00 PLN off basket",
         "{customer/anna} p/amount/2026-11", 500, 500),
        ("budget 7 PLN, grant part", "10.00 PLN off basket", "{series/p} budget", 700, 700),
    ],
)  # fmt: skip
def test_each_limit_has_an_account_of_its_own(clause, give, account, amount, limit):
    counter = Counter(limited(clause, give))
    _, uses, _ = counter.look(cart_of(("A", "10.00", 5)))
    assert debits(uses) == {account: (amount, limit)} | ORDERS


def test_weights_are_counted_in_grams():
    counter = Counter(limited("limit 1.5 kg per customer", "10% off everything"))
    ham = [CartLine(id=name, sku="HAM", price="20.00", measure="1.200", vat="A") for name in "ab"]
    quote, uses, _ = counter.look(cart_of(*ham))
    assert quote.applied[0].measure == "1.500"
    assert debits(uses)["{customer/anna} p/measure"] == (1500, 1500)


def test_a_unit_that_only_triggers_is_not_counted():
    counter = Counter(limited("limit 1 units per customer", "10% off everything from 3"))
    quote, uses, _ = counter.look(cart_of(("A", "10.00", 5)))
    assert quote.applied[0].units == 1
    assert debits(uses)["{customer/anna} p/units"] == (1, 1)


def test_what_has_no_limit_takes_nothing():
    counter = Counter(limited("limit 2 times per basket limit 5.00 PLN per basket"))
    quote, uses, needs = counter.look(cart_of(TEN, customer=None))
    assert quote.applied
    assert uses.debits == needs.accounts == ()
    assert quote.applied[0].units is quote.applied[0].measure is None


def test_a_stranger_has_no_limit_of_his_own_and_no_such_promotion():
    counter = Counter(limited("limit 1 per customer limit 5 in total"))
    quote, uses, needs = counter.look(cart_of(TEN, customer=None))
    assert quote.applied == () == uses.debits
    assert needs.accounts == ("{series/p} total",)


def test_the_smaller_of_two_limits_on_one_count_holds():
    counter = Counter(limited("limit 9 per customer per day limit 2 per customer per day"))
    _, uses, _ = counter.look(cart_of(TEN))
    assert debits(uses)["{customer/anna} p/2026-11-05"] == (1, 2)


COUPON = """
coupon c "C" { code "JESIEN" limit 1 per customer limit 3 in total }
promotion c "P" { from 2026-01-01 until 2027-12-31 needs coupon c give 1.00 PLN off basket
  limit 2 per customer }
"""


def test_a_coupon_and_a_promotion_of_one_name_are_counted_apart():
    counter = Counter(program_of(COUPON))
    _, uses, _ = counter.look(cart_of(TEN, codes=["jesień"]))
    assert (
        debits(uses)
        == {
            "{customer/anna} c": (1, 2),
            "{customer/anna} coupon:c": (1, 1),
            "{series/coupon:c} total": (1, 3),
        }
        | ORDERS
    )


def test_a_coupon_whose_limit_is_reached_says_so():
    counter = Counter(program_of(COUPON))
    for customer in ("anna", "ola", "ewa"):
        quote, _ = counter.put(customer, cart_of(TEN, customer=customer, codes=["JESIEN"]))
        assert [one.coupon for one in quote.accepted] == ["c"]
    quote, uses = counter.put("again", cart_of(TEN, codes=["JESIEN"]))
    assert [(one.reason, one.coupon) for one in quote.rejected] == [("used-up", "c")]
    assert debits(uses) == ORDERS
    quote, _ = counter.put("other", cart_of(TEN, customer="iza", codes=["JESIEN"]))
    assert [one.reason for one in quote.rejected] == ["used-up"]
    quote, _ = counter.put("nobody", cart_of(TEN, customer=None, codes=["JESIEN"]))
    assert [one.reason for one in quote.rejected] == ["sign-in"]


def test_an_order_sees_its_own_holds_as_free():
    counter = Counter(limited("limit 1 in total"))
    for _ in range(3):
        quote, _ = counter.put("o", cart_of(TEN))
        assert quote.applied
    assert counter.used("{series/p} total") == 1


def test_what_was_granted_by_hand_counts():
    counter = Counter(limited("limit 1 per customer"))
    counter.put("o1", cart_of(TEN))
    account = "{customer/anna} p"
    counter.do(Grant(client="till", id="g", reason="an apology", account=account, amount=1))
    quote, _ = counter.put("o2", cart_of(TEN))
    assert quote.applied
    quote, _ = counter.put("o3", cart_of(TEN))
    assert not quote.applied


def test_the_last_of_a_budget_is_granted_in_part_and_then_none():
    counter = Counter(limited("budget 25 PLN, grant part", "10.00 PLN off basket"))
    given = [
        [one.amount for one in counter.put(f"o{n}", cart_of(("A", "50.00", 1)))[0].applied]
        for n in range(4)
    ]
    assert given == [["10.00"], ["10.00"], ["5.00"], []]
    assert counter.used("{series/p} budget") == 2500


def test_another_order_in_between_makes_the_quote_anew():
    counter = Counter(limited("budget 15 PLN, grant part", "10.00 PLN off basket"))
    others = iter(["first"])

    def between():
        for other in others:
            counter.put(other, cart_of(("A", "50.00", 1), customer="ola"))

    quote, _ = counter.put("second", cart_of(("A", "50.00", 1)), between)
    assert [one.amount for one in quote.applied] == ["5.00"]
    assert counter.used("{series/p} budget") == 1500


FIRST = """
promotion first "F" { from 2026-01-01 until 2027-12-31
  give 5.00 PLN off basket  when customer first order in web }
promotion second "S" { from 2026-01-01 until 2027-12-31
  give 3.00 PLN off basket  when customer order number = 2 }
"""


def test_only_one_of_two_first_orders_is_the_first():
    counter = Counter(program_of(FIRST))
    others = iter(["a"])

    def between():
        for other in others:
            counter.put(other, cart_of(TEN))

    quote, uses = counter.put("b", cart_of(TEN), between)
    # The other one is the first, and holds it; this one became the second.
    assert [one.promotion for one in quote.applied] == ["second"]
    assert debits(uses)["{customer/anna} first/*"] == (1, 2)
    assert debits(uses)["{customer/anna} first/web"] == (1, None)
    third, _ = counter.put("c", cart_of(TEN))
    assert third.applied == ()


def test_a_first_order_that_was_cancelled_was_none():
    counter = Counter(program_of(FIRST))
    quote, uses = counter.put("a", cart_of(TEN))
    assert [one.promotion for one in quote.applied] == ["first"]
    assert debits(uses)["{customer/anna} first/web"] == (1, 1)
    counter.confirm("a")
    counter.do(Cancel(client="till", order="a"))
    quote, _ = counter.put("b", cart_of(TEN))
    assert [one.promotion for one in quote.applied] == ["first"]


def test_orders_that_the_shop_knows_of_are_not_forgotten():
    counter = Counter(program_of(FIRST))
    cart = cart_of(TEN)
    known = msgspec.structs.replace(
        cart, customer=msgspec.structs.replace(cart.customer, orders={"web": 7})
    )
    quote, _ = counter.put("a", known)
    assert quote.applied == ()


UNIQUE = """
coupon u "U" { codes unique "LST-####-####" }
promotion p "P" { from 2026-01-01 until 2027-12-31 needs coupon u give 1.00 PLN off basket }
"""
CODE = "LST-AAAA-BBBB"


def test_a_unique_code_works_once():
    counter = Counter(program_of(UNIQUE))
    new = NewCode(DIGESTS.of(CODE))
    counter.do(SaveCodes(client="cli", coupon="u", batch="b", codes=(new,)))
    quote, uses = counter.put("o1", cart_of(TEN, codes=["lst aaaa bbbb"], customer=None))
    digest = DIGESTS.of(CODE).hex()
    assert uses.debits == (Debit(f"{{code/{digest[:4]}}} {digest}", 1, 1),)
    quote, uses = counter.put("o2", cart_of(TEN, codes=[CODE], customer=None))
    assert [one.reason for one in quote.rejected] == ["used-up"]
    assert uses.debits == ()
    quote, _ = counter.put("o1", cart_of(TEN, codes=[CODE], customer=None))
    assert quote.accepted, "an order keeps its own code"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"blocked": True}, "unknown"),
        ({"expires": "2026-11-04"}, "expired"),
        ({"expires": "2026-11-05"}, None),
    ],
)
def test_what_the_list_says_of_a_code(change, reason):
    if "expires" in change:
        change = {"expires": date.fromisoformat(change["expires"])}
    counter = Counter(program_of(UNIQUE))
    new = NewCode(DIGESTS.of(CODE))
    counter.do(SaveCodes(client="cli", coupon="u", batch="b", codes=(new,)))
    counter.do(ChangeCodes(client="cli", coupon="u", batch="b", reason="stolen", **change))
    quote, _, _ = counter.look(cart_of(TEN, codes=[CODE]))
    assert [one.reason for one in quote.rejected] == ([reason] if reason else [])


def test_a_code_that_was_never_issued_is_unknown():
    quote, _, _ = Counter(program_of(UNIQUE)).look(cart_of(TEN, codes=[CODE]))
    assert [one.reason for one in quote.rejected] == ["unknown"]


def test_a_code_good_for_several_uses():
    counter = Counter(program_of(UNIQUE))
    new = NewCode(DIGESTS.of(CODE), uses=2)
    counter.do(SaveCodes(client="cli", coupon="u", batch="b", codes=(new,)))
    told = [len(counter.put(f"o{n}", cart_of(TEN, codes=[CODE]))[0].accepted) for n in range(3)]
    assert told == [1, 1, 0]


@pytest.mark.parametrize(
    ("instant", "window", "today"),
    [
        ("2026-11-05T22:59:59+00:00", "day", "2026-11-05"),
        ("2026-11-05T23:00:00+00:00", "day", "2026-11-06"),  # midnight in Warsaw, in winter
        ("2026-07-05T21:59:59+00:00", "day", "2026-07-05"),
        ("2026-07-05T22:00:00+00:00", "day", "2026-07-06"),  # and in summer
        ("2026-10-24T22:30:00+00:00", "day", "2026-10-25"),  # the day of 25 hours begins
        ("2026-10-25T22:59:00+00:00", "day", "2026-10-25"),  # and ends
        ("2026-10-25T23:00:00+00:00", "day", "2026-10-26"),
        ("2026-03-29T21:59:00+00:00", "day", "2026-03-29"),  # the day of 23 hours ends
        ("2026-03-29T22:00:00+00:00", "day", "2026-03-30"),
        ("2026-11-30T23:30:00+00:00", "month", "2026-12"),
        ("2026-12-31T23:30:00+00:00", "year", "2027"),
        ("2026-12-31T23:30:00+00:00", "week", "2026-W53"),  # Friday of the week of 2026
        ("2027-01-03T23:30:00+00:00", "week", "2027-W01"),
    ],
)
def test_windows_are_local_dates_of_the_shop(instant, window, today):
    program = limited(f"limit 1 per customer per {window}")
    at = datetime.fromisoformat(instant)
    needs = needs_of(program, cart_of(TEN), "anna", at, facts=Facts())
    assert needs.accounts == (f"{{customer/anna}} p/{today}",)


def test_a_new_day_begins_at_midnight_whatever_the_cart_says():
    counter = Counter(limited("limit 1 per customer per day"))
    counter.clock.set("2026-11-05T23:59:59+01:00")
    assert counter.put("o1", cart_of(TEN))[0].applied
    assert not counter.put("o2", cart_of(TEN))[0].applied
    counter.clock.set("2026-11-06T00:00:00+01:00")
    # The cart was placed yesterday; what counts is when it is put.
    assert counter.put("o3", cart_of(TEN))[0].applied
    assert counter.used("{customer/anna} p/2026-11-05") == 1
    assert counter.used("{customer/anna} p/2026-11-06") == 1


def test_points_are_spent_and_earned_in_the_customers_book():
    program = program_of(
        'points club "Klub" { earn 1 per 1.00 PLN of everything redeem 100 for 1.00 PLN }'
    )
    counter = Counter(program)
    book = "{customer/anna} points/club"
    counter.do(Adjust(client="till", id="a", reason="gift", book=book, points=250))
    _, uses, needs = counter.look(cart_of(("A", "10.00", 1), points=900))
    assert needs.book == book
    assert uses.spend == Points(book, 200)
    assert uses.earn == Points(book, 8)
    _, uses, needs = counter.look(cart_of(("A", "10.00", 1), customer=None))
    assert (uses.spend, uses.earn, needs.book) == (None, None, None)


def test_promotions_that_the_cart_cannot_reach_are_not_read():
    program = program_of(
        "\n".join(
            f'set s{n} = sku "S{n}"\npromotion p{n} "P" {{ from 2026-01-01 until 2027-12-31'
            f" give 10% off s{n} limit 5 in total }}"
            for n in range(50)
        )
    )
    needs = needs_of(program, cart_of(("S7", "10.00", 1)), "anna", Counter(program).clock.at,
                     facts=Facts())  # fmt: skip
    assert needs.accounts == ("{series/p7} total",)


def test_a_campaign_that_runs_again_counts_under_a_new_series():
    text = COUPON.replace("limit 1 per customer", 'limit 1 per customer series "2027"', 1)
    text = text.replace("limit 2 per customer }", 'limit 2 per customer series "again" }')
    _, uses, _ = Counter(program_of(text)).look(cart_of(TEN, codes=["jesień"]))
    assert (
        debits(uses)
        == {
            "{customer/anna} again": (1, 2),
            "{customer/anna} coupon:2027": (1, 1),
            "{series/coupon:2027} total": (1, 3),
        }
        | ORDERS
    )
