"""Says the items of an explanation in the reader's language; nothing is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pricing.condition_texts import condition, fact, says
from pricing.explanation import (
    Addition,
    Cap,
    Cliff,
    ConditionReport,
    Considered,
    Instead,
    NearMiss,
    Need,
    SharePart,
)
from pricing.explanation_texts import told
from pricing.money import Currency, format_scaled
from pricing.reader_numbers import (
    Language,
    polish_number,
    shown_amount,
    shown_count,
    shown_times,
    shown_weight,
)
from pricing.reasons import Reason
from pricing.refusal_texts import refusal, sentence, shown_missing

_EXACT_DECIMALS: Final = 4  # of a share before rounding, as a person reads it


@dataclass(frozen=True, slots=True)
class Teller:
    """Words for one reader.

    Attributes:
        language: Theirs.
        currency: Of every amount.
    """

    language: Language
    currency: Currency

    def amount(self, plain: str) -> str:
        """Write an amount."""
        return shown_amount(plain, self.currency.code, self.language)

    def told(self, key: str, **values: object) -> str:
        """Say a sentence of the table."""
        return told(key, self.language, **values)

    def missing(self, missing: str, of: str | None, unit: str = "") -> str:
        """Write what is missing."""
        return shown_missing(missing, self.currency.code, self.language, of or "", unit)

    # --- one promotion ----------------------------------------------------------------------

    def condition(self, one: ConditionReport, unit: str) -> str:
        """Say one condition with what was found, needed and missing."""
        facts = []
        text = condition(one.text, self.language)
        if one.actual is not None:
            facts.append(self.told("actual", actual=fact(one.actual, self.language)))
        needed = None if one.needed is None else fact(one.needed, self.language)
        if needed is not None and not says(text, needed):
            facts.append(self.told("needed", needed=needed))
        if one.missing is not None:
            missing = self.missing(one.missing, one.missing_of, unit)
            facts.append(self.told("missing", missing=missing))
        if not one.holds and not facts and one.reason is not None:
            facts.append(self._why(one.reason))
        verdict = self.told("met" if one.holds else "unmet")
        return f"{verdict}: {text}" + (f" ({', '.join(facts)})" if facts else "")

    def outcome(self, seen: Considered, unit: str) -> str:
        """Say what became of a promotion."""
        if seen.outcome == "applied":
            if seen.saved is None or not seen.saved.strip("0."):
                return self.told("later")
            return self.told("saved", amount=self.amount(seen.saved), stage=seen.stage)
        assert seen.reason is not None, seen.promotion
        if seen.reason == "better-deal" and not seen.beaten_by:
            return self.told("better-without")
        why = self._why(seen.reason)
        if seen.missing is not None:
            of = seen.missing_of or "amount"
            why = refusal(
                seen.reason, seen.missing, of, self.currency.code,
                unit=unit, language=self.language,
            )  # fmt: skip
        text = self.told("refused", reason=why)
        if seen.beaten_by:
            key = "beaten" if len(seen.beaten_by) == 1 else "beaten-by-several"
            text += "; " + self.told(key, names=", ".join(seen.beaten_by))
        return text

    def _why(self, reason: Reason) -> str:
        # Of a promotion it is no code that is unknown, but a coupon that nobody gave.
        return self.told("no-coupon") if reason == "unknown" else sentence(reason, self.language)

    def instead(self, found: Instead) -> str:
        """Say what the cart would be with a beaten promotion."""
        saves = self.amount(found.saves)
        if found.without:
            opening = self.told("without", names=", ".join(found.without), saves=saves)
        else:
            opening = self.told("instead", saves=saves)
        stage = self._more_or_less(found.stage_less, ("stage-less", "stage-same", "stage-more"))
        return f"{opening}; {stage}; {self.due(found.due_more)}"

    def due(self, more: str) -> str:
        """Say how much more or less a cart costs."""
        return self._more_or_less(more, ("due-more", "due-same", "due-less"))

    def _more_or_less(self, amount: str, keys: tuple[str, str, str]) -> str:
        if not amount.strip("-0."):
            return self.told(keys[1])
        key = keys[2] if amount.startswith("-") else keys[0]
        return self.told(key, amount=self.amount(amount.removeprefix("-")))

    def cap(self, cap: Cap) -> str:
        """Say which limit cut a promotion down, and what it gives without it."""
        key = "cap-floor-own" if cap.limit == "floor" and cap.most is None else f"cap-{cap.limit}"
        limit = self.told(key, most=self._limit(cap, cap.most))
        if cap.used is not None:
            limit += ", " + self.told("used", used=self._limit(cap, cap.used))
        return self.told(
            "cap-together" if cap.with_others else "cap",
            limit=limit,
            saves=self.amount(cap.saves),
            without=self.amount(cap.without),
        )

    def _limit(self, cap: Cap, number: str | None) -> str:
        if number is None:
            return ""
        match cap.limit:
            case "times" | "baskets":
                return shown_times(int(number), self.language)
            case "units" | "customer-units":
                return shown_count(number, self.language)
            case "budget" | "up-to" | "floor":
                return self.amount(number)
            case _:
                return number if self.language == "en" else polish_number(number)

    def cliff(self, found: Cliff) -> str:
        """Say which discounts kept a promotion from its threshold."""
        return self.told(
            "cliff",
            lowered=self.amount(found.lowered),
            names=", ".join(f"{t.promotion} {self.amount(t.amount)}" for t in found.lowered_by),
            saves=self.amount(found.saves),
            due=self.due(found.due_more),
        )

    def part(self, part: SharePart, name: str, *, whole: int | None) -> str:
        """Say how one share came about; *whole* is what all goods cost that share, minor units."""
        amount, base = self.amount(part.amount), self.amount(part.base)
        if whole is None:
            return self.told("part-own", name=name, amount=amount, base=base)
        exact = Fraction(part.exact)
        scale = 10**_EXACT_DECIMALS
        places = self.currency.exponent + _EXACT_DECIMALS
        written = format_scaled(int(exact * scale), places)
        return self.told(
            "part",
            name=name,
            base=base,
            whole=self.amount(format_scaled(whole, self.currency.exponent)),
            exact=self.amount(written) + ("" if (exact * scale).denominator == 1 else "…"),
            amount=amount,
        )

    # --- near misses ------------------------------------------------------------------------

    def near_miss(self, near: NearMiss) -> str:
        """Say what would unlock a promotion and what that brings."""
        parts = [self._wanted(near)]
        if near.additions and near.costs is not None:
            what = ", ".join(self._addition(one) for one in near.additions)
            parts.append(self.told("near-add", what=what, costs=self.amount(near.costs)))
        if near.saves is not None and near.due is not None:
            key = "near-costs" if near.saves.startswith("-") else "near-saves"
            saves = self.amount(near.saves.removeprefix("-"))
            parts.append(self.told(key, saves=saves, due=self.amount(near.due)))
        return f"{parts[0]}: {', '.join(parts[1:])}" if parts[1:] else parts[0]

    def _wanted(self, near: NearMiss) -> str:
        if near.kind != "goods":
            return self.told(f"near-{near.kind}", title=near.title, with_=self._with(near))
        return self.told("near-goods", title=near.title, missing=self._needs(near.needs))

    def _with(self, near: NearMiss) -> str | None:
        if near.with_ is None or near.kind == "coupon":
            return near.with_
        return fact(near.with_, self.language)

    def _needs(self, needs: Sequence[Need]) -> str:
        shown = []
        for need in needs:
            missing = self.missing(need.missing, need.of, need.unit)
            if need.of == "amount" and need.set in ("everything", "basket"):
                shown.append(missing)
            else:
                key = "near-set-amount" if need.of == "amount" else "near-set"
                shown.append(self.told(key, missing=missing, set=need.set))
        return " + ".join(shown)

    def _addition(self, one: Addition) -> str:
        name = one.name or one.sku
        if one.measure is not None:
            return f"{shown_weight(one.measure, self.language, one.unit)} {name}"
        return f"{one.quantity} × {name}"
