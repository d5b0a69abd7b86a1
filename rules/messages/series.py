"""PR4xx, series: names under which uses are counted."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Message, message, quoted


@message("PR447")
class BadSeries(Message):
    """A series that is empty, too long, or has a sign that no name of an account has.

    ## Example

        promotion p "P" { give 5% off basket  limit 1 per customer  series "2026/autumn" }

    ## Use instead

        promotion p "P" { give 5% off basket  limit 1 per customer  series "autumn-2026" }

    ## Why

    The ledger counts uses under this name, beside the customer, the day and what is counted.
    """

    text: str

    def message(self) -> str:
        return f"{quoted(self.text)} is no name of a series"

    def hint(self) -> str:
        return "write 1 to 100 characters without `{`, `}`, `/` and `:`"


@message("PR448")
class SameSeries(Message):
    """Two declarations of one kind would be counted together.

    ## Example

        promotion one "1" { give 5% off tea     limit 1 per customer  series "autumn" }
        promotion two "2" { give 5% off coffee  limit 1 per customer  series "autumn" }

    ## Use instead

        promotion one "1" { give 5% off tea     limit 1 per customer  series "autumn-tea" }
        promotion two "2" { give 5% off coffee  limit 1 per customer  series "autumn-coffee" }

    ## Why

    Each limit has one count. Where nothing is said, the series is the identifier, so it cannot be
    the identifier of another declaration either.
    """

    kind: str
    text: str
    other: str

    def message(self) -> str:
        return (
            f"the series {quoted(self.text)} is also that of the {self.kind} {quoted(self.other)}"
        )

    def hint(self) -> str:
        return "give each its own; a coupon that several promotions need has a limit for all"
