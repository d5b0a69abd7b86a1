"""PR4xx, second part: shops, points, experiments and tests that cannot mean what they say."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Label, Message, Safety, Severity, message, quoted
from grammar.source import Span


def _did_you_mean(nearest: str | None, otherwise: str) -> str:
    return f"did you mean {quoted(nearest)}?" if nearest is not None else otherwise


@message("PR431")
class UnknownTimezone(Message):
    """The shop's time zone is not in the time zone database.

    ## Example

        timezone Europe/Warszawa

    ## Use instead

        timezone Europe/Warsaw

    ## Why

    Days and clock times of promotions are read in this zone, through every change of the clock.
    """

    name: str
    nearest: str | None = None

    def message(self) -> str:
        return f"unknown time zone {quoted(self.name)}"

    def hint(self) -> str:
        return _did_you_mean(self.nearest, "write an IANA name, such as `Europe/Warsaw`")

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.nearest),), Safety.REVIEW) if self.nearest else None


@message("PR432")
class UnknownCountry(Message):
    """There is no legal policy for the shop's country.

    ## Example

        country POL

    ## Use instead

        country PL

    ## Why

    The country decides what may never be discounted and how VAT is computed. Without its policy a
    promotion on tobacco could slip through.
    """

    name: str
    nearest: str | None
    known: tuple[str, ...]

    def message(self) -> str:
        return f"no legal policy for the country {quoted(self.name)}"

    def hint(self) -> str:
        return _did_you_mean(self.nearest, "known here: " + ", ".join(self.known))


@message("PR433")
class UnknownCurrency(Message):
    """The shop's currency is not one we know the decimals of.

    ## Example

        currency ZL

    ## Use instead

        currency PLN

    ## Why

    How many decimals can be paid decides every rounding.
    """

    name: str
    nearest: str | None

    def message(self) -> str:
        return f"unknown currency {quoted(self.name)}"

    def hint(self) -> str:
        return _did_you_mean(self.nearest, "write an ISO 4217 code, such as `PLN`")


@message("PR437")
class SharesNotWhole(Message):
    """The shares of an experiment do not add up to all customers.

    ## Example

        experiment depth on customer { a 50%: coffee-10  b 40%: coffee-15 }

    ## Use instead

        experiment depth on customer { a 50%: coffee-10  b 50%: coffee-15 }

    ## Why

    Every customer gets exactly one variant, the same in every channel.
    """

    total: str

    def message(self) -> str:
        return f"the shares add up to {self.total}, not to 100%"

    def hint(self) -> str:
        return "make the shares add up to 100%"


@message("PR438")
class IncompleteTest(Message):
    """A test lacks its moment, its cart or what it expects.

    ## Example

        test "kawa" { cart 3 x "5901234123457" at 19.99 PLN }

    ## Use instead

        test "kawa" {
          at      2026-11-05 08:30 in pos
          cart    3 x "5901234123457" at 19.99 PLN
          expect  total 39.98 PLN
        }

    ## Why

    A price belongs to a moment and a channel, and a test that expects nothing cannot fail.
    """

    title: str
    missing: str

    def message(self) -> str:
        return f"the test {quoted(self.title)} has no `{self.missing}`"

    def hint(self) -> str:
        return f"add the clause `{self.missing}`"


@message("PR439", Severity.WARNING)
class ReceiptTooLong(Message):
    """A receipt text takes more than one line of a fiscal printer.

    ## Example

        receipt "RABAT NA KAWĘ Z OKAZJI JESIENI"

    ## Use instead

        receipt "KAWA -20%"

    ## Why

    Tills print up to 40 characters beside an amount; fiscal printers cut discount names at 25.
    """

    length: int
    most: int

    def message(self) -> str:
        return f"this receipt text has {self.length} characters; the longest is {self.most}"

    def hint(self) -> str:
        return "shorten it, or the printer will"


@message("PR441")
class SecondProgramme(Message):
    """A ruleset has two points programmes.

    ## Example

        points club "Klub" { earn 1 per 1.00 PLN of everything }
        points card "Karta" { earn 1 per 2.00 PLN of everything }

    ## Use instead

        points club "Klub" { earn 1 per 1.00 PLN of everything }

    ## Why

    A cart says how many points to spend and a quote how many are earned, not of which programme.
    """

    first: Span

    def message(self) -> str:
        return "there is another points programme already"

    def label(self) -> str:
        return "a second programme"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first one"),)

    def hint(self) -> str:
        return "put all rates and tiers into one block"


@message("PR442")
class ProgrammeNamedAsPromotion(Message):
    """A points programme has the name of a promotion.

    ## Example

        points club "Klub" { redeem 100 for 1.00 PLN }
        promotion club "Klub" { give 5% off basket }

    ## Use instead

        points club "Klub" { redeem 100 for 1.00 PLN }
        promotion club-5 "Klub" { give 5% off basket }

    ## Why

    Points that are spent stand in the quote under the name of their programme, beside the discounts
    of promotions.
    """

    name: str
    first: Span

    def message(self) -> str:
        return f"a promotion is called {quoted(self.name)} already"

    def label(self) -> str:
        return "the same name"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the promotion"),)

    def hint(self) -> str:
        return "give one of them another name"
