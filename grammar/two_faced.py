"""Words that begin a clause in one place and stand inside a sentence in another."""

from collections.abc import Callable
from typing import Final

from grammar.token import Token
from grammar.vocabulary import PLAIN, WEEKDAYS

NAMES: Final = frozenset({"NAME", "ODD_NAME", "CODE"})
_AUDIENCES: Final = frozenset({"members", "employees", "everyone", "tier", "segment"})


def is_name(token: Token) -> bool:
    """Tell whether a token can be a name, a well-formed one or not."""
    return token.type in NAMES or token.text in PLAIN


def is_clause_word(before: Token | None, token: Token, after: Token | None) -> bool | None:
    """Tell from its neighbours whether a two-faced word begins a clause.

    Returns:
        ``None`` where they do not tell.
    """
    if after is None or before is None:
        return None
    return JUDGES[token.text](before, token, after)


def _judge_from_or_at(_before: Token, _token: Token, after: Token) -> bool | None:
    if after.type == "DATE":
        return True
    amount = after.type in {"NUMBER", "MONEY", "MEASURE"}
    return False if amount or after.text in {"store", "most"} else None


def _judge_on(before: Token, _token: Token, after: Token) -> bool | None:
    if after.type == "TIME" or after.text in WEEKDAYS:
        return True
    if before.type == "NUMBER" or before.text == "points":
        return False
    return True if _ends_other_clause(before) else None


def _judge_for(before: Token, _token: Token, after: Token) -> bool | None:
    if after.text in _AUDIENCES:
        return True
    if after.type in {"NUMBER", "MONEY"}:
        return False
    return True if _ends_other_clause(before) else None


def _ends_other_clause(before: Token) -> bool:
    """Tell whether a token only ends sentences that go on with neither ``on`` nor ``for``."""
    return before.type in {"DATE", "TIME"} or before.text in WEEKDAYS


def _judge_in(before: Token, token: Token, after: Token) -> bool | None:
    inside = before.text in {"prices", "products"}
    if inside or after.type in {"TEXT", "NUMBER"} or after.text == "total":
        return False
    if not is_name(after):
        return None
    return token.first if before.text == "order" else True


def _judge_points(before: Token, _token: Token, after: Token) -> bool | None:
    return after.type in {"NUMBER", "MEASURE"} and before.type != "MULTIPLIER"


def _judge_tier(before: Token, _token: Token, _after: Token) -> bool | None:
    return before.text not in {"for", "or", "customer"} and before.type != "COMMA"


def _judge_earn(_before: Token, _token: Token, after: Token) -> bool | None:
    return after.type != "MULTIPLIER"


# Words of clauses that stand inside other sentences too.
JUDGES: Final[dict[str, Callable[[Token, Token, Token], bool | None]]] = {
    "from": _judge_from_or_at,
    "at": _judge_from_or_at,
    "on": _judge_on,
    "for": _judge_for,
    "in": _judge_in,
    "points": _judge_points,
    "tier": _judge_tier,
    "earn": _judge_earn,
}
