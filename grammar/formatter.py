"""The one canonical layout; comments stay, and nothing but blanks and line ends changes.

It works on tokens, so what is read after formatting is what was read before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from grammar.diagnostics import Diagnostic
from grammar.frame import Block, frame
from grammar.lexer import lex
from grammar.parser import parse
from grammar.source import Source
from grammar.token import Comment, Token

_LINE_MAX: Final = 100
_COLUMN: Final = {"shop": 12}  # where the rest of a clause begins, after its indent
_COLUMN_OTHERS: Final = 10
_INDENT: Final = "  "
_BLANK_LINE: Final = re.compile(r"\n[ \t\r\f\v]*\n")
_NO_BLANK_BEFORE: Final = frozenset({"COMMA", "COLON", "RPAR"})


@dataclass(frozen=True, slots=True)
class FormatResult:
    """The canonical text, or ``None`` and the mistakes that forbid to touch the file."""

    text: str | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Line:
    """A line to be written.

    ``start`` and ``end`` are offsets in the old text: they tell which comments belong to it and
    whether a blank line stood before it.
    """

    text: str
    start: int
    end: int
    indent: str = ""
    gap: str = "keep"  # before it: "keep" one blank line if there was one, or "one", or "none"
    comment: str = ""


def format_source(source: Source) -> FormatResult:
    """Lay a file out canonically.

    Returns:
        The text; formatting it again changes nothing. ``None`` where the file has syntax errors.
    """
    parsed = parse(source)
    if parsed.has_errors:
        return FormatResult(None, parsed.diagnostics)
    lexed = lex(source)
    blocks, _ = frame(lexed.tokens)
    lines = _lines(blocks, source)
    lines = _with_comments(lines, lexed.comments, source)
    _settle_gaps(lines, source)
    _align_comments(lines)
    return FormatResult(_written(lines), parsed.diagnostics)


# --- lines of blocks ------------------------------------------------------------------------------


def _lines(blocks: Sequence[Block], source: Source) -> list[_Line]:
    lines: list[_Line] = []
    before: Block | None = None
    for run in _runs_of_sets(blocks, source):
        width = max(len(block.head[0].text) for block in run) if run[0].kind == "set" else 0
        for block in run:
            two_sets = before is not None and before.kind == block.kind == "set"
            made = [_set_line(block, width)] if block.kind == "set" else _block_lines(block)
            made[0].gap = "keep" if two_sets or before is None else "one"
            lines += made
            before = block
    return lines


def _runs_of_sets(blocks: Sequence[Block], source: Source) -> list[list[Block]]:
    """Put sets without a blank line between them together: their `=` stand in one column."""
    runs: list[list[Block]] = []
    for block in blocks:
        last = runs[-1][-1] if runs else None
        if last and last.kind == block.kind == "set":
            between = source.text[last.span.end : block.span.start]
            if not _BLANK_LINE.search(between):
                runs[-1].append(block)
                continue
        runs.append([block])
    return runs


def _set_line(block: Block, width: int) -> _Line:
    name, goods = block.head[0], block.clauses[0]
    start = f"set {name.text:<{width}} = "
    text = start + _joined(goods, " " * len(start), len(start))
    return _line([block.word, *goods], text, "")


def _block_lines(block: Block) -> list[_Line]:
    head = [block.word, *block.head, *([block.opened] if block.opened else [])]
    lines = [_line(head, _joined(head), "")]
    width = _COLUMN.get(block.kind, _COLUMN_OTHERS)
    clauses = iter(block.clauses)
    made: list[_Line] = []
    for clause in clauses:
        text = _clause(clause, width)
        period = made and clause[0].text == "until" and made[-1].text.startswith("from ")
        if period and "\n" not in made[-1].text:
            made[-1].text += f" {_joined(clause)}"
            made[-1].end = clause[-1].span.end
        else:
            made.append(_line(clause, text, _INDENT))
    if made:
        made[0].gap = "none"
    lines += made
    if block.closed:
        closing = _line([block.closed], "}", "")
        closing.gap = "none"
        lines.append(closing)
    return lines


def _line(tokens: Sequence[Token], text: str, indent: str) -> _Line:
    return _Line(text, tokens[0].span.start, tokens[-1].span.end, indent)


def _clause(tokens: Sequence[Token], width: int) -> str:
    word, rest = tokens[0].text, tokens[1:]
    if not rest:
        return word
    hanging = " " * (len(_INDENT) + width)
    return f"{word:<{width - 1}} " + _joined(rest, hanging, len(hanging))


def _joined(tokens: Sequence[Token], hanging: str = "", column: int = 0) -> str:
    """Join tokens with canonical blanks; a line that grows too long breaks after a comma."""
    text = tokens[0].text
    length = column + len(text)
    for before, token in pairwise(tokens):
        piece = (" " if _has_blank(before, token) else "") + token.text
        if before.type == "COMMA" and length + len(piece) + 1 > _LINE_MAX:
            text += "\n" + hanging + token.text
            length = len(hanging) + len(token.text)
        else:
            text += piece
            length += len(piece)
    return text


def _has_blank(before: Token, token: Token) -> bool:
    if token.type in _NO_BLANK_BEFORE or before.type == "LPAR":
        return False
    return "MINUS" not in {before.type, token.type}


# --- comments -------------------------------------------------------------------------------------


def _with_comments(lines: list[_Line], comments: Sequence[Comment], source: Source) -> list[_Line]:
    """Put every comment on a line of its own or at the end of the line it stood on."""
    made: list[_Line] = []
    waiting = list(comments)
    for line in lines:
        # Inside a sentence there is no place for a comment: it goes before the sentence.
        while waiting and waiting[0].span.start < line.end:
            made.append(_comment_line(waiting.pop(0), line, source))
        if waiting and not waiting[0].own_line and _same_line(source, line.end, waiting[0]):
            line.comment = waiting.pop(0).text
        made.append(line)
    made += [_comment_line(comment, None, source) for comment in waiting]
    return made


def _same_line(source: Source, end: int, comment: Comment) -> bool:
    return source.line_of(max(end - 1, 0)) == source.line_of(comment.span.start)


def _comment_line(comment: Comment, before: _Line | None, source: Source) -> _Line:
    inside = before is not None and (before.indent or before.text == "}")
    return _Line(
        comment.text, comment.span.start, comment.span.end, _INDENT if inside else "", "keep"
    )


def _settle_gaps(lines: list[_Line], source: Source) -> None:
    """Decide where one blank line stands; comments before a block belong to it."""
    for index, line in enumerate(lines):
        is_comment = line.text.startswith("#")
        before = lines[index - 1] if index else None
        if before is None:
            line.gap = "none"
        elif line.gap == "keep":
            line.gap = "one" if _had_blank_line(before, line, source) else "none"
        elif line.gap == "one" and before.text.startswith("#") and not is_comment:
            line.gap = "one" if _had_blank_line(before, line, source) else "none"
            _open_before_comments(lines, index)
        if before and (before.text.endswith("{") or line.text == "}"):
            line.gap = "none"


def _open_before_comments(lines: list[_Line], index: int) -> None:
    """Put the blank line that parts two blocks before the comments of the second."""
    first = index
    while first and lines[first - 1].text.startswith("#") and lines[first].gap == "none":
        first -= 1
    if first and not lines[first - 1].text.startswith("#"):
        lines[first].gap = "one"


def _had_blank_line(before: _Line, line: _Line, source: Source) -> bool:
    between = source.text[before.end : line.start]
    return _BLANK_LINE.search(between) is not None


def _align_comments(lines: list[_Line]) -> None:
    """Give neighbouring trailing comments one column, but never push one out of the page."""
    run: list[_Line] = []
    for line in [*lines, _Line("", 0, 0)]:
        if line.comment and line.gap != "one":
            run.append(line)
            continue
        _align_run(run)
        run = [line] if line.comment else []
    _align_run(run)


def _align_run(run: list[_Line]) -> None:
    column = max((_last_length(line) for line in run), default=0) + 2
    fits = all(column + len(line.comment) <= _LINE_MAX for line in run)
    for line in run:
        blanks = column - _last_length(line) if fits else 2
        line.text += " " * blanks + line.comment
        line.comment = ""


def _last_length(line: _Line) -> int:
    last = line.text.rpartition("\n")[2]
    return len(last) + (len(line.indent) if "\n" not in line.text else 0)


def _written(lines: Sequence[_Line]) -> str:
    return "".join(
        ("\n" if line.gap == "one" else "") + (line.indent + line.text).rstrip() + "\n"
        for line in lines
    )
