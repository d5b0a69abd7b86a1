"""PR4xx, goods and hours: words that are read and would change nothing, or something else."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Label, Message, Safety, message, quoted
from grammar.source import Span


@message("PR426")
class HoursInTheNight(Message):
    """Hours begin before the night of the day before is over.

    ## Example

        on sat 22:00-02:00, 01:00-03:00

    ## Use instead

        on sat 22:00-02:00, 02:00-03:00

    ## Why

    Hours past midnight belong to the day they began: here 01:30 would belong to two days at once,
    and on the first and the last day of the promotion it matters to which. Hours that belong to
    different nights are two promotions.
    """

    start: str
    night_end: str
    night: Span

    def message(self) -> str:
        return f"{self.start} still belongs to the night before, which ends at {self.night_end}"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.night, "these hours pass midnight"),)

    def hint(self) -> str:
        return f"begin at {self.night_end} or later, or write a promotion of its own"


@message("PR427")
class IdleIdentical(Message):
    """`identical` stands where no pieces of one product are counted.

    ## Example

        give bundle 2 identical soap + 1 towel for 15.00 PLN
        give 10% off identical coffee
        when total of identical coffee >= 50 PLN

    ## Use instead

        give 2 of identical soap for 10.00 PLN
        give 10% off identical coffee from 3
        when quantity of identical coffee >= 3

    ## Why

    `identical` makes each product count by itself. It stands before goods that are counted: in
    `3 for 2 on`, `every 2nd`, `3 of … for`, `cheapest of 3`, in a scale, in a discount `from 3` and
    in `quantity of`. A bundle, `buy … get` and a total take any goods of a set.
    """

    goods: str
    in_group: bool = False
    fix_edits: tuple[Edit, ...] = ()

    def message(self) -> str:
        if self.in_group:
            return f"a group of several sets takes any {quoted(self.goods)}, not identical ones"
        return f"nothing counts pieces of {quoted(self.goods)} here, so `identical` changes nothing"

    def hint(self) -> str:
        if self.in_group:
            return f"drop `identical`, or write `give 2 of identical {self.goods} for …`"
        return f"drop `identical`, or count pieces, as in `10% off identical {self.goods} from 3`"

    def fix(self) -> Fix | None:
        return Fix(self.fix_edits, Safety.REVIEW) if self.fix_edits else None
