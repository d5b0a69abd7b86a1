"""Names: what is found for which use; the fixtures show how it is told."""

import pytest

from grammar.source import Source
from rules.compiler import compile_sources
from rules.names import ATTRIBUTES
from rules.resolve import CHAIN_MAX
from tests.rules.programs import codes
from tests.rules.strategies import SHOP

GIVE = "until 2026-11-30 give 5% off basket"


def test_names_of_different_kinds_may_be_equal():
    text = (
        'set autumn = tag "x"\ncoupon autumn { code "A1" }\n'
        'promotion autumn "A" { until 2026-11-30 needs coupon autumn give 5% off autumn }\n'
    )
    assert codes(text) == []


@pytest.mark.parametrize("attribute", [*ATTRIBUTES, "kolor"])
def test_attributes_of_every_product_and_of_a_catalogue_are_known(attribute):
    text = f'set s = {attribute} "x"\npromotion p "P" {{ until 2026-11-30 give 5% off s }}\n'
    assert codes(text) == []


def test_an_attribute_is_strict_once_the_catalogue_is_known():
    source = Source("a", 'set s = kolour "x"\npromotion p "P" { give 5% off s }')
    result = compile_sources([SHOP, source], attributes=("kolor",))
    (found,) = [one for one in result.diagnostics if one.is_error]
    assert (found.code, found.hint) == ("PR206", "did you mean `kolor`?")


def test_tiers_are_open_until_the_ruleset_declares_some():
    assert codes(f'promotion p "P" {{ {GIVE} for tier platinum }}') == []
    club = 'points club "K" { tier gold from 100 PLN in 30 days: earn 2x }\n'
    assert "PR212" in codes(f'{club}promotion p "P" {{ {GIVE} for tier platinum }}')
    assert "PR212" not in codes(f'{club}promotion p "P" {{ {GIVE} for tier gold }}')


def test_a_circle_is_told_once_and_three_sets_may_make_it():
    text = 'set a = b\nset b = c\nset c = a\npromotion p "P" { give 5% off a }\n'
    result = compile_sources([SHOP, Source("a", text)])
    (found,) = [one for one in result.diagnostics if one.is_error]
    assert found.message == "the set is defined by itself: `a` → `b` → `c` → `a`"


@pytest.mark.parametrize(("length", "expected"), [(CHAIN_MAX, False), (CHAIN_MAX + 1, True)])
def test_chains_of_sets_end_somewhere(length, expected):
    chain = "".join(f"set s{n} = not s{n + 1}\n" for n in range(length - 1))
    text = (
        f'{chain}set s{length - 1} = tag "x"\npromotion p "P" {{ {GIVE} when quantity of s0 > 1 }}'
    )
    assert ("PR209" in codes(text)) is expected


def test_a_very_long_chain_is_a_mistake_and_no_traceback():
    chain = "".join(f"set s{n} = s{n + 1}\n" for n in range(3_000))
    assert "PR209" in codes(f'{chain}set s3000 = tag "x"\n')


def test_unread_blocks_have_no_consequences():
    assert codes('sett tea = tag "x"\npromotion p "P" { give 5% off tea }') == ["PR130"]
