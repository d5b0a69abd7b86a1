"""PR2xx, names that are taken, or that lead in a circle."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Label, Message, message, quoted
from grammar.source import Span


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
