"""PR2xx, unknown names: names that lead nowhere."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from dataclasses import dataclass
from typing import ClassVar

from grammar.diagnostics import Edit, Fix, Message, Safety, message, quoted


@dataclass(frozen=True, slots=True)
class UnknownName(Message):
    """What the unknown names share: the name, and the nearest one that exists."""

    kind: ClassVar[str] = "name"
    definition: ClassVar[str] = ""  # how such a name is defined; `{name}` stands for it

    name: str
    nearest: str | None = None
    known: tuple[str, ...] = ()

    def message(self) -> str:
        return f"unknown {self.kind} {quoted(self.name)}"

    def hint(self) -> str | None:
        if self.nearest is not None:
            return f"did you mean {quoted(self.nearest)}?"
        if self.definition:
            return "define it: " + self.definition.replace("{name}", self.name)
        return "known here: " + ", ".join(self.known) if self.known else None

    def fix(self) -> Fix | None:
        if self.nearest is None:
            return None
        return Fix((Edit(self.span, self.nearest),), Safety.REVIEW)


@message("PR201")
class UnknownSet(UnknownName):
    """A sentence names a set of goods that no file defines.

    ## Example

        set coffee = category "Kawa"
        promotion p "Kawa" { give 20% off cofee }

    ## Use instead

        promotion p "Kawa" { give 20% off coffee }

    ## Why

    A set is defined once, by `set NAME = …`, in any file of the ruleset. A promotion on goods that
    nobody named would silently never apply.
    """

    kind: ClassVar[str] = "set"
    definition: ClassVar[str] = '`set {name} = category "…"`'


@message("PR202")
class UnknownCoupon(UnknownName):
    """A promotion needs or issues a coupon that no file declares.

    ## Example

        promotion p "Kod" { needs coupon jesien  give 10% off basket }

    ## Use instead

        coupon jesien { code "JESIEN26" }
        promotion p "Kod" { needs coupon jesien  give 10% off basket }

    ## Why

    Without its `coupon` block no code can unlock the promotion.
    """

    kind: ClassVar[str] = "coupon"
    definition: ClassVar[str] = '`coupon {name} { code "…" }`'


@message("PR203")
class UnknownStage(UnknownName):
    """A promotion is put into a stage that the shop does not run.

    ## Example

        promotion p "Kawa" { stage lines  give 20% off coffee }

    ## Use instead

        promotion p "Kawa" { stage line  give 20% off coffee }

    ## Why

    Stages are listed under `stages` in the `shop` block and run in that order; a shop may name
    stages of its own there.
    """

    kind: ClassVar[str] = "stage"


@message("PR204")
class UnknownChannel(UnknownName):
    """A clause names a channel that the shop does not sell through.

    ## Example

        promotion p "Aplikacja" { in ap because "Aplikacja"  give 5% off basket }

    ## Use instead

        promotion p "Aplikacja" { in app because "Aplikacja"  give 5% off basket }

    ## Why

    Channels are listed under `channels` in the `shop` block. A promotion in a channel that does not
    exist would never apply.
    """

    kind: ClassVar[str] = "channel"


@message("PR205")
class UnknownPromotion(UnknownName):
    """A test or an experiment names a promotion that no file declares.

    ## Example

        test "kawa" { at 2026-11-05 08:30 in pos  expect cofee-3-for-2 saves 19.99 PLN }

    ## Use instead

        test "kawa" { at 2026-11-05 08:30 in pos  expect coffee-3-for-2 saves 19.99 PLN }

    ## Why

    A test of a promotion that does not exist tests nothing.
    """

    kind: ClassVar[str] = "promotion"


@message("PR206")
class UnknownAttribute(UnknownName):
    """A set asks for an attribute that products do not have.

    ## Example

        set coffee = categry "Kawa"

    ## Use instead

        set coffee = category "Kawa"

    ## Why

    Products have `sku`, `gtin`, `category`, `brand`, `tag`, `vat` and `unit`, and whatever other
    columns the catalogue brings. A misspelt one would select nothing.
    """

    kind: ClassVar[str] = "attribute"


@message("PR211")
class UnknownStoreAttribute(UnknownName):
    """A `stores` clause asks for something stores do not have.

    ## Example

        stores regin "south"

    ## Use instead

        stores region "south"

    ## Why

    Stores are known by their identifier and by the regions they lie in.
    """

    kind: ClassVar[str] = "attribute of stores"


@message("PR212")
class UnknownTier(UnknownName):
    """A clause names a tier that the points programme does not have.

    ## Example

        points club "Klub" { tier gold from 5 000 PLN in 365 days: earn 2x }
        promotion p "Złoci" { for tier glod  give 5% off basket }

    ## Use instead

        promotion p "Złoci" { for tier gold  give 5% off basket }

    ## Why

    Where the ruleset declares tiers, only those exist; without a `points` block any tier may come
    from outside.
    """

    kind: ClassVar[str] = "tier"


@message("PR213")
class UnknownReason(UnknownName):
    """A test expects a refusal for a reason that quotes never give.

    ## Example

        expect p refused because chanel

    ## Use instead

        expect p refused because channel

    ## Why

    Reasons are one closed list, the same in quotes, explanations and tests.
    """

    kind: ClassVar[str] = "reason"


@message("PR214")
class UnknownFile(UnknownName):
    """A sentence names a file that the ruleset folder does not hold.

    ## Example

        set lunch-drinks = products in "lunch-drink.csv"

    ## Use instead

        set lunch-drinks = products in "lunch-drinks.csv"

    ## Why

    Lists of products lie beside the rule files, so that one digest covers both.
    """

    kind: ClassVar[str] = "file"
