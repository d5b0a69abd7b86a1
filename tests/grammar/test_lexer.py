from decimal import Decimal

import pytest

from grammar import literals
from grammar.lexer import lex
from grammar.source import Source


def types(text: str) -> list[str]:
    return [token.type for token in lex(Source("test.promo", text)).tokens]


def only(text: str):
    """Read a text that is one right literal."""
    lexed = lex(Source("test.promo", text))
    assert lexed.messages == []
    (token,) = lexed.tokens
    assert (token.span.start, token.span.end) == (0, len(text))
    return token.value


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", "3"), ("10 000", "10000"), ("1.5", "1.5"), ("1\u00a0000\u202f000", "1000000")],
)
def test_numbers(text: str, value: str):
    assert only(text).value == Decimal(value)


def test_money_keeps_its_decimals():
    money = only("50 000.00 PLN")
    assert isinstance(money, literals.Money)
    assert (str(money.amount), money.currency) == ("50000.00", "PLN")


def test_a_code_on_the_next_line_is_not_the_currency_of_a_number():
    assert types("10\nPLN") == ["NUMBER", "CODE"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("1.5 kg", "Measure"), ("20%", "Percent"), ("3x", "Multiplier"), ("2nd", "Ordinal")],
)
def test_suffixes_make_types(text: str, kind: str):
    assert type(only(text)).__name__ == kind


def test_a_blank_before_x_makes_a_number_and_a_word():
    assert types('3 x "1"') == ["NUMBER", "X", "TEXT"]


def test_names_may_hold_digits_and_dashes():
    for name in ("coffee-3-for-2", "goods-a", "voucher-10", "p1"):
        assert types(name) == ["NAME"]


def test_hours_are_two_times():
    assert types("07:00-11:00") == ["TIME", "MINUS", "TIME"]


def test_comments_are_kept_apart():
    lexed = lex(Source("test.promo", '# one  \ngive # two "x"\n'))
    assert [(c.text, c.own_line) for c in lexed.comments] == [("# one", True), ('# two "x"', False)]
    assert [token.text for token in lexed.tokens] == ["give"]


def test_what_is_almost_right_becomes_what_was_meant():
    lexed = lex(Source("test.promo", "19,99 zł 20 % „Kawa” 30.11.2026 == &"))
    assert [token.text for token in lexed.tokens] == [
        "19.99 PLN", "20%", '"Kawa"', "2026-11-30", "=", "and",
    ]  # fmt: skip
    assert [type(message).code for message in lexed.messages] == [
        "PR105", "PR107", "PR106", "PR102", "PR108", "PR115", "PR117",
    ]  # fmt: skip


def test_every_character_is_in_a_token_a_comment_or_a_message():
    text = "give 5% off § coffee ; # x"
    lexed = lex(Source("test.promo", text))
    covered = {
        offset
        for span in [
            *(token.span for token in lexed.tokens),
            *(comment.span for comment in lexed.comments),
            *(message.span for message in lexed.messages),
        ]
        for offset in range(span.start, span.end)
    }
    assert {text[o] for o in set(range(len(text))) - covered} == {" "}
