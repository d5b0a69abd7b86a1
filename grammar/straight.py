"""Reading a right sentence straight through Lark's tables.

Lark's own stepwise parser keeps all it needs to tell what would have been possible. Nearly every
sentence is right and never asked; whatever is not read here is read once more by Lark's parser,
which tells why. ``tests/grammar/test_straight.py`` holds both against each other.
"""

import sys
from collections.abc import Sequence
from typing import Any, Final

from lark.parsers.lalr_analysis import Shift

from grammar.token import Token

STUCK: Final = object()
_END: Final = "$END"


class Tables:
    """Lark's tables for one kind of sentence, as plain dictionaries.

    Attributes:
        steps: For each state and each type of token: the state that follows it, or what to make of
            the parts that end before it: how many, by what function, and the name of the whole.
        ways: For each state and each name of a whole: the state that follows it.
        start, end: The first state and the last.
    """

    __slots__ = ("end", "start", "steps", "ways")

    def __init__(self, parser: Any) -> None:
        """Copy the tables of a ``ParseConf`` of Lark."""
        self.start, self.end = parser.start_state, parser.end_state
        self.steps: dict[Any, dict[str, Any]] = {}
        self.ways: dict[Any, dict[str, Any]] = {}
        for state, actions in parser.states.items():
            steps = self.steps[state] = {}
            ways = self.ways[state] = {}
            for symbol, (action, target) in actions.items():
                name = sys.intern(str(symbol))
                if action is not Shift:
                    assert target.expansion, "no alternative of the grammar is empty"
                    whole = sys.intern(str(target.origin.name))
                    steps[name] = (len(target.expansion), parser.callbacks[target], whole)
                elif name.isupper() or name == _END:
                    steps[name] = target
                else:
                    ways[name] = target


def read_straight(tables: Tables, tokens: Sequence[Token]) -> Any:
    """Read one sentence.

    Args:
        tables: Of its kind.
        tokens: All of the sentence.

    Returns:
        Its node, or ``STUCK`` where some token does not fit as it is.

    Raises:
        Refused: The grammar lets it through and it still says nothing.
    """
    steps, ways, end = tables.steps, tables.ways, tables.end
    path: list[Any] = [tables.start]
    values: list[Any] = []
    for token in (*tokens, None):
        kind = _END if token is None else token.type
        while True:
            step = steps[path[-1]].get(kind)
            if type(step) is not tuple:
                if step is None:
                    return STUCK
                path.append(step)
                values.append(token)
                break
            size, make, whole = step
            parts = values[-size:]
            del path[-size:], values[-size:]
            values.append(make(parts))
            path.append(ways[path[-1]][whole])
            if token is None and path[-1] == end:
                return values[-1]
    return STUCK
