"""From units that come back to money, points and coupons: the story of a return in one file.

``refund`` is pure. Everything it gives is the growth of a total that depends only on what is back
in all, so any partial returns in any order come to the same, and never to more than was paid.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

import msgspec

from ledger.repriced_returns import Reprice, lost_discount, needs_repricing, points_back
from ledger.return_requests import ReturnRequest, units_of
from ledger.returned import NOTHING_RETURNED, ReturnedSoFar
from ledger.sale import Sale, SoldLine
from ledger.tenders import GIFT_CARD, TenderOrder, paid_back
from pricing.allocation import Allocation, allocate
from pricing.cart import Cart
from pricing.rounding import divide


class CodeReturn(Enum):
    """What becomes of single-use codes once everything came back."""

    RESTORE = "restore"
    REISSUE = "reissue"
    KEEP_USED = "keep used"


@dataclass(frozen=True, slots=True)
class ReturnPolicy:
    """What a shop decides about returns.

    Attributes:
        tenders: Which payments are paid back first.
        stored_value: Methods of payment that come after all others.
        codes: What becomes of single-use codes.
        goodwill_delivery: Whether a goodwill return of everything gives the delivery back too.
    """

    tenders: TenderOrder = TenderOrder.GIFT_CARD_LAST
    stored_value: frozenset[str] = frozenset({GIFT_CARD})
    codes: CodeReturn = CodeReturn.RESTORE
    goodwill_delivery: bool = False


@dataclass(frozen=True, slots=True)
class Repricing:
    """What ``returns reprice remaining`` needs: the cart as sold and the engine of that moment."""

    cart: Cart
    price: Reprice


class LineRefund(msgspec.Struct, frozen=True):
    """What comes back on one line: units (pieces or thousandths) and minor units."""

    line: str
    units: int
    amount: int


class VatCorrection(msgspec.Struct, frozen=True):
    """By how much the sale and its tax under one letter fall, minor units."""

    letter: str
    gross: int
    tax: int


class PaidBack(msgspec.Struct, frozen=True):
    """What one payment gets back, minor units."""

    method: str
    amount: int


class ReturnQuote(msgspec.Struct, frozen=True):
    """Everything one return gives and takes; amounts are minor units.

    Attributes:
        lines: Goods and fees. A line may stand here without units: it gets back what an earlier
            return kept.
        deposits: Deposits, apart from goods: in no VAT.
        delivery: Of the delivery charge.
        amount: The sum of the three.
        withheld: What was paid for these units and is not given back now, because what stays lost
            its discount; negative where an earlier return's is released.
        vat: The correction by letter; the delivery is not in it, as it is not in a quote's.
        payments: Where the money goes.
        unpaid: What no payment of the sale holds, because goods given back in the same cart paid
            for it; the shop settles it.
        points_reversed: Points earned that are taken back.
        points_reinstated: Points spent that are given back.
        is_complete: Whether all goods are back now.
        restored: Codes that are good again.
        reissued: Codes in whose place new ones are due.
        closed: Coupons for a later purchase that this order gave and that lose their ground.
    """

    lines: tuple[LineRefund, ...] = ()
    deposits: tuple[LineRefund, ...] = ()
    delivery: int = 0
    amount: int = 0
    withheld: int = 0
    vat: tuple[VatCorrection, ...] = ()
    payments: tuple[PaidBack, ...] = ()
    unpaid: int = 0
    points_reversed: int = 0
    points_reinstated: int = 0
    is_complete: bool = False
    restored: tuple[str, ...] = ()
    reissued: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnTerms:
    """What one return is judged by.

    Attributes:
        policy: The shop's.
        repricing: Where left out, every promotion is prorated.
        standard_delivery: What the cheapest ordinary delivery cost, minor units; the customer bears
            what a dearer one cost more. Where left out, all that was paid.
    """

    policy: ReturnPolicy = field(default_factory=ReturnPolicy)
    repricing: Repricing | None = None
    standard_delivery: int | None = None


def refund(
    sale: Sale,
    request: ReturnRequest,
    before: ReturnedSoFar = NOTHING_RETURNED,
    terms: ReturnTerms | None = None,
) -> tuple[ReturnQuote, ReturnedSoFar]:
    """Return what a return gives, and all returns of the sale with it.

    Args:
        sale: What was sold.
        request: What comes back now.
        before: What came back earlier.
        terms: What it is judged by; the defaults where left out.

    Raises:
        ReturnError: The request does not fit the sale; nothing is given.
    """
    terms = terms or ReturnTerms()
    units = units_of(sale, before.units, request)
    after = before.plus(units)
    given = _given(sale, before, after, request, terms)
    after = after.plus(refunded=given)
    completes = after.is_complete(sale) and not before.is_complete(sale)
    delivery = _delivery(sale, request, terms) if completes else 0
    amount = sum(given.values()) + delivery
    payments = paid_back(
        amount, sale.payments, before.payments, terms.policy.tenders, terms.policy.stored_value
    )
    reversed_now = sale.earned - kept_points(sale, after) - before.reversed
    reinstated = points_back(sale, after) - before.reinstated
    step = sum(after.share(line) - before.share(line) for line in sale.lines)
    found = ReturnQuote(
        lines=_line_refunds(sale, units, given, deposits=False),
        deposits=_line_refunds(sale, units, given, deposits=True),
        delivery=delivery,
        amount=amount,
        withheld=step - sum(given.values()),
        vat=_vat(sale, before, after),
        payments=tuple(
            PaidBack(one.method, back)
            for one, back in zip(sale.payments, payments, strict=True)
            if back
        ),
        unpaid=amount - sum(payments),
        points_reversed=reversed_now,
        points_reinstated=reinstated,
        is_complete=after.is_complete(sale),
        restored=sale.codes if completes and terms.policy.codes is CodeReturn.RESTORE else (),
        reissued=sale.codes if completes and terms.policy.codes is CodeReturn.REISSUE else (),
        closed=sale.issued if completes else (),
    )
    return found, before.with_return(
        units,
        given,
        delivery=delivery,
        reversed_points=reversed_now,
        reinstated=reinstated,
        payments=tuple(payments),
    )


def kept_points(sale: Sale, after: ReturnedSoFar) -> int:
    """Return what the units that stay have earned: computed anew on them and rounded down.

    What a whole order earned on top of its goods stays in proportion to what was paid.
    """
    together = kept_together = Fraction(0)
    alone = kept_alone = 0
    for line in sale.lines:
        kept = Fraction(line.net - after.share(line), line.net) if line.net else Fraction(0)
        together += Fraction(*line.points)
        kept_together += Fraction(*line.points) * kept
        alone += int(Fraction(*line.line_points))
        kept_alone += int(Fraction(*line.line_points) * kept)
    bonus = max(0, sale.earned - int(together) - alone)
    net = sum(line.net for line in sale.goods)
    stays = sum(line.net - after.share(line) for line in sale.goods)
    return int(kept_together) + kept_alone + (bonus * stays // net if net else 0)


# --- money ----------------------------------------------------------------------------------------


def _given(
    sale: Sale,
    before: ReturnedSoFar,
    after: ReturnedSoFar,
    request: ReturnRequest,
    terms: ReturnTerms,
) -> dict[str, int]:
    """Return what each line gets back now; only lines that get something or have units back."""
    step = {line.id: after.share(line) - before.share(line) for line in sale.lines}
    if after.is_complete(sale):  # nothing stays that could have lost a discount
        step = {line.id: after.room(line) for line in sale.lines}
    elif request.kind == "goodwill" and terms.repricing is not None and needs_repricing(sale):
        lost = lost_discount(sale, after, terms.repricing.cart, terms.repricing.price)
        goods = [line for line in sale.lines if line.kind != "deposit"]
        rooms = [after.room(line) for line in goods]
        # What an earlier return kept is in the rooms; so is what is paid for these units.
        shares = allocate(max(0, sum(rooms) - lost), rooms, rooms, Allocation.LARGEST_REMAINDER)
        step |= {line.id: share for line, share in zip(goods, shares, strict=True)}
    return {line: amount for line, amount in step.items() if amount}


def _delivery(sale: Sale, request: ReturnRequest, terms: ReturnTerms) -> int:
    """Return what the return that completes all others gives back of the delivery."""
    if request.kind == "goodwill" and not terms.policy.goodwill_delivery:
        return 0
    if terms.standard_delivery is None:
        return sale.delivery
    return min(sale.delivery, terms.standard_delivery)


def _line_refunds(
    sale: Sale, units: Mapping[str, int], given: Mapping[str, int], *, deposits: bool
) -> tuple[LineRefund, ...]:
    return tuple(
        LineRefund(line.id, units.get(line.id, 0), given.get(line.id, 0))
        for line in sale.lines
        if (line.kind == "deposit") is deposits and (line.id in units or line.id in given)
    )


def _vat(sale: Sale, before: ReturnedSoFar, after: ReturnedSoFar) -> tuple[VatCorrection, ...]:
    """Return by how much each letter falls: the tax of what is left before, less that after."""
    letters = sorted({line.vat for line in sale.lines if line.vat is not None})
    found = []
    for letter in letters:
        lines = [line for line in sale.lines if line.vat == letter]
        rate = sale.promises.vat_percent.get(letter, 0)
        had, has = _left(lines, before), _left(lines, after)
        if had != has:
            found.append(VatCorrection(letter, had - has, _tax(had, rate) - _tax(has, rate)))
    return tuple(found)


def _left(lines: list[SoldLine], returned: ReturnedSoFar) -> int:
    return sum(line.net - returned.refunded.get(line.id, 0) for line in lines)


def _tax(gross: int, rate: int) -> int:
    return divide(gross * rate, 100 + rate)
