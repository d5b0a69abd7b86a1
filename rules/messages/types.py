"""PR3xx: literals of the wrong type, unit, currency or size."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Label, Message, message, quoted
from grammar.source import Span


@message("PR301")
class WrongLiteral(Message):
    """A literal has another type than the sentence needs.

    ## Example

        when basket total >= 100
        when quantity of coffee >= 3 PLN
        when weight of potatoes >= 2

    ## Use instead

        when basket total >= 100 PLN
        when quantity of coffee >= 3
        when weight of potatoes >= 2 kg

    ## Why

    Money never meets a bare number: `100` might be pieces, złoty or grosze, and the customer would
    pay for the guess.
    """

    needed: str
    found: str
    example: str = ""

    def message(self) -> str:
        return f"{self.needed} is needed here, not {self.found}"

    def label(self) -> str:
        return f"this is {self.found}"

    def hint(self) -> str | None:
        return f"write {quoted(self.example)}" if self.example else None


@message("PR302")
class OtherCurrency(Message):
    """An amount is in another currency than the shop's.

    ## Example

        shop "Sklep" { currency PLN }
        promotion p "Kawa" { give coffee for 4.99 EUR each }

    ## Use instead

        promotion p "Kawa" { give coffee for 21.49 PLN each }

    ## Why

    A shop sells in one currency and nothing here converts: a rate would change the price overnight.
    """

    found: str
    expected: str
    declared: Span

    def message(self) -> str:
        return f"this amount is in {self.found}, but the shop sells in {self.expected}"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.declared, "the shop's currency"),) if self.declared.file else ()

    def hint(self) -> str:
        return f"state it in {self.expected}"


@message("PR303")
class PercentOverHundred(Message):
    """A discount takes more than everything.

    ## Example

        give 200% off coffee

    ## Use instead

        give 20% off coffee

    ## Why

    A price cannot become less than nothing. What is meant is mostly a slip of the finger, or
    `3x points`.
    """

    percent: str

    def message(self) -> str:
        return f"{self.percent} is more than everything"

    def hint(self) -> str:
        return "write a percent from 0.01% to 100%"


@message("PR304")
class WholeNumber(Message):
    """A count of pieces or groups is not a whole number.

    ## Example

        when quantity of coffee >= 2.5

    ## Use instead

        when quantity of coffee >= 3

    ## Why

    Pieces are counted; what is sold by weight is asked for with `weight of … >= 2.5 kg`.
    """

    found: str

    def message(self) -> str:
        return f"a whole number is needed here, not {quoted(self.found)}"

    def hint(self) -> str:
        return "counts are whole; weights have a unit, as in `2.5 kg`"


@message("PR305")
class TooFine(Message):
    """A literal has more decimals than its kind can have.

    ## Example

        give 1.499 PLN off each coffee
        give 12.345% off coffee

    ## Use instead

        give 1.49 PLN off each coffee
        give 12.34% off coffee

    ## Why

    What is paid has the decimals of the currency; prices per piece, kg, l or m may have four; a
    percent may have two, a weight three.
    """

    kind: str
    decimals: int

    def message(self) -> str:
        if self.decimals == 0:
            return f"{self.kind} has no decimals"
        return f"{self.kind} has at most {self.decimals} decimals"

    def hint(self) -> str:
        return "drop the rest"


@message("PR306")
class TooLarge(Message):
    """A number is beyond what any cart can hold.

    ## Example

        when quantity of coffee >= 1000000

    ## Use instead

        when quantity of coffee >= 100

    ## Why

    Everything has a limit: amounts end at 499 999 999, counts at 50 000 units. A larger number is a
    slip of the finger, and a condition on it would never hold.
    """

    most: str

    def message(self) -> str:
        return f"this number is too large: the most here is {self.most}"

    def hint(self) -> str:
        return "write a smaller number"


@message("PR307")
class MixedUnits(Message):
    """The steps of a scale count in different units.

    ## Example

        give potatoes at 3.99 PLN each, from 5 kg at 2.99 PLN per kg

    ## Use instead

        give potatoes at 3.99 PLN per kg, from 5 kg at 2.99 PLN per kg

    ## Why

    One scale reads one count of the whole set: pieces, or one unit of measure.
    """

    found: str
    expected: str

    def message(self) -> str:
        return f"this step counts {self.found}, the scale counts {self.expected}"

    def hint(self) -> str:
        return "use one unit throughout the scale"


@message("PR308")
class MixedTiers(Message):
    """The tiers of one discount mix percents and amounts.

    ## Example

        give off basket: 5% from 100 PLN, 20.00 PLN from 200 PLN each step

    ## Use instead

        give off basket: 5% from 100 PLN, 10% from 200 PLN each step

    ## Why

    With `each step` every tier counts for its own part of the total. An amount has no part of a
    total, so only percents can be dealt out that way.
    """

    def message(self) -> str:
        return "an amount cannot count for a part of the total"

    def hint(self) -> str:
        return "use percents, or drop `each step`"


@message("PR309")
class NotComparable(Message):
    """An attribute is compared with something it can never be greater or less than.

    ## Example

        set strong = brand >= "Lavazza"

    ## Use instead

        set strong = brand "Lavazza"

    ## Why

    Texts are equal or not. Only numbers, percents and amounts have an order.
    """

    attribute: str

    def message(self) -> str:
        return f"{quoted(self.attribute)} cannot be compared so"

    def hint(self) -> str:
        return f'write `{self.attribute} "…"` for equality, or compare a number'
