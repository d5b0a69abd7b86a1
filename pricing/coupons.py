"""Which codes unlock what, and why a code did nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pricing.allowance import missing_allowance
from pricing.basket import Basket
from pricing.cart import Cart
from pricing.codes import fits_pattern, normalise
from pricing.exclusive import World
from pricing.goods import CodeStatus, Facts
from pricing.group_rewards import units_needed
from pricing.line_rewards import needs_approval
from pricing.money import format_scaled
from pricing.program import ConditionResult, Program, Promotion
from pricing.quote import REASONS, Accepted, Reason, Rejected
from pricing.rewards import DeliveryOff, EnteredDiscount, GroupReward
from pricing.stages import Note, offered_units, targets_of
from pricing.units import by_item
from pricing.wording import refusal


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
    """

    reason: Reason
    missing: str | None = None
    missing_of: str = "amount"
    beaten_by: tuple[str, ...] = ()


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
            seen.add(coupon)
        codes.append(ReadCode(typed, coupon, reason))
    return codes


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
    text = refusal(why.reason, why.missing, why.missing_of, program.shop.currency.code)
    return Rejected(code.typed, why.reason, text, why.missing, code.coupon, nearest.id)


def refuse(promotion: Promotion, world: World) -> Refusal:
    """Tell why a promotion that did not apply did not."""
    run = world.run
    note = run.notes.get(promotion.number) or Note()
    reports = note.reports or promotion.reports(run.basket)
    failing = [report for report in reports if not report.holds]
    if failing:
        first = min(failing, key=lambda report: REASONS.index(report.reason))
        missing = _written(first, run.shop.currency.exponent)
        return Refusal(first.reason, missing, first.missing_of)
    lacking = missing_allowance(promotion, run.basket)
    if lacking is not None:
        return Refusal(lacking)
    lacking_goods = _refuse_goods(promotion, run.basket)
    if lacking_goods is not None:
        return lacking_goods
    if promotion.number in world.barred:
        winners = tuple(run_id for run_id in _ids(world, world.barred[promotion.number]))
        return Refusal("not-combinable", beaten_by=winners)
    if note.beaten_by:
        return Refusal("better-deal", beaten_by=_ids(world, note.beaten_by))
    return Refusal("no-saving")


def _refuse_goods(promotion: Promotion, basket: Basket) -> Refusal | None:
    """Tell what the goods of a basket lack for a promotion, or ``None`` where they suffice."""
    reward = promotion.reward
    if isinstance(reward, DeliveryOff):
        return Refusal("delivery") if basket.delivery_method is None else None
    if not targets_of(reward):
        return None
    units = offered_units(promotion, basket)
    if not units:
        return Refusal("no-goods")
    if isinstance(reward, EnteredDiscount):
        lines = by_item(units).values()
        return Refusal("needs-approval") if any(needs_approval(reward, u) for u in lines) else None
    if isinstance(reward, GroupReward):
        short = units_needed(reward) - len(units)
        return Refusal("below-minimum", str(short), "pieces") if short > 0 else None
    return None


def _ids(world: World, numbers: Sequence[int]) -> tuple[str, ...]:
    by_number = {a.promotion.number: a.promotion.id for a in world.run.applications}
    return tuple(by_number[number] for number in numbers if number in by_number)


def _written(report: ConditionResult, exponent: int) -> str | None:
    if report.missing is None:
        return None
    if report.missing_of == "amount":
        return format_scaled(report.missing, exponent)
    if report.missing_of == "weight":
        return format_scaled(report.missing, 3)
    return str(report.missing)
