"""PR49x: what the language can say and this version cannot price yet; warnings."""

# ruff: noqa: D102 - what message, label, hint and fix are is told once, in Message

from grammar.diagnostics import Message, Severity, message, quoted


@message("PR490", Severity.WARNING)
class NotPricedYet(Message):
    """A promotion uses a feature this version cannot price; the promotion is left out.

    ## Example

        give gift "MUG-1" for 0.01 PLN

    ## Use instead

    Another reward, or wait for the version that prices it. All other promotions work as usual.

    ## Why

    The sentence is right and will keep its meaning; leaving the promotion out is safer than pricing
    something near it. `grosz check` lists every such promotion.
    """

    feature: str
    name: str

    def message(self) -> str:
        return f"{self.feature} not priced yet; {quoted(self.name)} is left out"

    def hint(self) -> str:
        return "everything else is priced as usual"


@message("PR491", Severity.WARNING)
class NotCountedYet(Message):
    """A limit needs a count over many baskets that this version does not keep.

    ## Example

        limit 10 000 in total

    ## Use instead

        limit 2 times per basket

    ## Why

    Limits over all baskets need the ledger of uses, which is not part of this version: the
    promotion is priced as if none of it were used up.
    """

    clause: str

    def message(self) -> str:
        return f"{quoted(self.clause)} is not counted yet"

    def hint(self) -> str:
        return "the promotion is priced as if none of it were used up"
