"""The pipeline as a whole: what it keeps, what it digests, what it leaves out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grammar.limits import DIAGNOSTICS_MAX
from grammar.source import Source
from rules.compiler import compile_sources, sort_diagnostics
from rules.program import CompiledProgram
from tests.rules.programs import codes, compiled
from tests.rules.strategies import SHOP

COFFEE = 'set coffee = category "Kawa"\n'
DEAL = 'promotion deal "Kawa" { until 2026-11-30 give 3 for 2 on coffee }\n'


def test_every_step_leaves_its_result():
    result = compiled(COFFEE + DEAL)
    assert [source.name for source in result.sources] == ["rules.promo", "shop.promo"]
    assert len(result.files) == 2
    assert list(result.names.promotions) == ["deal"]
    assert result.ruleset.rules[0].id == "deal"
    assert result.optimised.rules[0].id == "deal"
    assert [module.source for module in result.modules] == ["rules.promo"]
    assert isinstance(result.program, CompiledProgram)
    assert result.diagnostics == ()


def test_an_error_leaves_no_program_and_a_warning_does():
    broken = compile_sources([SHOP, Source("a", 'promotion p "P" { give 5% off tea }')])
    assert broken.program is None
    assert broken.ruleset is None
    assert compiled('promotion p "P" { give 5% off basket }').diagnostics[0].code == "PR501"


def test_promotions_are_numbered_in_the_order_of_their_names():
    result = compiled(
        'promotion zeta "Z" { give 5% off basket }\npromotion alpha "A" { give 1% off basket }'
    )
    assert [(one.number, one.id) for one in result.program.promotions] == [
        (0, "alpha"),
        (1, "zeta"),
    ]


def test_files_are_one_ruleset_in_any_order_and_under_any_name():
    sets, deal = Source("a.promo", COFFEE), Source("b.promo", DEAL)
    one = compile_sources([SHOP, sets, deal])
    other = compile_sources([deal, Source("z.promo", COFFEE), SHOP])
    assert one.program is not None
    assert one.digest == other.digest
    assert one.digest.startswith("sha256:")


@pytest.mark.parametrize(
    "changed", [COFFEE + DEAL + "# a comment\n", COFFEE + DEAL.replace("3 for 2", "2 for 1")]
)
def test_another_text_is_another_digest(changed):
    assert compiled(COFFEE + DEAL).digest != compiled(changed).digest


def test_a_list_of_products_is_part_of_the_digest_and_selects():
    text = 'set listed = products in "drinks.csv"\npromotion p "P" { give 5% off listed }'
    first = compiled(text, Source("drinks.csv", "\ufeffname;sku\n".replace(";", ",") + "Cola,A\n"))
    second = compiled(text, Source("drinks.csv", "name,sku\nCola,B\n"))
    assert first.digest != second.digest
    node = first.ruleset.sets[0].node
    assert node.skus == ("A",)


def test_one_mistake_in_a_set_is_told_once_however_often_it_is_read():
    deals = "".join(f'promotion p{n} "P" {{ give {n}% off tea }}\n' for n in range(1, 6))
    assert codes('set tea = category "Herbata" and\n' + deals) == ["PR151"]


def test_nothing_at_all_is_a_mistake_and_no_traceback():
    assert [one.code for one in compile_sources([]).diagnostics] == ["PR603"]


def test_too_many_diagnostics_are_cut_and_errors_are_kept():
    text = "".join(f'promotion p{n} "P" {{ give 5% off basket }}\n' for n in range(60))
    result = compile_sources([SHOP, Source("rules.promo", text)])
    assert len(result.diagnostics) == DIAGNOSTICS_MAX
    assert result.omitted == 10
    assert result.program is not None
    late = compile_sources([SHOP, Source("z.promo", 'promotion q "Q" { give 5% off tea }')])
    kept, omitted = sort_diagnostics([*result.diagnostics, *late.diagnostics])
    assert [one.code for one in kept if one.is_error] == ["PR201"]
    assert omitted == 1


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800", "../../etc", "x" * 5_000, "<stdin>"])
def test_any_name_of_a_file_will_do(name):
    result = compile_sources([SHOP, Source(name, COFFEE + DEAL)])
    assert result.program is not None
    assert len(result.program.promotions) == 1


@given(st.lists(st.text(), max_size=3))
def test_any_text_is_a_result(texts):
    result = compile_sources([Source(f"{n}.promo", text) for n, text in enumerate(texts)])
    assert result.program is None
    assert result.diagnostics


_WORDS = [*(COFFEE + DEAL + SHOP.text).split(), "when", "basket", "total", ">=", "10", "PLN", "5%"]


@given(st.lists(st.sampled_from(_WORDS), max_size=40))
def test_any_heap_of_words_is_a_result(words):
    """P1 through the whole compiler: no order of words makes it raise."""
    result = compile_sources([SHOP, Source("a.promo", COFFEE + " ".join(words))])
    assert result.program is not None or any(one.is_error for one in result.diagnostics)


@given(st.data())
def test_any_piece_of_a_good_program_is_a_result(data):
    """Cut or double any stretch of a program that is right."""
    text = SHOP.text + COFFEE + DEAL
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    changed = data.draw(st.sampled_from((text[:start] + text[end:], text[:end] + text[start:])))
    result = compile_sources([Source("a.promo", changed)])
    assert result.program is not None or any(one.is_error for one in result.diagnostics)


def test_every_domain_scenario_compiles_beside_its_shop(shared_domain):
    folder = shared_domain / "scenarios" / "rules"
    shop = Source("shop.promo", (folder / "shop.promo").read_text("utf-8"))
    files = sorted(file for file in folder.glob("*.promo") if file.name != "shop.promo")
    assert len(files) >= 50
    for file in files:
        result = compile_sources([shop, Source(file.name, file.read_text("utf-8"))])
        assert result.program is not None, (file.name, result.diagnostics)
        assert {one.code for one in result.diagnostics} <= {"PR501"}, file.name
