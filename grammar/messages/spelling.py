"""PR115 to PR129: signs, words and identifiers that are almost right."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Message, Safety, Severity, message, quoted


@message("PR115", Severity.ERROR)
class DoubleEquals(Message):
    """Two equals signs stand where one is enough.

    ## Example
        when customer order number == 5

    ## Use instead
        when customer order number = 5
    """

    def message(self) -> str:
        return "`==` is written `=` here"

    def hint(self) -> str | None:
        return "write `=`"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, "="),), Safety.SAFE)


@message("PR116", Severity.ERROR)
class WrongComparison(Message):
    """A comparison is written with a sign the language does not have.

    ## Example
        when basket total => 100 PLN

    ## Use instead
        when basket total >= 100 PLN

    "Not equal" is `not customer order number = 1`.
    """

    written: str
    better: str | None

    def message(self) -> str:
        return f"{quoted(self.written)} is not a comparison"

    def hint(self) -> str | None:
        return (
            f"write `{self.better}`"
            if self.better
            else "write `not` before the comparison, and `=` in it"
        )

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.better),), Safety.SAFE) if self.better else None


@message("PR117", Severity.ERROR)
class AndOrSigns(Message):
    """`&`, `|` or `!` stands for a word.

    ## Example
        when basket total >= 100 PLN && payment is blik

    ## Use instead
        when basket total >= 100 PLN and payment is blik
    """

    written: str
    better: str

    def message(self) -> str:
        return f"{quoted(self.written)} is written as a word"

    def hint(self) -> str | None:
        return f"write `{self.better}`"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, f"{self.better} "),), Safety.REVIEW)


@message("PR118", Severity.ERROR)
class Semicolon(Message):
    """A semicolon ends a clause, and nothing needs to.

    ## Example
        give 20% off coffee;

    ## Use instead
        give 20% off coffee
    """

    def message(self) -> str:
        return "a clause does not end in `;`"

    def hint(self) -> str | None:
        return "delete it"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, ""),), Safety.SAFE)


@message("PR119", Severity.ERROR)
class TrailingComma(Message):
    """A comma stands at the end of a clause, and no further entry follows.

    ## Example
        in app, web,
        give 20% off coffee

    ## Use instead
        in app, web
        give 20% off coffee
    """

    def message(self) -> str:
        return "nothing follows this comma"

    def hint(self) -> str | None:
        return "delete it, or write what is missing"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, ""),), Safety.SAFE)


@message("PR120", Severity.ERROR)
class SlashComment(Message):
    """A comment begins with `//` or `/*`.

    ## Example
        // only in November

    ## Use instead
        # only in November
    """

    written: str

    def message(self) -> str:
        return "a comment begins with `#`"

    def hint(self) -> str | None:
        return f"write `#` instead of `{self.written[:2]}`"

    def fix(self) -> Fix | None:
        better = "#" + self.written[2:].removesuffix("*/").rstrip()
        return Fix((Edit(self.span, better),), Safety.SAFE) if "\n" not in better else None


@message("PR121", Severity.ERROR)
class NotAnIdentifier(Message):
    """A name is not in kebab-case.

    ## Example
        promotion Kawa_2026 "Kawa" {

    ## Use instead
        promotion kawa-2026 "Kawa" {

    ## Why
    One spelling for each name: lower-case letters a to z and digits, joined by dashes, a letter
    first. Polish letters and capitals belong into titles.
    """

    written: str
    better: str | None

    def message(self) -> str:
        return f"{quoted(self.written)} is not a name"

    def label(self) -> str:
        return "lower-case letters a to z, digits and dashes only"

    def hint(self) -> str | None:
        return f"write `{self.better}`" if self.better else "begin it with a letter"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.better),), Safety.REVIEW) if self.better else None


@message("PR122", Severity.ERROR)
class CapitalWord(Message):
    """A word of the language is written with capitals.

    ## Example
        GIVE 20% off coffee

    ## Use instead
        give 20% off coffee
    """

    written: str

    def message(self) -> str:
        return f"{quoted(self.written)} is written in lower-case letters"

    def hint(self) -> str | None:
        return f"write `{self.written.lower()}`"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.written.lower()),), Safety.SAFE)


@message("PR123", Severity.ERROR)
class ReservedName(Message):
    """A word of the language is used as a name.

    ## Example
        set basket = tag "koszyk"

    ## Use instead
        set baskets = tag "koszyk"

    ## Why
    `10% off basket` would have two meanings.
    """

    word: str
    meaning: str

    def message(self) -> str:
        return f"{quoted(self.word)} is a word of the language and cannot be a name"

    def label(self) -> str:
        return self.meaning

    def hint(self) -> str | None:
        return f"choose another name, such as `{self.word}-1`"


@message("PR124", Severity.ERROR)
class StrayCharacter(Message):
    """A character has no meaning in the language.

    ## Example
        give 20% off @coffee

    ## Use instead
        give 20% off coffee
    """

    written: str

    def message(self) -> str:
        return f"{quoted(self.written)} means nothing here"

    def hint(self) -> str | None:
        return {"–": "write `-`", "—": "write `-`", "×": "write `x`"}.get(self.written, "delete it")


@message("PR125", Severity.ERROR)
class MisspeltWord(Message):
    """A word inside a clause is misspelt.

    ## Example
        give 3 for 2 onn yoghurt

    ## Use instead
        give 3 for 2 on yoghurt
    """

    written: str
    nearest: str

    def message(self) -> str:
        return f"{quoted(self.written)} is not a word that can stand here"

    def hint(self) -> str | None:
        return f"did you mean `{self.nearest}`?"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.nearest),), Safety.REVIEW)


@message("PR126", Severity.ERROR)
class UnknownDay(Message):
    """A day of the week is not written with its three letters.

    ## Example
        on monday, wt

    ## Use instead
        on mon, tue
    """

    written: str
    nearest: str | None

    def message(self) -> str:
        return f"{quoted(self.written)} is not a day of the week"

    def hint(self) -> str | None:
        if self.nearest:
            return f"did you mean `{self.nearest}`?"
        return "the days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`; list each"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.nearest),), Safety.REVIEW) if self.nearest else None
