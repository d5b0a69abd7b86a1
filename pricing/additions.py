"""What could be added to a cart: goods that lie in it, and articles that rules name with a price.

A price that nobody knows is not made up: goods without one are never proposed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from pricing.cart import Cart, CartLine
from pricing.explanation import Addition
from pricing.goods import ListPrice, Product
from pricing.intake import local_day
from pricing.item import Item
from pricing.legal import EVERY_USE, uses_in
from pricing.limits import (
    LINE_MEASURE_MILLI_MAX,
    LINE_QUANTITY_MAX,
    NAMED_ARTICLES_MAX,
    NEAR_MISS_PIECES_MAX,
    NEAR_MISS_TRIES_MAX,
)
from pricing.money import MEASURE_DECIMALS, MEASURE_SCALE, format_scaled
from pricing.needs import Wanted
from pricing.repricing import Repricings
from pricing.rewards import Target
from pricing.rounding import divide
from pricing.stages import Run

ADDED_LINE_ID: Final = "near-miss"
_ANY_GOODS: Final = ("everything", "basket")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to bring what is wanted: so much of something.

    Attributes:
        item: The goods.
        addition: What to add, for the explanation.
        line: The cart line that brings it.
        cost_minor: At its list price.
    """

    item: Item
    addition: Addition
    line: CartLine
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Goods:
    """Something that could be added.

    Attributes:
        item: Its product and list price.
        line: The cart line that would bring more of it; quantity and number are set later.
        net_minor: What one unit of it counts for now, minor units; 0 for measured goods.
    """

    item: Item
    line: CartLine
    net_minor: int


class Shelf:
    """Finds what could be added to one cart, the cheapest first.

    Attributes:
        facts: Those of the cart, with every article that was looked up.
    """

    def __init__(self, cart: Cart, run: Run, again: Repricings) -> None:
        self._cart = cart
        self._run = run
        day = local_day(again.at, run.shop)
        self._uses = uses_in(run.shop.country, day, run.shop.laws)
        self._asked = 0
        self.facts = again.facts
        self._in_cart = list(self._goods_in_cart())

    def _goods_in_cart(self) -> Iterator[Goods]:
        embedded = self.facts.embedded
        for item in self._run.basket.promotable:
            line = self._cart.lines[item.scans[0].line]
            if line.sku not in embedded:
                line = msgspec.structs.replace(line, entered=None, label=None)
                yield Goods(item, line, 0 if item.milli else min(item.nets))

    def _goods_named(self, target: Target) -> Iterator[Goods]:
        """Yield goods that a set names, that have a price and may be promoted."""
        known = {item.sku for item in self._run.basket.items}
        shop = self._run.shop
        for key in target.articles:
            product, listed = self._look_up(key)
            if product is None or listed is None or product.sku in known or listed.price_e4 <= 0:
                continue
            uses = self._uses.get(product.legal_class or "", EVERY_USE)
            if not product.discountable or not uses:
                continue
            known.add(product.sku)
            item = Item(-1, product, listed.price_e4)
            item.reduced = listed.reduced
            item.uses = uses
            item.milli = MEASURE_SCALE if product.weighed else 0
            if target.selects(item):
                net = divide(listed.price_e4, shop.currency.price_per_minor)
                line = CartLine(id=ADDED_LINE_ID, sku=key)
                yield Goods(item, line, 0 if item.milli else net)

    def _look_up(self, key: str) -> tuple[Product | None, ListPrice | None]:
        facts = self.facts
        if (
            key not in facts.products
            and facts.find is not None
            and self._asked < NAMED_ARTICLES_MAX
        ):
            self._asked += 1
            found = facts.find(key)
            if found is not None:
                self.facts = facts = replace(
                    facts,
                    products={**facts.products, key: found[0]},
                    prices={**facts.prices, key: found[1]},
                )
        return facts.products.get(key), facts.prices.get(key)

    def additions(self, wanted: Wanted) -> list[Way]:
        """Return ways to add what is wanted, the cheapest goods first; a few at most."""
        goods = self._of(wanted)
        far = wanted.of == "amount" and wanted.missing > sum(
            item.net for item in self._run.basket.promotable
        )
        ways = [
            (_is_many(one, amount), self._cost(one, amount), one.item.sku, one, amount)
            for one in goods
            for amount in self._amounts(one, wanted)[:1]
            if not (far and _is_many(one, amount))  # 300 bottles of water are no advice
        ]
        ways.sort(key=lambda way: way[:3])
        found: list[tuple[Goods, int]] = []
        for *_, one, amount in ways:
            found.append((one, amount))
            if len(found) == 1:  # what discounts take off again may ask for a little more
                found += [(one, more) for more in self._amounts(one, wanted)[1:]]
        return [self._written(one, amount) for one, amount in found[:NEAR_MISS_TRIES_MAX]]

    def _of(self, wanted: Wanted) -> list[Goods]:
        target = wanted.target
        measured = wanted.of == "weight"
        if target is None or target.name in _ANY_GOODS:
            # Of all goods there are, only those are proposed that the customer buys anyway.
            found = self._in_cart
        else:
            basket = self._run.basket
            found = [one for one in self._in_cart if one.item in basket.goods_of(target)]
            found += self._goods_named(target)
            if target.regular_priced:
                found = [one for one in found if not one.item.reduced]
            if target.identical and wanted.of == "pieces":
                found = _most_alike(found)
        if wanted.of == "amount":
            return found
        return [one for one in found if bool(one.item.milli) is measured]

    def _amounts(self, one: Goods, wanted: Wanted) -> list[int]:
        """Return pieces, or thousandths of measured goods, to try; the least first."""
        if wanted.of != "amount":
            most = LINE_MEASURE_MILLI_MAX if one.item.milli else LINE_QUANTITY_MAX
            return [wanted.missing] if wanted.missing <= most else []
        per_minor = self._run.shop.currency.price_per_minor
        if one.item.milli:
            scaled = wanted.missing * per_minor * MEASURE_SCALE
            milli = -(-scaled // one.item.price_e4)
            return [milli] if milli <= LINE_MEASURE_MILLI_MAX else []
        listed = max(1, divide(one.item.price_e4, per_minor))
        counts = {-(-wanted.missing // listed)}
        if one.net_minor > 0:
            # Prices as they stand now: those under which the total was counted.
            by_net = -(-wanted.missing // one.net_minor)
            # Deals and higher steps take some of it off again: then a quarter more may do.
            counts |= {by_net, by_net + 1, by_net + 1 + by_net // 4}
        return [count for count in sorted(counts) if count <= LINE_QUANTITY_MAX]

    def _cost(self, one: Goods, amount: int) -> int:
        per_minor = self._run.shop.currency.price_per_minor
        if one.item.milli:
            return divide(one.item.price_e4 * amount, per_minor * MEASURE_SCALE)
        return divide(one.item.price_e4 * amount, per_minor)

    def _written(self, one: Goods, amount: int) -> Way:
        exponent = self._run.shop.currency.exponent
        measure = format_scaled(amount, MEASURE_DECIMALS) if one.item.milli else None
        quantity = None if one.item.milli else amount
        cost = self._cost(one, amount)
        addition = Addition(
            sku=one.item.sku,
            costs=format_scaled(cost, exponent),
            name=one.item.product.name or None,
            quantity=quantity,
            measure=measure,
            unit=one.item.unit,
        )
        line = msgspec.structs.replace(one.line, quantity=quantity, measure=measure)
        return Way(one.item, addition, line, cost)


def _is_many(one: Goods, amount: int) -> bool:
    return not one.item.milli and amount > NEAR_MISS_PIECES_MAX


def _most_alike(goods: Sequence[Goods]) -> list[Goods]:
    """Keep the product of which most lies in the cart: it lacks least."""
    counts: dict[str, int] = {}
    for one in goods:
        counts[one.item.sku] = counts.get(one.item.sku, 0) + one.item.count
    most = max(counts.values(), default=0)
    return [one for one in goods if counts[one.item.sku] == most]


def numbered(lines: Sequence[CartLine], cart: Cart) -> tuple[CartLine, ...]:
    """Return added lines with numbers that no line of the cart has."""
    taken = {line.id for line in cart.lines}
    found = []
    for line in lines:
        number = 1
        name = ADDED_LINE_ID
        while name in taken:
            number += 1
            name = f"{ADDED_LINE_ID}-{number}"
        taken.add(name)
        found.append(msgspec.structs.replace(line, id=name))
    return tuple(found)
