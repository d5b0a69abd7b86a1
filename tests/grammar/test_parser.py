import pytest
from hypothesis import given
from hypothesis import strategies as st

from grammar import clauses, rewards, syntax
from grammar.frame import frame
from grammar.lexer import lex
from grammar.limits import DIAGNOSTICS_MAX
from grammar.literals import Name
from grammar.parser import parse
from grammar.source import Source
from tests.grammar.programs import (
    CLAUSES,
    GOODS,
    HEADS,
    REWARDS,
    block,
    everything_there_is,
    programs,
)


def read(text: str) -> syntax.File:
    """Parse a text that must be right."""
    result = parse(Source("test.promo", text))
    assert result.diagnostics == ()
    return result.file


def codes(text: str) -> list[str]:
    return [found.code for found in parse(Source("test.promo", text)).diagnostics]


# --- what must be read ----------------------------------------------------------------------------


def test_every_worked_case_is_read(shared_domain):
    files = sorted((shared_domain / "scenarios" / "rules").glob("*.promo"))
    assert len(files) >= 51
    for file in files:
        assert codes(file.read_text(encoding="utf-8")) == [], file.name


@pytest.mark.parametrize("reward", REWARDS)
def test_every_reward_is_read(reward: str):
    (promotion,) = read(block("promotion", f"give {reward}")).declarations
    assert isinstance(promotion, syntax.PromotionBlock)
    (give,) = promotion.clauses
    assert isinstance(give, clauses.GiveClause)
    assert type(give.reward).__module__ == rewards.__name__


def test_every_kind_of_reward_has_a_sentence():
    file = read("".join(block("promotion", f"give {reward}") for reward in REWARDS))
    found = {
        type(clause.reward)
        for promotion in file.declarations
        if isinstance(promotion, syntax.PromotionBlock)
        for clause in promotion.clauses
        if isinstance(clause, clauses.GiveClause)
    }
    assert found == set(rewards.Reward.__args__)


@pytest.mark.parametrize("kind", ["shop", "coupon", "points", "experiment", "test"])
def test_every_clause_is_read_in_written_order(kind: str):
    (found,) = read(block(kind, *CLAUSES[kind])).declarations
    nodes = found.variants if isinstance(found, syntax.ExperimentBlock) else found.clauses
    assert len(nodes) == len(CLAUSES[kind])
    assert [node.span.start for node in nodes] == sorted(node.span.start for node in nodes)
    assert found.broken == ()


@pytest.mark.parametrize("clause", CLAUSES["promotion"])
def test_every_clause_of_a_promotion_is_read(clause: str):
    (promotion,) = read(block("promotion", clause, "give 5% off basket")).declarations
    assert isinstance(promotion, syntax.PromotionBlock)
    assert len(promotion.clauses) == 2


@pytest.mark.parametrize("goods", GOODS)
def test_every_set_is_read(goods: str):
    (found,) = read(f"set goods = {goods}\n").declarations
    assert isinstance(found, syntax.SetBlock)
    assert found.name == Name("goods", span=found.span)
    assert found.expression is not None


def test_spans_quote_what_was_written():
    text = block("promotion", "from 2026-11-01 until 2026-11-30", "give 20% off coffee from 3")
    source = Source("test.promo", text)
    (promotion,) = parse(source).file.declarations
    assert isinstance(promotion, syntax.PromotionBlock)
    assert [source.quote(clause.span) for clause in promotion.clauses] == [
        "from 2026-11-01", "until 2026-11-30", "give 20% off coffee from 3",
    ]  # fmt: skip
    assert source.quote(promotion.span) + "\n" == text
    assert source.quote(promotion.name.span) == "coffee-3-for-2"
    give = promotion.clauses[2]
    assert isinstance(give, clauses.GiveClause)
    assert isinstance(give.reward, rewards.PercentOff)
    assert source.quote(give.reward.percent.span) == "20%"
    assert source.quote(give.reward.target.span) == "coffee"


def test_line_ends_are_not_needed():
    spread_out = block("promotion", *CLAUSES["promotion"][:6], "give coffee for 4.99 PLN each")
    in_one_line = spread_out.replace("\n", " ")
    assert read(in_one_line) == read(spread_out)


def test_a_channel_on_a_line_of_its_own_is_not_that_of_the_first_order():
    joined = block("promotion", "give 5% off basket", "when customer first order in app")
    apart = block("promotion", "give 5% off basket", "when customer first order", "in app")
    (one,), (other,) = read(joined).declarations, read(apart).declarations
    assert isinstance(one, syntax.PromotionBlock)
    assert isinstance(other, syntax.PromotionBlock)
    assert (len(one.clauses), len(other.clauses)) == (2, 3)


def test_plain_words_are_names_where_no_sentence_expects_them():
    (found,) = read('set rest = tag "x"\n').declarations
    assert isinstance(found, syntax.SetBlock)
    read('set rest = tag "x"\nset more = rest and not last\n')


# --- recovery -------------------------------------------------------------------------------------


def test_one_mistake_in_a_clause_leaves_the_others():
    text = block("promotion", "from 2026-11-01", "give 3 for 2 onn coffee", 'receipt "KAWA"')
    result = parse(Source("test.promo", text))
    assert [found.code for found in result.diagnostics] == ["PR125"]
    (promotion,) = result.file.declarations
    assert isinstance(promotion, syntax.PromotionBlock)
    assert promotion.broken == ("give",)
    assert [type(clause) for clause in promotion.clauses] == [
        clauses.FromClause, clauses.ReceiptClause,
    ]  # fmt: skip


def test_a_misspelt_word_is_read_as_what_was_meant():
    result = parse(
        Source("test.promo", block("promotion", "giv 5% off basket", "whn payment is x"))
    )
    assert [found.code for found in result.diagnostics] == ["PR131", "PR131"]
    (promotion,) = result.file.declarations
    assert isinstance(promotion, syntax.PromotionBlock)
    assert [type(clause) for clause in promotion.clauses] == [
        clauses.GiveClause, clauses.WhenClause,
    ]  # fmt: skip


def test_mistakes_in_two_promotions_are_two_diagnostics():
    wrong = block("promotion", "give 20 off coffee")
    right = block("promotion", "give 20% off coffee")
    assert codes(wrong + right + wrong) == ["PR112", "PR112"]


def test_an_unreadable_set_keeps_its_name():
    result = parse(Source("test.promo", 'set coffee = category and\nset tea = tag "t"\n'))
    coffee, tea = result.file.declarations
    assert isinstance(coffee, syntax.SetBlock)
    assert isinstance(tea, syntax.SetBlock)
    assert (coffee.name.text, coffee.expression) == ("coffee", None)
    assert tea.expression is not None
    assert len(result.diagnostics) == 1


def test_a_missing_brace_is_one_mistake():
    open_one = block("promotion", "give 20% off coffee").removesuffix("}\n")
    assert codes(open_one + "\n" + block("coupon", 'code "A"')) == ["PR134"]
    assert codes(open_one + 'set x = tag "y"\n' + block("test", *CLAUSES["test"])) == ["PR134"]


def test_no_more_mistakes_are_shown_than_anybody_reads():
    many = "".join(f'set s{n} = tag "x";\n' for n in range(DIAGNOSTICS_MAX + 5))
    assert codes(many) == ["PR118"] * DIAGNOSTICS_MAX + ["PR005"]


# --- P1: it never raises --------------------------------------------------------------------------


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str):
    assert parse(Source("test.promo", text)).file.span.end == len(text)


_SNIPPETS = st.sampled_from([
    *"{}()=,:+-#\";\n\t \0%", "„", "”", "'", "give", "when", "promotion", "set", "coupon", "points",
    "from", "for", "in", "at", "on", "not ", "5%", "19,99 PLN", "2026-02-30", "0000-00-00", "25:99",
    "3x", "2nd", "0th", "name", "Nazwa_Ł", "5901234123457", "1 000 000", "//",
    "/*", "é", "\ud7ff", "x",
])  # fmt: skip


@given(st.lists(_SNIPPETS, max_size=40).map(" ".join))
def test_no_heap_of_words_makes_it_raise(text: str):
    result = parse(Source("test.promo", text))
    for found in result.diagnostics:
        assert 0 <= found.primary.span.start <= found.primary.span.end <= len(text)
        assert found.message


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    text = draw(programs())
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        text = text[:start] + draw(st.one_of(_SNIPPETS, st.just(""))) + text[end:]
    return text


@given(_mutated())
def test_no_damage_makes_it_raise(text: str):
    result = parse(Source("test.promo", text))
    assert len(result.diagnostics) <= DIAGNOSTICS_MAX + 1


@given(programs())
def test_every_valid_program_is_read(text: str):
    read(text)


# --- P3: delete one token -------------------------------------------------------------------------

# The share of plain `unexpected input`; none is left, and none may come back.
PLAIN_SHARE_MAX = 0.0


def test_a_missing_token_is_named():
    text = everything_there_is()
    source = Source("test.promo", text)
    read(text)
    tokens = lex(source).tokens
    plain = wrong = 0
    for block_ in frame(tokens)[0]:
        piece = text[block_.span.start : block_.span.end]
        for token in tokens:
            if not block_.span.start <= token.span.start < block_.span.end:
                continue
            start = token.span.start - block_.span.start
            end = token.span.end - block_.span.start
            found = codes(piece[:start] + piece[end:])
            assert len(found) <= 1, piece
            assert all(code.startswith("PR1") for code in found), piece
            wrong += bool(found)
            plain += "PR199" in found
    assert wrong > 1000
    assert plain / wrong <= PLAIN_SHARE_MAX, f"{plain} of {wrong} are plain `unexpected input`"


def test_heads_of_all_kinds_are_read():
    for kind in HEADS:
        assert codes(HEADS[kind] + " {\n}\n") in ([], ["PR140"]), kind
