"""Why, and why not: every promotion considered, and what little would unlock more.

Built only when asked for, after the quote is made: what was applied is read, and everything that
would have been is priced again by the engine. The quote itself is the same with and without.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

import msgspec

from pricing.burdens import bearings_of
from pricing.cart import Cart
from pricing.counterfactuals import WhatIf
from pricing.coupons import Refusal, refuse
from pricing.exclusive import World
from pricing.explanation import ConditionReport, Considered, Explanation, Unpromotable
from pricing.intake import Opened
from pricing.item import Item
from pricing.money import format_scaled
from pricing.near_misses import near_misses
from pricing.needs import measure_unit
from pricing.program import ConditionResult, Promotion
from pricing.quote import Quote
from pricing.reader_numbers import Language
from pricing.refusal_texts import written_missing
from pricing.repricing import Repricings
from pricing.sharing import sharing_of
from pricing.stages import Application, Note, Run
from pricing.telling import Teller

_BEATEN: Final = ("better-deal", "not-combinable")
_SHORT: Final = ("below-minimum", "no-goods")


def explain(
    quote: Quote,
    cart: Cart,
    opened: Opened,
    world: World,
    again: Repricings,
    language: Language,
) -> Quote:
    """Return the quote with its explanation.

    Args:
        quote: As priced, not yet sealed.
        cart: The cart it prices.
        opened: The cart's basket, as the chosen world left it.
        world: How its exclusive groups were settled.
        again: Prices the cart again, changed.
        language: Of the sentences.
    """
    program = again.program
    teller = Teller(language, program.shop.currency)
    refusals = _refusals(program.promotions, world)
    explainer = _Explainer(cart, world, again, teller, refusals)
    considered = {p.number: explainer.considered(p) for p in program.promotions}
    # What was beaten is priced first: it is what people ask about.
    for refused in (True, False):
        for promotion in program.promotions:
            if (promotion.number in refusals) is refused:
                seen = considered[promotion.number]
                considered[promotion.number] = explainer.with_numbers(promotion, seen)
    misses = near_misses(cart, world, refusals, again, teller)
    explanation = Explanation(
        promotions=tuple(considered[p.number] for p in program.promotions),
        near_misses=misses,
        language=language,
        unpromotable=tuple(_unpromotable(cart, opened, teller)),
        unpriced=again.refused,
    )
    return msgspec.structs.replace(quote, explanation=explanation)


def note_on(promotion: Promotion, run: Run) -> Note:
    """Return what a promotion's stage found out about it, those that cannot apply included."""
    return run.onlookers.get(promotion.number) or run.note_of(promotion)


def _refusals(promotions: Sequence[Promotion], world: World) -> dict[int, Refusal]:
    applied = {application.promotion.number for application in world.run.applications}
    return {
        promotion.number: refuse(promotion, world, note_on(promotion, world.run))
        for promotion in promotions
        if promotion.number not in applied
    }


class _Explainer:
    def __init__(
        self,
        cart: Cart,
        world: World,
        again: Repricings,
        teller: Teller,
        refusals: Mapping[int, Refusal],
    ) -> None:
        self._cart = cart
        self._run = world.run
        self._teller = teller
        self._refusals = refusals
        bearings = bearings_of(world.run)
        self._bearings = {one.promotion: one for one in bearings}
        self._what_if = WhatIf(world, again, teller, bearings)
        self._told: dict[tuple[object, ...], ConditionReport] = {}
        self._applied: dict[int, tuple[int, Application]] = {}
        for order, application in enumerate(world.run.applications, 1):
            self._applied.setdefault(application.promotion.number, (order, application))

    def considered(self, promotion: Promotion) -> Considered:
        """Tell what became of a promotion, without what would have been."""
        exponent = self._run.shop.currency.exponent
        note = note_on(promotion, self._run)
        refusal = self._refusals.get(promotion.number)
        order, application = self._applied.get(promotion.number, (None, None))
        sharing = saved = None
        if application is not None:
            bearing = self._bearings.get(promotion.number)
            if bearing is not None:
                sharing = sharing_of(bearing, self._cart, self._run.shop, self._teller)
            saved = format_scaled(application.amount, exponent)
        seen = Considered(
            promotion=promotion.id,
            title=promotion.title,
            stage=promotion.stage_name,
            outcome="applied" if refusal is None else "refused",
            conditions=tuple(self._report(report) for report in note.reports),
            reason=None if refusal is None else refusal.reason,
            saved=saved,
            alone=None if note.alone is None else format_scaled(note.alone, exponent),
            beaten_by=() if refusal is None else refusal.beaten_by,
            order=order,
            missing=None if refusal is None else refusal.missing,
            missing_of=refusal.missing_of if refusal is not None and refusal.missing else None,
            sharing=sharing,
        )
        message = self._teller.outcome(seen, "" if refusal is None else refusal.unit)
        return msgspec.structs.replace(seen, message=message)

    def with_numbers(self, promotion: Promotion, seen: Considered) -> Considered:
        """Add what would have been: numbers that need the cart to be priced again."""
        refusal = self._refusals.get(promotion.number)
        note = note_on(promotion, self._run)
        if refusal is not None and refusal.reason in _BEATEN:
            seen = msgspec.structs.replace(seen, instead=self._what_if.instead(promotion, refusal))
        if refusal is None or refusal.reason in ("used-up", "no-saving"):
            seen = msgspec.structs.replace(seen, caps=self._what_if.caps(promotion))
        came = refusal or self._applied[promotion.number][1]
        if not isinstance(came, Refusal) or came.reason in _SHORT:
            cliff = self._what_if.cliff(promotion, note, came)
            seen = msgspec.structs.replace(seen, cliff=cliff)
        return seen

    def _report(self, report: ConditionResult) -> ConditionReport:
        """Tell of one condition; what many promotions ask in the same words is told once."""
        unit = ""
        if report.target is not None:
            unit = measure_unit((report.target,), self._run.basket)
        if report.alternatives:
            return self._tell(report, unit)
        key = (
            report.text, report.holds, report.reason, report.actual, report.needed,
            report.missing, report.missing_of, unit,
        )  # fmt: skip
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._tell(report, unit)
        return told

    def _tell(self, report: ConditionResult, unit: str) -> ConditionReport:
        missing = None
        if report.missing is not None and not report.holds:
            missing = written_missing(report.missing, report.missing_of, self._run.shop.currency)
        told = ConditionReport(
            text=report.text,
            holds=report.holds,
            actual=report.actual,
            needed=report.needed,
            missing=missing,
            reason=None if report.holds else report.reason,
            missing_of=None if missing is None else report.missing_of,
            alternatives=tuple(
                tuple(self._report(one) for one in together) for together in report.alternatives
            ),
        )
        return msgspec.structs.replace(told, message=self._teller.condition(told, unit))


# --- goods that nothing may touch -----------------------------------------------------------------


def _unpromotable(cart: Cart, opened: Opened, teller: Teller) -> Iterator[Unpromotable]:
    """Yield the lines that no promotion may touch, with what keeps promotions away."""
    for number, place in enumerate(opened.places):
        if place is None or place[0].promotable:
            continue
        item = place[0]
        line = cart.lines[number]
        why = _why_not(item, line.kind)
        name = item.product.name or item.sku
        yield Unpromotable(line.id, item.sku, why, teller.told(why, sku=name))


def _why_not(item: Item, kind: str) -> Literal["law", "not-discountable", "fee", "free"]:
    if kind == "fee":
        return "fee"
    if item.price_e4 == 0:
        return "free"
    return "law" if item.product.discountable else "not-discountable"
