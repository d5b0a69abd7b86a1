"""Who guesses codes waits; who has a good one does not wait for others."""

import msgspec
import pytest

from api.guessing import Brake, Buckets, Rate
from api.limits import (
    GUESSES_OF_ADDRESS,
    GUESSES_OF_ADDRESS_PER_HOUR,
    GUESSES_OF_ALL,
    GUESSES_OF_CUSTOMER,
    GUESSES_REMEMBERED_MAX,
)
from api.problems import ProblemError
from orders.provisional import ProvisionalQuote, Unchecked
from pricing.cart import Cart, Customer
from pricing.quote import Rejected
from tests.api.conftest import cart_document
from tests.builders import cart, line
from tests.builders import quote as quoted

HOUR = 3_600_000


class Clock:
    def __init__(self):
        self.now = 1_000

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def a_cart(*codes, customer=None):
    who = Customer(ref=customer) if customer else None
    return Cart("pos", "2026-05-04T12:00:00+02:00", "PLN", (), codes=codes, customer=who)


PRICED = quoted(cart(line("A", "1.00")))


def refused(cart, reason="unknown"):
    rejected = tuple(Rejected(code, reason, "no") for code in cart.codes)
    return msgspec.structs.replace(PRICED, rejected=rejected)


def guess(brake, number, *, address="a", customer=None, reason="unknown"):
    """Try a code of its own number; return the seconds to wait, 0 where it was looked up."""
    cart = a_cart(f"CODE{number}", customer=customer)
    try:
        brake.check(address, cart)
    except ProblemError as problem:
        told = problem
    else:
        brake.note(address, cart, refused(cart, reason))
        return 0
    assert (told.kind.slug, told.status) == ("guessing", 429)
    return int(dict(told.headers)["retry-after"])


def test_a_customer_has_a_few_and_then_one_a_minute(clock):
    brake = Brake(clock)
    for number in range(GUESSES_OF_CUSTOMER):
        assert guess(brake, number, customer="anna") == 0
    assert guess(brake, 98, customer="anna") == 60
    clock.now += 59_000
    assert guess(brake, 98, customer="anna") == 1
    clock.now += 1_000
    assert guess(brake, 98, customer="anna") == 0
    assert guess(brake, 99, customer="anna") == 60


def test_others_do_not_wait_for_a_customer(clock):
    brake = Brake(clock)
    for number in range(GUESSES_OF_CUSTOMER + 1):
        guess(brake, number, customer="anna")
    assert guess(brake, 1, customer="ola") == 0
    assert guess(brake, 2) == 0


def test_a_customer_who_guessed_nothing_is_let_past_an_address_that_did(clock):
    brake = Brake(clock)
    for number in range(GUESSES_OF_ADDRESS):
        assert guess(brake, number) == 0
    assert guess(brake, 999) == 1
    assert guess(brake, 999, address="b") == 0
    assert guess(brake, 1_000, customer="anna") == 0
    # Now that customer did guess, and from an address where too many do.
    assert guess(brake, 1_001, customer="anna") > 0


def test_the_whole_server_has_a_brake_that_everybody_feels(clock):
    brake = Brake(clock)
    for number in range(GUESSES_OF_ALL):
        assert guess(brake, number, address=f"a{number}") == 0
    assert guess(brake, -1, address="new", customer="new") == 1
    clock.now += 1_000
    assert guess(brake, -1, address="new", customer="new") == 0


@pytest.mark.parametrize("reason", ["used-up", "expired", "below-minimum", "sign-in"])
def test_a_code_that_was_issued_is_no_guess(clock, reason):
    brake = Brake(clock)
    for number in range(GUESSES_OF_CUSTOMER * 3):
        assert guess(brake, number, customer="anna", reason=reason) == 0


def test_the_same_wrong_code_again_is_no_new_guess(clock):
    brake = Brake(clock)
    for _ in range(GUESSES_OF_CUSTOMER * 3):
        assert guess(brake, 1, customer="anna") == 0
        assert guess(brake, 2, customer="anna") == 0


def test_a_cart_of_many_wrong_codes_costs_each(clock):
    brake = Brake(clock)
    many = a_cart(*[f"C{n}" for n in range(50)], customer="anna")
    brake.note("a", many, refused(many))
    # As long as it takes to fill the bucket, and the one token, but no longer.
    assert guess(brake, 99, customer="anna") == (GUESSES_OF_CUSTOMER + 1) * 60


def test_a_cart_without_codes_never_waits(clock):
    brake = Brake(clock)
    for number in range(GUESSES_OF_CUSTOMER + 1):
        guess(brake, number, customer="anna")
    brake.check("a", a_cart(customer="anna"))


def test_what_could_not_be_looked_up_is_no_guess(clock):
    brake = Brake(clock)
    for number in range(GUESSES_OF_CUSTOMER * 2):
        cart = a_cart(f"C{number}", customer="anna")
        brake.check("a", cart)
        made = refused(cart)
        fields = {name: getattr(made, name) for name in made.__struct_fields__}
        unchecked = Unchecked(cart.codes, (), False)
        brake.note("a", cart, ProvisionalQuote(**fields, provisional=True, unchecked=unchecked))


@pytest.mark.parametrize("workers", [2, 4, 7])
def test_workers_share_what_an_address_may(clock, workers):
    brakes = [Brake(clock, workers) for _ in range(workers)]
    passed = sum(
        guess(brake, number) == 0 for brake in brakes for number in range(GUESSES_OF_ADDRESS)
    )
    # Of a share that is no whole number, the rest is nobody's.
    assert GUESSES_OF_ADDRESS - workers < passed <= GUESSES_OF_ADDRESS
    clock.now += HOUR // 100
    for brake in brakes:
        number = GUESSES_OF_ADDRESS
        while guess(brake, number) == 0:
            number += 1
            passed += 1
    assert passed <= GUESSES_OF_ADDRESS + GUESSES_OF_ADDRESS_PER_HOUR // 100


def test_few_guessers_are_remembered_and_each_with_few_codes():
    buckets = Buckets(Rate(5, 60), most=3)
    for number in range(10):
        buckets.fail(f"who{number}", range(200), 0)
    assert [buckets.knows(f"who{number}") for number in range(10)] == [False] * 7 + [True] * 3
    assert len(buckets._buckets["who9"].tried) == GUESSES_REMEMBERED_MAX


def test_a_full_bucket_is_forgotten():
    buckets = Buckets(Rate(5, 60))
    buckets.fail("anna", [1], 0)
    assert buckets.wait("anna", 30_000) == 0
    assert buckets.knows("anna")
    assert buckets.wait("anna", 60_000) == 0
    assert not buckets.knows("anna")


def test_a_clock_that_stands_still_gives_nothing():
    buckets = Buckets(Rate(1, 60))
    buckets.fail("anna", [1], 10_000)
    assert buckets.wait("anna", 10_000) == 60_000
    assert buckets.wait("anna", 5_000) == 60_000


def test_over_http_all_ways_to_try_a_code_count_together(caller):
    customer = {"customer": {"ref": "anna"}}
    for number in range(GUESSES_OF_CUSTOMER):
        path = "/v1/coupons/validate" if number % 2 else "/v1/quotes"
        cart = cart_document(**customer)
        body = (
            {"code": f"NOPE{number}", "cart": cart}
            if number % 2
            else cart | {"codes": [f"NOPE{number}"]}
        )
        assert caller.post(path, body).status_code == 200
    answer = caller.post("/v1/coupons/validate", {"code": "X", "cart": cart_document(**customer)})
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"
    problem = answer.json()
    assert (problem["type"], problem["retry"]) == ("/problems/guessing", "later")
    assert caller.quote(cart_document(codes=["X"], **customer)).status_code == 429
    # Without codes, and for another customer, nothing has changed.
    assert caller.quote(cart_document(**customer)).status_code == 200
    other = {"customer": {"ref": "ola"}}
    good = caller.post("/v1/coupons/validate", {"code": "JESIEN26", "cart": cart_document(**other)})
    assert good.json()["valid"] is True
