"""PR6xx: the ruleset as a whole."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Label, Message, message, quoted
from grammar.source import Span


@message("PR601")
class NoShop(Message):
    """A ruleset has no shop.

    ## Example

        promotion coffee "Kawa" { give 20% off coffee }

    ## Use instead

        shop "Sklep" { currency PLN  timezone Europe/Warsaw  country PL  channels pos, web }
        promotion coffee "Kawa" { give 20% off coffee }

    ## Why

    Currency, time zone, channels, stages and rounding are policies; without them no price has a
    meaning. One `shop` block in any file of the folder is enough.
    """

    def message(self) -> str:
        return "the ruleset has no shop"

    def hint(self) -> str:
        return "add a `shop` block, or check the whole folder that holds it"


@message("PR602")
class TwoShops(Message):
    """A ruleset has two shops.

    ## Example

        shop "Sklep A" { currency PLN }
        shop "Sklep B" { currency EUR }

    ## Use instead

    One folder for each shop.

    ## Why

    Every policy is stated in one place; two could disagree.
    """

    first: Span

    def message(self) -> str:
        return "the ruleset has a second shop"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first shop"),)

    def hint(self) -> str:
        return "keep one; another shop is another folder"


@message("PR603")
class NothingDeclared(Message):
    """A ruleset declares nothing at all.

    ## Example

        # only a comment

    ## Use instead

        shop "Sklep" { currency PLN  timezone Europe/Warsaw  country PL  channels pos, web }

    ## Why

    The folder is empty, or it is not the one that was meant.
    """

    def message(self) -> str:
        return "the ruleset declares nothing"

    def hint(self) -> str:
        return "begin with a `shop` block in a file whose name ends in `.promo`"


@message("PR604")
class BadProductList(Message):
    """A list of products cannot be read.

    ## Example

        set lunch-drinks = products in "lunch-drinks.csv"     # a file without a column `sku`

    ## Use instead

        sku
        5901234123457
        5901234123464

    ## Why

    The first row names the columns, and one of them is `sku`; every other row is one product.
    """

    file: str
    row: int
    problem: str

    def message(self) -> str:
        return f"row {self.row} of {quoted(self.file)}: {self.problem}"

    def hint(self) -> str:
        return "write a header with a column `sku`, then one product a row"


@message("PR605")
class BadPriceList(Message):
    """A leaflet of prices cannot be read.

    ## Example

        give prices in "leaflet-45.csv"     # a file without a column `price`

    ## Use instead

        sku,price
        5901234123457,4.99
        5901234123464,12.50

    ## Why

    The first row names the columns, `sku` and `price` among them; every other row is the price of
    one product per piece, kg, l or m.
    """

    file: str
    row: int
    problem: str

    def message(self) -> str:
        return f"row {self.row} of {quoted(self.file)}: {self.problem}"

    def hint(self) -> str:
        return "write a header with the columns `sku` and `price`, then one product a row"
