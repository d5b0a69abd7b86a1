"""PR2xx: names that lead nowhere, that are taken, or that lead in a circle."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from dataclasses import dataclass
from typing import ClassVar

from grammar.diagnostics import Edit, Fix, Label, Message, Safety, message, quoted
from grammar.source import Span


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


@message("PR207")
class DuplicateName(Message):
    """Two declarations of one kind have the same name.

    ## Example

        set coffee = category "Kawa"
        set coffee = brand "Lavazza"

    ## Use instead

        set coffee = category "Kawa"
        set lavazza = brand "Lavazza"

    ## Why

    Files of a ruleset see each other's names and their order never matters, so nothing could say
    which of the two is meant. A set and a coupon may share a name.
    """

    kind: str
    name: str
    first: Span

    def message(self) -> str:
        return f"the {self.kind} {quoted(self.name)} is defined twice"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "first defined here"),)

    def hint(self) -> str:
        return "give one of them another name"


@message("PR208")
class SameCode(Message):
    """Two coupons have codes that read the same.

    ## Example

        coupon a { code "JESIEN-10" }
        coupon b { code "jesień 1O" }

    ## Use instead

        coupon b { code "JESIEN20" }

    ## Why

    Codes ignore case, spaces, dashes, Polish diacritics and look-alike letters (`O` is `0`, `I` and
    `L` are `1`), because people type them from leaflets. What is typed must mean one coupon.
    """

    code_text: str
    other: str
    first: Span

    def message(self) -> str:
        return f"the code {quoted(self.code_text)} reads the same as that of {quoted(self.other)}"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "the other code"),)

    def hint(self) -> str:
        return "change one of them by more than case, spaces, dashes or look-alike letters"


@message("PR209")
class ChainTooLong(Message):
    """A set is defined through too long a chain of other sets.

    ## Example

        set a = category "Kawa" or b
        set b = category "Herbata" or c      # and so on, for twenty more

    ## Use instead

        set a = category "Kawa", "Herbata", "Kakao"

    ## Why

    Nobody can follow such a chain, and everything that reads sets must stop somewhere.
    """

    name: str
    most: int

    def message(self) -> str:
        return f"the set {quoted(self.name)} stands on a chain of more than {self.most} others"

    def hint(self) -> str:
        return "write the goods out in fewer sets"


@message("PR210")
class CircularSet(Message):
    """A set is defined by itself, directly or through others.

    ## Example

        set hot  = tag "hot" or tea
        set tea  = category "Herbata" or hot

    ## Use instead

        set tea  = category "Herbata"
        set hot  = tag "hot" or tea

    ## Why

    What belongs to a set must be decidable from the goods alone.
    """

    path: tuple[str, ...]

    def message(self) -> str:
        return "the set is defined by itself: " + " → ".join(quoted(name) for name in self.path)

    def hint(self) -> str:
        return "take one of these names out of the definition of the other"


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


@message("PR215")
class RepeatedName(Message):
    """A list names the same thing twice.

    ## Example

        channels pos, web, pos

    ## Use instead

        channels pos, web

    ## Why

    Each channel and each stage exists once; a stage named twice could run at two moments.
    """

    kind: str
    name: str
    first: Span

    def message(self) -> str:
        return f"the {self.kind} {quoted(self.name)} is named twice"

    def secondary(self) -> tuple[Label, ...]:
        return (Label(self.first, "first named here"),)

    def hint(self) -> str:
        return "name it once"
