"""PR4xx, first part: promotions that read well and make no sense."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Label, Message, Safety, message, quoted
from grammar.source import Span


@message("PR401")
class UntilBeforeFrom(Message):
    """A promotion ends before it begins.

    ## Example

        from 2026-11-30 until 2026-11-01

    ## Use instead

        from 2026-11-01 until 2026-11-30

    ## Why

    Both days are included; a window that ends before it begins is never open.
    """

    until: str
    start: str
    start_span: Span

    def message(self) -> str:
        return f"the promotion ends on {self.until}, before it begins on {self.start}"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.start_span, "it begins here"),)

    def hint(self) -> str:
        return "swap the two days, or correct the year"


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


@message("PR406")
class ZeroLimit(Message):
    """A limit of zero switches the promotion off.

    ## Example

        limit 0 times per basket

    ## Use instead

        limit 1 times per basket

    ## Why

    A promotion that may apply zero times never applies; take it out of the ruleset instead, so that
    the next reader sees that it is gone.
    """

    def message(self) -> str:
        return "a limit of zero switches the promotion off"

    def hint(self) -> str:
        return "raise the limit, or remove the promotion"


@message("PR407")
class MissingBecause(Message):
    """A promotion is not for every channel and does not say why.

    ## Example

        in app

    ## Use instead

        in app because "Zniżka dla użytkowników aplikacji"

    ## Why

    Prices are the same in every channel except where a rule says otherwise. The reason is shown to
    a customer who asks why the shop is dearer than the web.
    """

    def message(self) -> str:
        return "the channels differ here and nothing says why"

    def hint(self) -> str:
        return 'add `because "…"`, in words a customer may read'


@message("PR408")
class MissingStage(Message):
    """A promotion runs in a stage that the shop left out.

    ## Example

        shop "Sklep" { stages price, line, basket }
        promotion p "Dostawa" { give free delivery }

    ## Use instead

        shop "Sklep" { stages price, line, basket, delivery }

    ## Why

    What a promotion gives, and whether it needs a coupon or reads the payment, decides its stage.
    A stage that the shop does not run would never be reached.
    """

    stage: str
    why: str
    shop: Span

    def message(self) -> str:
        return f"{self.why} runs in stage {quoted(self.stage)}, which the shop does not have"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.shop, "the shop's stages"),) if self.shop.file else ()

    def hint(self) -> str:
        return f"add {quoted(self.stage)} to `stages`, or say `stage …` in the promotion"


@message("PR409")
class SecondCoupon(Message):
    """A promotion needs two coupons.

    ## Example

        needs coupon autumn
        needs coupon welcome

    ## Use instead

        needs coupon autumn

    ## Why

    A refused code says what it lacked; with two needed it could not say which. Codes that unlock
    the same reward are two promotions in one exclusive group.
    """

    name: str
    first: Span

    def message(self) -> str:
        return f"the promotion already needs the coupon {quoted(self.name)}"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first one"),)

    def hint(self) -> str:
        return "keep one of them"


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
    best deal has one thing less to try.
    """

    name: str
    first: Span

    def message(self) -> str:
        return f"the bundle asks for {quoted(self.name)} twice"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first time"),)

    def hint(self) -> str:
        return "add the counts up in one place"


@message("PR413")
class DearerStep(Message):
    """A later step of a scale is no better than the one before.

    ## Example

        give coffee at 2.29 PLN, from 6 at 2.49 PLN

    ## Use instead

        give coffee at 2.49 PLN, from 6 at 2.29 PLN

    ## Why

    Who buys more would pay more for each. The two prices were mostly swapped.
    """

    what: str
    before: Span

    def message(self) -> str:
        return f"this {self.what} is no better than the one before it"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.before, "the one before"),)

    def hint(self) -> str:
        return "the higher the step, the better the price"


@message("PR414")
class NoHours(Message):
    """Hours that begin and end at the same minute.

    ## Example

        on 08:00-08:00

    ## Use instead

        on 08:00-20:00

    ## Why

    A clock time is included as a start and not as an end, so this is either no time at all or a
    whole day; leave the hours out for a whole day.
    """

    def message(self) -> str:
        return "these hours begin and end at the same minute"

    def hint(self) -> str:
        return "write another end, or leave the hours out for the whole day"


@message("PR415")
class PerBasketOfBaskets(Message):
    """A limit counts baskets inside one basket.

    ## Example

        limit 2 per basket

    ## Use instead

        limit 2 times per basket

    ## Why

    A bare number counts baskets, `times` counts groups, `units` counts rewarded pieces. In one
    basket there is one basket.
    """

    def message(self) -> str:
        return "a basket holds one basket: this limit does not say what it counts"

    def hint(self) -> str:
        return "write `times` (groups) or `units` (pieces) after the number"


@message("PR416")
class NeverApplies(Message):
    """The conditions of a promotion exclude each other.

    ## Example

        when basket total >= 100 PLN and basket total < 50 PLN

    ## Use instead

        when basket total >= 50 PLN and basket total < 100 PLN

    ## Why

    No basket can meet it, so the promotion is dead weight that looks alive.
    """

    name: str

    def message(self) -> str:
        return f"no basket can meet the conditions of {quoted(self.name)}"

    def hint(self) -> str:
        return "look for two conditions that exclude each other"


@message("PR417")
class EmptyPromotion(Message):
    """A promotion has nothing between its braces.

    ## Example

        promotion coffee "Kawa" { }

    ## Use instead

        promotion coffee "Kawa" { give 20% off coffee }

    ## Why

    Each promotion has one `give`; a place for one that is still to come is a comment.
    """

    name: str

    def message(self) -> str:
        return f"the promotion {quoted(self.name)} is empty"

    def hint(self) -> str:
        return "say what it gives, such as `give 20% off coffee`, or remove it"
