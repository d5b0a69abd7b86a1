"""Cart to quote: the story in one file.

``price`` is pure: the same cart, program, facts and moment give the same bytes on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pricing.assemble import assemble
from pricing.branch_and_bound import Budget
from pricing.cart import Cart
from pricing.coupons import ReadCode, judge_codes, read_codes
from pricing.exclusive import World, best_world
from pricing.explain import explain as explained
from pricing.goods import Facts
from pricing.intake import Opened, open_cart
from pricing.moments import moment_of
from pricing.points import LinePoints, earned_shares
from pricing.program import Program, Promotion
from pricing.quote import Quote
from pricing.reader_numbers import Language
from pricing.repricing import Repricings
from pricing.stages import Note, Run, run_stage
from pricing.wire import sealed


def price(
    cart: Cart,
    program: Program,
    facts: Facts,
    at: datetime,
    *,
    explain: bool = False,
    language: Language = "en",
    budget: Budget | None = None,
) -> Quote:
    """Price a cart.

    Args:
        cart: The decoded document.
        program: The compiled ruleset.
        facts: Products, list prices and counts for this cart, read beforehand.
        at: The moment to price for; aware.
        explain: Whether to tell of every promotion considered, and of near misses.
        language: Of the sentences of an explanation.
        budget: What searching may cost; the limit of one quote when left out.

    Returns:
        The priced cart. ``optimal`` tells whether the choice among promotions is proved best.

    Raises:
        PricingError: The cart cannot be priced; every mistake is told with its pointer.
    """
    priced = _priced(cart, program, facts, at, explain=explain, budget=budget)
    opened, world = priced.opened, priced.world
    accepted, rejected = judge_codes(priced.codes, program, world)
    quote = assemble(cart, opened, program, facts, world, accepted, rejected)
    if explain:
        at = moment_of(cart, program.shop, at)
        again = Repricings(quote, cart, program, facts, at, price)
        quote = explained(quote, cart, opened, world, again, language)
    return sealed(quote)


def points_by_line(
    cart: Cart, program: Program, facts: Facts, at: datetime
) -> dict[str, LinePoints]:
    """Return what each line of a cart earns before rounding, by its id; what returns must know.

    Arguments and errors are those of ``price``.
    """
    priced = _priced(cart, program, facts, at)
    shares = earned_shares(program.earning, priced.opened.basket, priced.world.run.applications)
    return {cart.lines[number].id: points for number, points in shares.items()}


@dataclass(frozen=True, slots=True)
class _Priced:
    """A basket that every stage has been through."""

    opened: Opened
    codes: list[ReadCode]
    world: World


def _priced(
    cart: Cart,
    program: Program,
    facts: Facts,
    at: datetime,
    *,
    explain: bool = False,
    budget: Budget | None = None,
) -> _Priced:
    at = moment_of(cart, program.shop, at)
    opened = open_cart(cart, program, facts, at)
    basket = opened.basket
    codes = read_codes(cart, program, facts)
    basket.coupons = frozenset(code.coupon for code in codes if code.reason is None)

    candidates = [program.promotions[number] for number in program.candidates(basket)]
    onlookers = _others(program, candidates) if explain else []

    def watched(promotion: Promotion) -> bool:
        return explain or (promotion.coupon is not None and promotion.coupon in basket.coupons)

    budget = budget or Budget()

    def run_world(allowed: Sequence[Promotion]) -> Run:
        basket.reset()
        run = Run(program.shop, basket, watched, budget=budget)
        if onlookers:
            run.onlookers = {promotion.number: Note() for promotion in onlookers}
            allowed = sorted([*allowed, *onlookers], key=lambda promotion: promotion.number)
        stages: dict[int, list[Promotion]] = {}
        for promotion in allowed:
            stages.setdefault(promotion.stage, []).append(promotion)
        for stage in sorted(stages):
            run_stage(run, stages[stage])
        return run

    world = best_world(candidates, run_world)
    return _Priced(opened, codes, world)


def _others(program: Program, candidates: Sequence[Promotion]) -> list[Promotion]:
    """Return the promotions that cannot apply, to be asked what they lack."""
    numbers = {promotion.number for promotion in candidates}
    return [one for one in program.promotions if one.number not in numbers]
