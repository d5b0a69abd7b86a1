"""From what Lark has read to syntax nodes: one function for each alternative of ``promo.lark``."""

from grammar.building import clauses, expressions, rewards, scenario
from grammar.building.parts import Callbacks, Refused

__all__ = ["Callbacks", "Refused", "clauses", "expressions", "rewards", "scenario"]
