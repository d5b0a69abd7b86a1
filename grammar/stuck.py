"""Where reading a sentence stopped, and in words what could stand there."""

from dataclasses import dataclass
from typing import Final

from grammar.token import Token, terminal
from grammar.vocabulary import KEYWORDS

_WORDS: Final = {terminal(word): word for word in KEYWORDS}
_LITERALS: Final = {
    "NAME": "a name",
    "TEXT": "a text in quotation marks",
    "NUMBER": "a number",
    "PERCENT": "a percent such as `20%`",
    "MONEY": "an amount such as `19.99 PLN`",
    "MEASURE": "a measure such as `1.5 kg`",
    "MULTIPLIER": "a multiple such as `3x`",
    "ORDINAL": "an ordinal such as `2nd`",
    "DATE": "a date such as `2026-11-30`",
    "TIME": "a time such as `08:30`",
    "CODE": "a code such as `PLN`",
    "ZONE": "a zone such as `Europe/Warsaw`",
    "COMPARE": "a comparison such as `>=`",
    "COMMA": "`,`",
    "PLUS": "`+`",
    "COLON": "`:`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "MINUS": "`-`",
}
SHOWN_MAX: Final = 6  # a longer list of what could stand here helps nobody


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where reading a sentence stopped.

    Attributes:
        word: The word of its clause.
        tokens: The whole sentence.
        index: The token that cannot stand there; the length of ``tokens`` at the end.
        expected: Names of the terminals that can, ``$END`` among them.
    """

    word: str
    tokens: list[Token]
    index: int
    expected: frozenset[str]

    @property
    def token(self) -> Token | None:
        """The token that cannot stand there, ``None`` at the end."""
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    @property
    def before(self) -> Token:
        """The token before it, or the first of all."""
        return self.tokens[max(self.index - 1, 0)]

    def words(self) -> list[str]:
        """Return the words of the language that can stand here."""
        return [word for kind, word in _WORDS.items() if kind in self.expected]

    def needed(self) -> str:
        """Say in words what can stand here."""
        shown = self.shown()
        if not shown:
            return "the rest"
        if len(shown) == 1:
            return shown[0]
        return ", ".join(shown[:-1]) + " or " + shown[-1]

    def shown(self) -> tuple[str, ...]:
        """Return what can stand here, the literals first, each as a person writes it."""
        others = self.expected - {"LPAR", "$END"}
        literals = [text for kind, text in _LITERALS.items() if kind in (others or self.expected)]
        words = sorted(f"`{word}`" for word in self.words())
        both = (*literals, *words)
        return both if len(both) <= SHOWN_MAX else (*both[: SHOWN_MAX - 1], "the like")
