"""Points programmes from the sentence to the quote."""

import pytest

from grammar.source import Source
from pricing.earning import Programme, Span, TierStep
from rules.compiler import compile_sources
from rules.scenario import run_tests
from tests.rules.programs import basket, codes, compiled

CLUB = """
points club "Klub" {
  earn    1 per 1.00 PLN of everything
  redeem  100 for 1.00 PLN, at most 50% of basket
  tier    gold from 2 000 PLN in 365 days: earn 1.5x
}
set fruit = category "Owoce"
set apples = sku "APPLE"
promotion triple "3x" { until 2026-12-31 give 3x points on apples }
promotion extra "200 pkt" { until 2026-12-31 give 200 points when total of apples >= 10 PLN }
promotion other "Owoce" { until 2026-12-31 give 1% off fruit }
"""


def run(clauses: str, rules: str = CLUB):
    text = f'{rules}\ntest "t" {{ at 2026-05-04\n{clauses} }}\n'
    (outcome,) = run_tests(compiled(text))
    assert outcome.passed, outcome
    assert outcome.quote is not None
    return outcome.quote


def test_points_spent_and_earned() -> None:
    quote = run(
        'cart 1 x "APPLE" at 12.00 PLN, 1 x "SOAP" at 8.00 PLN\n points 5000\n'
        "customer member, tier gold\n expect total 10.00 PLN\n expect club saves 10.00 PLN"
    )
    # 6.00 three times and 4.00 once is 22.00, one and a half times is 33; the 200 need 10.00.
    assert (quote.points.spent, quote.points.earned) == (1_000, 33)


def test_extra_points_after_everything_else() -> None:
    quote = run('cart 1 x "APPLE" at 12.00 PLN\n expect extra saves 0.00 PLN')
    assert quote.points.earned == 36 + 200
    assert [applied.stage for applied in quote.applied] == ["end", "end"]


def test_who_spends_no_points_hears_nothing_of_them() -> None:
    quote = run('cart 1 x "SOAP" at 12.00 PLN\n expect club refused because sign-in')
    assert quote.rejected == ()
    run('cart 1 x "SOAP" at 12.00 PLN\n customer member\n expect club refused because no-saving')


def test_points_need_their_stage() -> None:
    rules = 'shop "S" { currency PLN timezone Europe/Warsaw country PL channels pos stages basket }'
    text = f"{rules}\npoints club {{ redeem 100 for 1.00 PLN }}\n"
    found = [one.code for one in compile_sources([Source("a.promo", text)]).diagnostics]
    assert "PR408" in found


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("points club { earn 1 per 0.00 PLN of everything }", "PR405"),
        ("points club { earn 0 per 1.00 PLN of everything }", "PR411"),
        ("points club { redeem 0 for 1.00 PLN }", "PR411"),
        ("points club { redeem 100 for 0.00 PLN }", "PR410"),
        ("points club { redeem 100 for 1.00 PLN, at most 0% of basket }", "PR410"),
        ("points a { redeem 100 for 1.00 PLN }\npoints b { redeem 100 for 1.00 PLN }", "PR441"),
        (
            "points a { redeem 100 for 1.00 PLN }\n"
            'promotion a "A" { until 2026-12-31 give 1x points on everything }',
            "PR442",
        ),
        ('promotion a "A" { until 2026-12-31 give 1x points on everything }', "PR410"),
        ('promotion a "A" { until 2026-12-31 give 0 points }', "PR410"),
    ],
)
def test_programmes_that_give_nothing(rules: str, code: str) -> None:
    assert code in codes(rules)


@pytest.mark.parametrize("points", [0, 100, 250])
@pytest.mark.parametrize("known", [False, True])
def test_emitted_conditions_read_points_as_the_reference_does(points: int, known: bool) -> None:
    facts = {"points_wished": points, "known_customer": known}
    programs = [compiled(CLUB).program, compiled(CLUB, reference=True).program]
    answers = {
        next(p for p in program.promotions if p.id == "club").holds(basket(**facts))
        for program in programs
    }
    assert answers == {known and points > 0}


def test_what_the_ledger_must_know_of_a_programme():
    text = """
points club "Klub" {
  earn    1 per 1.00 PLN of everything
  tier    gold   from 5 000 PLN in 12 months: earn 2x
  pending 14 days
  expire  12 months after earning
  tier    silver from 2 000 PLN in 365 days: earn 1.5x
}
"""
    found = compiled(text).program
    assert found is not None
    assert found.earning.policy == Programme(
        "club", "Klub", Span(14, "day"), Span(12, "month"),
        (
            TierStep("silver", 200_000, Span(365, "day")),
            TierStep("gold", 500_000, Span(12, "month")),
        ),
    )  # fmt: skip


def test_a_programme_may_say_nothing_of_what_comes_after():
    found = compiled("points club { redeem 100 for 1.00 PLN }").program
    assert found is not None
    assert found.earning.policy == Programme("club", "club")
    bare = compiled('set fruit = category "Owoce"').program
    assert bare is not None
    assert bare.earning.policy is None
