"""P5: emitted code is the reference evaluator, with every subset of passes.

P4 with it: what compiles never raises while evaluating.
"""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pricing.engine import price
from pricing.rewards import targets_of
from pricing.wire import encode_quote, parse_instant
from rules import reference
from rules.compiler import compile_sources, run_passes
from rules.invariants import broken_invariants
from rules.passes import PASSES
from rules.program import CompiledProgram
from tests.rules import strategies as make


def compiled(sources, **options):
    """Compile, leaving aside rulesets with mistakes that a random text may well hold."""
    result = compile_sources(sources, **options)
    codes = {one.code for one in result.diagnostics if one.is_error}
    # Contradictions, slots and days that do not fit, and nothing else, are chance here.
    assert codes <= {"PR401", "PR412", "PR416", "PR423", "PR424", "PR425"}, [
        one.message for one in result.diagnostics
    ]
    assume(result.program is not None)
    return result


@given(make.rulesets(), st.lists(make.baskets(), min_size=1, max_size=4))
def test_emitted_conditions_are_the_reference(sources, baskets):
    emitted = compiled(sources).program
    plain = compiled(sources, reference=True).program
    for one, other in zip(emitted.promotions, plain.promotions, strict=True):
        for basket in baskets:
            assert one.holds(basket) is other.holds(basket), (one.id, sources[-1].text)


@given(make.rulesets(), st.lists(make.baskets(), min_size=1, max_size=3))
def test_a_promotion_holds_exactly_when_all_its_reports_do(sources, baskets):
    emitted = compiled(sources).program
    plain = compiled(sources, reference=True).program
    for one, other in zip(emitted.promotions, plain.promotions, strict=True):
        for basket in baskets:
            reports = one.reports(basket)
            assert one.holds(basket) is all(report.holds for report in reports)
            told = [(r.text, r.holds, r.reason, r.actual, r.needed, r.missing) for r in reports]
            assert told == [
                (r.text, r.holds, r.reason, r.actual, r.needed, r.missing)
                for r in other.reports(basket)
            ]


@given(make.rulesets(), make.baskets())
def test_emitted_sets_are_the_reference(sources, basket):
    result = compiled(sources)
    for one in result.program.promotions:
        for target in targets_of(one.reward):
            node = result.ruleset.sets[target.number].node
            for item in basket.items:
                assert target.selects(item) is reference.selects(node, item)
            assert target.picks is not None
            picked = target.picks(basket.items)
            assert picked == [item for item in basket.items if reference.selects(node, item)]


@settings(max_examples=4 * settings.default.max_examples)
@given(make.rulesets(), make.baskets(), st.lists(st.booleans(), min_size=len(PASSES)))
def test_no_subset_of_passes_changes_a_meaning(sources, basket, wanted):
    chosen = [one for one, is_wanted in zip(PASSES, wanted, strict=False) if is_wanted]
    result = compile_sources(sources, passes=chosen)
    if result.program is None:
        return
    assert broken_invariants(result.optimised) == ()
    for rule, one in zip(result.ruleset.rules, result.program.promotions, strict=True):
        assert one.holds(basket) is reference.holds(rule.stated, basket)
    for before, after in zip(result.ruleset.sets, result.optimised.sets, strict=True):
        for item in basket.items:
            assert reference.selects(before.node, item) is reference.selects(after.node, item)


@given(make.rulesets())
def test_invariants_hold_after_every_pass(sources):
    result = compiled(sources)
    assert broken_invariants(result.ruleset) == ()
    for count in range(len(PASSES) + 1):
        assert broken_invariants(run_passes(result.ruleset, PASSES[:count])) == ()


@given(make.rulesets(), make.carts())
def test_whole_quotes_are_the_same_bytes(sources, cart):
    at = parse_instant(cart.at)
    emitted = price(cart, compiled(sources).program, make.FACTS, at, explain=True)
    plain = price(cart, compiled(sources, reference=True).program, make.FACTS, at, explain=True)
    assert encode_quote(emitted) == encode_quote(plain)


@given(make.rulesets(promotions_max=6), make.carts())
def test_the_index_leaves_out_nothing_that_could_apply(sources, cart):
    """P6: the same quote as a program that asks every promotion."""
    program = compiled(sources).program
    everything = CompiledProgram(
        program.shop, program.promotions, program.coupons, program.codes, program.digest
    )
    at = parse_instant(cart.at)
    quote = price(cart, program, make.FACTS, at)
    assert encode_quote(quote) == encode_quote(price(cart, everything, make.FACTS, at))


@given(make.rulesets(promotions_max=6), make.baskets())
def test_every_promotion_that_could_save_is_a_candidate(sources, basket):
    program = compiled(sources).program
    candidates = set(program.candidates(basket))
    for one in program.promotions:
        targets = targets_of(one.reward)
        reachable = all(basket.goods_of(target) for target in targets)
        if one.holds(basket) and reachable:
            assert one.number in candidates


@given(make.rulesets())
def test_the_same_rules_are_the_same_python_and_the_same_digest(sources):
    first, second = compile_sources(sources), compile_sources(list(reversed(sources)))
    assert [one.python for one in first.modules] == [one.python for one in second.modules]
    assert first.digest == second.digest
