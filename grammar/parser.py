"""Text to syntax; whatever the text, it returns: mistakes become diagnostics, the rest is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lark import Lark
from lark.exceptions import UnexpectedToken

from grammar import limits, syntax
from grammar.building import Callbacks, Refused
from grammar.diagnostics import Diagnostic, Message
from grammar.frame import Block, frame
from grammar.heads import Head, read_head
from grammar.lexer import lex
from grammar.literals import Name
from grammar.messages import blocks as say
from grammar.messages import reading, spelling
from grammar.messages.sentences import UnfinishedClause
from grammar.names import to_identifier
from grammar.recovery import explain, mended_clause
from grammar.source import Source
from grammar.straight import STUCK, Tables, read_straight
from grammar.stuck import Stuck
from grammar.token import Token
from grammar.vocabulary import PLAIN, REPEATABLE

_STARTS: Final = {
    "shop": "shop_clause",
    "set": "goods",
    "promotion": "promotion_clause",
    "coupon": "coupon_clause",
    "points": "points_clause",
    "experiment": "variant",
    "test": "test_clause",
}


@dataclass(frozen=True, slots=True)
class ParseResult:
    """What a text says, as far as it could be read, and what is wrong with it.

    Attributes:
        file: Every declaration; a clause that could not be read is missing from its block, and its
            word stands in the block's ``broken``.
        diagnostics: In the order of the text.
    """

    file: syntax.File
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the text must not be used as it is."""
        return any(diagnostic.is_error for diagnostic in self.diagnostics)


def parse(source: Source) -> ParseResult:
    """Read one file of the language; never raises, on any text."""
    lexed = lex(source)
    blocks, messages = frame(lexed.tokens)
    reader = _Reader([*lexed.messages, *messages])
    declarations = (reader.block(block) for block in blocks)
    found = syntax.File(
        tuple(declaration for declaration in declarations if declaration),
        span=source.span(0, len(source.text)),
    )
    return ParseResult(found, _cut(reader.messages))


def _cut(messages: list[Message]) -> tuple[Diagnostic, ...]:
    """Put diagnostics in order and leave out what is too much to read."""
    ordered = sorted(messages, key=lambda found: (found.span.start, type(found).code))
    shown = ordered[: limits.DIAGNOSTICS_MAX]
    if len(ordered) > len(shown):
        after = ordered[len(shown)].span
        shown.append(reading.TooManyMistakes(after, shown=limits.DIAGNOSTICS_MAX))
    return tuple(found.diagnostic() for found in shown)


@cache
def _lark() -> Lark:
    """The parser's tables, built when the first text is read."""
    text = files("grammar").joinpath("promo.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        lexer="basic",  # never used: tokens are fed one by one
        start=list(_STARTS.values()),
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=Callbacks(),
    )


@cache
def _tables() -> Tables:
    """The same tables, for sentences that are right."""
    kinds: dict[str, Any] = {}
    for kind, start in _STARTS.items():
        parser: Any = _lark().parse_interactive(start=start)
        kinds[kind] = parser.parser_state.parse_conf
    return Tables(kinds)


class _Reader:
    """Reads the clauses of blocks and collects what is wrong."""

    def __init__(self, messages: list[Message]) -> None:
        self.messages = messages
        # A clause with a mended mistake is not complained about twice.
        self.mended = {message.span.start for message in messages}

    def say(self, message: Message) -> None:
        self.messages.append(message)
        self.mended.add(message.span.start)

    def is_mended(self, tokens: Sequence[Token]) -> bool:
        return any(token.span.start in self.mended for token in tokens)

    # --- blocks -----------------------------------------------------------------------------------

    def block(self, block: Block) -> syntax.Declaration | None:
        """Read one block, or return nothing where it has no name to know it by."""
        head, messages = read_head(block)
        for message in messages:
            self.say(message)
        if block.kind == "set":
            return self.goods(block, head)
        clauses, broken = self.clauses(block)
        if head.name is None and block.kind not in {"shop", "test"}:
            return None
        return _DECLARATIONS[block.kind](block, head, clauses, broken)

    def goods(self, block: Block, head: Head) -> syntax.SetBlock | None:
        expression = self.sentence(block, block.clauses[0]) if block.clauses else None
        if not block.clauses and head.name and not self.is_mended([block.word, *block.head]):
            last = block.opened or block.head[-1]
            self.say(UnfinishedClause(last.span, word="set", needed='goods such as `tag "kawa"`'))
        if head.name is None:
            return None
        return syntax.SetBlock(head.name, expression, span=block.span)

    def clauses(self, block: Block) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        nodes: list[Any] = []
        broken: list[str] = []
        seen: dict[str, Token] = {}
        for tokens in block.clauses:
            word = tokens[0]
            if block.kind != "experiment":
                word, message = mended_clause(block.kind, word)
                if message:
                    self.say(message)
                self.repeated(block, word, seen)
            if word.type == "BAD":
                broken.append(word.text)
                continue
            node = self.sentence(block, [word, *tokens[1:]])
            if node is None:
                broken.append(word.text)
            else:
                nodes.append(node)
        if block.kind == "promotion" and "give" not in seen and block.clauses and not broken:
            name = next((t.text for t in block.head if t.type == "NAME"), "")
            span = block.word.span.until((block.head or [block.word])[0].span)
            self.say(say.MissingGive(span, name=name))
        return tuple(nodes), tuple(broken)

    def repeated(self, block: Block, word: Token, seen: dict[str, Token]) -> None:
        first = seen.setdefault(word.text, word)
        if first is word or word.text in REPEATABLE.get(block.kind, ()) or word.type == "BAD":
            return
        self.say(say.RepeatedClause(word.span, word=word.text, block=block.kind, first=first.span))

    # --- sentences --------------------------------------------------------------------------------

    def sentence(self, block: Block, tokens: list[Token]) -> Any:
        """Read one clause; ``None`` where it cannot be read, which has then been said."""
        if len(tokens) > 1 and tokens[-1].type == "COMMA":
            self.say(spelling.TrailingComma(tokens.pop().span))
        deep = _too_deep(tokens)
        if deep:
            self.say(reading.NestedTooDeep(deep.span, depth_max=limits.NESTING_MAX))
            return None
        word = "set" if block.kind == "set" else tokens[0].text
        try:
            straight = read_straight(_tables(), block.kind, tokens)
            if straight is not STUCK:
                return straight
            parser: Any = _lark().parse_interactive(start=_STARTS[block.kind])
            for index, token in enumerate(tokens):
                fed = self.fitted(token, parser.choices())
                try:
                    parser.feed_token(fed)
                except UnexpectedToken:
                    stuck = Stuck(word, tokens, index, frozenset(parser.accepts()))
                    return self.stuck(stuck)
            try:
                return parser.feed_token(_end_after(tokens[-1]))
            except UnexpectedToken:
                stuck = Stuck(word, tokens, len(tokens), frozenset(parser.accepts()))
                return self.stuck(stuck)
        except Refused as refused:
            self.say(refused.message)
            return None

    def stuck(self, stuck: Stuck) -> None:
        if not self.is_mended(stuck.tokens):
            self.say(explain(stuck))

    def fitted(self, token: Token, choices: Any) -> Token:
        """Give a token the type under which the grammar can take it here."""
        if token.type in choices or "NAME" not in choices:
            return token
        if token.text in PLAIN:
            return _as_name(token)
        # Where a text may stand too, `stores WAW-01` lacks its quotation marks.
        if token.type in {"ODD_NAME", "CODE", "ZONE"} and "TEXT" not in choices:
            better = to_identifier(token.text)
            self.say(spelling.NotAnIdentifier(token.span, written=token.text, better=better))
            return _as_name(token)
        return token


def _as_name(token: Token) -> Token:
    return Token("NAME", token.text, token.span, token.first, Name(token.text, span=token.span))


def _end_after(token: Token) -> Token:
    return Token("$END", "", token.span._replace(start=token.span.end), first=False)


def _too_deep(tokens: Sequence[Token]) -> Token | None:
    """Return the token with which parentheses and runs of ``not`` nest too deep."""
    depth = run = 0
    for token in tokens:
        depth += (token.type == "LPAR") - (token.type == "RPAR")
        run = run + 1 if token.text == "not" else 0
        if depth + run > limits.NESTING_MAX:
            return token
    return None


_Make = Callable[[Block, Head, tuple[Any, ...], tuple[str, ...]], syntax.Declaration]


def _shop(block: Block, head: Head, clauses: Any, broken: tuple[str, ...]) -> syntax.Declaration:
    return syntax.ShopBlock(head.title_or(block), clauses, broken, span=block.span)


def _promotion(
    block: Block, head: Head, clauses: Any, broken: tuple[str, ...]
) -> syntax.Declaration:
    return syntax.PromotionBlock(
        head.known_name, head.title_or(block), clauses, broken, span=block.span
    )


def _coupon(block: Block, head: Head, clauses: Any, broken: tuple[str, ...]) -> syntax.Declaration:
    return syntax.CouponBlock(head.known_name, head.title, clauses, broken, span=block.span)


def _points(block: Block, head: Head, clauses: Any, broken: tuple[str, ...]) -> syntax.Declaration:
    return syntax.PointsBlock(head.known_name, head.title, clauses, broken, span=block.span)


def _experiment(
    block: Block, head: Head, clauses: Any, broken: tuple[str, ...]
) -> syntax.Declaration:
    return syntax.ExperimentBlock(head.known_name, clauses, broken, span=block.span)


def _test(block: Block, head: Head, clauses: Any, broken: tuple[str, ...]) -> syntax.Declaration:
    return syntax.TestBlock(head.title_or(block), clauses, broken, span=block.span)


_DECLARATIONS: Final[dict[str, _Make]] = {
    "shop": _shop,
    "promotion": _promotion,
    "coupon": _coupon,
    "points": _points,
    "experiment": _experiment,
    "test": _test,
}
