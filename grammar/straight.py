"""Reading a right sentence straight through Lark's tables.

Lark's own stepwise parser keeps all it needs to tell what would have been possible. Nearly every
sentence is right and never asked; whatever is not read here is read once more by Lark's parser,
which tells why. ``tests/grammar/test_straight.py`` holds both against each other.
"""

from collections.abc import Sequence
from typing import Any, Final

from lark.parsers.lalr_analysis import Shift

from grammar.token import Token

STUCK: Final = object()


def read_straight(tables: Any, tokens: Sequence[Token]) -> Any:
    """Read one sentence.

    Args:
        tables: Lark's ``ParseConf`` for the kind of sentence.
        tokens: All of the sentence.

    Returns:
        Its node, or ``STUCK`` where some token does not fit as it is.

    Raises:
        Refused: The grammar lets it through and it still says nothing.
    """
    states, callbacks, end_state = tables.states, tables.callbacks, tables.end_state
    path: list[Any] = [tables.start_state]
    values: list[Any] = []
    for token in (*tokens, None):
        kind = "$END" if token is None else token.type
        while True:
            step = states[path[-1]].get(kind)
            if step is None:
                return STUCK
            action, target = step
            if action is Shift:
                path.append(target)
                values.append(token)
                break
            size = len(target.expansion)
            children = values[-size:] if size else []
            if size:
                del path[-size:], values[-size:]
            values.append(callbacks[target](children))
            path.append(states[path[-1]][target.origin.name][1])
            if token is None and path[-1] == end_state:
                return values[-1]
    return STUCK
