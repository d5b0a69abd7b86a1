"""Why a cart costs what it costs, as it goes over the wire; only in a quote that was asked for it.

Amounts are decimal strings of the quote's currency. Every item has fields for a program and, as
``message``, one sentence for a person in the language that was asked for.
"""

from typing import Literal

import msgspec

from pricing.reasons import Counts, Reason

CapKind = Literal[
    "times", "units", "measure", "customer-units", "baskets", "budget", "up-to", "points-share",
    "points-balance", "floor",
]  # fmt: skip


class ConditionReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One condition of a promotion as it stood: what it asked, what it found.

    Under ``or`` each of ``alternatives`` is a list of conditions that would do together; the
    numbers beside them are those of the one that came nearest.
    """

    text: str
    holds: bool
    actual: str | None = None
    needed: str | None = None
    missing: str | None = None
    reason: Reason | None = None  # left out where it holds
    missing_of: Counts | None = None
    alternatives: tuple[tuple["ConditionReport", ...], ...] = ()
    message: str = ""


class Taken(msgspec.Struct, frozen=True):
    """What a promotion takes off, or how much that changes."""

    promotion: str
    amount: str


class Instead(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cart priced again with a beaten promotion before all others, whatever their priority.

    ``saves`` is what it takes off there; ``stage_less`` how much less its stage saves than now,
    and ``due_more`` how much more the whole cart costs; both are negative where it is the other
    way round. ``changes`` tells what other promotions take off more or, negative, less; ``saves``
    and ``changes`` sum to ``-due_more``. ``without`` names those that had to be left out for it.
    """

    saves: str
    stage_less: str
    due: str
    due_more: str
    changes: tuple[Taken, ...] = ()
    without: tuple[str, ...] = ()
    message: str = ""


class Cap(msgspec.Struct, frozen=True, omit_defaults=True):
    """A limit that cut a promotion down, or to nothing.

    ``most`` is the limit's own number and ``used`` what of it other baskets used up; ``without`` is
    what the promotion takes off in the same cart priced again without this limit, ``with_others``
    tells that the others listed beside it had to go too.
    """

    limit: CapKind
    saves: str
    without: str
    most: str | None = None
    used: str | None = None
    with_others: bool = False
    message: str = ""


class Cliff(msgspec.Struct, frozen=True, omit_defaults=True):
    """Discounts of earlier stages that took a later promotion away, or to a lower step.

    ``lowered`` is what they took off the goods that it reads, promotion by promotion in
    ``lowered_by``; ``saves`` what it takes off in the same cart priced again without them;
    ``due_more`` what that cart costs more than this one, negative where it costs less.
    """

    lowered: str
    lowered_by: tuple[Taken, ...]
    saves: str
    due: str
    due_more: str
    message: str = ""


class LineShare(msgspec.Struct, frozen=True):
    """What one cart line bears of a discount, and each of its units that bears some of it."""

    line: str
    units: tuple[str, ...]
    amount: str


class SharePart(msgspec.Struct, frozen=True):
    """What goods at one price bear of a discount, in the order in which shares are given.

    ``base`` is what their units that took part cost, ``exact`` the share before rounding, in minor
    units as a fraction such as ``1999/3``, ``rounding`` what rounding added, likewise.
    """

    sku: str
    base: str
    exact: str
    rounding: str
    amount: str
    lines: tuple[LineShare, ...]
    message: str = ""


class Sharing(msgspec.Struct, frozen=True):
    """How a discount came to lie on its lines.

    ``rule`` is ``own line`` where each line's discount is computed from that line alone, otherwise
    the shop's allocation. A line's share is dealt to its units by running total, as scanned.
    """

    rule: str
    base: str
    amount: str
    parts: tuple[SharePart, ...]


class Considered(msgspec.Struct, frozen=True, omit_defaults=True):
    """One promotion and what became of it.

    ``saved`` is what it took off; ``alone`` what it would have taken off in its stage without
    competitors; ``beaten_by`` names those that took its goods. ``order`` counts from 1 what
    applied, in the order in which prices were lowered.
    """

    promotion: str
    title: str
    stage: str
    outcome: Literal["applied", "refused"]
    conditions: tuple[ConditionReport, ...]
    reason: Reason | None = None
    saved: str | None = None
    alone: str | None = None
    beaten_by: tuple[str, ...] = ()
    order: int | None = None
    missing: str | None = None
    missing_of: Counts | None = None
    instead: Instead | None = None
    caps: tuple[Cap, ...] = ()
    cliff: Cliff | None = None
    sharing: Sharing | None = None
    message: str = ""


class Addition(msgspec.Struct, frozen=True, omit_defaults=True):
    """Goods to add to the cart: a number of pieces, or a measure; ``costs`` at list prices."""

    sku: str
    costs: str
    name: str | None = None
    quantity: int | None = None
    measure: str | None = None
    unit: str = "szt"


class Need(msgspec.Struct, frozen=True):
    """Goods of a set that are missing: so many pieces, so much weight, or for so much money."""

    set: str
    missing: str
    of: Counts
    unit: str


class NearMiss(msgspec.Struct, frozen=True, omit_defaults=True):
    """A promotion that little would unlock, priced by the engine itself.

    ``kind`` tells what is missing: ``goods``, a ``coupon``, the loyalty ``card``, a means of
    ``payment`` or a way of ``delivery``; for goods ``needs`` tells it set by set, and
    ``missing`` is an amount, a number of pieces or a weight, as ``of`` says. ``additions`` are
    goods with a known price that unlock it; where there are none, ``needs`` alone tells what to
    look for, and no price is made up. ``saves`` is what the discounts of the whole cart grow by,
    what is displaced counted; ``costs`` what the goods cost at list prices;
    ``benefit`` is ``saves - costs``; ``due`` what would then be paid. ``add`` and ``add_quantity``
    are the first of the additions.
    """

    promotion: str
    title: str
    missing: str
    of: Counts
    message: str
    add: str | None = None
    add_quantity: int | None = None
    saves: str | None = None
    due: str | None = None
    costs: str | None = None
    benefit: str | None = None
    kind: Literal["goods", "coupon", "card", "payment", "delivery"] = "goods"
    needs: tuple[Need, ...] = ()
    additions: tuple[Addition, ...] = ()
    with_: str | None = msgspec.field(default=None, name="with")  # coupon, payment, delivery


class Unpromotable(msgspec.Struct, frozen=True):
    """A cart line that no promotion may touch or count, and why."""

    line: str
    sku: str
    why: Literal["law", "not-discountable", "fee", "free"]
    message: str


class Explanation(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every promotion considered, and what little would unlock more.

    ``unpriced`` counts what was left without numbers because pricing carts again has a limit.
    """

    promotions: tuple[Considered, ...]
    near_misses: tuple[NearMiss, ...]
    language: Literal["en", "pl"]
    unpromotable: tuple[Unpromotable, ...] = ()
    unpriced: int = 0
