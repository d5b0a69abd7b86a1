"""The language's own sentences read by Lark alone: the floor under any compiler built on Lark.

The grammar is ``grammar/promo.lark`` itself. What the project does by hand around it is written as
Lark would have it: blocks as rules, tokens as regular expressions, its contextual lexer, LALR(1), a
plain tree. It knows no mistake but a refusal, and what it makes means nothing yet.
"""

from importlib.resources import files
from typing import Final

from lark import Lark, Token, Tree

_FRAME: Final = r"""
start: (shop | set | promotion | coupon)*
shop: "shop" TEXT "{" shop_clause* "}"
set: "set" NAME "=" goods
promotion: "promotion" NAME TEXT "{" promotion_clause* "}"
coupon: "coupon" NAME TEXT? "{" coupon_clause* "}"

TEXT: /"[^"\r\n]*"/
NUMBER: /\d+(\.\d+)?/
PERCENT.3: /\d+(\.\d+)?%/
MONEY.3: /\d+(\.\d+)? [A-Z]{3}/
MEASURE.3: /\d+(\.\d+)? ?(kg|g|ml|l|m)\b/
MULTIPLIER.3: /\d+(\.\d+)?x\b/
ORDINAL.3: /\d+(st|nd|rd|th)/
DATE.4: /\d{4}-\d{2}-\d{2}/
TIME.4: /\d{1,2}:\d{2}/
CODE: /[A-Z]{2,3}\b/
ZONE: /[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+/
COMPARE: /[<>=!]=|[<>]/
NAME: /[a-z]\w*(-\w+)*/
COMMENT: /#[^\r\n]*/
%ignore COMMENT
%ignore /\s+/
"""


def bare_parser() -> Lark:
    """Return the parser; its tables are built before any clock starts."""
    grammar = files("grammar").joinpath("promo.lark").read_text(encoding="utf-8")
    sentences = [line for line in grammar.splitlines() if not line.startswith("%declare")]
    return Lark(
        _FRAME + "\n".join(sentences),
        parser="lalr",
        lexer="contextual",
        maybe_placeholders=False,
    )


def parse_all(parser: Lark, texts: list[str]) -> list[Tree[Token]]:
    """Parse every text."""
    return [parser.parse(text) for text in texts]
