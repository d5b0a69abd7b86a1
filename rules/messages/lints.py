"""PR5xx: what is allowed and probably not meant; warnings."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Label, Message, Severity, message, quoted
from grammar.source import Span


@message("PR501", Severity.WARNING)
class NoEndDate(Message):
    """A promotion never ends.

    ## Example

        promotion coffee "Kawa" { give 20% off coffee }

    ## Use instead

        promotion coffee "Kawa" { until 2026-11-30  give 20% off coffee }

    ## Why

    A promotion without an end is a lower price that nobody decided to keep; after thirty days it is
    no reduction any more.
    """

    name: str

    def message(self) -> str:
        return f"the promotion {quoted(self.name)} never ends"

    def hint(self) -> str:
        return "add `until` with the last day"


@message("PR502", Severity.WARNING)
class UnusedSet(Message):
    """A set is defined and nothing reads it.

    ## Example

        set tea = category "Herbata"

    ## Use instead

    Remove it, or name it in a promotion.

    ## Why

    It is left from something, or a promotion was meant to name it.
    """

    name: str

    def message(self) -> str:
        return f"nothing reads the set {quoted(self.name)}"

    def hint(self) -> str:
        return "remove it, or name it where it was meant"


@message("PR503", Severity.WARNING)
class UnusedCoupon(Message):
    """A coupon unlocks nothing.

    ## Example

        coupon autumn { code "JESIEN26" }

    ## Use instead

        coupon autumn { code "JESIEN26" }
        promotion p "Jesień" { needs coupon autumn  give 10% off basket }

    ## Why

    A customer who types its code would be told that it does nothing.
    """

    name: str

    def message(self) -> str:
        return f"the coupon {quoted(self.name)} unlocks nothing"

    def hint(self) -> str:
        return f"add `needs coupon {self.name}` to a promotion"


@message("PR504", Severity.WARNING)
class UnderFloor(Message):
    """A promotional price lies under the shop's floor.

    ## Example

        floor 0.01 PLN per unit
        give coffee for 0.00 PLN each

    ## Use instead

        give coffee for 0.01 PLN each

    ## Why

    No unit may cost less than the floor, because a fiscal printer refuses it; the customer would
    pay more than was promised.
    """

    price: str
    floor: str

    def message(self) -> str:
        return f"{self.price} is under the shop's floor of {self.floor}"

    def hint(self) -> str:
        return f"the customer will pay {self.floor}"


@message("PR505", Severity.WARNING)
class OneTier(Message):
    """Tiers of which there is only one.

    ## Example

        give off basket: 5% from 100 PLN

    ## Use instead

        give 5% off basket
        when basket total >= 100 PLN

    ## Why

    One tier is a condition; written as one, an explanation can tell how much is missing.
    """

    def message(self) -> str:
        return "one tier is a condition"

    def hint(self) -> str:
        return "write `give … off basket` and `when basket total >= …`"


@message("PR506", Severity.WARNING)
class AssumedSettings(Message):
    """The shop leaves policies to their defaults.

    ## Example

        shop "Sklep" { currency PLN  channels pos, web }

    ## Use instead

        shop "Sklep" {
          currency    PLN
          timezone    Europe/Warsaw
          country     PL
          channels    pos, web, app
          stages      price, line, multibuy, gift, basket, coupon, points, tender, delivery
          rounding    half up, per line
          allocation  largest remainder
          floor       0.01 PLN per unit
        }

    ## Why

    Every policy changes prices by groszy. Those above are the defaults; stating them shows the next
    reader that they were chosen.
    """

    assumed: tuple[str, ...]

    def message(self) -> str:
        return "the shop does not state: " + ", ".join(name for name, _, _ in self._parts())

    def hint(self) -> str:
        return "assumed: " + ", ".join(f"`{setting}`" for setting in self.assumed)

    def _parts(self) -> list[tuple[str, str, str]]:
        return [setting.partition(" ") for setting in self.assumed]


@message("PR507", Severity.WARNING)
class ExactTotal(Message):
    """A total is compared for equality.

    ## Example

        when basket total = 100 PLN

    ## Use instead

        when basket total >= 100 PLN

    ## Why

    One grosz more or less and it does not hold; a threshold is mostly meant.
    """

    def message(self) -> str:
        return "a total is hardly ever exactly one amount"

    def hint(self) -> str:
        return "write `>=` or `<=`"


@message("PR508", Severity.WARNING)
class IdleCap(Message):
    """A cap that the discount can never reach.

    ## Example

        give 20.00 PLN off basket up to 30.00 PLN

    ## Use instead

        give 20.00 PLN off basket

    ## Why

    An amount never grows over itself; a percent was meant, or the cap is left from one.
    """

    def message(self) -> str:
        return "the discount can never reach this cap"

    def hint(self) -> str:
        return "drop `up to …`"


@message("PR510", Severity.WARNING)
class IdleLimit(Message):
    """A limit that counts what its reward does not make.

    ## Example

        give 20% off coffee
        limit 2 times per basket

    ## Use instead

        give 20% off coffee
        limit 2 units per basket

    ## Why

    `times` counts groups and steps; `units` and a measure count rewarded goods. A line discount
    makes no groups, and a discount on a total or on the delivery rewards no units, so the promotion
    goes on as if there were no limit.
    """

    what: str

    def message(self) -> str:
        return f"this reward makes no {self.what}: the limit never cuts it"

    def hint(self) -> str:
        return "count what it does make, or drop the limit"


@message("PR511", Severity.WARNING)
class BeyondThreshold(Message):
    """More is taken off than the total that it asks for.

    ## Example

        give off basket: 60.00 PLN from 50.00 PLN

    ## Use instead

        give off basket: 6.00 PLN from 50.00 PLN

    ## Why

    A total of 50.00 PLN bears no 60.00 PLN: whoever just reaches it gets everything for the floor,
    a grosz each. So does everybody where as much is taken off as each step is wide.
    """

    amount: str
    threshold: str
    reached: Span

    def message(self) -> str:
        return f"{self.amount} off leaves nothing to pay of {self.threshold}"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.reached, "who reaches this gets it"),)

    def hint(self) -> str:
        return "take less off, or ask for more"
