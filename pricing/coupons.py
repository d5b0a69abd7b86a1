"""Which codes unlock what, and why a code did nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pricing.allowance import missing_allowance
from pricing.cart import Cart
from pricing.codes import fits_pattern, normalise
from pricing.exclusive import World
from pricing.goods import CodeStatus, Facts
from pricing.needs import measure_unit
from pricing.program import Coupon, Program, Promotion
from pricing.quote import Accepted, Rejected
from pricing.reasons import REASONS, Counts, Reason
from pricing.refusal_texts import refusal, written_missing
from pricing.rewards import targets_of
from pricing.stages import Note, Run


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A code as typed and what it is.

    Attributes:
        typed: As the customer gave it.
        coupon: Identifier of its coupon, ``""`` where nobody knows it.
        reason: Why it unlocks nothing whatever the cart holds, or ``None`` where it may.
    """

    typed: str
    coupon: str
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a promotion did not apply.

    Attributes:
        reason: The first reason that holds, in the order of ``REASONS``.
        missing: How much more would help, as a decimal string or a count, or ``None``.
        missing_of: What it counts.
        beaten_by: Identifiers of what was applied in its place.
        unit: Of a measure, where it is known.
    """

    reason: Reason
    missing: str | None = None
    missing_of: Counts = "amount"
    beaten_by: tuple[str, ...] = ()
    unit: str = ""


def read_codes(cart: Cart, program: Program, facts: Facts) -> list[ReadCode]:
    """Look every code of a cart up; one good code of a coupon counts."""
    codes: list[ReadCode] = []
    seen: set[str] = set()
    for typed in cart.codes:
        code = normalise(typed)
        coupon = program.codes.get(code)
        status = facts.codes.get(code, "good" if coupon is not None else None)
        if coupon is None:
            coupon = _of_pattern(code, program)
        reason = _STATUS_REASONS[status] if coupon else "unknown"
        if reason is None and coupon in seen:
            reason = "already-in-cart"
        if reason is None:
            reason = _used_up(program.coupons[coupon], cart, facts)
        if reason is None:
            seen.add(coupon)
        codes.append(ReadCode(typed, coupon, reason))
    return codes


def _used_up(coupon: Coupon, cart: Cart, facts: Facts) -> Reason | None:
    """Tell why a coupon's own limits keep it away; only who is known has uses of his own."""
    for limit in coupon.limits:
        if limit.of_customer and (cart.customer is None or cart.customer.ref is None):
            return "sign-in"
        if facts.used.get(limit.counter, 0) >= limit.most:
            return "used-up"
    return None


# A blocked code tells no more than one that never was.
_STATUS_REASONS: Final[Mapping[CodeStatus | None, Reason | None]] = {
    None: "unknown", "good": None, "used": "used-up", "blocked": "unknown", "expired": "expired",
}  # fmt: skip


def _of_pattern(code: str, program: Program) -> str:
    """Return the coupon whose unique codes look like this one, or ``""``."""
    for name in sorted(program.coupons):
        pattern = program.coupons[name].pattern
        if pattern is not None and fits_pattern(code, pattern):
            return name
    return ""


def judge_codes(
    codes: Sequence[ReadCode], program: Program, world: World
) -> tuple[tuple[Accepted, ...], tuple[Rejected, ...]]:
    """Tell of each code what it unlocked, or why nothing."""
    if not codes:
        return (), ()
    accepted: list[Accepted] = []
    rejected: list[Rejected] = []
    for code in codes:
        if code.reason is not None:
            text = refusal(code.reason, None, "amount", program.shop.currency.code)
            # Of an unknown code nothing is told, not even what it looks like.
            coupon = code.coupon if code.reason != "unknown" else None
            rejected.append(Rejected(code.typed, code.reason, text, None, coupon))
            continue
        unlocked = tuple(
            sorted(
                {
                    application.promotion.id
                    for application in world.run.applications
                    if application.promotion.coupon == code.coupon
                }
            )
        )
        if unlocked:
            accepted.append(Accepted(code.typed, code.coupon, unlocked))
        else:
            rejected.append(_reject(code, program, world))
    return tuple(accepted), tuple(rejected)


def _reject(code: ReadCode, program: Program, world: World) -> Rejected:
    """Give the reason of the promotion that came nearest: the one whose reason comes last."""
    waiting = [p for p in program.promotions if p.coupon == code.coupon]
    reasons = [(refuse(p, world), p) for p in waiting]
    if not reasons:
        text = refusal("no-goods", None, "amount", program.shop.currency.code)
        return Rejected(code.typed, "no-goods", text, None, code.coupon)
    why, nearest = max(reasons, key=lambda row: (REASONS.index(row[0].reason), -row[1].number))
    money = program.shop.currency.code
    text = refusal(why.reason, why.missing, why.missing_of, money, unit=why.unit)
    return Rejected(code.typed, why.reason, text, why.missing, code.coupon, nearest.id)


def refuse(promotion: Promotion, world: World, note: Note | None = None) -> Refusal:
    """Tell why a promotion that did not apply did not.

    Args:
        promotion: Which one.
        world: How its basket was priced.
        note: What its stage found out about it; what the run kept when left out.
    """
    run = world.run
    note = note or run.note_of(promotion)
    unmet = [
        Refusal(
            r.reason,
            _written(r.missing, r.missing_of, run),
            r.missing_of,
            unit=measure_unit((r.target,) if r.target else (), run.basket),
        )
        for r in note.reports
        if not r.holds
    ]
    allowance = missing_allowance(promotion, run.basket)
    if allowance is not None:
        unmet.append(Refusal(allowance))
    if note.lack is not None:
        reason, missing, counts = note.lack
        takers = _finals_on(promotion, run) if reason == "no-goods" else ()
        unmet.append(
            Refusal("better-deal", beaten_by=takers)
            if takers
            else Refusal(
                reason,
                _written(missing, counts, run),
                counts,
                unit=measure_unit(targets_of(promotion.reward), run.basket),
            )
        )
    if unmet:
        return min(unmet, key=lambda refusal: REASONS.index(refusal.reason))
    winners = world.barred.get(promotion.number)
    if winners:
        return Refusal("not-combinable", beaten_by=_ids(world, winners))
    if winners is not None:
        return Refusal("better-deal")  # it could apply, and the customer is better off without it
    if note.beaten_by:
        return Refusal("better-deal", beaten_by=_ids(world, note.beaten_by))
    return Refusal("no-saving")


def _finals_on(promotion: Promotion, run: Run) -> tuple[str, ...]:
    """Return the final promotions that hold a promotion's goods."""
    targets = targets_of(promotion.reward)
    goods = {
        scan.line
        for target in targets
        for item in run.basket.goods_of(target)
        for scan in item.scans
    }
    return tuple(
        sorted(
            taken.promotion.id
            for taken in run.applications
            if taken.promotion.final and not goods.isdisjoint(taken.lines)
        )
    )


def _ids(world: World, numbers: Sequence[int]) -> tuple[str, ...]:
    by_number = {a.promotion.number: a.promotion.id for a in world.run.applications}
    return tuple(by_number[number] for number in numbers if number in by_number)


def _written(missing: int | None, counts: Counts, run: Run) -> str | None:
    return None if missing is None else written_missing(missing, counts, run.shop.currency)
