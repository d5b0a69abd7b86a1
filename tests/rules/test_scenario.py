"""Test blocks: what a passing one is, and what a failing one says."""

import pytest

from grammar.source import Source
from pricing.goods import Facts, ListPrice, Product
from rules.compiler import compile_sources
from rules.scenario import run_tests
from tests.rules.programs import compiled

RULES = """\
set coffee = sku "5901234123457"
coupon autumn { code "JESIEN26" }
promotion coffee-3-for-2 "Kawa" { until 2026-11-30 give 3 for 2 on coffee receipt "KAWA 3 ZA 2" }
promotion app-5 "Aplikacja" { until 2026-11-30 in app because "tak" give 5% off basket }
promotion code-10 "Kod" { until 2026-11-30 needs coupon autumn give 10% off basket }
promotion oil "Olej" { until 2026-11-30 give 1.00 PLN off each coffee limit 4 units per customer }
promotion courier "Dostawa" { until 2026-11-30 give free delivery when basket total >= 50 PLN }
"""
CART = '  at 2026-11-05 08:30 in pos at store "WAW-01"\n  cart 3 x "5901234123457" at 19.99 PLN\n'


def run(clauses, rules=RULES, **options):
    (outcome,) = run_tests(compiled(f'{rules}\ntest "t" {{\n{clauses}\n}}\n'), **options)
    return outcome


def test_a_test_that_passes():
    outcome = run(
        CART + "  expect total 39.98 PLN\n"
        "  expect coffee-3-for-2 saves 19.99 PLN\n  expect app-5 refused because channel\n"
    )
    assert outcome.passed
    assert (outcome.title, outcome.error, outcome.differences) == ("t", None, ())
    assert outcome.quote.totals.payable == "39.98"


def test_a_wrong_total_tells_what_was_taken_off():
    (wrong,) = run(CART + "  expect total 40.00 PLN").differences
    assert (wrong.expected, wrong.found) == ("total 40.00 PLN", "total 39.98 PLN")
    assert wrong.why == (
        "goods cost 59.97 PLN at list prices",
        "coffee-3-for-2 saves 19.99 PLN",
    )


def test_a_saving_that_is_not_there_tells_why():
    (wrong,) = run(CART + "  expect app-5 saves 3.00 PLN").differences
    assert wrong.found == "app-5 does not apply"
    assert wrong.why[0] == "refused because channel"
    assert "`in app` does not hold: found pos" in wrong.why


def test_a_beaten_promotion_names_who_took_its_goods():
    (wrong,) = run(CART + "  expect oil saves 3.00 PLN").differences
    assert wrong.why[0].startswith("refused because")


def test_another_saving_and_another_refusal():
    (saving,) = run(CART + "  expect coffee-3-for-2 saves 1.00 PLN").differences
    assert saving.found == "coffee-3-for-2 saves 19.99 PLN"
    (applied,) = run(CART + "  expect coffee-3-for-2 refused because time").differences
    assert applied.found == "coffee-3-for-2 applies and saves 19.99 PLN"
    (other,) = run(CART + "  expect app-5 refused because time").differences
    assert other.found == "app-5 refused because channel"


def test_everything_a_test_may_state():
    outcome = run(
        '  at 2026-11-05 in app\n  cart 0.635 kg of "HAM" at 29.90 PLN marked "short-date",'
        ' 2 x "5901234123457" at 19.9999 PLN entered discount 1.00 PLN because "DAMAGED"\n'
        '  customer member, tier gold, segment "vip", consent profiling\n  codes "jesień 26"\n'
        "  points 500\n  payment gift-card 5.00 PLN\n  payment blik\n"
        "  delivery courier at 14.99 PLN\n  used 3 units of oil\n  expect courier saves 14.99 PLN\n"
    )
    cart = outcome.cart
    assert cart.at == "2026-11-05T12:00:00+01:00"
    assert (cart.channel, cart.points, cart.codes) == ("app", 500, ("jesień 26",))
    ham, coffee = cart.lines
    assert (ham.measure, ham.price, ham.marks) == ("0.635", "29.9000", ("short-date",))
    assert (coffee.quantity, coffee.price) == (2, "19.9999")
    assert (coffee.entered.discount, coffee.entered.reason) == ("1.00", "DAMAGED")
    assert (cart.customer.member, cart.customer.tier) == (True, "gold")
    assert (cart.customer.segments, cart.customer.consents) == (("vip",), ("profiling",))
    assert [(one.method, one.amount) for one in cart.payments] == [
        ("gift-card", "5.00"),
        ("blik", None),
    ]
    assert (cart.delivery.method, cart.delivery.price) == ("courier", "14.99")


def test_uses_already_counted_need_a_known_customer_and_cut_a_limit():
    rules = (
        'set coffee = sku "A"\npromotion oil "Olej" { until 2026-11-30 '
        "give 1.00 PLN off each coffee limit 4 units per customer }\n"
    )
    cart = '  at 2026-11-05\n  cart 3 x "A" at 5.00 PLN\n'
    assert run(cart + "  used 3 units of oil\n  expect oil saves 1.00 PLN", rules).passed
    assert run(cart + "  used 4 units of oil\n  expect oil refused because used-up", rules).passed


def test_a_catalogue_answers_what_the_test_leaves_out():
    seen = []

    def facts_for(cart, at, used):
        seen.append((at.isoformat(), dict(used)))
        product = Product("5901234123457", vat="A")
        return Facts(
            products={product.sku: product},
            prices={product.sku: ListPrice(100_000)},
            has_catalogue=True,
            used=used,
        )

    outcome = run(
        '  at 2026-11-05 08:30 in pos\n  cart 3 x "5901234123457"\n  expect total 20.00 PLN\n',
        facts_for=facts_for,
    )
    assert outcome.passed, outcome.differences
    assert seen == [("2026-11-05T08:30:00+01:00", {})]


def test_a_cart_that_cannot_be_priced_fails_with_its_place():
    outcome = run('  at 2026-11-05 in pos\n  cart 1 x "5901234123457"\n  expect total 1.00 PLN')
    assert not outcome.passed
    assert outcome.quote is None
    assert outcome.error.startswith("/lines/0/")


def test_without_a_program_there_is_nothing_to_run():
    assert run_tests(compile_sources([Source("a", "promotion")])) == ()


@pytest.mark.parametrize(
    ("day", "offset"), [("2026-03-29 03:30", "+02:00"), ("2026-12-24 03:30", "+01:00")]
)
def test_moments_are_read_in_the_zone_of_the_shop(day, offset):
    outcome = run(f'  at {day} in pos\n  cart 1 x "A" at 1.00 PLN\n  expect total 1.00 PLN')
    assert outcome.cart.at.endswith(offset)


@pytest.mark.parametrize("day", ["0001-01-01 00:00", "9999-12-31 23:59"])
def test_a_moment_at_an_end_of_the_calendar_is_told_and_not_priced(day):
    outcome = run(f'  at {day} in pos\n  cart 1 x "A" at 1.00 PLN\n  expect total 1.00 PLN')
    assert outcome.error == f"/at: nothing is priced in the year {int(day[:4])}"
