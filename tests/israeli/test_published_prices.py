"""Every published promotion: the basket that just qualifies costs what the chain published."""

import pytest

from tests.israeli.chain_days import DAYS, IS_DEEP, asked_days, due_minor, load_day, quote_of
from tests.israeli.published_answers import answers


@pytest.fixture(scope="session")
def published(shared_data):
    return shared_data("israeli_promos")


@pytest.mark.parametrize("chain", sorted(DAYS))
def test_the_basket_that_just_qualifies_costs_what_was_published(published, chain):
    wrong, asked = [], 0
    for name, day in asked_days(published):
        if name != chain:
            continue
        loaded = load_day(published, chain, day)
        for rule in loaded.conversion.rules:
            for answer in answers(loaded, rule):
                asked += 1
                found = due_minor(quote_of(loaded, answer.basket, rule))
                if found != answer.due_minor:
                    wrong.append((day, rule.name, rule.published.words, found, answer.due_minor, rule.mechanic))
    assert asked > 500
    assert wrong == []
