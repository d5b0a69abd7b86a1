"""Why, and why not: every promotion considered, and what little would unlock more.

Built only when asked for; the quote itself is the same with and without.
"""

import msgspec

from pricing.cart import Cart
from pricing.coupons import Refusal, refuse
from pricing.exclusive import World
from pricing.money import Currency, format_scaled
from pricing.near_misses import Reprice, near_misses
from pricing.program import ConditionResult, Program, Promotion
from pricing.quote import ConditionReport, Considered, Explanation, Quote
from pricing.wording import written_missing


def explain(quote: Quote, cart: Cart, program: Program, world: World, reprice: Reprice) -> Quote:
    """Return the quote with its explanation.

    Args:
        quote: As priced, not yet sealed.
        cart: The cart it prices.
        program: The ruleset.
        world: How its exclusive groups were settled.
        reprice: Prices a changed cart under the same program, facts and moment.
    """
    refusals = _refusals(program, world)
    considered = tuple(_considered(p, world, refusals.get(p.number)) for p in program.promotions)
    promotions = {promotion.number: promotion for promotion in program.promotions}
    misses = near_misses(quote, cart, world, refusals, promotions, reprice)
    return msgspec.structs.replace(quote, explanation=Explanation(considered, misses))


def _refusals(program: Program, world: World) -> dict[int, Refusal]:
    applied = {application.promotion.number for application in world.run.applications}
    return {
        promotion.number: refuse(promotion, world)
        for promotion in program.promotions
        if promotion.number not in applied
    }


def _considered(promotion: Promotion, world: World, refusal: Refusal | None) -> Considered:
    run = world.run
    exponent = run.shop.currency.exponent
    note = run.note_of(promotion)
    saved = sum(a.amount for a in run.applications if a.promotion.number == promotion.number)
    return Considered(
        promotion=promotion.id,
        title=promotion.title,
        stage=promotion.stage_name,
        outcome="applied" if refusal is None else "refused",
        conditions=tuple(_report(report, run.shop.currency) for report in note.reports),
        reason=None if refusal is None else refusal.reason,
        saved=format_scaled(saved, exponent) if refusal is None else None,
        alone=None if note.alone is None else format_scaled(note.alone, exponent),
        beaten_by=() if refusal is None else refusal.beaten_by,
    )


def _report(report: ConditionResult, currency: Currency) -> ConditionReport:
    missing = None
    if report.missing is not None and not report.holds:
        missing = written_missing(report.missing, report.missing_of, currency)
    return ConditionReport(
        text=report.text,
        holds=report.holds,
        actual=report.actual,
        needed=report.needed,
        missing=missing,
        reason=None if report.holds else report.reason,
    )
