"""What little would unlock another promotion, priced by the engine itself.

For a promotion that fails by one number only, the cart is priced again with a few more pieces of
something that lies in it already: what the new promotion displaces is thereby counted. Bounded by
``NEAR_MISSES_MAX`` such carts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from pricing.cart import Cart, CartLine
from pricing.coupons import Refusal
from pricing.errors import PricingError
from pricing.exclusive import World
from pricing.item import Item
from pricing.limits import LINE_QUANTITY_MAX, NEAR_MISSES_MAX
from pricing.money import format_scaled, parse_scaled
from pricing.program import Promotion
from pricing.quote import Counts, NearMiss, Quote
from pricing.rewards import Target, targets_of
from pricing.wording import written_missing

Reprice = Callable[[Cart], Quote]
ADDED_LINE_ID: Final = "near-miss"


@dataclass(frozen=True, slots=True)
class _Gap:
    """How far a promotion is from applying, and of which goods more is needed."""

    promotion: Promotion
    missing: int
    of: Counts
    targets: tuple[Target, ...]


def near_misses(
    quote: Quote,
    cart: Cart,
    world: World,
    refusals: Mapping[int, Refusal],
    promotions: Mapping[int, Promotion],
    reprice: Reprice,
) -> tuple[NearMiss, ...]:
    """Return the near misses of a quote, the largest benefit first.

    Args:
        quote: The cart as it is priced now.
        cart: The cart.
        world: How its exclusive groups were settled.
        refusals: Why each promotion that did not apply did not, by number.
        promotions: The same promotions, by number.
        reprice: Prices a changed cart under the same program, facts and moment.
    """
    exponent = world.run.shop.currency.exponent
    gaps = [
        gap
        for number, refusal in sorted(refusals.items())
        if refusal.reason == "below-minimum"
        and (gap := _gap(promotions[number], world)) is not None
    ]
    gaps.sort(key=lambda gap: (gap.of != "pieces", gap.missing, gap.promotion.number))
    found: list[tuple[int, NearMiss]] = []
    for gap in gaps[:NEAR_MISSES_MAX]:
        miss = _priced(gap, quote, cart, world, reprice)
        if miss is not None:
            saves = parse_scaled(miss.saves, exponent) if miss.saves is not None else None
            found.append((saves if saves is not None else -1, miss))
    found.sort(key=lambda row: (-row[0], row[1].promotion))
    return tuple(miss for _, miss in found)


def _gap(promotion: Promotion, world: World) -> _Gap | None:
    """Return the one number a promotion fails by, or ``None`` where more than that is wrong."""
    note = world.run.note_of(promotion)
    failing = [report for report in note.reports if not report.holds]
    if len(failing) == 1:
        report = failing[0]
        if report.missing is None:
            return None
        targets = (report.target,) if report.target is not None else ()
        return _Gap(promotion, report.missing, report.missing_of, targets)
    if failing or note.lack is None:
        return None
    _, missing, counts = note.lack
    if missing is None:
        return None
    return _Gap(promotion, missing, counts, targets_of(promotion.reward))


def _priced(gap: _Gap, quote: Quote, cart: Cart, world: World, reprice: Reprice) -> NearMiss | None:
    """Price the smallest addition that closes a gap; ``None`` where that unlocks nothing."""
    shop = world.run.shop
    exponent = shop.currency.exponent
    missing = written_missing(gap.missing, gap.of, shop.currency)
    unit = {"amount": shop.currency.code, "pieces": "pcs"}.get(gap.of, "kg")
    bare = NearMiss(
        promotion=gap.promotion.id,
        title=gap.promotion.title,
        missing=missing,
        of=gap.of,
        message=f"{missing} {unit} to: {gap.promotion.title}",
    )
    addition = _addition(gap, cart, world)
    if addition is None:
        return bare
    try:
        after = reprice(msgspec.structs.replace(cart, lines=(*cart.lines, addition[1])))
    except PricingError:  # one line more than a cart may have
        return bare
    if all(applied.promotion != gap.promotion.id for applied in after.applied):
        return None
    return msgspec.structs.replace(
        bare,
        add=addition[0],
        add_quantity=addition[1].quantity,
        saves=format_scaled(_saved(after, exponent) - _saved(quote, exponent), exponent),
        due=after.totals.due,
    )


def _saved(quote: Quote, exponent: int) -> int:
    amounts = [parse_scaled(applied.amount, exponent) for applied in quote.applied]
    return sum(amount for amount in amounts if amount is not None)


def _addition(gap: _Gap, cart: Cart, world: World) -> tuple[str, CartLine] | None:
    """Pick more of something in the cart that closes the gap for the least money, and its SKU."""
    best: tuple[int, str, CartLine] | None = None
    for item in world.run.basket.promotable:
        if item.milli or not _counts(item, gap.targets, world):
            continue
        if gap.of == "amount":
            # Prices as they stand now: those under which the total was counted.
            each = min(item.nets)
            quantity = -(-gap.missing // each) if each > 0 else LINE_QUANTITY_MAX + 1
        elif gap.of == "pieces":
            quantity = gap.missing
        else:
            continue
        if quantity > LINE_QUANTITY_MAX:
            continue
        line = cart.lines[item.scans[0].line]
        cost = quantity * item.lists[0]
        if best is None or (cost, item.sku) < best[:2]:
            added = msgspec.structs.replace(line, id=ADDED_LINE_ID, quantity=quantity, entered=None)
            best = (cost, item.sku, added)
    return best[1:] if best is not None else None


def _counts(item: Item, targets: tuple[Target, ...], world: World) -> bool:
    basket = world.run.basket
    return not targets or any(item in basket.goods_of(target) for target in targets)
