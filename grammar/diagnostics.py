"""What is said about a rule file: a stable code, an exact place, one plain sentence and a hint.

Every kind of mistake is a small frozen class whose fields are the facts; its sentence comes last:

    @message("PR201", Severity.ERROR)
    class UnknownSet(Message):
        '''A sentence names a set that no file defines. (This docstring is the page PR201.)'''
        name: str
        nearest: str | None

        def message(self) -> str:
            return f"unknown set {quoted(self.name)}"

    found = UnknownSet(span, name="cofee", nearest="coffee").diagnostic()
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Final, TypeVar, dataclass_transform

from grammar.source import Span

QUOTE_CHARS_MAX: Final = 40  # longer pieces of the file would bury the sentence around them


class Severity(Enum):
    """How much a diagnostic matters; it is part of the code."""

    ERROR = "error"
    WARNING = "warning"


class Safety(Enum):
    """Whether a fix may be applied unseen."""

    SAFE = "safe"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Label:
    """A place and a short text under its carets; the text may be empty."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what a span covers; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a mistake, and whether they may be applied unseen."""

    edits: tuple[Edit, ...]
    safety: Safety = Safety.REVIEW


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One complaint about a rule file.

    Attributes:
        code: Such as ``PR201``; never changes its meaning.
        severity: Belongs to the code.
        message: One sentence, lower-case, no final stop, no newline.
        primary: Where, and a few words under the carets.
        secondary: Other places that matter, such as the first definition.
        hint: What to do.
        fix: Edits that do it, where they can be known.
    """

    code: str
    severity: Severity
    message: str
    primary: Label
    secondary: tuple[Label, ...] = ()
    hint: str | None = None
    fix: Fix | None = None

    @property
    def is_error(self) -> bool:
        """Whether the ruleset cannot be used as it is."""
        return self.severity is Severity.ERROR

    @property
    def order(self) -> tuple[str, int, str]:
        """Sort key: file, offset, code."""
        return (self.primary.span.file, self.primary.span.start, self.code)


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Message:
    """A kind of mistake: subclasses add the facts as fields and are made with ``@message``.

    A subclass has ``message() -> str`` and, where it has something to say, ``label() -> str``,
    ``secondary() -> tuple[Label, ...]``, ``hint() -> str | None`` and ``fix() -> Fix | None``.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity]
    span: Span

    def diagnostic(self) -> Diagnostic:
        """Put facts and sentence together."""
        return Diagnostic(
            code=type(self).code,
            severity=type(self).severity,
            message=self._told("message", ""),
            primary=Label(self.span, self._told("label", "")),
            secondary=self._told("secondary", ()),
            hint=self._told("hint", None),
            fix=self._told("fix", None),
        )

    def _told(self, what: str, otherwise: _T) -> _T:
        """Ask a method that a kind may have."""
        tell: Callable[[], _T] = getattr(self, what, lambda: otherwise)
        return tell()


REGISTRY: Final[dict[str, type[Message]]] = {}

_M = TypeVar("_M", bound=Message)


@dataclass_transform(frozen_default=True)
def message(code: str, severity: Severity = Severity.ERROR) -> Callable[[type[_M]], type[_M]]:
    """Register a kind of mistake under its code and make it a frozen dataclass.

    Raises:
        AssertionError: The code is taken, or the class has no docstring for its page.
    """

    def register(kind: type[_M]) -> type[_M]:
        assert code not in REGISTRY, f"{code} is taken by {REGISTRY[code].__name__}"
        assert hasattr(kind, "message"), f"{kind.__name__} has no sentence"
        assert kind.__doc__, f"{kind.__name__} needs a docstring: it is the page of {code}"
        made = dataclass(frozen=True, slots=True)(kind)
        made.code = code
        made.severity = severity
        REGISTRY[code] = made
        return made

    return register


def quoted(text: str) -> str:
    """Put a piece of the user's text into backticks, cut where it is long."""
    flat = " ".join(text.split())
    if len(flat) > QUOTE_CHARS_MAX:
        flat = flat[: QUOTE_CHARS_MAX - 1] + "…"
    return f"`{flat}`"
