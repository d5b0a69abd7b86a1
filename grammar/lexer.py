"""Text to tokens; never fails.

What is almost right (a decimal comma, curly quotes, a date in Polish order) becomes the token that
was meant, and a diagnostic: the rest of the sentence can still be read and checked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from grammar import literals, moments
from grammar.diagnostics import Message
from grammar.messages import literals as literal_messages
from grammar.messages import reading, spelling
from grammar.names import is_identifier
from grammar.source import Source, Span
from grammar.token import Comment, Token, terminal
from grammar.vocabulary import KEYWORDS, RESERVED

_BLANK = "[ \\t\\u00a0\\u202f]"
_NUMBER: Final = (
    # Thousands parted by blanks, a point or (wrongly) a comma, and then perhaps what it counts.
    rf"(?P<digits>\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!\d)|\d+)(?P<fraction>[.,]\d+)?"
    rf"(?:(?P<percent>{_BLANK}*%)"
    rf"|(?P<suffix>{_BLANK}*(?:[A-Z]{{3}}|[Pp][Ll][Nn]|eur|€|\$|£|kg|g|ml|l|m"
    r"|zł\.?|zl\.?|ZŁ|złot\w+|zlot\w+|gr\.?|grosz\w*)|x|st|nd|rd|th)(?![\w-]))?"
    r"(?!\w|-[^\W\d])"
)
_REST_OF_WORD: Final = r"\w*(?:[-_'][\w]+)*(?:/[\w+-]+)*"
_PATTERNS: Final = (
    ("LINE_END", r"\r?\n|\r"),
    ("BLANKS", rf"(?:{_BLANK}|[\f\v\ufeff])+"),
    # Most of a file; nothing else below begins with a letter but the other words.
    ("LETTERS", rf"[^\W\d_]{_REST_OF_WORD}"),
    ("COMMENT", r"#[^\r\n]*"),
    ("SLASHES", r"//[^\r\n]*|/\*.*?(?:\*/|$)"),
    ("TEXT", r'"[^"\r\n]*"'),
    ("POLISH", r"„[^”\"“\r\n]*[”\"“]"),
    ("CURLY", r"[“”«‟][^”“»\"\r\n]*[”“»\"]"),
    ("SINGLE", r"['‘’‚][^'’‘\r\n]*['’‘]"),
    ("OPEN_TEXT", r"[\"„“”«‟][^\r\n]*"),
    ("DATE", r"\d{4}[-./]\d{1,2}[-./]\d{1,2}(?![\w-])|\d{1,2}[-./]\d{1,2}[-./]\d{4}(?![\w-])"),
    ("TIME", r"\d{1,2}:\d{1,2}(?::\d{1,2})?(?![\w:])"),
    ("NUMBER", _NUMBER),
    ("WORD", rf"[^\W_]{_REST_OF_WORD}|_\w+"),
    ("COMPARE", r"[<>=!]=|=[<>]|<>|[<>=≥≤≠]"),
    ("SIGN", r"&&|\|\||[,+:(){}&|!;-]"),
    ("OTHER", r"."),
)  # fmt: skip
_SCAN: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS), re.S)
_SIGNS: Final = {
    ",": "COMMA", "+": "PLUS", ":": "COLON", "(": "LPAR", ")": "RPAR", "-": "MINUS", "{": "LBRACE",
    "}": "RBRACE",
}  # fmt: skip
_COMPARISONS: Final = {"=>": ">=", "=<": "<=", "≥": ">=", "≤": "<="}
_NOT_EQUAL: Final = frozenset({"!=", "<>", "≠"})
_WORD_SIGNS: Final = {"&": "and", "&&": "and", "|": "or", "||": "or", "!": "not"}
_MEASURES: Final = frozenset({"kg", "g", "l", "ml", "m"})
_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})
_LOST: Final = "\ufffd"  # what decoding puts where bytes make no letter
_CODE: Final = re.compile(r"[A-Z]{2,3}")
_ZONE: Final = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+)+")
_CURRENCIES: Final = {"€": "EUR", "$": "USD", "£": "GBP", "eur": "EUR"}


_TERMINALS: Final = {word: terminal(word) for word in KEYWORDS}


@dataclass(slots=True)
class Lexed:
    """The tokens and comments of a file, and what was wrong with them."""

    tokens: list[Token] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


def lex(source: Source) -> Lexed:
    """Cut a text into tokens."""
    lexer = _Lexer(source)
    lost = source.text.count(_LOST)
    if lost:
        at = source.text.index(_LOST)
        lexer.say(reading.NotUtf8(source.span(at, at + 1), lost=lost))
    name = source.name
    for match in _SCAN.finditer(source.text):
        kind = match.lastgroup or ""
        if kind == "BLANKS":
            continue
        if kind == "LINE_END":
            lexer.line_open = False
            continue
        start, end = match.span()
        # The alternatives of NUMBER have groups of their own, so its own name is looked up.
        reader = _READERS.get(kind, _Lexer.number)
        reader(lexer, match.group(), Span(start, end, name), match)
    return lexer.lexed


class _Lexer:
    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.lexed = Lexed()
        self.line_open = False  # whether a token stands on this line already

    def add(self, kind: str, text: str, span: Span, value: object = None) -> None:
        self.lexed.tokens.append(Token(kind, text, span, not self.line_open, value))
        self.line_open = True

    def say(self, message: Message) -> None:
        self.lexed.messages.append(message)

    def comment(self, text: str, span: Span, _match: re.Match[str]) -> None:
        self.lexed.comments.append(Comment(text.rstrip(), span, not self.line_open))

    def slashes(self, text: str, span: Span, _match: re.Match[str]) -> None:
        self.say(spelling.SlashComment(span, written=text))

    # --- texts ----------------------------------------------------------------------------------

    def text(self, text: str, span: Span, _match: re.Match[str]) -> None:
        self.add("TEXT", text, span, literals.Text(text[1:-1], span=span))

    def polish(self, text: str, span: Span, _match: re.Match[str]) -> None:
        self._mended_text(text, span, literal_messages.PolishQuotes)

    def curly(self, text: str, span: Span, _match: re.Match[str]) -> None:
        self._mended_text(text, span, literal_messages.CurlyQuotes)

    def single(self, text: str, span: Span, _match: re.Match[str]) -> None:
        self._mended_text(text, span, literal_messages.SingleQuotes)

    def _mended_text(self, text: str, span: Span, kind: type[literal_messages.Rewritten]) -> None:
        better = '"' + text[1:-1].replace('"', "”") + '"'
        self.say(kind(span, written=text, better=better))
        self.add("TEXT", better, span, literals.Text(better[1:-1], span=span))

    def open_text(self, text: str, span: Span, _match: re.Match[str]) -> None:
        # A brace that ends the line belongs to the block, not to the text somebody forgot to close.
        inner = text[1:].rstrip()
        body = inner[:-1].rstrip() if inner.endswith("{") else inner
        closed = span._replace(end=span.start + 1 + len(body))
        self.say(literal_messages.UnclosedText(closed))
        self.add("TEXT", f'"{body}"', closed, literals.Text(body, span=closed))
        if inner.endswith("{"):
            at = span.start + len(inner)
            self.add("LBRACE", "{", Span(at, at + 1, self.name))

    # --- dates, times, numbers ------------------------------------------------------------------

    def date(self, text: str, span: Span, _match: re.Match[str]) -> None:
        node, message = moments.read_date(text, span)
        if message:
            self.say(message)
        self.add("DATE", node.value.isoformat(), span, node)

    def time(self, text: str, span: Span, _match: re.Match[str]) -> None:
        node, message = moments.read_time(text, span)
        if message:
            self.say(message)
        self.add("TIME", text, span, node)

    def number(self, text: str, span: Span, match: re.Match[str]) -> None:
        digits = re.sub(_BLANK, " ", match["digits"])
        fraction = match["fraction"] or ""
        suffix = (match["suffix"] or "").strip()
        value = Decimal(digits.replace(" ", "") + fraction.replace(",", "."))
        plain = digits + fraction.replace(",", ".")
        if fraction.startswith(","):
            better = plain + text[match.end("fraction") - match.start() :]
            self.say(literal_messages.DecimalComma(span, written=text, better=better))
        if match["percent"]:
            if len(match["percent"]) > 1:
                better = plain + "%"
                self.say(literal_messages.SpacedPercent(span, written=text, better=better))
            self.add("PERCENT", plain + "%", span, literals.Percent(value, span=span))
        elif suffix:
            self._with_suffix(plain, suffix, span, value)
        else:
            self.add("NUMBER", plain, span, literals.Number(value, span=span))

    def _with_suffix(self, plain: str, suffix: str, span: Span, value: Decimal) -> None:
        if suffix in _MEASURES:
            measure = literals.Measure(value, suffix, span=span)  # type: ignore[arg-type]
            self.add("MEASURE", f"{plain} {suffix}", span, measure)
        elif suffix == "x":
            self.add("MULTIPLIER", f"{plain}x", span, literals.Multiplier(value, span=span))
        elif suffix in _ORDINALS:
            self.add("ORDINAL", plain + suffix, span, literals.Ordinal(int(value), span=span))
        else:
            self._money(plain, suffix, span, value)

    def _money(self, plain: str, suffix: str, span: Span, value: Decimal) -> None:
        if _CODE.fullmatch(suffix):
            text, currency, amount = f"{plain} {suffix}", suffix, value
        else:
            in_groszy = suffix.startswith("gr")
            amount = value / 100 if in_groszy else value
            currency = _CURRENCIES.get(suffix, "PLN")
            text = f"{amount:f} {currency}" if in_groszy else f"{plain} {currency}"
            written = f"{plain} {suffix}"
            self.say(literal_messages.CurrencyInWords(span, written=written, better=text))
        self.add("MONEY", text, span, literals.Money(amount, currency, span=span))

    # --- words and signs ------------------------------------------------------------------------

    def word(self, text: str, span: Span, _match: re.Match[str]) -> None:
        kind = _TERMINALS.get(text)
        if kind:
            self.add(kind, text, span)
        elif is_identifier(text):
            self.add("NAME", text, span, literals.Name(text, span=span))
        elif text.lower() in RESERVED:
            self.say(spelling.CapitalWord(span, written=text))
            self.add(_TERMINALS[text.lower()], text.lower(), span)
        elif _CODE.fullmatch(text):
            self.add("CODE", text, span, literals.Name(text, span=span))
        elif _ZONE.fullmatch(text):
            self.add("ZONE", text, span, literals.Name(text, span=span))
        else:
            self.add("ODD_NAME", text, span, literals.Name(text, span=span))

    def compare(self, text: str, span: Span, _match: re.Match[str]) -> None:
        better = text
        if text == "==":
            self.say(spelling.DoubleEquals(span))
            better = "="
        elif text in _COMPARISONS:
            better = _COMPARISONS[text]
            self.say(spelling.WrongComparison(span, written=text, better=better))
        elif text in _NOT_EQUAL:
            self.say(spelling.WrongComparison(span, written=text, better=None))
            better = "="
        self.add("COMPARE", better, span)

    def sign(self, text: str, span: Span, _match: re.Match[str]) -> None:
        if text == ";":
            self.say(spelling.Semicolon(span))
        elif text in _WORD_SIGNS:
            better = _WORD_SIGNS[text]
            self.say(spelling.AndOrSigns(span, written=text, better=better))
            self.add(_TERMINALS[better], better, span)
        else:
            self.add(_SIGNS[text], text, span)

    def other(self, text: str, span: Span, _match: re.Match[str]) -> None:
        if text == _LOST:
            return
        if not text.isprintable():
            self.say(reading.ControlCharacter(span, character=text))
            return
        self.say(spelling.StrayCharacter(span, written=text))
        if text in "–—":
            self.add("MINUS", "-", span)
        elif text == "×":
            self.add("X", "x", span)


_READERS: Final[dict[str, Callable[[_Lexer, str, Span, re.Match[str]], None]]] = {
    "COMMENT": _Lexer.comment,
    "SLASHES": _Lexer.slashes,
    "TEXT": _Lexer.text,
    "POLISH": _Lexer.polish,
    "CURLY": _Lexer.curly,
    "SINGLE": _Lexer.single,
    "OPEN_TEXT": _Lexer.open_text,
    "DATE": _Lexer.date,
    "TIME": _Lexer.time,
    "NUMBER": _Lexer.number,
    "LETTERS": _Lexer.word,
    "WORD": _Lexer.word,
    "COMPARE": _Lexer.compare,
    "SIGN": _Lexer.sign,
    "OTHER": _Lexer.other,
}
