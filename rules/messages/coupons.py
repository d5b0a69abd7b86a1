"""PR4xx, coupons: codes that are missing, empty or too many."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Label, Message, message, quoted
from grammar.source import Span


@message("PR434")
class CouponWithoutCode(Message):
    """A coupon has no code that could be typed.

    ## Example

        coupon autumn "Kod" { limit 1 per customer }

    ## Use instead

        coupon autumn "Kod" { code "JESIEN26"  limit 1 per customer }

    ## Why

    A coupon is unlocked by one public code (`code`) or by unique ones (`codes unique`), never by
    both and never by none.
    """

    name: str

    def message(self) -> str:
        return f"the coupon {quoted(self.name)} has no code"

    def hint(self) -> str:
        return 'add `code "…"` for a public code, or `codes unique "####-####"`'


@message("PR435")
class EmptyCode(Message):
    """A code of which nothing is left once spaces and dashes are ignored, or that holds odd signs.

    ## Example

        code "--"

    ## Use instead

        code "JESIEN26"

    ## Why

    Spaces, dashes, dots and slashes are ignored; what is left must be letters and digits.
    """

    text: str

    def message(self) -> str:
        return f"{quoted(self.text)} cannot be typed as a code"

    def hint(self) -> str:
        return "use letters and digits"


@message("PR436")
class PatternWithoutPlaces(Message):
    """Unique codes whose pattern leaves nothing to vary.

    ## Example

        codes unique "WELCOME"

    ## Use instead

        codes unique "WEL-####-####-####"

    ## Why

    Each `#` is a place for a letter or digit; without enough of them there is only one code, and it
    can be guessed.
    """

    pattern: str

    def message(self) -> str:
        return f"the pattern {quoted(self.pattern)} has no `#`"

    def hint(self) -> str:
        return "write one `#` for each place that differs from code to code"


@message("PR440")
class TwoCodes(Message):
    """A coupon has a public code and unique codes.

    ## Example

        coupon autumn { code "JESIEN26"  codes unique "J-####" }

    ## Use instead

        coupon autumn { code "JESIEN26" }
        coupon autumn-letters { codes unique "J-####-####" }

    ## Why

    A public code may be typed by anyone, a unique one works once; one limit cannot count both.
    """

    name: str
    first: Span

    def message(self) -> str:
        return f"the coupon {quoted(self.name)} has two kinds of code"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the other one"),)

    def hint(self) -> str:
        return "make two coupons of it"


@message("PR446")
class CouponLimit(Message):
    """A coupon's limit counts something else than orders.

    ## Example

        coupon autumn { code "JESIEN26"  limit 3 units per customer }

    ## Use instead

        coupon autumn { code "JESIEN26"  limit 3 per customer }

    ## Why

    A coupon only unlocks promotions, so what is counted of it is in how many orders it did, of one
    customer or in total. Units, groups, weights and money are counted of the promotion.
    """

    def message(self) -> str:
        return "a coupon's limit counts orders, of one customer or in total"

    def hint(self) -> str:
        return "write `limit 1 per customer` or `limit 10 000 in total`, or limit the promotion"
