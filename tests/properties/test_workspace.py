"""Whatever is edited, compiling with what is remembered is compiling anew."""

from dataclasses import fields, replace
from datetime import date

from hypothesis import event, given
from hypothesis import strategies as st

from grammar.source import Source
from rules.compiler import compile_sources
from rules.targets import rebind
from rules.walk import nodes
from rules.workspace import Workspace
from tests.rules import programs
from tests.rules import strategies as make

# What other declarations may depend on, and some that depend on others.
EXTRAS = (
    'coupon c0 { code "AAAA" }\n',
    'coupon c0 { code "CCCC" }\n',
    'coupon c1 { code "AAAA" }\n',
    "set s3 = s0 and not s1\n",
    'set s3 = brand "A" and brand "B"\n',
    'promotion a0 "A" { until 2026-11-30 give 5% off s3 }\n',
    'promotion z9 "Z" { needs reason "R" give 5% off s0 when total of s3 >= 5 PLN }\n',
    'points klub "K" { earn 1 per 1.00 PLN of s0  redeem 100 for 1.00 PLN }\n',
    'points klub "K" { earn 1 per 2.00 PLN of s3 }\n',
    "experiment e on customer { a 50%: p0  b 50%: p1 }\n",
    "experiment e on customer { a 30%: p0  b 70%: p0 }\n",
    'test "t" { at 2026-11-05 08:30 cart { } expect total 0.00 PLN expect p0 saves 0.00 PLN }\n',
    'promotion broken "B" { give 5% of s0 }\n',
    'set listed = products in "a.csv"\npromotion l "L" { give 5% off listed }\n',
    "# a remark\n",
)
SHOPS = (make.SHOP.text, make.SHOP.text.replace("0.01", "0.50"), make.SHOP.text + "\n\n")
SAME_LENGTH = (("5", "7"), ("s0", "s1"), ("p1", "p2"), ("give", "gave"), ('"A', '"B'), ("c0", "c1"))
LISTS = (None, "sku\nP1\n", "sku\nP2\n")


@st.composite
def _sets(draw):
    return f"set s{draw(st.integers(0, 2))} = {draw(make.set_expressions)}\n"


@st.composite
def histories(draw):
    """Some states of a ruleset, each of them an edit of the one before."""
    sets = [f"set s{number} = {draw(make.set_expressions)}\n" for number in range(3)]
    rules = [draw(make.promotions(number)) for number in range(4)]
    pieces = st.one_of(
        st.sampled_from([*rules, *EXTRAS]),
        _sets(),
        st.integers(0, 3).flatmap(make.promotions),
    )
    files = {
        "a.promo": [sets[0], rules[0]],
        "b.promo": [rules[1], sets[1]],
        "c.promo": [make.CODES.text, sets[2]],
    }
    shop, listed = SHOPS[0], None
    states = []
    for _ in range(draw(st.integers(2, 5))):
        states.append(_state(files, shop, listed))
        kind = draw(st.integers(0, 9))
        if kind == 0:
            shop = draw(st.sampled_from(SHOPS))
        elif kind == 1:
            listed = draw(st.sampled_from(LISTS))
        else:
            name = draw(st.sampled_from(("a.promo", "b.promo", "c.promo", "d.promo")))
            files = files | {name: _edited(draw, list(files.get(name, [])), pieces)}
    return [*states, _state(files, shop, listed)]


def _edited(draw, held, pieces):
    at = draw(st.integers(0, len(held)))
    if held and not draw(st.integers(0, 3)):
        # As long as before, so that nothing else moves; a name may be another, or taken.
        one = min(at, len(held) - 1)
        held[one] = held[one].replace(*draw(st.sampled_from(SAME_LENGTH)))
        return held
    if held and draw(st.booleans()):
        held.pop(min(at, len(held) - 1))
    if draw(st.integers(0, 3)):
        held.insert(at, draw(pieces))
    return held


def _state(files, shop, listed):
    sources = [Source(name, "".join(held)) for name, held in files.items()]
    more = [Source("a.csv", listed)] if listed is not None else []
    return [Source("shop.promo", shop), *sources, *more]


def _places(files):
    return [(type(one), one.span) for file in files for one in nodes(file)]


def _plain(target):
    return replace(target, selects=None)


def _of_program(program, basket):
    """All that a program says of itself and answers, functions left aside."""
    said = [program.shop, program.coupons, program.codes, program.digest, program.earning.tiers]
    said += [replace(rate, target=_plain(rate.target)) for rate in program.earning.rates]
    for one in program.promotions:
        left = {"reward", "targets", "holds", "reports"}
        said += [getattr(one, field.name) for field in fields(one) if field.name not in left]
        said += [rebind(one.reward, _plain), tuple(map(_plain, one.targets))]
        said += [one.holds(basket)]
        said += [
            replace(told, target=told.target and _plain(told.target), alternatives=())
            for told in one.reports(basket)
        ]
        said += [target.selects(item) for target in one.targets for item in basket.items]
    return [*said, list(program.candidates(basket))]


@given(histories(), make.baskets())
def test_compiling_again_is_compiling_anew(states, basket):
    workspace = Workspace()
    for sources in states:
        again, anew = compile_sources(sources, workspace=workspace), compile_sources(sources)
        assert again.diagnostics == anew.diagnostics
        assert again.digest == anew.digest
        assert repr(again.files) == repr(anew.files)
        assert _places(again.files) == _places(anew.files)
        assert repr(again.ruleset) == repr(anew.ruleset)
        assert repr(again.optimised) == repr(anew.optimised)
        assert [one.python for one in again.modules] == [one.python for one in anew.modules]
        assert (again.program is None) == (anew.program is None)
        event(f"compiles: {anew.program is not None}")
        if anew.program is not None:
            assert _of_program(again.program, basket) == _of_program(anew.program, basket)


def _shop_and(*texts):
    return [make.SHOP, *(Source(f"{n}.promo", text) for n, text in enumerate(texts))]


COFFEE = 'set coffee = category "Kawa"\n'
DEAL = 'promotion deal "D" { until 2026-11-30 give 5% off coffee }\n'
TEA = 'set tea = category "Herbata"\npromotion more "M" { until 2026-11-30 give 5% off tea }\n'


COFFEE_DAY = date(2026, 11, 5).toordinal()


def test_what_did_not_change_is_not_made_again():
    workspace = Workspace()
    before = compile_sources(_shop_and(COFFEE, DEAL, TEA), workspace=workspace)
    changed = _shop_and(COFFEE, DEAL.replace("5%", "6%"), TEA)
    after = compile_sources(changed, workspace=workspace)
    assert after.files[1] is not before.files[1]
    assert after.files[2] is before.files[2]
    assert after.program.promotions[0].reward.rate_bp == 600
    assert after.program.promotions[1] is before.program.promotions[1]


def test_what_stands_before_an_edit_in_the_same_file_is_not_made_again():
    workspace = Workspace()
    before = compile_sources(_shop_and(COFFEE + DEAL + TEA), workspace=workspace)
    changed = _shop_and(COFFEE + DEAL + TEA.replace("5%", "12.5%"))
    after = compile_sources(changed, workspace=workspace)
    assert after.program.promotions[0] is before.program.promotions[0]
    assert after.program.promotions[1].reward.rate_bp == 1250


def test_the_same_words_in_another_place_are_told_of_there():
    workspace = Workspace()
    endless = DEAL.replace("until 2026-11-30 ", "")
    compile_sources(_shop_and(COFFEE + endless), workspace=workspace)
    moved = _shop_and("# a remark\n" + COFFEE + endless)
    again, anew = compile_sources(moved, workspace=workspace), compile_sources(moved)
    assert again.diagnostics == anew.diagnostics
    assert again.diagnostics


def test_a_mistake_between_two_compilations_changes_nothing():
    workspace = Workspace()
    compile_sources(_shop_and(COFFEE, DEAL, TEA), workspace=workspace)
    other = DEAL.replace("5%", "6%")
    assert compile_sources(_shop_and(COFFEE, other + "set", TEA), workspace=workspace).has_errors
    assert compile_sources(_shop_and(COFFEE, other + DEAL, TEA), workspace=workspace).has_errors
    after = compile_sources(_shop_and(COFFEE, other, TEA), workspace=workspace)
    assert [one.reward.rate_bp for one in after.program.promotions] == [600, 500]


def test_an_index_that_is_filed_as_before_has_tables_of_its_own():
    workspace = Workspace()
    before = compile_sources(_shop_and(COFFEE, DEAL), workspace=workspace).program
    basket = programs.basket(programs.item(category=("Kawa",)), day=COFFEE_DAY)
    assert list(before.candidates(basket)) == [0]
    after = compile_sources(_shop_and(COFFEE, DEAL.replace("5%", "6%")), workspace=workspace)
    assert list(after.program.candidates(basket)) == [0]
    changed = _shop_and(COFFEE, DEAL.replace("2026-11-30", "2020-11-30"))
    gone = compile_sources(changed, workspace=workspace).program
    assert list(gone.candidates(basket)) == []


def test_a_set_that_changes_changes_who_reads_it():
    workspace = Workspace()
    compile_sources(_shop_and(COFFEE, DEAL, TEA), workspace=workspace)
    changed = _shop_and(COFFEE.replace("Kawa", "Herbata"), DEAL, TEA)
    after = compile_sources(changed, workspace=workspace)
    assert after.program.promotions[0].reward.target.number == 0
    assert after.program.promotions[1].reward.target.number == 0


def test_nothing_older_than_the_last_compilation_is_kept():
    workspace = Workspace()
    for number in range(2_000):
        text = DEAL.replace("2026-11-30", f"20{number % 70 + 30}-01-{number % 28 + 1:02}")
        text = text.replace("coffee", f"c{number}")
        sets = COFFEE.replace("coffee", f"c{number}").replace("Kawa", f"Kawa {number}")
        assert compile_sources(_shop_and(sets, text), workspace=workspace).program is not None
    assert len(workspace.parsed) == 3
    assert len(workspace.before.linked) == 1
    assert len(workspace.workshop) < 1_000
