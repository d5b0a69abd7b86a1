"""PR101 to PR114: texts, numbers, money, dates and times that are almost right."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from dataclasses import dataclass
from typing import ClassVar

from grammar.diagnostics import Edit, Fix, Message, Safety, Severity, message, quoted


@dataclass(frozen=True, slots=True)
class Rewritten(Message):
    """A literal for which it is known how it should be written."""

    safety: ClassVar[Safety] = Safety.SAFE
    written: str
    better: str

    def hint(self) -> str | None:
        return f"write {quoted(self.better)}"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.better),), self.safety)


@message("PR101", Severity.ERROR)
class UnclosedText(Message):
    """A text is not closed on its line.

    ## Example
        receipt "KAWA 3 ZA 2

    ## Use instead
        receipt "KAWA 3 ZA 2"
    """

    def message(self) -> str:
        return "this text is not closed"

    def label(self) -> str:
        return 'no `"` until the end of the line'

    def hint(self) -> str | None:
        return 'close it with `"`'

    def fix(self) -> Fix | None:
        end = self.span._replace(start=self.span.end)
        return Fix((Edit(end, '"'),), Safety.REVIEW)


@message("PR102", Severity.ERROR)
class PolishQuotes(Rewritten):
    """A text stands in Polish quotation marks.

    ## Example
        receipt „KAWA 3 ZA 2”

    ## Use instead
        receipt "KAWA 3 ZA 2"
    """

    def message(self) -> str:
        return "`„…”` does not mark a text"


@message("PR103", Severity.ERROR)
class CurlyQuotes(Rewritten):
    """A text stands in curly quotation marks, as word processors write them.

    ## Example
        receipt “KAWA 3 ZA 2”

    ## Use instead
        receipt "KAWA 3 ZA 2"
    """

    def message(self) -> str:
        return "curly quotation marks do not mark a text"


@message("PR104", Severity.ERROR)
class SingleQuotes(Rewritten):
    """A text stands in single quotation marks.

    ## Example
        receipt 'KAWA 3 ZA 2'

    ## Use instead
        receipt "KAWA 3 ZA 2"
    """

    def message(self) -> str:
        return "single quotation marks do not mark a text"


@message("PR105", Severity.ERROR)
class DecimalComma(Rewritten):
    """A number has a decimal comma.

    ## Example
        give coffee for 19,99 PLN each

    ## Use instead
        give coffee for 19.99 PLN each

    ## Why
    A comma separates the entries of a list.
    """

    def message(self) -> str:
        return f"{quoted(self.written)} has a decimal comma"


@message("PR106", Severity.ERROR)
class SpacedPercent(Rewritten):
    """A percent sign stands apart from its number.

    ## Example
        give 20 % off coffee

    ## Use instead
        give 20% off coffee
    """

    def message(self) -> str:
        return "the percent sign stands apart from its number"


@message("PR107", Severity.ERROR)
class CurrencyInWords(Rewritten):
    """An amount has a currency sign or word instead of the currency's code.

    ## Example
        give 5 zł off basket

    ## Use instead
        give 5 PLN off basket
    """

    safety = Safety.REVIEW  # other countries have crowns and dollars too

    def message(self) -> str:
        return f"{quoted(self.written)} is not the code of a currency"


@message("PR108", Severity.ERROR)
class DayFirstDate(Rewritten):
    """A date is not written year, month, day.

    ## Example
        until 30.11.2026

    ## Use instead
        until 2026-11-30

    ## Why
    In other countries `03.04.2026` is another day.
    """

    safety = Safety.REVIEW  # a foreigner may have written the month first

    def message(self) -> str:
        return f"the date {quoted(self.written)} is not written year-month-day"


@message("PR109", Severity.ERROR)
class ImpossibleDate(Message):
    """A date does not exist.

    ## Example
        until 2026-02-30

    ## Use instead
        until 2026-02-28
    """

    written: str
    last_day: str | None

    def message(self) -> str:
        return f"there is no day {quoted(self.written)}"

    def hint(self) -> str | None:
        if self.last_day:
            return f"the last day of that month is `{self.last_day}`"
        return "months go from `01` to `12`"


@message("PR110", Severity.ERROR)
class ImpossibleTime(Message):
    """A clock time does not exist, or is not written with two digits each.

    ## Example
        on 7:00-25:00

    ## Use instead
        on 07:00-24:00
    """

    written: str
    better: str | None

    def message(self) -> str:
        return f"{quoted(self.written)} is not a clock time"

    def hint(self) -> str | None:
        return f"write `{self.better}`" if self.better else "times go from `00:00` to `24:00`"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.better),), Safety.SAFE) if self.better else None


@message("PR111", Severity.ERROR)
class MoneyWithoutCurrency(Message):
    """A number stands where an amount of money is needed.

    ## Example
        give coffee for 4.99 each

    ## Use instead
        give coffee for 4.99 PLN each
    """

    written: str

    def message(self) -> str:
        return f"{quoted(self.written)} is a bare number where money is needed"

    def label(self) -> str:
        return "in which currency"

    def hint(self) -> str | None:
        return f"write the currency: `{self.written} PLN`"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, f"{self.written} PLN"),), Safety.REVIEW)


@message("PR112", Severity.ERROR)
class PercentOrMoney(Message):
    """A bare number is taken off something: it could be a percent or an amount.

    ## Example
        give 20 off coffee

    ## Use instead
        give 20% off coffee

    or

        give 20.00 PLN off each coffee
    """

    written: str

    def message(self) -> str:
        return f"{quoted(self.written)} off could be a percent or an amount"

    def label(self) -> str:
        return "a percent sign or a currency is missing"

    def hint(self) -> str | None:
        return f"write `{self.written}%` or `{self.written} PLN`"


@message("PR113", Severity.ERROR)
class TextWithoutQuotes(Message):
    """A text stands without quotation marks.

    ## Example
        set coffee = brand Lavazza

    ## Use instead
        set coffee = brand "Lavazza"
    """

    written: str

    def message(self) -> str:
        return f"{quoted(self.written)} is a text and needs quotation marks"

    def hint(self) -> str | None:
        return f'write `"{self.written}"`'

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, f'"{self.written}"'),), Safety.REVIEW)


@message("PR114", Severity.ERROR)
class NameInQuotes(Message):
    """A name stands in quotation marks.

    ## Example
        needs coupon "autumn"

    ## Use instead
        needs coupon autumn
    """

    written: str
    better: str | None

    def message(self) -> str:
        return f"a name is needed, and {quoted(self.written)} is a text"

    def hint(self) -> str | None:
        return f"write `{self.better}`" if self.better else "write the name without quotation marks"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.better),), Safety.REVIEW) if self.better else None
