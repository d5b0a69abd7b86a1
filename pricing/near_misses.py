"""What little would unlock another promotion, priced by the engine itself.

For a promotion that lacks only goods, a coupon, the loyalty card or a means of payment, the cart is
priced again with it: what the new promotion displaces is thereby counted. ``NEAR_MISSES_MAX``
promotions are tried, each a few times at most. Another way of delivery is only named: what it
costs, the cart does not tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import msgspec

from pricing.additions import Shelf, Way, numbered
from pricing.cart import Cart, Customer, Payment
from pricing.codes import normalise
from pricing.coupons import Refusal
from pricing.exclusive import World
from pricing.explanation import Addition, NearMiss, Need
from pricing.limits import NEAR_MISS_TRIES_MAX, NEAR_MISSES_MAX
from pricing.money import format_scaled
from pricing.needs import Wanted, measure_unit, wanted_of
from pricing.program import Promotion
from pricing.quote import Quote
from pricing.reasons import Reason
from pricing.refusal_texts import written_missing
from pricing.repricing import Repricings
from pricing.telling import Teller

_COUNTS: Final = ("pieces", "weight", "amount")
_STRANGER: Final = "near-miss"  # stands for a customer who takes out the loyalty card


@dataclass(frozen=True, slots=True)
class _Gap:
    """How far a promotion is from applying.

    Attributes:
        promotion: Which one.
        kind: What is missing.
        wanted: Of goods: what, target by target.
        delivery: The way of delivery it asks for.
    """

    promotion: Promotion
    kind: Literal["goods", "coupon", "card", "payment", "delivery"] = "goods"
    wanted: tuple[Wanted, ...] = ()
    delivery: str | None = None

    @property
    def rank(self) -> tuple[int, int, int]:
        """What is tried first: few pieces, then weights, then amounts."""
        worst = max((_COUNTS.index(one.of) for one in self.wanted), default=0)
        return worst, sum(one.missing for one in self.wanted), self.promotion.number


@dataclass(slots=True)
class _Found:
    """A way to unlock a promotion, and the quote that proves it."""

    quote: Quote
    additions: list[Addition] = field(default_factory=list)
    cost_minor: int = 0


def near_misses(
    cart: Cart, world: World, refusals: Mapping[int, Refusal], again: Repricings, teller: Teller
) -> tuple[NearMiss, ...]:
    """Return the near misses of a quote, the largest benefit first.

    Args:
        cart: The cart.
        world: How its exclusive groups were settled.
        refusals: Why each promotion that did not apply did not, by number.
        again: Prices a changed cart under the same program, facts and moment.
        teller: Says it in the reader's language.
    """
    finder = _Finder(cart, world, again, teller)
    gaps = [
        gap
        for number in sorted(refusals)
        if (gap := finder.gap(again.program.promotions[number])) is not None
    ]
    gaps.sort(key=lambda gap: gap.rank)
    # Neither kind crowds the other out: a coupon for everything would hide what is nearly reached.
    goods = [gap for gap in gaps if gap.wanted][:NEAR_MISSES_MAX]
    others = [gap for gap in gaps if not gap.wanted][:NEAR_MISSES_MAX]
    found = [finder.priced(gap) for gap in (*goods, *others)]
    misses = [miss for miss in found if miss is not None]

    def benefit(miss: NearMiss) -> tuple[bool, int, int, str]:
        benefit, costs = again.minor(miss.benefit or "0"), again.minor(miss.costs or "0")
        return miss.benefit is None, -benefit, costs, miss.promotion

    return tuple(sorted(misses, key=benefit))


class _Finder:
    def __init__(self, cart: Cart, world: World, again: Repricings, teller: Teller) -> None:
        self._cart = cart
        self._run = world.run
        self._again = again
        self._teller = teller
        self._shelf = Shelf(cart, world.run, again)
        self._saved = again.saved(again.quoted)

    def _amount(self, minor: int) -> str:
        return format_scaled(minor, self._run.shop.currency.exponent)

    # --- what is missing ------------------------------------------------------------------

    def gap(self, promotion: Promotion) -> _Gap | None:
        """Return the little that a promotion lacks, or ``None`` where more than that is wrong."""
        note = self._run.onlookers.get(promotion.number) or self._run.note_of(promotion)
        failing = [report for report in note.reports if not report.holds]
        other = [report for report in failing if report.missing is None]
        if len(other) == 1 and len(failing) == 1 and note.lack is None:
            if other[0].reason == "delivery" and self._cart.delivery is not None:
                return _Gap(promotion, "delivery", delivery=other[0].needed)
            return _other_gap(promotion, other[0].reason)
        if other or (not failing and note.lack is None):
            return None
        wanted = [
            Wanted(report.target, report.missing, report.missing_of)
            for report in failing
            if report.missing is not None
        ]
        if note.lack is not None:
            lacking = wanted_of(promotion, self._run.basket)
            if not lacking:
                return None
            wanted = [*lacking, *wanted]
        wanted.sort(key=lambda one: _COUNTS.index(one.of))
        return _Gap(promotion, wanted=tuple(wanted))

    # --- priced ---------------------------------------------------------------------------

    def priced(self, gap: _Gap) -> NearMiss | None:
        """Price the smallest addition that closes a gap; ``None`` where it unlocks nothing."""
        bare = self._bare(gap)
        if gap.kind == "goods":
            ways = self._ways(gap)
            if not ways:
                return self._said(bare)
            found = next((one for way in ways if (one := self._with_goods(gap, way))), None)
        elif gap.kind == "delivery":
            return self._said(bare)
        else:
            found = self._with_other(gap)
        if found is None:
            return None
        saves = self._again.saved(found.quote) - self._saved
        first = found.additions[0] if found.additions else None
        return self._said(
            msgspec.structs.replace(
                bare,
                add=None if first is None else first.sku,
                add_quantity=None if first is None else first.quantity,
                saves=self._amount(saves),
                costs=self._amount(found.cost_minor),
                benefit=self._amount(saves - found.cost_minor),
                due=found.quote.totals.due,
                additions=tuple(found.additions),
            )
        )

    def _said(self, miss: NearMiss) -> NearMiss:
        return msgspec.structs.replace(miss, message=self._teller.near_miss(miss))

    def _bare(self, gap: _Gap) -> NearMiss:
        promotion = gap.promotion
        needs = tuple(
            Need(
                set="everything" if one.target is None else one.target.name,
                missing=written_missing(one.missing, one.of, self._run.shop.currency),
                of=one.of,
                unit=self._unit(one),
            )
            for one in gap.wanted
        )
        with_ = gap.delivery
        if gap.kind == "coupon":
            with_ = self._again.program.coupons[promotion.coupon or ""].title
        if gap.kind == "payment":
            with_ = min(promotion.tender)
        return NearMiss(
            promotion=promotion.id,
            title=promotion.title,
            missing=needs[0].missing if needs else "1",
            of=needs[0].of if needs else "pieces",
            message="",
            kind=gap.kind,
            needs=needs,
            with_=with_,
        )

    def _unit(self, one: Wanted) -> str:
        if one.of == "weight":
            return measure_unit(() if one.target is None else (one.target,), self._run.basket)
        return self._run.shop.currency.code if one.of == "amount" else "szt"

    def _ways(self, gap: _Gap) -> list[tuple[Way, ...]]:
        """Return what could be added, the cheapest first; nothing where a price is not known."""
        ways: list[tuple[Way, ...]] = []
        for attempt in range(NEAR_MISS_TRIES_MAX):
            way = self._way(gap, attempt)
            if way is None:
                break
            if way not in ways:
                ways.append(way)
        return ways

    def _way(self, gap: _Gap, attempt: int) -> tuple[Way, ...] | None:
        chosen: list[Way] = []
        for wanted in gap.wanted:
            if wanted.of == "amount":
                # What is added for other reasons counts towards a total too.
                counted = sum(way.cost_minor for way in chosen if _counts(way, wanted))
                if counted >= wanted.missing:
                    continue
                wanted = replace(wanted, missing=wanted.missing - counted)
            options = self._shelf.additions(wanted)
            if not options:
                return None
            chosen.append(options[min(attempt, len(options) - 1)])
        return tuple(chosen)

    def _with_goods(self, gap: _Gap, way: tuple[Way, ...]) -> _Found | None:
        lines = numbered([one.line for one in way], self._cart)
        cart = msgspec.structs.replace(self._cart, lines=(*self._cart.lines, *lines))
        quote = self._again.with_cart(cart, self._shelf.facts)
        if quote is None or not _applies(gap, quote):
            return None
        cost = sum(one.cost_minor for one in way)
        return _Found(quote, [one.addition for one in way], cost)

    def _with_other(self, gap: _Gap) -> _Found | None:
        cart, facts = self._cart, self._again.facts
        if gap.kind == "coupon":
            coupon = self._again.program.coupons[gap.promotion.coupon or ""]
            code = coupon.code or (coupon.pattern or "").replace("#", "0")
            cart = msgspec.structs.replace(cart, codes=(*cart.codes, code))
            facts = replace(facts, codes={**facts.codes, normalise(code): "good"})
        elif gap.kind == "card":
            known = cart.customer or Customer(ref=_STRANGER)
            customer = msgspec.structs.replace(known, member=True, ref=known.ref or _STRANGER)
            cart = msgspec.structs.replace(cart, customer=customer)
        else:
            payment = Payment(min(gap.promotion.tender))
            cart = msgspec.structs.replace(cart, payments=(payment,))
        quote = self._again.with_cart(cart, facts)
        return _Found(quote) if quote is not None and _applies(gap, quote) else None


def _other_gap(promotion: Promotion, reason: Reason) -> _Gap | None:
    """Return what is missing besides goods, where the engine can try it out."""
    if reason == "unknown" and promotion.coupon is not None:
        return _Gap(promotion, "coupon")
    if reason in ("sign-in", "not-for-you"):
        return _Gap(promotion, "card")
    if reason == "payment" and promotion.tender:
        return _Gap(promotion, "payment")
    return None


def _applies(gap: _Gap, quote: Quote) -> bool:
    return any(applied.promotion == gap.promotion.id for applied in quote.applied)


def _counts(way: Way, wanted: Wanted) -> bool:
    return wanted.target is None or wanted.target.selects(way.item)
