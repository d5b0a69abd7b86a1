"""The eight promotions of the benchmark as somebody would write them by hand, for one shop.

``quote_by_hand`` returns the same quote as the engine: every line with each discount on it,
totals, VAT by letter, payments; all but ``evidence``, whose digests nobody writes by hand.
``money_by_hand`` is its arithmetic alone, in groszy. Left out is what an engine is for: other
rules, other policies, weighed goods, two lines of one article, codes, gifts, points, reasons, any
check of the cart.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pricing.cart import Cart
from pricing.goods import Facts
from pricing.quote import (
    Applied,
    DeliveryQuote,
    Discount,
    Evidence,
    PaymentQuote,
    PointsQuote,
    PolicyQuote,
    Quote,
    QuoteLine,
    Totals,
    Vat,
)

RATES: Final = {"A": 23, "C": 5}
FLOOR: Final = 1  # a grosz for each piece
BREAD_PRICE: Final = 399
TEA_OFF, TEA_FROM = 150, 5_000
THREE_JUICES: Final = 1_000
BASKET_TIERS: Final = ((20_000, 10), (10_000, 5))
FREE_DELIVERY_FROM: Final = 9_900
# Number, stage.
PROMOTIONS: Final = (
    (6, "price"), (1, "line"), (2, "line"), (3, "multibuy"), (4, "multibuy"), (5, "multibuy"),
    (7, "basket"), (8, "delivery"),
)  # fmt: skip
NO_EVIDENCE: Final = Evidence("", "", "", "", "")
POLICY: Final = PolicyQuote(
    ("price", "line", "multibuy", "gift", "basket", "coupon", "points", "tender", "delivery"),
    "half up, per line",
    "largest remainder",
    "0.01 per unit",
)


class Money(NamedTuple):
    """What the eight rules come to, in groszy.

    Attributes:
        gross: List price of each line.
        net: What is left of it.
        discounts: For each line, promotion numbers with amounts, in the order they were given.
        saved: For each promotion that applied, its amount.
        times: For each, how many groups; 1 where there are none.
        delivery: Charge before and after.
        vat: For each letter, gross and tax.
    """

    gross: list[int]
    net: list[int]
    discounts: list[list[tuple[int, int]]]
    saved: dict[int, int]
    times: dict[int, int]
    delivery: tuple[int, int]
    vat: dict[str, tuple[int, int]]


def money_by_hand(cart: Cart, facts: Facts) -> Money:
    """Price a cart by the eight rules, in the order of the shop's stages."""
    products, prices = facts.products, facts.prices
    aisles: dict[str, list[int]] = {}
    gross, units = [], []
    for number, line in enumerate(cart.lines):
        quantity = line.quantity or 1
        gross.append(prices[line.sku].price_e4 // 100 * quantity)
        units.append(quantity)
        aisles.setdefault(products[line.sku].category[1], []).append(number)
    till = _Till(gross, units)

    till.take(6, [(n, till.net[n] - BREAD_PRICE * units[n]) for n in aisles.get("Pieczywo", ())])
    total = sum(till.net)
    till.take(1, [(n, (till.net[n] * 20 + 50) // 100) for n in aisles.get("Kawa", ())])
    if total >= TEA_FROM:
        till.take(2, [(n, TEA_OFF * units[n]) for n in aisles.get("Herbata", ())])
    _multibuys(till, aisles)
    total = sum(till.net)
    percent = next((percent for least, percent in BASKET_TIERS if total >= least), 0)
    till.share(7, (total * percent + 50) // 100, range(len(gross)), till.net)

    charge = _groszy(cart.delivery.price) if cart.delivery and cart.delivery.price else 0
    delivery = (charge, 0 if sum(till.net) >= FREE_DELIVERY_FROM else charge)
    if delivery[1] < charge:
        till.saved[8] = charge
    letters = [products[line.sku].vat or "A" for line in cart.lines]
    return Money(
        gross, till.net, till.discounts, till.saved, till.times, delivery, _vat(letters, till.net)
    )


def _multibuys(till: "_Till", aisles: Mapping[str, Sequence[int]]) -> None:
    """Three for two on cheese, three juices for ten, every second soap at half price."""
    cheese = till.pieces(aisles.get("Sery", ()))
    groups = len(cheese) // 3
    # The dearest stay out where that costs nothing: what remains is cut into threes from the top.
    taken = _cheapest_that_save(cheese, groups * 3, 3)
    till.group(3, groups, sum(price for price, _ in taken[2::3]), taken)

    juices = till.pieces(aisles.get("Soki", ()))
    groups = len(juices) // 3
    taken = juices[: groups * 3]
    till.group(4, groups, sum(price for price, _ in taken) - groups * THREE_JUICES, taken)

    soaps = till.pieces(aisles.get("Mydła", ()))
    groups = len(soaps) // 2
    taken = _cheapest_that_save(soaps, groups * 2, 2)
    till.group(5, groups, sum((price + 1) // 2 for price, _ in taken[1::2]), taken)


def _cheapest_that_save(
    pieces: list[tuple[int, int]], count: int, size: int
) -> list[tuple[int, int]]:
    """Of pieces, dearest first, return the last *count* whose every *size*-th costs as much."""
    best = sum(price for price, _ in pieces[:count][size - 1 :: size])
    for start in range(len(pieces) - count, 0, -1):
        taken = pieces[start : start + count]
        if sum(price for price, _ in taken[size - 1 :: size]) == best:
            return taken
    return pieces[:count]


class _Till:
    """What the lines cost by now, and who took what off them."""

    def __init__(self, gross: Sequence[int], units: Sequence[int]) -> None:
        self.net = list(gross)
        self.units = units
        self.discounts: list[list[tuple[int, int]]] = [[] for _ in gross]
        self.saved: dict[int, int] = {}
        self.times: dict[int, int] = {}

    def take(self, promotion: int, amounts: Sequence[tuple[int, int]], times: int = 1) -> None:
        """Take amounts off lines, down to the floor."""
        net, units, saved = self.net, self.units, 0
        for number, amount in amounts:
            amount = min(amount, net[number] - FLOOR * units[number])
            if amount > 0:
                net[number] -= amount
                self.discounts[number].append((promotion, amount))
                saved += amount
        if saved:
            self.saved[promotion] = saved
            self.times[promotion] = times

    def pieces(self, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """Return price and line of every single piece of some lines, dearest first."""
        found = [(self.net[n] // self.units[n], n) for n in numbers for _ in range(self.units[n])]
        found.sort(key=lambda piece: (-piece[0], piece[1]))
        return found

    def group(
        self, promotion: int, groups: int, amount: int, taken: Sequence[tuple[int, int]]
    ) -> None:
        """Share what groups of pieces save over their lines."""
        weights: dict[int, int] = {}
        for price, number in taken:
            weights[number] = weights.get(number, 0) + price
        self.share(promotion, amount, list(weights), list(weights.values()), groups)

    def share(
        self,
        promotion: int,
        amount: int,
        numbers: Sequence[int],
        weights: Sequence[int],
        times: int = 1,
    ) -> None:
        """Share an amount over lines by weight; the groszy left go to the largest remainders."""
        if amount <= 0:
            return
        whole = sum(weights)
        shares = [amount * weight // whole for weight in weights]
        spare = amount - sum(shares)
        if spare:
            lost = [-(amount * weight % whole) for weight in weights]
            for position in sorted(range(len(lost)), key=lost.__getitem__)[:spare]:
                shares[position] += 1
        self.take(promotion, list(zip(numbers, shares, strict=True)), times)


def _vat(letters: Sequence[str], net: Sequence[int]) -> dict[str, tuple[int, int]]:
    """Return gross and tax of each letter: gross x rate / (100 + rate), half up."""
    gross: dict[str, int] = {}
    for letter, amount in zip(letters, net, strict=True):
        gross[letter] = gross.get(letter, 0) + amount
    return {
        letter: (gross[letter], (2 * gross[letter] * (rate := RATES[letter]) + 100 + rate)
                 // (2 * (100 + rate)))
        for letter in sorted(gross)
    }  # fmt: skip


def quote_by_hand(cart: Cart, facts: Facts) -> Quote:
    """Price a cart by the eight rules and write the quote, but for its evidence."""
    money = money_by_hand(cart, facts)
    lines = _lines(cart, facts, money)
    gross, goods = sum(money.gross), sum(money.net)
    charge, delivery = money.delivery
    due = _text(goods + delivery)
    none = "0.00"
    method = cart.payments[0].method if cart.payments else None
    return Quote(
        id=cart.id, currency="PLN", at=cart.at, channel=cart.channel, optimal=True, lines=lines,
        applied=tuple(
            Applied(f"match-{n}", f"Promocja match-{n}", stage, money.times.get(n, 1),
                    _text(money.saved[n]), "")
            for n, stage in PROMOTIONS
            if n in money.saved
        ),
        accepted=(), rejected=(), gifts=(), issued=(), points=PointsQuote(),
        delivery=_delivery(charge, delivery) if cart.delivery else None,
        totals=Totals(_text(gross), _text(gross - goods), _text(goods), none, _text(delivery), due,
                      none, due),
        payments=(PaymentQuote(method, due),) if method else (),
        vat=tuple(Vat(letter, _text(g), _text(tax)) for letter, (g, tax) in money.vat.items()),
        policy=POLICY, evidence=NO_EVIDENCE,
    )  # fmt: skip


def _lines(cart: Cart, facts: Facts, money: Money) -> tuple[QuoteLine, ...]:
    found = []
    for number, line in enumerate(cart.lines):
        product: Any = facts.products[line.sku]
        found.append(
            QuoteLine(
                line.id, line.sku, _text(facts.prices[line.sku].price_e4 // 100),
                _text(money.gross[number]),
                tuple([Discount(f"match-{n}", _text(off)) for n, off in money.discounts[number]]),
                _text(money.net[number]), product.vat, product.name, line.quantity,
            )
        )  # fmt: skip
    return tuple(found)


def _delivery(charge: int, left: int) -> DeliveryQuote:
    off = (Discount("match-8", _text(charge - left)),) if left < charge else ()
    return DeliveryQuote(_text(charge), off, _text(left))


def _groszy(text: str) -> int:
    whole, _, cents = text.partition(".")
    return int(whole) * 100 + int(cents.ljust(2, "0"))


def _text(groszy: int) -> str:
    return f"{groszy // 100}.{groszy % 100:02}"
