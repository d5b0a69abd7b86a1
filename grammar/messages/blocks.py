"""PR130 to PR149: blocks, their heads and braces, and which clauses they have."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Label, Message, Safety, Severity, message, quoted
from grammar.source import Span


@message("PR130", Severity.ERROR)
class UnknownBlock(Message):
    """Something is declared with a word that declares nothing.

    ## Example
        promotoin coffee "Kawa" {

    ## Use instead
        promotion coffee "Kawa" {
    """

    word: str
    nearest: str | None

    def message(self) -> str:
        return f"{quoted(self.word)} declares nothing"

    def hint(self) -> str | None:
        if self.nearest:
            return f"did you mean `{self.nearest}`?"
        return (
            "a file declares `shop`, `set`, `promotion`, `coupon`, `points`, `experiment` or `test`"
        )

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.nearest),), Safety.REVIEW) if self.nearest else None


@message("PR131", Severity.ERROR)
class UnknownClause(Message):
    """A clause begins with a word that no clause has.

    ## Example
        recipt "KAWA"

    ## Use instead
        receipt "KAWA"
    """

    word: str
    block: str
    nearest: str | None
    clauses: tuple[str, ...]

    def message(self) -> str:
        return f"`{self.block}` has no clause {quoted(self.word)}"

    def hint(self) -> str | None:
        if self.nearest:
            return f"did you mean `{self.nearest}`?"
        return "it has " + ", ".join(f"`{word}`" for word in self.clauses)

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.nearest),), Safety.REVIEW) if self.nearest else None


@message("PR132", Severity.ERROR)
class ClauseElsewhere(Message):
    """A clause stands in a block of another kind.

    ## Example
        coupon autumn { receipt "KUPON" }

    ## Use instead
    Write `receipt` in the promotion that needs the coupon.
    """

    word: str
    block: str
    homes: tuple[str, ...]

    def message(self) -> str:
        return f"`{self.word}` is no clause of `{self.block}`"

    def hint(self) -> str | None:
        return "it belongs to " + " or ".join(f"`{home}`" for home in self.homes)


@message("PR133", Severity.ERROR)
class OutsideBlock(Message):
    """A clause stands outside of any block.

    ## Example
        give 20% off coffee

    ## Use instead
        promotion coffee-20 "Kawa -20%" {
          give      20% off coffee
        }
    """

    written: str

    def message(self) -> str:
        return f"{quoted(self.written)} stands outside of any block"

    def hint(self) -> str | None:
        return "put it between the braces of a promotion or another block"


@message("PR134", Severity.ERROR)
class MissingClosingBrace(Message):
    """A block is not closed.

    ## Example
        promotion a "A" {
          give      20% off coffee

        promotion b "B" {
          give      10% off tea
        }

    ## Use instead
    Close the first one with `}` on a line of its own.
    """

    block: str
    before: Span | None
    insert_at: Span

    def message(self) -> str:
        return f"this `{self.block}` is not closed"

    def label(self) -> str:
        return "opened here"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.before, "`}` is missing before this"),) if self.before else ()

    def hint(self) -> str | None:
        return "close it with `}` on a line of its own"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.insert_at, "\n}"),), Safety.SAFE)


@message("PR135", Severity.ERROR)
class MissingOpeningBrace(Message):
    """The head of a block is not followed by `{`.

    ## Example
        promotion a "A"
          give      20% off coffee
        }

    ## Use instead
        promotion a "A" {
          give      20% off coffee
        }
    """

    block: str

    def message(self) -> str:
        return f"`{{` is missing after the head of this `{self.block}`"

    def hint(self) -> str | None:
        return "write `{` at the end of the line"

    def fix(self) -> Fix | None:
        end = self.span._replace(start=self.span.end)
        return Fix((Edit(end, " {"),), Safety.SAFE)


@message("PR136", Severity.ERROR)
class StrayClosingBrace(Message):
    """A closing brace closes nothing.

    ## Use instead
    Delete it, or look for the `{` that is missing above.
    """

    def message(self) -> str:
        return "this `}` closes nothing"

    def hint(self) -> str | None:
        return "delete it, or look for a `{` that is missing above"


@message("PR137", Severity.ERROR)
class MissingName(Message):
    """Something is declared without a name.

    ## Example
        promotion "Kawa -20%" {

    ## Use instead
        promotion coffee-20 "Kawa -20%" {
    """

    block: str

    def message(self) -> str:
        return f"this `{self.block}` has no name"

    def hint(self) -> str | None:
        return f"write a name after `{self.block}`, such as `coffee-20`"


@message("PR138", Severity.ERROR)
class MissingTitle(Message):
    """A block that people read about has no title in quotation marks.

    ## Example
        promotion coffee-20 {

    ## Use instead
        promotion coffee-20 "Kawa -20%" {
    """

    block: str

    def message(self) -> str:
        return f"this `{self.block}` has no title"

    def label(self) -> str:
        return "a text in quotation marks is missing after this"

    def hint(self) -> str | None:
        return 'write its title in quotation marks, such as `"Kawa -20%"`'


@message("PR139", Severity.ERROR)
class UnclearHead(Message):
    """The head of a block holds more than its word, its name and its title.

    ## Example
        promotion coffee 20 "Kawa -20%" {

    ## Use instead
        promotion coffee-20 "Kawa -20%" {
    """

    block: str
    written: str
    pattern: str

    def message(self) -> str:
        return f"{quoted(self.written)} does not belong into the head of this `{self.block}`"

    def hint(self) -> str | None:
        return f"write {self.pattern}"


@message("PR140", Severity.ERROR)
class MissingGive(Message):
    """A promotion gives nothing.

    ## Example
        promotion coffee-20 "Kawa -20%" {
          from      2026-11-01
        }

    ## Use instead
        promotion coffee-20 "Kawa -20%" {
          from      2026-11-01
          give      20% off coffee
        }
    """

    name: str

    def message(self) -> str:
        return f"promotion {quoted(self.name)} gives nothing"

    def hint(self) -> str | None:
        return "add a clause such as `give 20% off coffee`"


@message("PR141", Severity.ERROR)
class RepeatedClause(Message):
    """A clause that may stand once stands twice.

    ## Example
        give 20% off coffee
        give 10% off tea

    ## Use instead
    Two promotions, one for each.

    ## Why
    Nobody could tell which of the two counts.
    """

    word: str
    block: str
    first: Span

    def message(self) -> str:
        return f"`{self.word}` stands twice in one `{self.block}`"

    def label(self) -> str:
        return "the second"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first"),)

    def hint(self) -> str | None:
        if self.word == "give":
            return "write a promotion for each reward"
        return "keep one of them"


@message("PR142", Severity.ERROR)
class MissingEqualsSign(Message):
    """The name of a set is not followed by `=`.

    ## Example
        set coffee category "Kawa"

    ## Use instead
        set coffee = category "Kawa"
    """

    def message(self) -> str:
        return "`=` is missing after the name of this set"

    def hint(self) -> str | None:
        return "write `=` between the name and its goods"

    def fix(self) -> Fix | None:
        end = self.span._replace(start=self.span.end)
        return Fix((Edit(end, " ="),), Safety.SAFE)
