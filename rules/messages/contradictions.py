"""PR4xx, contradictions: sets and conditions that nothing can meet."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Label, Message, Severity, message, quoted
from grammar.source import Span


@message("PR416")
class NeverApplies(Message):
    """The conditions of a promotion exclude each other.

    ## Example

        when basket total >= 100 PLN and basket total < 50 PLN
        when delivery is courier and delivery is click-and-collect
        when quantity of coffee >= 3 and quantity of everything < 3

    ## Use instead

        when basket total >= 50 PLN and basket total < 100 PLN
        when delivery is courier or delivery is click-and-collect
        when quantity of coffee >= 3

    ## Why

    No basket can meet it, so the promotion is dead weight that looks alive. Every condition must
    hold: those of one `when`, of several, and of all other clauses together.
    """

    name: str
    first: str = ""
    second: str = ""
    first_span: Span | None = None

    def message(self) -> str:
        if self.first_span is not None:
            return f"{quoted(self.first)} and {quoted(self.second)} never hold together"
        if self.second:
            return f"no basket can meet {quoted(self.second)}"
        return f"no basket can meet the conditions of {quoted(self.name)}"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first_span, "this must hold too"),) if self.first_span else ()

    def hint(self) -> str:
        if self.first_span is not None:
            return "drop one of them, or join them with `or` if either is enough"
        if self.second:
            return f"correct it, or remove it: {quoted(self.name)} can never apply"
        return "look for two conditions that exclude each other in every part of the `or`"


@message("PR423")
class EmptySet(Message):
    """No goods can belong to a set.

    ## Example

        set premium = brand "Lavazza" and brand "Illy"
        set coffee  = category "Kawa" and not category "Kawa"
        set cheap   = list price >= 10.00 PLN and list price < 5.00 PLN

    ## Use instead

        set premium = brand "Lavazza", "Illy"
        set coffee  = category "Kawa" and not brand "Illy"
        set cheap   = list price >= 5.00 PLN and list price < 10.00 PLN

    ## Why

    `and` narrows: goods must meet both sides. A product has one brand, one VAT letter, one unit and
    one value of each column of the catalogue; several of them are joined with `or`, or listed with
    commas. A promotion on such a set would never apply.
    """

    name: str
    why: str = ""

    def message(self) -> str:
        return f"no goods can belong to {quoted(self.name)}" + (f": {self.why}" if self.why else "")

    def hint(self) -> str:
        return "`and` narrows a set; join alternatives with `or`, or list them with commas"


@message("PR424")
class NoSuchDay(Message):
    """None of the days of the week lies between the first and the last day.

    ## Example

        from 2026-11-02 until 2026-11-04
        on   sat, sun

    ## Use instead

        from 2026-11-02 until 2026-11-08
        on   sat, sun

    ## Why

    The two days are included and shorter apart than a week, so some days of the week are not among
    them; a promotion that asks for those only is never open.
    """

    start: str
    until: str
    between: str
    window: Span

    def message(self) -> str:
        return f"none of these days lies between {self.start} and {self.until}"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.window, f"this is {self.between}"),)

    def hint(self) -> str:
        return f"write another day of the week, or a later `until`: now it is {self.between}"


@message("PR425")
class LimitUnderGroup(Message):
    """A limit on units is smaller than what one group rewards.

    ## Example

        give  3 of soap for 10.00 PLN
        limit 2 units per basket

    ## Use instead

        give  3 of soap for 10.00 PLN
        limit 2 times per basket

    ## Why

    A limit keeps whole groups, and `units` counts the pieces they reward. With fewer units than one
    group rewards no group is ever given.
    """

    most: int
    rewarded: int
    reward: Span

    def message(self) -> str:
        return f"the limit of {self.most} is less than the {self.rewarded} units one group rewards"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.reward, f"each time rewards {self.rewarded}"),)

    def hint(self) -> str:
        return f"count groups, as in `{self.most} times`, or allow {self.rewarded} units or more"


@message("PR509", Severity.WARNING)
class OddNumbers(Message):
    """A set asks for goods in two lists that have no number in common.

    ## Example

        set coffee = sku "5901234123457", "5901234123464"
        set sale   = sku "5901234120005"
        set both   = coffee and sale

    ## Use instead

        set either = coffee or sale

    ## Why

    `and` narrows: goods must be in both lists. Only a product that one list names by its SKU and
    the other by its GTIN could be, so the set is most probably empty.
    """

    name: str

    def message(self) -> str:
        return f"{quoted(self.name)} needs goods of two lists that have none in common"

    def hint(self) -> str:
        return "for the goods of either list write `or`"
