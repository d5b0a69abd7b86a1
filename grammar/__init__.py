"""The language as text: places, diagnostics, syntax nodes, parser, formatter.

It knows no types of values, no money arithmetic, no carts: only what is
written where, and how it should look. Lark is used here and nowhere else.
"""

from grammar.source import Source, Span

__all__ = ["Source", "Span"]
