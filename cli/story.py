"""An explained quote as a story: what applied, what did not and why, and what would change it."""

from collections.abc import Iterator

from cli.amounts import shown_amount
from cli.refusals import Language, sentence, shown_missing
from cli.story_texts import fact, told
from pricing.quote import Applied, ConditionReport, Considered, NearMiss, Quote


def story(quote: Quote, *, language: Language = "en", only: str | None = None) -> tuple[str, ...]:
    """Tell a quote that was made with ``explain``.

    Args:
        quote: The priced cart; without an explanation there is little to tell.
        language: ``en`` or ``pl``.
        only: Tell of this promotion alone; ``None`` tells of all.

    Returns:
        Lines of text without line ends.
    """
    teller = _Teller(quote, language)
    lines = teller.everything() if only is None else teller.one(only)
    return tuple(lines)


def near_miss_lines(quote: Quote, near: NearMiss, *, language: Language = "en") -> tuple[str, ...]:
    """Tell one near miss of a quote."""
    return tuple(_Teller(quote, language).near_miss(near))


class _Teller:
    def __init__(self, quote: Quote, language: Language) -> None:
        self.quote = quote
        self.language = language
        self.applied = {done.promotion: done for done in quote.applied}
        explanation = quote.explanation
        self.considered = explanation.promotions if explanation is not None else ()
        self.near_misses = explanation.near_misses if explanation is not None else ()

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
                yield from self.near_miss(near)

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

    def _chapter(self, title: str, outcome: str) -> Iterator[str]:
        members = [seen for seen in self.considered if seen.outcome == outcome]
        if not members and outcome == "refused":
            return
        yield from ("", self._told(title))
        if not members:
            yield f"  {self._told('nothing-applied')}"
        for seen in members:
            yield from self._promotion(seen)

    def _promotion(self, seen: Considered) -> Iterator[str]:
        mark = "✓" if seen.outcome == "applied" else "✗"
        quotes = ("„", "”") if self.language == "pl" else ('"', '"')
        yield f"  {mark} {seen.promotion} {quotes[0]}{seen.title}{quotes[1]}"
        yield from (f"      {line}" for line in self._outcome(seen))
        yield from (f"      {self._condition(one)}" for one in seen.conditions)

    def _outcome(self, seen: Considered) -> Iterator[str]:
        if seen.outcome == "applied":
            yield from self._savings(seen, self.applied.get(seen.promotion))
            return
        if seen.reason is not None:
            yield self._told("because-of", reason=sentence(seen.reason, self.language))
        if seen.beaten_by:
            yield self._told("beaten", names=", ".join(seen.beaten_by))
        if seen.alone is not None:
            yield self._told("alone", amount=self._amount(seen.alone))

    def _savings(self, seen: Considered, done: Applied | None) -> Iterator[str]:
        amount = seen.saved or (done.amount if done is not None else "0")
        if not amount.strip("0."):
            yield self._for_later(seen)
            return
        text = self._told("saved", amount=self._amount(amount), stage=seen.stage)
        if done is not None and done.times > 1:
            text += f" ({self._told('times', times=done.times)})"
        yield text
        shares = [
            f"{line.name or line.sku} {self._amount(share.amount)}"
            for line in self.quote.lines
            for share in line.discounts
            if share.promotion == seen.promotion
        ]
        if len(shares) > 1:
            yield self._told("on-lines", shares=", ".join(shares))
        if done is not None and done.because is not None:
            yield self._told("because", text=done.because)

    def _for_later(self, seen: Considered) -> str:
        """Tell of a promotion that takes nothing off now."""
        for coupon in self.quote.issued:
            if coupon.promotion == seen.promotion:
                key = "issues" if coupon.expires is None else "issues-until"
                return self._told(key, coupon=coupon.title, day=coupon.expires)
        return self._told("later")

    def _condition(self, one: ConditionReport) -> str:
        verdict = self._told("met" if one.holds else "unmet")
        facts = []
        if one.actual is not None:
            facts.append(self._told("actual", actual=fact(one.actual, self.language)))
        if one.needed is not None:
            facts.append(self._told("needed", needed=fact(one.needed, self.language)))
        if one.missing is not None:
            facts.append(self._told("missing", missing=self._missing(one.missing)))
        if not one.holds and not facts and one.reason is not None:
            facts.append(sentence(one.reason, self.language))
        return f"{verdict}: {one.text}" + (f" ({', '.join(facts)})" if facts else "")

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
                why += f" ({self._told('missing', missing=self._missing(bad.missing))})"
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
            yield from self.near_miss(near)

    def near_miss(self, near: NearMiss) -> Iterator[str]:
        missing = shown_missing(near.missing, self.quote.currency, self.language, near.of)
        text = self._told(
            "near-missing", promotion=near.promotion, title=near.title, missing=missing
        )
        yield f"  → {text}"
        if near.add is None:
            return
        count = near.add_quantity or 1
        if near.saves is None or near.due is None:
            yield f"      {self._told('near-add-only', count=count, sku=self._name(near.add))}"
            return
        line = self._told(
            "near-add",
            count=count,
            sku=self._name(near.add),
            saves=self._amount(near.saves),
            due=self._amount(near.due),
        )
        yield f"      {line}"

    def _closing(self) -> Iterator[str]:
        quote, policy = self.quote, self.quote.policy
        yield ""
        if not quote.optimal:
            yield self._told("not-optimal", bound=self._amount(quote.bound or "0"))
        yield self._told(
            "policy",
            rounding=policy.rounding,
            allocation=policy.allocation,
            floor=policy.floor,
        )
        evidence = quote.evidence
        yield self._told("evidence", quote=evidence.quote[:23], ruleset=evidence.ruleset[:23])

    def _told(self, key: str, **values: object) -> str:
        return told(key, self.language, **values)

    def _amount(self, plain: str) -> str:
        return shown_amount(plain, self.quote.currency, self.language)

    def _missing(self, plain: str) -> str:
        return shown_missing(plain, self.quote.currency, self.language)

    def _name(self, sku: str) -> str:
        for line in self.quote.lines:
            if line.sku == sku and line.name:
                return line.name
        return sku
