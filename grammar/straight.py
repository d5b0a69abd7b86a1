"""Reading a right sentence straight through Lark's tables.

Lark's own stepwise parser keeps all it needs to tell what would have been possible. Nearly every
sentence is right and never asked; whatever is not read here is read once more by Lark's parser,
which tells why. ``tests/grammar/test_straight.py`` holds both against each other.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lark.parsers.lalr_analysis import Shift

from grammar.token import Token

STUCK: Final = object()
_END: Final = "$END"


class Tables:
    """Lark's tables as plain dictionaries.

    Attributes:
        steps: For each state and each type of token: the state that follows it, or what to make of
            the parts that end before it: how many, by what function, and the name of the whole.
        ways: For each state and each name of a whole: the state that follows it.
        ends: For each kind of sentence, its first state and its last.
    """

    __slots__ = ("ends", "steps", "ways")

    def __init__(self, kinds: Mapping[str, Any]) -> None:
        """Copy Lark's tables.

        Args:
            kinds: Its ``ParseConf`` for each kind of sentence; they share one table.
        """
        self.ends = {kind: (conf.start_state, conf.end_state) for kind, conf in kinds.items()}
        self.steps: dict[Any, dict[str, Any]] = {}
        self.ways: dict[Any, dict[str, Any]] = {}
        table = next(iter(kinds.values()))
        for state, actions in table.states.items():
            steps = self.steps[state] = {}
            ways = self.ways[state] = {}
            for symbol, (action, target) in actions.items():
                name = sys.intern(str(symbol))
                if action is not Shift:
                    assert target.expansion, "no alternative of the grammar is empty"
                    whole = sys.intern(str(target.origin.name))
                    steps[name] = (len(target.expansion), table.callbacks[target], whole)
                elif name.isupper() or name == _END:
                    steps[name] = target
                else:
                    ways[name] = target


def read_straight(tables: Tables, kind: str, tokens: Sequence[Token]) -> Any:
    """Read one sentence.

    Args:
        tables: Of the language.
        kind: Of sentence.
        tokens: All of the sentence.

    Returns:
        Its node, or ``STUCK`` where some token does not fit as it is.

    Raises:
        Refused: The grammar lets it through and it still says nothing.
    """
    steps, ways = tables.steps, tables.ways
    start, end = tables.ends[kind]
    path: list[Any] = [start]
    values: list[Any] = []
    for token in (*tokens, None):
        name = _END if token is None else token.type
        while True:
            step = steps[path[-1]].get(name)
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
