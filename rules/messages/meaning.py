"""PR4xx, promotions that read well and make no sense."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Label, Message, message, quoted
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


@message("PR406")
class ZeroLimit(Message):
    """A limit or a budget of zero switches a promotion or a coupon off.

    ## Example

        limit  0 times per basket
        budget 0 PLN, grant part

    ## Use instead

        limit  1 times per basket
        budget 50 000 PLN, grant part

    ## Why

    A promotion that may apply zero times never applies; take it out of the ruleset instead, so that
    the next reader sees that it is gone.
    """

    what: str = "limit"
    owner: str = "promotion"

    def message(self) -> str:
        return f"a {self.what} of zero switches the {self.owner} off"

    def hint(self) -> str:
        return f"raise the {self.what}, or remove the {self.owner}"


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
