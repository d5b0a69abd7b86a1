"""PR4xx, rewards: deals that read well and make no sense."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Label, Message, Safety, message, quoted
from grammar.source import Span


@message("PR402")
class NothingSaved(Message):
    """A deal in which as many are paid for as are taken, or more.

    ## Example

        give 2 for 3 on yoghurt

    ## Use instead

        give 3 for 2 on yoghurt

    ## Why

    `3 for 2` reads: take three, pay for two. With nothing saved there is no promotion.
    """

    size: int
    paid: int
    fix_edits: tuple[Edit, ...] = ()

    def message(self) -> str:
        return f"{self.size} for {self.paid} saves nothing"

    def hint(self) -> str:
        if self.paid > self.size:
            return f"did you mean `{self.paid} for {self.size}`?"
        return f"pay for fewer: `{self.size} for {max(self.size - 1, 1)}`"

    def fix(self) -> Fix | None:
        return Fix(self.fix_edits, Safety.REVIEW) if self.fix_edits else None


@message("PR403")
class NothingPaid(Message):
    """A deal in which nothing at all is paid for.

    ## Example

        give 3 for 0 on yoghurt

    ## Use instead

        give 100% off yoghurt

    ## Why

    `N for 0` would give whole groups away; say it openly if that is meant. A floor still applies.
    """

    size: int

    def message(self) -> str:
        return f"{self.size} for 0 gives everything away"

    def hint(self) -> str:
        return "to give it away, write `100% off`"


@message("PR404")
class OutOfOrder(Message):
    """Tiers or steps of a scale do not rise.

    ## Example

        give off basket: 10% from 200 PLN, 5% from 100 PLN

    ## Use instead

        give off basket: 5% from 100 PLN, 10% from 200 PLN

    ## Why

    The highest step reached applies. Steps that are written in rising order show at a glance that
    none is missing and none is written twice.
    """

    what: str
    before: Span

    def message(self) -> str:
        return f"this {self.what} does not start above the one before it"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.before, "the one before"),)

    def hint(self) -> str:
        return f"order the {self.what}s by where they start, each once"


@message("PR405")
class ZeroStep(Message):
    """A reward for every 0.00 of the basket.

    ## Example

        give 5.00 PLN off basket every 0.00 PLN

    ## Use instead

        give 5.00 PLN off basket every 50.00 PLN

    ## Why

    Every total holds zero infinitely often.
    """

    def message(self) -> str:
        return "a step of nothing is reached infinitely often"

    def hint(self) -> str:
        return "write how much each step takes, such as `every 50.00 PLN`"


@message("PR410")
class NothingGiven(Message):
    """A reward of zero.

    ## Example

        give 0% off coffee

    ## Use instead

        give 10% off coffee

    ## Why

    A discount that saves nothing never applies.
    """

    found: str

    def message(self) -> str:
        return f"{quoted(self.found)} takes nothing off"

    def hint(self) -> str:
        return "write what is taken off, or remove the promotion"


@message("PR411")
class TooFew(Message):
    """A group or a count is too small to mean anything.

    ## Example

        give every 1st shoes 50% off
        give bundle 0 soap + 1 towel for 10.00 PLN

    ## Use instead

        give 50% off shoes
        give bundle 1 soap + 1 towel for 10.00 PLN

    ## Why

    Every single one is no group: a line discount says the same, and competes unit by unit.
    """

    least: int
    instead: str = ""

    def message(self) -> str:
        return f"the least that makes sense here is {self.least}"

    def hint(self) -> str:
        return self.instead or f"write {self.least} or more"


@message("PR412")
class SameSlot(Message):
    """A bundle asks for the same set in two places.

    ## Example

        give bundle 1 soap + 1 soap for 10.00 PLN

    ## Use instead

        give 2 of soap for 10.00 PLN

    ## Why

    A unit is used once, so two slots of one set are one slot of two; written so, the search for the
    best deal has one thing less to try. Two names for the same goods are one set; a set that holds
    a part of another is a set of its own.
    """

    name: str
    size: int
    first: Span
    other: str = ""

    def message(self) -> str:
        if self.other and self.other != self.name:
            return f"{quoted(self.other)} and {quoted(self.name)} are the same goods"
        return f"the bundle asks for {quoted(self.name)} twice"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first time"),)

    def hint(self) -> str:
        return f"write `{self.size} {self.name}` once; alone it is `{self.size} of {self.name} …`"


@message("PR413")
class DearerStep(Message):
    """A later step of a scale is no better than the one before.

    ## Example

        give coffee at 2.29 PLN, from 6 at 2.49 PLN
        give off basket: 20.00 PLN from 100 PLN, 5% from 200 PLN

    ## Use instead

        give coffee at 2.49 PLN, from 6 at 2.29 PLN
        give off basket: 5% from 100 PLN, 20.00 PLN from 200 PLN

    ## Why

    Who buys more would get less. The two were mostly swapped. An amount and a percent are compared
    where the second begins: 5% of 200 PLN is less than 20.00 PLN.
    """

    what: str
    before: Span

    def message(self) -> str:
        return f"this {self.what} gives no more than the one before it"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.before, "the one before"),)

    def hint(self) -> str:
        if self.what == "tier":
            return "let each tier take more off than the one before, or drop this one"
        return "let each step have a lower price than the one before, or drop this one"
