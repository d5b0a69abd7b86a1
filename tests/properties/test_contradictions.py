"""What is refused as a contradiction is one: no goods belong, no basket meets it."""

from hypothesis import given, settings

from rules import reference
from rules.compiler import compile_sources
from rules.contradictions import clash_in_condition
from rules.empty_sets import clash_in
from rules.lower_sets import SetTable
from tests.rules import strategies as make


@settings(max_examples=5 * settings.default.max_examples)
@given(make.rulesets(), make.baskets())
def test_nothing_belongs_to_a_set_that_is_refused(sources, basket):
    names = compile_sources(sources).names
    table = SetTable(names)
    for name in names.sets:
        node = table.node_of(name)
        if clash_in(node) is not None:
            assert not any(reference.selects(node, item) for item in basket.items)


@settings(max_examples=5 * settings.default.max_examples)
@given(make.rulesets(), make.baskets())
def test_no_basket_meets_conditions_that_are_refused(sources, basket):
    ruleset = compile_sources(sources).ruleset
    for rule in ruleset.rules if ruleset is not None else ():
        if clash_in_condition(rule.stated, ruleset) is not None:
            assert not reference.holds(rule.stated, basket)
