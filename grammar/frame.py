"""Tokens to blocks and blocks to clauses, before any sentence is read.

The frame rests on braces and on the words that begin blocks and clauses, so one unreadable clause
spoils nothing else. Line ends help where they are; no well-formed file needs them, except that
``in app`` after ``customer first order`` is a clause of its own only on a line of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from grammar.diagnostics import Message
from grammar.messages import blocks as say
from grammar.source import Span
from grammar.suggest import nearest
from grammar.token import Token
from grammar.two_faced import JUDGES, NAMES, is_clause_word, is_name
from grammar.vocabulary import BLOCKS, CLAUSE_WORDS, CLAUSES, CONNECTORS, SYNONYMS

_OPEN_ENDED: Final = frozenset({"COMMA", "PLUS", "COLON", "LPAR", "MINUS", "COMPARE", "LBRACE"})


@dataclass(slots=True)
class Block:
    """One declaration, still in tokens.

    Attributes:
        word: The word that declares it.
        kind: What it declares; differs from the word where that was misspelt.
        head: Tokens between the word and ``{`` or ``=``.
        opened: ``{`` or ``=``, ``None`` where it is missing.
        clauses: Tokens of each clause; for a set, its one expression.
        closed: ``}``, ``None`` for a set or where it is missing.
    """

    word: Token
    kind: str
    head: list[Token] = field(default_factory=list)
    opened: Token | None = None
    clauses: list[list[Token]] = field(default_factory=list)
    closed: Token | None = None

    @property
    def span(self) -> Span:
        """From the first token to the last."""
        return self.word.span.until(self.last.span)

    @property
    def last(self) -> Token:
        """The last token."""
        if self.closed:
            return self.closed
        if self.clauses:
            return self.clauses[-1][-1]
        return self.opened or (self.head[-1] if self.head else self.word)


def frame(tokens: Sequence[Token]) -> tuple[list[Block], list[Message]]:
    """Cut tokens into blocks and clauses.

    Returns:
        The blocks in written order, and what is wrong with braces and with words that begin blocks.
    """
    framer = _Framer(tokens)
    framer.run()
    return framer.blocks, framer.messages


class _Framer:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.blocks: list[Block] = []
        self.messages: list[Message] = []
        # After a missing brace what follows outside of blocks is its echo, not another mistake.
        self.muted = False

    @property
    def current(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def peek(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def say(self, message: Message) -> None:
        self.messages.append(message)

    def say_outside(self, message: Message) -> None:
        if not self.muted:
            self.say(message)

    # --- outside of blocks ------------------------------------------------------------------------

    def run(self) -> None:
        while token := self.current:
            if self.is_block_word(token):
                self.block(token.text)
            elif token.type == "RBRACE":
                self.say_outside(say.StrayClosingBrace(token.span))
                self.at += 1
            elif self.looks_like_head(self.at):
                self.unknown_block(token)
            else:
                self.say_outside(say.OutsideBlock(token.span, written=token.text))
                self.skip()

    def unknown_block(self, token: Token) -> None:
        near = SYNONYMS.get(token.text) or nearest(token.text, BLOCKS)
        kind = near if near in BLOCKS else None
        self.say(say.UnknownBlock(token.span, word=token.text, nearest=kind))
        if kind:
            self.block(kind)
        else:
            self.skip()

    def skip(self) -> None:
        """Go on to the next block or stray brace, over whatever stands in braces between."""
        depth = 0
        self.at += 1
        while token := self.current:
            if token.type == "LBRACE":
                depth += 1
            elif token.type == "RBRACE":
                depth -= 1
                if depth <= 0:
                    self.at += depth == 0
                    return
            elif self.begins_block(self.at) or (depth == 0 and self.is_block_word(token)):
                return
            self.at += 1

    # --- where blocks begin -----------------------------------------------------------------------

    def looks_like_head(self, index: int) -> bool:
        """Tell whether a word, perhaps a name and a title, and ``{`` or ``=`` stand here."""
        token = self.peek(index)
        if token is None or token.type in {"LBRACE", "RBRACE", "TEXT", "COMPARE"}:
            return False
        for ahead in range(index + 1, index + 4):
            found = self.peek(ahead)
            if found is None:
                return False
            if found.type == "LBRACE" or (found.text == "=" and ahead > index + 1):
                return True
            if not is_name(found) and found.type != "TEXT":
                return False
        return False

    def is_block_word(self, token: Token) -> bool:
        return token.text in BLOCKS and token.value is None

    def begins_block(self, index: int) -> bool:
        """Tell whether a block begins here although another one is open."""
        token = self.tokens[index]
        if not self.is_block_word(token):
            misspelt = token.first and token.type == "NAME" and self.looks_like_head(index)
            return misspelt and nearest(token.text, BLOCKS) is not None
        after = self.peek(index + 1)
        if token.text in {"coupon", "points"} or not token.first:
            return self.looks_like_head(index) and (token.first or self.may_end(index - 1))
        return after is not None and (is_name(after) or after.type == "TEXT")

    # --- blocks -----------------------------------------------------------------------------------

    def block(self, kind: str) -> None:
        block = Block(self.tokens[self.at], kind)
        self.blocks.append(block)
        self.at += 1
        self.head(block)
        if kind == "set":
            self.goods(block)
        elif self.open(block):
            self.muted = False
            self.body(block)

    def head(self, block: Block) -> None:
        stop = "=" if block.kind == "set" else "{"
        while (token := self.current) and token.type != "RBRACE" and token.text != stop:
            if token.first and token.type != "TEXT":
                break
            if block.kind == "set" and block.head:
                break
            block.head.append(token)
            self.at += 1

    def open(self, block: Block) -> bool:
        """Take the opening brace; tell whether there is anything to read after it."""
        token = self.current
        if token and token.type == "LBRACE":
            block.opened = token
            self.at += 1
            return True
        last = block.head[-1] if block.head else block.word
        self.say(say.MissingOpeningBrace(last.span, block=block.kind))
        if token and token.type == "RBRACE":
            block.closed = token
            self.at += 1
            return False
        return token is not None and not self.begins_block(self.at) and token.text not in BLOCKS

    def body(self, block: Block) -> None:
        while token := self.current:
            if token.type == "RBRACE":
                block.closed = token
                self.at += 1
                return
            if self.begins_block(self.at):
                break
            block.clauses.append(self.clause(block.kind))
        if block.opened is None:
            self.muted = True
            return
        end = block.last.span
        self.say(
            say.MissingClosingBrace(
                block.word.span.until((block.head[-1] if block.head else block.word).span),
                block=block.kind,
                before=self.current.span if self.current else None,
                insert_at=end._replace(start=end.end),
            )
        )
        self.muted = True

    def clause(self, kind: str) -> list[Token]:
        start = self.at
        depth = 0
        self.at += 1
        while token := self.current:
            if token.type == "LBRACE":
                depth += 1
            elif token.type == "RBRACE":
                if depth == 0:
                    break
                depth -= 1
            elif self.begins_block(self.at) or (depth == 0 and self.begins_clause(kind, self.at)):
                break
            self.at += 1
        return list(self.tokens[start : self.at])

    def goods(self, block: Block) -> None:
        token = self.current
        if token and token.text == "=":
            block.opened = token
            self.at += 1
        elif block.head:
            self.say(say.MissingEqualsSign(block.head[-1].span))
        start = self.at
        while token := self.current:
            if token.type == "RBRACE" or self.is_block_word(token):
                break
            if self.at > start and self.begins_line(self.at):
                break
            self.at += 1
        if self.at > start:
            block.clauses.append(list(self.tokens[start : self.at]))

    # --- where clauses begin ----------------------------------------------------------------------

    def may_end(self, index: int) -> bool:
        """Tell whether a sentence may end with this token."""
        token = self.tokens[index]
        if token.value is not None:
            return True
        if token.text == "off":
            # `give 20% off` wants goods; `give every 2nd shoes 50% off` does not.
            start = self.peek(index - 2)
            return start is None or start.text != "give"
        return token.type not in _OPEN_ENDED and token.text not in CONNECTORS

    def begins_line(self, index: int) -> bool:
        """Tell whether a sentence of an unknown kind begins here."""
        token = self.tokens[index]
        if not token.first or not self.may_end(index - 1):
            return False
        if token.text in JUDGES:
            # A test's `at 2026-11-05 08:30` may go on with `in pos` on the next line.
            return token.text != "in" and self.verdict(index) is True
        known = token.text in CLAUSE_WORDS or token.text in BLOCKS
        return token.type in NAMES or (token.value is None and known)

    def begins_clause(self, kind: str, index: int) -> bool:
        """Tell whether a clause of a block begins here."""
        token = self.tokens[index]
        if kind == "experiment":
            after = self.peek(index + 1)
            share = after is not None and after.type == "PERCENT" and self.may_end(index - 1)
            return is_name(token) and (share or self.begins_line(index))
        if token.text not in CLAUSES[kind] or token.value is not None:
            return self.begins_line(index)
        verdict = self.verdict(index) if token.text in JUDGES else True
        if verdict is not None:
            return verdict and (token.first or self.may_end(index - 1))
        return token.first and self.tokens[index - 1].type not in _OPEN_ENDED

    def verdict(self, index: int) -> bool | None:
        """Tell whether a two-faced word begins a clause here; ``None`` where nothing tells."""
        return is_clause_word(self.peek(index - 1), self.tokens[index], self.peek(index + 1))
