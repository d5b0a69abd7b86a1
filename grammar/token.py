"""Tokens and comments as the lexer hands them on."""

from dataclasses import dataclass
from typing import Final

from grammar.source import Span

# The words that share their name with a literal.
_NAMED_LIKE_LITERALS: Final = frozenset({"code", "number", "time"})


def terminal(word: str) -> str:
    """Return the name of the grammar's terminal for a word of the language."""
    name = word.upper().replace("-", "_")
    return f"{name}_WORD" if word in _NAMED_LIKE_LITERALS else name


@dataclass(slots=True)
class Token:
    """One word, literal or sign.

    Attributes:
        type: Name of a terminal of ``promo.lark``, or ``BAD`` for what means nothing.
        text: As it should be written; a mended mistake is already mended here.
        span: Where it stands in the file.
        first: Whether it is the first on its line.
        value: The node of a literal, ``None`` for words and signs.
    """

    type: str
    text: str
    span: Span
    first: bool
    value: object = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its ``#``, without trailing blanks.

    ``own_line`` tells that nothing stands before it on its line.
    """

    text: str
    span: Span
    own_line: bool
