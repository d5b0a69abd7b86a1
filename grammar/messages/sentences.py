"""PR150 to PR199: clauses that begin well and go wrong."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Label, Message, Safety, Severity, message, quoted
from grammar.source import Span


@message("PR150", Severity.ERROR)
class EmptyClause(Message):
    """A clause is only its first word.

    ## Example
        give
        receipt "KAWA"

    ## Use instead
        give 20% off coffee
        receipt "KAWA"
    """

    word: str
    meaning: str
    pattern: str | None

    def message(self) -> str:
        return f"{quoted(self.word)} says nothing"

    def label(self) -> str:
        return self.meaning

    def hint(self) -> str | None:
        return f"write for example `{self.pattern}`" if self.pattern else None


@message("PR151", Severity.ERROR)
class UnfinishedClause(Message):
    """A clause stops before it is complete.

    ## Example
        give 3 for 2 on

    ## Use instead
        give 3 for 2 on yoghurt
    """

    word: str
    needed: str

    def message(self) -> str:
        return f"this {quoted(self.word)} stops too early"

    def label(self) -> str:
        return "more is needed after this"

    def hint(self) -> str | None:
        return f"go on with {self.needed}"


@message("PR152", Severity.ERROR)
class TooMuch(Message):
    """A clause goes on after it was complete.

    ## Example
        receipt "KAWA" "3 ZA 2"

    ## Use instead
        receipt "KAWA 3 ZA 2"
    """

    written: str
    word: str

    def message(self) -> str:
        return f"{quoted(self.written)} is too much: `{self.word}` was complete before it"

    def hint(self) -> str | None:
        return "delete it, or begin a new line with the word of a clause"


@message("PR153", Severity.ERROR)
class UnclosedParenthesis(Message):
    """A parenthesis is not closed.

    ## Example
        when (payment is blik or payment is card and basket total >= 50 PLN

    ## Use instead
        when (payment is blik or payment is card) and basket total >= 50 PLN
    """

    def message(self) -> str:
        return "this parenthesis is not closed"

    def hint(self) -> str | None:
        return "close it with `)`"


@message("PR154", Severity.ERROR)
class StrayParenthesis(Message):
    """A closing parenthesis closes nothing.

    ## Example
        when payment is blik)

    ## Use instead
        when payment is blik
    """

    def message(self) -> str:
        return "this `)` closes nothing"

    def hint(self) -> str | None:
        return "delete it"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, ""),), Safety.REVIEW)


@message("PR160", Severity.ERROR)
class NoName(Message):
    """A name is needed, and something else stands there.

    ## Example
        give 20% off 5901234123457

    ## Use instead
    Give the goods a name and use it:

        set coffee = sku "5901234123457"
    """

    written: str

    def message(self) -> str:
        return f"a name is needed, and {quoted(self.written)} is none"

    def hint(self) -> str | None:
        return "name the goods with `set`, and write that name here"


@message("PR161", Severity.ERROR)
class CommaNeeded(Message):
    """Two entries of a list stand side by side without a comma.

    ## Example
        in app web

    ## Use instead
        in app, web
    """

    before: Span

    def message(self) -> str:
        return "a comma is missing between two entries of a list"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.before, "the entry before"),)

    def hint(self) -> str | None:
        return "write `,` between them"

    def fix(self) -> Fix | None:
        end = self.before._replace(start=self.before.end)
        return Fix((Edit(end, ","),), Safety.REVIEW)


@message("PR162", Severity.ERROR)
class OtherPartNeeded(Message):
    """Something else is needed at this place, and little can come here.

    ## Example
        from mon

    ## Use instead
        from 2026-11-01
    """

    written: str
    needed: str
    word: str
    example: str | None = None

    def message(self) -> str:
        return f"{self.needed} is needed here, and {quoted(self.written)} is none"

    def label(self) -> str:
        return f"in this `{self.word}`"

    def hint(self) -> str | None:
        return f"write {self.needed}" + (f", as in `{self.example}`" if self.example else "")


@message("PR163", Severity.ERROR)
class MissingEntry(Message):
    """A list has a comma or a plus where an entry should stand.

    ## Example
        stages price, , basket

    ## Use instead
        stages price, line, basket
    """

    sign: str

    def message(self) -> str:
        return f"nothing stands before this {quoted(self.sign)}"

    def hint(self) -> str | None:
        return f"delete the `{self.sign}`, or write what is missing"


@message("PR165", Severity.ERROR)
class WrongBeginning(Message):
    """A condition, a reward or a description of goods begins with what never begins one.

    ## Example
        when is blik

    ## Use instead
        when payment is blik
    """

    written: str
    family: str
    beginnings: tuple[str, ...]

    def message(self) -> str:
        return f"{quoted(self.written)} does not begin {self.family}"

    def hint(self) -> str | None:
        return "begin with " + ", ".join(f"`{words}`" for words in self.beginnings)


@message("PR199", Severity.ERROR)
class Unexpected(Message):
    """A clause cannot be read, and nothing more precise is known about it.

    ## Use instead
    Compare it with the sentences of the language page. If you meet this message often, tell us what
    you wrote: each mistake people really make should have a message of its own.
    """

    written: str
    word: str
    needed: str
    example: str | None = None

    def message(self) -> str:
        return f"{quoted(self.written)} cannot stand here in `{self.word}`"

    def hint(self) -> str | None:
        return f"write {self.needed}" + (f", as in `{self.example}`" if self.example else "")
