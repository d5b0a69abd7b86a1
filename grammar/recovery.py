"""Where a sentence cannot go on: which mistake was it?

Each recogniser looks at the place and returns the message of the mistake it knows, or nothing; the
first that knows it speaks.
"""

from collections.abc import Callable
from typing import Final

from grammar.diagnostics import Message
from grammar.heads import meaning
from grammar.messages import blocks as say_blocks
from grammar.messages import literals as say_literals
from grammar.messages import quantities, spelling
from grammar.messages import sentences as say
from grammar.names import to_identifier
from grammar.stuck import SHOWN_MAX, Stuck
from grammar.suggest import nearest
from grammar.token import Token, terminal
from grammar.vocabulary import (
    CLAUSES,
    CONNECTORS,
    RESERVED,
    SYNONYMS,
    blocks_with,
)  # fmt: skip

_EXAMPLES: Final = {
    "from": "from 2026-11-01",
    "until": "until 2026-11-30",
    "on": "on mon, tue 07:00-11:00",
    "in": "in app",
    "stores": 'stores "WAW-01"',
    "for": "for tier gold",
    "stage": "stage basket",
    "stages": "stages price, line + multibuy, basket",
    "at": "at 2026-11-05 08:30 in pos",
    "expires": "expires 30 days after issue",
    "give": "give 20% off coffee",
    "when": "when basket total >= 150 PLN",
    "needs": "needs coupon autumn",
    "limit": "limit 2 times per basket",
    "receipt": 'receipt "KAWA 3 ZA 2"',
    "series": 'series "autumn-2026"',
    "code": 'code "JESIEN26"',
    "cart": 'cart 3 x "5901234123457"',
    "expect": "expect total 39.98 PLN",
}
# Rewards that are said like no other: one unit is the cheapest, of several one writes `N for M`.
_REWARDS: Final = {"cheapest": "give cheapest of 3 toys free` or `give 5 for 3 on toys"}
# A word that begins one kind of expression and nothing else, and how such expressions begin.
_FAMILIES: Final = {
    "PRODUCTS": (
        "goods",
        ('tag "kawa"', 'sku "5901234123457"', "list price >=", 'products in "list.csv"', "coffee"),
    ),
    "BUNDLE": ("a reward", ("20% off", "5.00 PLN off basket", "3 for 2 on", "coffee for")),
    "PAYMENT": (
        "a condition",
        ("basket total >=", "total of", "quantity of", "delivery is", "payment is", "customer"),
    ),
    "EMPLOYEE": (
        "a trait of a customer",
        ("member", "employee", "tier gold", 'segment "vip"', "consent profiling", "orders 4"),
    ),
}
_COMPARISONS_IN_WORDS: Final = frozenset(
    {"is", "at", "more", "less", "over", "above", "below", "under", "least", "equals", "from"}
)


def mended_clause(kind: str, word: Token) -> tuple[Token, Message | None]:
    """Return the word with which a clause begins as it was meant, and what was wrong with it.

    The word's type is ``BAD`` where nobody knows what was meant.
    """
    if word.text in CLAUSES[kind] and word.value is None:
        return word, None
    bad = Token("BAD", word.text, word.span, word.first)
    homes = blocks_with(word.text)
    near = SYNONYMS.get(word.text)
    if near not in CLAUSES[kind]:
        near = None if homes else nearest(word.text, CLAUSES[kind])
    if near is None and homes:
        return bad, say_blocks.ClauseElsewhere(word.span, word=word.text, block=kind, homes=homes)
    message = say_blocks.UnknownClause(
        word.span, word=word.text, block=kind, nearest=near, clauses=tuple(CLAUSES[kind])
    )
    if near is None or word.text in SYNONYMS:
        return bad, message
    return Token(terminal(near), near, word.span, word.first), message


def explain(stuck: Stuck) -> Message:
    """Return the message of the mistake that stopped a sentence."""
    for recognise in _RECOGNISERS:
        message = recognise(stuck)
        if message:
            return message
    token = stuck.token or stuck.before
    example = _EXAMPLES.get(stuck.word)
    return say.Unexpected(
        token.span, written=token.text, word=stuck.word, needed=stuck.needed(), example=example
    )


# --- recognisers, the more particular first -------------------------------------------------------


def _empty(stuck: Stuck) -> Message | None:
    if stuck.token or len(stuck.tokens) > 1 or stuck.word == "set":
        return None
    return say.EmptyClause(
        stuck.before.span,
        word=stuck.word,
        meaning=meaning(stuck.word),
        pattern=_EXAMPLES.get(stuck.word),
    )


def _parentheses(stuck: Stuck) -> Message | None:
    if stuck.token and stuck.token.type == "RPAR" and "RPAR" not in stuck.expected:
        opened = sum(t.type == "LPAR" for t in stuck.tokens[: stuck.index])
        closed = sum(t.type == "RPAR" for t in stuck.tokens[: stuck.index])
        return say.StrayParenthesis(stuck.token.span) if closed >= opened else None
    if stuck.token is None and "RPAR" in stuck.expected:
        open_ones: list[Token] = []
        for token in stuck.tokens:
            if token.type == "LPAR":
                open_ones.append(token)
            elif token.type == "RPAR" and open_ones:
                open_ones.pop()
        return say.UnclosedParenthesis(open_ones[-1].span) if open_ones else None
    return None


def _price_of_what(stuck: Stuck) -> Message | None:
    if (
        stuck.before.type == "MONEY"
        and {"EACH", "PER"} <= stuck.expected
        and (stuck.word == "give" and "$END" not in stuck.expected)
    ):
        return quantities.EachOrPerKg(stuck.before.span)
    return None


def _off_what(stuck: Stuck) -> Message | None:
    before, token = stuck.before, stuck.token
    if token is None:
        return None
    if token.text == "off" and before.type == "NUMBER":
        return say_literals.PercentOrMoney(before.span, written=before.text)
    off_money = stuck.index > 1 and stuck.tokens[stuck.index - 2].type == "MONEY"
    if before.text == "off" and off_money and token.type == "NAME":
        return quantities.EachNeeded(token.span, goods=token.text)
    return None


def _bare_number(stuck: Stuck) -> Message | None:
    token = stuck.token
    if token is None or token.type != "NUMBER":
        return None
    if "MONEY" in stuck.expected and "NUMBER" not in stuck.expected:
        return say_literals.MoneyWithoutCurrency(token.span, written=token.text)
    if "ORDINAL" in stuck.expected:
        better = _ordinal(token.text)
        return quantities.OrdinalNeeded(token.span, written=token.text, better=better)
    return None


def _ordinal(number: str) -> str:
    if number[-2:] in {"11", "12", "13"}:
        return f"{number}th"
    return number + {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


def _quotes(stuck: Stuck) -> Message | None:
    token = stuck.token
    if token is None:
        return None
    wordy = token.type in {"NAME", "ODD_NAME", "CODE", "NUMBER", "ZONE"}
    if wordy and "TEXT" in stuck.expected and not _near_word(stuck, token):
        return say_literals.TextWithoutQuotes(token.span, written=token.text)
    if token.type == "TEXT" and "NAME" in stuck.expected:
        better = to_identifier(token.text)
        return say_literals.NameInQuotes(token.span, written=token.text, better=better)
    return None


def _near_word(stuck: Stuck, token: Token) -> str | None:
    return nearest(token.text, stuck.words())


def _misspelt(stuck: Stuck) -> Message | None:
    token = stuck.token
    if token is None or token.type not in {"NAME", "ODD_NAME"}:
        return None
    near = _near_word(stuck, token)
    return spelling.MisspeltWord(token.span, written=token.text, nearest=near) if near else None


def _misspelt_not(stuck: Stuck) -> Message | None:
    """In a set, `nto` reads as the name of another set, and only what follows it cannot stand."""
    before, token = stuck.before, stuck.token
    follows = stuck.index > 1 and stuck.tokens[stuck.index - 2].text in {"and", "or", "("}
    if token is None or before.type != "NAME" or not follows or "AND" not in stuck.expected:
        return None
    near = nearest(before.text, ("not",))
    return spelling.MisspeltWord(before.span, written=before.text, nearest=near) if near else None


def _which_total(stuck: Stuck) -> Message | None:
    before = stuck.before
    if before.text in {"total", "quantity", "weight"} and "OF" in stuck.expected:
        return quantities.WhichTotal(before.span, word=before.text)
    if before.text == "basket" and "TOTAL" in stuck.expected:
        return quantities.WhichTotal(before.span, word=before.text)
    return None


def _comparison(stuck: Stuck) -> Message | None:
    token = stuck.token
    if token and "COMPARE" in stuck.expected and token.text in _COMPARISONS_IN_WORDS:
        return quantities.NumberInWords(token.span, written=token.text)
    return None


def _reserved(stuck: Stuck) -> Message | None:
    token = stuck.token
    nameable = token and token.value is None and token.text in RESERVED - CONNECTORS
    if token and nameable and "NAME" in stuck.expected:
        return spelling.ReservedName(token.span, word=token.text, meaning=meaning(token.text))
    return None


def _comma(stuck: Stuck) -> Message | None:
    token, before = stuck.token, stuck.before
    listed = token and token.type == before.type and token.type in {"NAME", "TEXT"}
    if token and listed and "COMMA" in stuck.expected:
        return say.CommaNeeded(token.span, before=before.span)
    return None


def _too_much(stuck: Stuck) -> Message | None:
    token = stuck.token
    if token and "$END" in stuck.expected:
        span = token.span.until(stuck.tokens[-1].span)
        written = " ".join(t.text for t in stuck.tokens[stuck.index :])
        return say.TooMuch(span, written=written, word=stuck.word)
    return None


def _unfinished(stuck: Stuck) -> Message | None:
    if stuck.token:
        return None
    return say.UnfinishedClause(stuck.before.span, word=stuck.word, needed=stuck.needed())


def _no_name(stuck: Stuck) -> Message | None:
    token = stuck.token
    if token and token.value is not None and "NAME" in stuck.expected:
        return say.NoName(token.span, written=token.text)
    return None


def _missing_entry(stuck: Stuck) -> Message | None:
    token = stuck.token
    if token is None or token.type not in {"COMMA", "PLUS"}:
        return None
    opened = stuck.index == 1 or stuck.before.type in {"COMMA", "PLUS"}
    return say.MissingEntry(token.span, sign=token.text) if opened else None


def _unit_of_time(stuck: Stuck) -> Message | None:
    before = stuck.before
    if before.type == "NUMBER" and {"DAYS", "MONTHS"} <= stuck.expected:
        return quantities.UnitOfTimeNeeded(before.span, number=before.text)
    return None


def _wrong_beginning(stuck: Stuck) -> Message | None:
    token = stuck.token
    for kind, (family, beginnings) in _FAMILIES.items():
        if token and kind in stuck.expected:
            return say.WrongBeginning(
                token.span, written=token.text, family=family, beginnings=beginnings
            )
    return None


def _other_part(stuck: Stuck) -> Message | None:
    """Few things can stand here, so naming them is a good answer."""
    token = stuck.token
    if token and 0 < len(stuck.expected) < SHOWN_MAX:
        return say.OtherPartNeeded(
            token.span,
            written=token.text,
            needed=stuck.needed(),
            word=stuck.word,
            example=_REWARDS.get(stuck.before.text, _EXAMPLES.get(stuck.word)),
        )
    return None


_RECOGNISERS: Final[tuple[Callable[[Stuck], Message | None], ...]] = (
    _empty,
    _parentheses,
    _misspelt_not,
    _misspelt,
    _price_of_what,
    _off_what,
    _bare_number,
    _which_total,
    _comparison,
    _unit_of_time,
    _missing_entry,
    _quotes,
    _comma,
    _too_much,
    _unfinished,
    _reserved,
    _no_name,
    _wrong_beginning,
    _other_part,
)
