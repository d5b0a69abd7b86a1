"""PR4xx, policies of the shop that cannot mean what they say."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Edit, Fix, Message, Safety, message, quoted


@message("PR443")
class UnknownUse(Message):
    """A law of the shop names a use of goods that there is not.

    ## Example

        permits discount of alcohol

    ## Use instead

        permits discounts of alcohol

    ## Why

    Goods may be used for `discounts`, `coupons`, `earning` (of points), `spending` (of points) and
    `totals`. What is permitted or forbidden by mistake costs a fine.
    """

    name: str
    known: tuple[str, ...]
    nearest: str | None = None

    def message(self) -> str:
        return f"goods are not used for {quoted(self.name)}"

    def hint(self) -> str:
        if self.nearest is not None:
            return f"did you mean {quoted(self.nearest)}?"
        return "they are used for " + ", ".join(self.known)

    def fix(self) -> Fix | None:
        return Fix((Edit(self.span, self.nearest),), Safety.REVIEW) if self.nearest else None


@message("PR444")
class NotForTheShop(Message):
    """A shop permits what the law of its country does not leave to it.

    ## Example

        country PL
        permits discounts of tobacco

    ## Use instead

        country PL
        permits discounts of alcohol

    ## Why

    Tobacco, infant formula, reimbursed medicines, lottery and gift cards have a price or a ban that
    no shop and no rule can override. Only classes whose ban is not express are a switch of the
    shop, which then answers for it. What nothing forbids needs no permission.
    """

    name: str
    country: str
    switches: tuple[str, ...]
    forbidden: bool

    def message(self) -> str:
        if self.forbidden:
            return f"no shop in {self.country} may permit this of {quoted(self.name)}"
        return f"nothing in {self.country} forbids any use of {quoted(self.name)}"

    def hint(self) -> str:
        if not self.switches:
            return f"the law of {self.country} leaves no class to the shop"
        return "what the law leaves to the shop: " + ", ".join(self.switches)


@message("PR445")
class BadLabel(Message):
    """The pattern of a scale's label cannot be read.

    ## Example

        labels "29PPPPPVVVVV"

    ## Use instead

        labels "29PPPPPVVVVVC"

    ## Why

    A pattern has the 12 or 13 digits of a code: those of the prefix, `P` for the article, `V` for a
    price in minor units or `W` for grams, `X` for what is not read, and `C`, the check digit, last.
    """

    pattern: str
    problem: str

    def message(self) -> str:
        return f"{quoted(self.pattern)} is no pattern of a label: {self.problem}"

    def hint(self) -> str:
        return 'write it as in `"29PPPPPVVVVVC"`'
