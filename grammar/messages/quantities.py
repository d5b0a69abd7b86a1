"""PR1xx, quantities: prices, totals, counts and times of which something is missing."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Message, Safety, Severity, message, quoted


@message("PR155", Severity.ERROR)
class OrdinalNeeded(Message):
    """`every` is followed by a bare number.

    ## Example
        give every 2 shoes 50% off

    ## Use instead
        give every 2nd shoes 50% off
    """

    written: str
    better: str

    def message(self) -> str:
        return f"`every` needs an ordinal, and {quoted(self.written)} is a number"

    def hint(self) -> str | None:
        return f"write `{self.better}`"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.better),), Safety.SAFE)


@message("PR156", Severity.ERROR)
class EachOrPerKg(Message):
    """A promotional price does not say of what.

    ## Example
        give coffee for 4.99 PLN

    ## Use instead
        give coffee for 4.99 PLN each

    or, for weighed goods,

        give coffee for 4.99 PLN per kg
    """

    def message(self) -> str:
        return "this price does not say whether it is for each or per kg"

    def hint(self) -> str | None:
        return "add `each` or `per kg`"

    def fix(self) -> Fix | None:
        end = self.span._replace(start=self.span.end)
        return Fix((Edit(end, " each"),), Safety.REVIEW)


@message("PR157", Severity.ERROR)
class EachNeeded(Message):
    """An amount is taken off goods without `each`.

    ## Example
        give 1.50 PLN off coffee

    ## Use instead
        give 1.50 PLN off each coffee

    or, once on their total,

        give 1.50 PLN off total of coffee
    """

    goods: str

    def message(self) -> str:
        return "this does not say whether each of them costs less, or all of them together"

    def label(self) -> str:
        return "each, or their total"

    def hint(self) -> str | None:
        return f"write `off each {self.goods}` or `off total of {self.goods}`"

    def fix(self) -> Fix | None:
        start = self.span._replace(end=self.span.start)
        return Fix((Edit(start, "each "),), Safety.REVIEW)


@message("PR158", Severity.ERROR)
class WhichTotal(Message):
    """A condition does not say which total or quantity it reads.

    ## Example
        when total >= 100 PLN

    ## Use instead
        when basket total >= 100 PLN

    or

        when total of coffee >= 100 PLN
    """

    word: str

    def message(self) -> str:
        return f"this {quoted(self.word)} does not say of what"

    def hint(self) -> str | None:
        if self.word in {"total", "basket"}:
            return "write `basket total`, or `total of` and a set"
        return f"write `{self.word} of` and a set, or `{self.word} of everything`"


@message("PR159", Severity.ERROR)
class NumberInWords(Message):
    """`more than`, `at least` or another comparison is written in words.

    ## Example
        when basket total at least 100 PLN

    ## Use instead
        when basket total >= 100 PLN
    """

    written: str

    def message(self) -> str:
        return f"a comparison is needed, and {quoted(self.written)} is none"

    def hint(self) -> str | None:
        return "the comparisons are `>=`, `<=`, `>`, `<` and `=`"


@message("PR164", Severity.ERROR)
class UnitOfTimeNeeded(Message):
    """A duration has no unit of time.

    ## Example
        expires 30 after issue

    ## Use instead
        expires 30 days after issue
    """

    number: str

    def message(self) -> str:
        return f"{quoted(self.number)} does not say of which unit of time"

    def hint(self) -> str | None:
        return f"write for example `{self.number} days`; also `weeks`, `months`, `years`"

    def fix(self) -> Fix | None:
        end = self.span._replace(start=self.span.end)
        return Fix((Edit(end, " days"),), Safety.REVIEW)
