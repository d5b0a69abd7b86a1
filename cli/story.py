"""An explained quote as a story: what applied, what did not and why, and what would change it.

The sentences about each promotion are the explanation's own, so that every channel says the same.
"""

from collections.abc import Iterator

from cli.story_texts import policy, told
from pricing.explanation import ConditionReport, Considered, NearMiss
from pricing.quote import Applied, Quote
from pricing.reader_numbers import Language, shown_amount, shown_times
from pricing.refusal_texts import sentence, shown_missing


def story(
    quote: Quote, *, language: Language | None = None, only: str | None = None
) -> tuple[str, ...]:
    """Tell a quote that was made with ``explain``.

    Args:
        quote: The priced cart; without an explanation there is little to tell.
        language: Of what stands around the explanation, which has its own; ``None`` is that.
        only: Tell of this promotion alone; ``None`` tells of all.

    Returns:
        Lines of text without line ends.
    """
    if language is None:
        language = "en" if quote.explanation is None else quote.explanation.language
    teller = _Story(quote, language)
    lines = teller.everything() if only is None else teller.one(only)
    return tuple(lines)


class _Story:
    def __init__(self, quote: Quote, language: Language) -> None:
        self.quote = quote
        self.language = language
        self.applied = {done.promotion: done for done in quote.applied}
        self.explanation = quote.explanation
        self.considered = quote.explanation.promotions if quote.explanation is not None else ()
        self.near_misses = quote.explanation.near_misses if quote.explanation is not None else ()

    def everything(self) -> Iterator[str]:
        yield from self._opening()
        yield from self._chapter("applied", "applied")
        yield from self._chapter("refused", "refused")
        yield from self._codes()
        yield from self._near()
        yield from self._closing()

    def one(self, name: str) -> Iterator[str]:
        found = [seen for seen in self.considered if seen.promotion == name]
        if not found:
            yield self._told("nowhere", name=name)
        for seen in found:
            yield from self._promotion(seen)
        for near in self.near_misses:
            if near.promotion == name:
                yield from near_miss_lines(near)

    def _opening(self) -> Iterator[str]:
        quote, totals = self.quote, self.quote.totals
        yield self._told(
            "cart" if quote.id else "cart-unnamed", id=quote.id, channel=quote.channel, at=quote.at
        )
        key = "pays" if quote.applied or totals.gross != totals.goods else "no-discount"
        yield self._told(
            key,
            gross=self._amount(totals.gross),
            discount=self._amount(totals.discount),
            goods=self._amount(totals.goods),
            due=self._amount(totals.due),
        )
        for warning in quote.warnings:
            yield f"! {warning.message}"
        if self.explanation is not None:
            yield from (f"! {line.message}" for line in self.explanation.unpromotable)

    def _chapter(self, title: str, outcome: str) -> Iterator[str]:
        members = [seen for seen in self.considered if seen.outcome == outcome]
        if not members and outcome == "refused":
            return
        yield from ("", self._told(title))
        if not members:
            yield f"  {self._told('nothing-applied')}"
        for seen in sorted(members, key=lambda seen: seen.order or 0):
            yield from self._promotion(seen)

    def _promotion(self, seen: Considered) -> Iterator[str]:
        mark = "✓" if seen.outcome == "applied" else "✗"
        quotes = ("„", "”") if self.language == "pl" else ('"', '"')
        yield f"  {mark} {seen.promotion} {quotes[0]}{seen.title}{quotes[1]}"
        yield from (f"      {line}" for line in self._outcome(seen))
        for one in seen.conditions:
            yield from self._condition(one, "      ")

    def _outcome(self, seen: Considered) -> Iterator[str]:
        done = self.applied.get(seen.promotion)
        if seen.outcome == "applied":
            yield from self._savings(seen, done)
        else:
            yield seen.message
            if seen.alone is not None and seen.alone.strip("0."):
                yield self._told("alone", amount=self._amount(seen.alone))
        if seen.instead is not None:
            yield seen.instead.message
        yield from (cap.message for cap in seen.caps)
        if seen.cliff is not None:
            yield seen.cliff.message

    def _savings(self, seen: Considered, done: Applied | None) -> Iterator[str]:
        if not (seen.saved or "0").strip("0."):
            yield self._for_later(seen)
            return
        times = f" ({shown_times(done.times, self.language)})" if done and done.times > 1 else ""
        yield seen.message + times
        if seen.sharing is not None and len(seen.sharing.parts) > 1:
            yield self._told("shared", rule=self._rule(seen.sharing.rule))
            yield from (f"  {part.message}" for part in seen.sharing.parts)
        if done is not None and done.because is not None:
            yield self._told("because", text=done.because)

    def _rule(self, rule: str) -> str:
        return self._told(f"rule-{rule.replace(' ', '-')}")

    def _for_later(self, seen: Considered) -> str:
        """Tell of a promotion that takes nothing off now."""
        for coupon in self.quote.issued:
            if coupon.promotion == seen.promotion:
                key = "issues" if coupon.expires is None else "issues-until"
                return self._told(key, coupon=coupon.title, day=coupon.expires)
        return seen.message

    def _condition(self, one: ConditionReport, indent: str) -> Iterator[str]:
        yield indent + one.message
        for together in one.alternatives:
            inner = indent + "  "
            for number, part in enumerate(together):
                yield f"{inner}{'| ' if number == 0 else '  '}{part.message}"
                for nested in part.alternatives:
                    for deeper in nested:
                        yield from self._condition(deeper, inner + "    ")

    def _codes(self) -> Iterator[str]:
        quote = self.quote
        if not quote.accepted and not quote.rejected:
            return
        yield from ("", self._told("codes"))
        for good in quote.accepted:
            names = ", ".join(good.promotions)
            yield f"  ✓ {self._told('code-accepted', code=good.code, names=names)}"
        for bad in quote.rejected:
            why = sentence(bad.reason, self.language)
            if bad.missing is not None:
                missing = shown_missing(bad.missing, quote.currency, self.language)
                why += f" ({self._told('missing', missing=missing)})"
            yield f"  ✗ {self._told('code-rejected', code=bad.code, reason=why)}"

    def _near(self) -> Iterator[str]:
        for gift in self.quote.gifts:
            key = "gift" if gift.price is None else "gift-for"
            price = self._amount(gift.price or "0")
            yield from ("", self._told(key, title=gift.title, sku=gift.sku, price=price))
        if not self.near_misses:
            return
        yield from ("", self._told("near"))
        for near in self.near_misses:
            yield from near_miss_lines(near)

    def _closing(self) -> Iterator[str]:
        quote = self.quote
        yield ""
        if not quote.optimal:
            yield self._told("not-optimal", bound=self._amount(quote.bound or "0"))
        if self.explanation is not None and self.explanation.unpriced:
            yield self._told("unpriced", count=self.explanation.unpriced)
        yield self._told(
            "policy",
            rounding=policy(quote.policy.rounding, self.language),
            allocation=policy(quote.policy.allocation, self.language),
            floor=self._floor(quote.policy.floor),
        )
        evidence = quote.evidence
        yield self._told("evidence", quote=evidence.quote[:23], ruleset=evidence.ruleset[:23])

    def _floor(self, words: str) -> str:
        if self.language == "en":
            return words
        least, _, minimum = words.partition(" per unit")
        each = self._told("floor-each", amount=self._amount(least))
        return each + policy(minimum, self.language)

    def _told(self, key: str, **values: object) -> str:
        return told(key, self.language, **values)

    def _amount(self, plain: str) -> str:
        return shown_amount(plain, self.quote.currency, self.language)


def near_miss_lines(near: NearMiss) -> tuple[str, ...]:
    """Tell one near miss."""
    return (f"  → {near.promotion}: {near.message}",)
