"""Any tree of dataclasses as an indented outline, with the lines of the rule files it came from."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum

from grammar.source import NOWHERE, Source, Span

_INDENT = "  "
_SHORT_CHARS = 60


def outline(tree: object, sources: Sequence[Source] = ()) -> Iterator[str]:
    """Yield lines: a node with its place, then its fields below it; what is default is left out.

    Args:
        tree: A dataclass, or anything made of dataclasses.
        sources: Where the places lie; a place in another file is left out.
    """
    yield from _Outline({source.name: source for source in sources}).lines(tree, "", "")


class _Outline:
    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources

    def lines(self, value: object, label: str, indent: str) -> Iterator[str]:
        lead = f"{indent}{label}: " if label else indent
        if is_dataclass(value) and not isinstance(value, type):
            yield from self._node(value, lead, indent)
        elif isinstance(value, Mapping):
            yield from self._group(lead, [(str(key), one) for key, one in value.items()], indent)
        elif isinstance(value, Set):
            yield lead + ", ".join(sorted(map(str, value)))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield from self._list(value, lead, indent)
        else:
            yield lead + _plain(value)

    def _node(self, node: object, lead: str, indent: str) -> Iterator[str]:
        shown = [
            (field.name, getattr(node, field.name))
            for field in fields(node)  # type: ignore[arg-type]  # only ever called with dataclasses
            if not _is_silent(field, getattr(node, field.name))
        ]
        name = type(node).__name__
        flat = ", ".join(f"{key}={_plain(one)}" for key, one in shown)
        if all(_is_plain(one) for _, one in shown) and len(flat) <= _SHORT_CHARS:
            yield f"{lead}{name}({flat}){self._place(node)}"
            return
        yield f"{lead}{name}{self._place(node)}"
        for key, one in shown:
            yield from self.lines(one, key, indent + _INDENT)

    def _list(self, values: Sequence[object], lead: str, indent: str) -> Iterator[str]:
        if all(_is_plain(one) for one in values):
            yield lead + "[" + ", ".join(map(_plain, values)) + "]"
            return
        yield lead.rstrip()
        for one in values:
            yield from self.lines(one, "", indent + _INDENT)

    def _group(self, lead: str, rows: list[tuple[str, object]], indent: str) -> Iterator[str]:
        yield lead.rstrip() if rows else lead + "{}"
        for key, one in rows:
            yield from self.lines(one, key, indent + _INDENT)

    def _place(self, node: object) -> str:
        place = getattr(node, "span", getattr(node, "place", NOWHERE))
        source = self.sources.get(place.file) if isinstance(place, Span) else None
        return f"  # {source.name}:{source.line_of(place.start) + 1}" if source else ""


def _is_silent(field: "Field[object]", value: object) -> bool:
    if isinstance(value, Span) or not field.repr:
        return True
    default = field.default
    if default is MISSING and field.default_factory is not MISSING:
        default = field.default_factory()
    return bool(default is not MISSING and value == default)


def _is_plain(value: object) -> bool:
    if is_dataclass(value) or isinstance(value, (Mapping, Set)):
        return False
    return isinstance(value, str) or not isinstance(value, Sequence)


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.name)
    return str(value) if isinstance(value, (Decimal, date, time)) else repr(value)
