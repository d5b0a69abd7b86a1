import pytest

from grammar.frame import frame
from grammar.heads import read_head
from grammar.lexer import lex
from grammar.source import Source


@pytest.mark.parametrize(
    ("text", "name", "title", "codes"),
    [
        ('shop "Sklep" {}', None, "Sklep", []),
        ('promotion a "A" {}', "a", "A", []),
        ("coupon a {}", "a", None, []),
        ('points rest "R" {}', "rest", "R", []),
        ("experiment a on customer {}", "a", None, []),
        ('test "t" {}', None, "t", []),
        ('promotion "A" {}', None, "A", ["PR137"]),
        ("promotion a {}", "a", None, ["PR138"]),
        ("promotion a A {}", "a", None, ["PR113"]),
        ('promotion A_b "A" {}', "A_b", "A", ["PR121"]),
        ('promotion 5 "A" {}', None, "A", ["PR121"]),
        ('promotion gift "A" {}', "gift", "A", ["PR123"]),
        ('promotion a "A" "B" {}', "a", "A", ["PR139"]),
        ("experiment a on store {}", "a", None, ["PR139"]),
        ('set "a" = tag "x"', None, None, ["PR114"]),
    ],
)
def test_heads(text: str, name: str | None, title: str | None, codes: list[str]):
    (block,), _ = frame(lex(Source("test.promo", text)).tokens)
    head, messages = read_head(block)
    assert (head.name.text if head.name else None) == name
    assert (head.title.value if head.title else None) == title
    assert [type(message).code for message in messages] == codes
