"""Gifts and coupons for later, from the sentence to the quote."""

from pricing.goods import Facts
from rules.scenario import run_tests
from tests.rules.programs import codes, compiled

RULES = """
set fruit = sku "APPLE"
coupon voucher "Voucher" { codes unique "V-####" expires 7 days after issue }
promotion gives "Kup, odbierz" { until 2026-12-31 give coupon voucher when quantity of fruit >= 2 }
promotion ten "10 zł od 20 zł" {
  until 2026-12-31
  needs coupon voucher
  give 10.00 PLN off total of fruit
  when total of fruit >= 20 PLN
}
promotion mug "Kubek" {
  until 2026-12-31
  give gift "MUG-1" for 0.01 PLN
  when basket total >= 50 PLN
}
"""


def run(clauses: str, **codes_known: str):
    text = f'{RULES}\ntest "t" {{ at 2026-05-04\n{clauses} }}\n'
    (outcome,) = run_tests(
        compiled(text),
        facts_for=lambda cart, at, used: Facts(codes=codes_known),  # type: ignore[arg-type]
    )
    assert outcome.passed, outcome
    assert outcome.quote is not None
    return outcome.quote


def test_a_coupon_for_later_tells_its_terms() -> None:
    (issued,) = run('cart 2 x "APPLE" at 5.00 PLN\n expect total 10.00 PLN').issued
    assert issued.terms == ("10 zł od 20 zł",)
    assert issued.conditions == ("until 2026-12-31", "total of fruit >= 20 PLN")
    assert issued.expires == "2026-05-11"


def test_the_code_of_that_coupon_works_once() -> None:
    cart = 'cart 1 x "APPLE" at 25.00 PLN\n codes "V-8842"\n'
    run(f"{cart} expect ten saves 10.00 PLN", V8842="good")
    run(f"{cart} expect total 25.00 PLN", V8842="used")
    run(f"{cart} expect ten saves 10.00 PLN")  # what a test types is good
    run('cart 1 x "APPLE" at 25.00 PLN\n codes "W-8842"\n expect ten refused because unknown')


def test_a_gift_is_given_or_offered() -> None:
    given = run(
        'cart 1 x "HAM" at 50.00 PLN, 1 x "MUG-1" at 20.00 PLN\n expect mug saves 19.99 PLN'
    )
    assert given.gifts == ()
    offered = run('cart 1 x "HAM" at 50.00 PLN\n expect mug refused because no-goods')
    assert [(gift.sku, gift.price) for gift in offered.gifts] == [("MUG-1", "0.01")]
    run('cart 1 x "HAM" at 49.99 PLN, 1 x "MUG-1" at 20.00 PLN\n expect total 69.99 PLN')


def test_two_coupons_with_the_same_pattern_are_an_error() -> None:
    pattern = 'coupon a { codes unique "WEL-####" }\ncoupon b { codes unique "wel ####" }'
    assert "PR208" in codes(pattern)
