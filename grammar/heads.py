"""Heads of blocks: a name, a title, and what may be wrong with them."""

from dataclasses import dataclass
from typing import Final

from grammar.diagnostics import Message
from grammar.frame import Block
from grammar.literals import Name, Text
from grammar.messages import blocks as say
from grammar.messages import spelling
from grammar.messages.literals import NameInQuotes, TextWithoutQuotes
from grammar.names import to_identifier
from grammar.token import Token
from grammar.vocabulary import BLOCKS, CLAUSES, INNER_RESERVED, PLAIN, RESERVED

_NAMED: Final = frozenset({"set", "promotion", "coupon", "points", "experiment"})
_TITLED: Final = frozenset({"shop", "promotion", "test"})
_PATTERNS: Final = {
    "shop": '`shop "Title" {`',
    "set": "`set name =`",
    "promotion": '`promotion name "Title" {`',
    "coupon": '`coupon name "Title" {`',
    "points": '`points name "Title" {`',
    "experiment": "`experiment name on customer {`",
    "test": '`test "what is shown" {`',
}


@dataclass(slots=True)
class Head:
    """The name and the title of a block; ``None`` where there is none."""

    name: Name | None = None
    title: Text | None = None

    @property
    def known_name(self) -> Name:
        """The name of a block that is known to have one."""
        assert self.name is not None
        return self.name

    def title_or(self, block: Block) -> Text:
        """Return the title, or an empty one where it is missing."""
        return self.title or Text("", span=block.word.span)


def read_head(block: Block) -> tuple[Head, list[Message]]:
    """Read what stands between the word of a block and its ``{`` or ``=``."""
    head = Head()
    messages: list[Message] = []
    tokens = list(block.head)
    if block.kind in _NAMED:
        head.name, message = _take_name(block, tokens)
        messages += [message] if message else []
    if block.kind == "experiment" and [t.text for t in tokens[:2]] == ["on", "customer"]:
        del tokens[:2]
    if tokens and tokens[0].type == "TEXT" and block.kind not in {"set", "experiment"}:
        value = tokens.pop(0).value
        head.title = value if isinstance(value, Text) else None
    if messages:
        return head, messages
    if tokens:
        messages.append(_unclear(block, tokens, head))
    elif block.kind in _TITLED and head.title is None:
        last = block.head[-1] if block.head else block.word
        messages.append(say.MissingTitle(last.span, block=block.kind))
    return head, messages


def _take_name(block: Block, tokens: list[Token]) -> tuple[Name | None, Message | None]:
    token = tokens[0] if tokens else None
    following = tokens[1] if len(tokens) > 1 else None
    if token is None or (token.type == "TEXT" and (block.kind != "set" and following is None)):
        return None, say.MissingName(block.word.span, block=block.kind)
    tokens.pop(0)
    if token.type == "TEXT":
        better = to_identifier(token.text)
        return None, NameInQuotes(token.span, written=token.text, better=better)
    if token.type == "NAME" or token.text in PLAIN:
        return Name(token.text, span=token.span), None
    if token.type in {"ODD_NAME", "CODE", "ZONE"}:
        message = spelling.NotAnIdentifier(
            token.span, written=token.text, better=to_identifier(token.text)
        )
        return Name(token.text, span=token.span), message
    if token.text in RESERVED:
        name = Name(token.text, span=token.span)
        return name, spelling.ReservedName(token.span, word=token.text, meaning=meaning(token.text))
    return None, spelling.NotAnIdentifier(token.span, written=token.text, better=None)


def _unclear(block: Block, tokens: list[Token], head: Head) -> Message:
    span = tokens[0].span.until(tokens[-1].span)
    written = " ".join(token.text for token in tokens)
    words = all(token.type != "TEXT" for token in tokens)
    if head.title is None and words and block.kind in _TITLED | {"coupon", "points"}:
        return TextWithoutQuotes(span, written=written)
    pattern = _PATTERNS[block.kind]
    return say.UnclearHead(span, block=block.kind, written=written, pattern=pattern)


def meaning(word: str) -> str:
    """Return what a reserved word means, in one line."""
    for words in (BLOCKS, *CLAUSES.values(), INNER_RESERVED):
        if word in words:
            return words[word]
    return ""
