"""Coupons given for a later purchase, with the terms a customer must be told."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from pricing.basket import Basket
from pricing.program import Coupon, Program
from pricing.quote import Issued
from pricing.rewards import IssuedCoupon
from pricing.stages import Application

_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12}
_MONTHS_IN_YEAR: Final = 12


def issued(
    applications: Sequence[Application], program: Program, basket: Basket
) -> tuple[Issued, ...]:
    """Return the coupons that a cart gives for later, one for each promotion that gives one."""
    return tuple(
        [
            _issue(application.promotion.id, reward.coupon, program, basket)
            for application in applications
            if isinstance(reward := application.promotion.reward, IssuedCoupon)
        ]
    )


def _issue(promotion: str, name: str, program: Program, basket: Basket) -> Issued:
    unlocked = [one for one in program.promotions if one.coupon == name]
    conditions = [
        report.text
        for one in unlocked
        for report in one.reports(basket)
        if report.reason != "unknown"  # that is the coupon itself
    ]
    coupon = program.coupons[name]
    expires = last_day(coupon, date.fromordinal(basket.day))
    return Issued(
        coupon=name,
        title=coupon.title,
        promotion=promotion,
        terms=tuple(one.title for one in unlocked),
        conditions=tuple(dict.fromkeys(conditions)),
        expires=None if expires is None else expires.isoformat(),
    )


def last_day(coupon: Coupon, day: date) -> date | None:
    """Return the last day of a coupon that is issued on a day, or ``None`` where it has no end.

    A month after the 31st of January is the last day of February.
    """
    count = coupon.expires_count
    if count is None:
        return None
    try:
        if coupon.expires_unit in _DAYS:
            return day + timedelta(days=count * _DAYS[coupon.expires_unit])
        months = day.month - 1 + count * _MONTHS[coupon.expires_unit]
        year, month = day.year + months // _MONTHS_IN_YEAR, months % _MONTHS_IN_YEAR + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (ValueError, OverflowError):  # beyond the year 9999 there is no end
        return None
