"""PR4xx, limits of money and fixed groups that do not fit what a promotion gives."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Message, Safety, message, quoted


@message("PR418")
class LimitIsBudget(Message):
    """A limit of money over all baskets is a budget.

    ## Example

        limit 50 000 PLN in total

    ## Use instead

        budget 50 000 PLN

    ## Why

    A budget also says what the last customer gets: what is left, or nothing.
    """

    amount: str

    def message(self) -> str:
        return "money over all baskets together is a budget"

    def hint(self) -> str:
        return f"write `budget {self.amount}`"

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, f"budget {self.amount}"),), Safety.SAFE)


@message("PR419")
class LimitPerUnit(Message):
    """A limit per unit or per product that does not fit what the promotion gives.

    ## Example

        give 3 for 2 on yoghurt
        limit 1 times per unit

    ## Use instead

        give 20% off yoghurt
        limit 5.00 PLN per unit
        limit 2 units per product

    ## Why

    What one unit saves can only be cut where a percent of its own price is taken off it, and units
    of each product only be counted where each is lowered by itself. A group shares one discount.
    """

    per: str

    def message(self) -> str:
        if self.per == "unit":
            return "a limit per unit is an amount of money, on a percent off goods"
        return "a limit per product counts units, on a discount or a price of each"

    def hint(self) -> str:
        if self.per == "unit":
            return "write `per basket`, or give a percent such as `20% off coffee`"
        return "count `times per basket`, or lower each: `20% off coffee`"


@message("PR420")
class FixedGroupsCompete(Message):
    """Groups are fixed in a promotion that competes for units.

    ## Example

        give   every 3rd books 30% off
        groups as scanned

    ## Use instead

        give   every 3rd books 30% off
        groups as scanned
        stacks

    ## Why

    The best deal chooses which units go to which promotion. Where a clause says which units make a
    group there is nothing to choose, so the promotion stands alone, right after its stage.
    """

    grouping: str

    def message(self) -> str:
        return f"groups {quoted(self.grouping)} leave nothing to choose, and this one competes"

    def hint(self) -> str:
        return "add `stacks`, or leave `groups` out: then the groups that save most are made"


@message("PR421")
class NoGroups(Message):
    """Groups are fixed where a promotion makes none of one set.

    ## Example

        give   20% off coffee
        groups as scanned

    ## Use instead

        give   3 for 2 on coffee
        groups as scanned

    ## Why

    `3 for 2`, `every 3rd` and `3 of` cut the units of one set into groups. Other rewards have
    nothing that the clause could order.
    """

    def message(self) -> str:
        return "this promotion makes no groups of one set"

    def hint(self) -> str:
        return "take `groups` out, or give `3 for 2 on …`, `every 3rd …` or `3 of …`"
