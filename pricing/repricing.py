"""Prices a cart again under changed rules or with other goods, a limited number of times.

Every number that an explanation gives for "what if" is made here, by the engine itself.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from pricing.basket import Basket
from pricing.branch_and_bound import Budget
from pricing.cart import Cart
from pricing.earning import Earning
from pricing.errors import PricingError
from pricing.goods import Facts
from pricing.limits import REPRICINGS_MAX
from pricing.money import parse_scaled
from pricing.program import Coupon, Program, Promotion
from pricing.quote import Quote
from pricing.rewards import PointsOff
from pricing.shop import Shop

Price = Callable[..., Quote]
_NOTHING: Final[Mapping[int, Promotion]] = {}


@dataclass(frozen=True, slots=True)
class Variant:
    """A program with some promotions changed or left out; each keeps its number.

    Attributes:
        program: As compiled.
        shop: The policies to price under.
        promotions: All of them, the changed ones in their places.
        left_out: Numbers of those that nobody asks.
    """

    program: Program
    shop: Shop
    promotions: Sequence[Promotion]
    left_out: frozenset[int] = frozenset()

    @property
    def coupons(self) -> Mapping[str, Coupon]:
        """Coupons by identifier."""
        return self.program.coupons

    @property
    def codes(self) -> Mapping[str, str]:
        """Coupon identifiers by normalised public code."""
        return self.program.codes

    @property
    def earning(self) -> Earning:
        """How points are earned."""
        return self.program.earning

    @property
    def digest(self) -> str:
        """That of the program it was made from."""
        return self.program.digest

    def candidates(self, basket: Basket) -> Sequence[int]:
        """Return those of the program, without what is left out."""
        numbers = self.program.candidates(basket)
        return [number for number in numbers if number not in self.left_out]


@dataclass(slots=True)
class Repricings:
    """Prices one cart again and again; together they may cost as much search as the quote itself.

    Attributes:
        quoted: The quote as it is.
        cart, program, facts, at: What it was made from.
        price: The engine.
        left: How many carts may still be priced.
        refused: How many wishes were turned down because a limit was reached.
        budget: What searching may still cost.
    """

    quoted: Quote
    cart: Cart
    program: Program
    facts: Facts
    at: datetime
    price: Price
    left: int = REPRICINGS_MAX
    refused: int = 0
    budget: Budget = field(default_factory=Budget)

    def again(
        self,
        *,
        changed: Mapping[int, Promotion] = _NOTHING,
        without: Collection[int] = (),
        shop: Shop | None = None,
        facts: Facts | None = None,
    ) -> Quote | None:
        """Price the same cart with promotions changed or left out, or other policies or facts.

        Returns:
            The quote, or ``None`` where a limit is reached or its choice is not proved best:
            numbers that are not certain are not told.
        """
        if not self.quoted.optimal or self.left <= 0 or self.budget.looks <= 0:
            self.refused += 1
            return None
        self.left -= 1
        promotions = self.program.promotions
        if changed:
            promotions = tuple(changed.get(one.number, one) for one in promotions)
        variant = Variant(self.program, shop or self.program.shop, promotions, frozenset(without))
        quote = self.price(self.cart, variant, facts or self.facts, self.at, budget=self.budget)
        if not quote.optimal:
            self.refused += 1
            return None
        return quote

    def first(self, promotion: Promotion, without: Collection[int] = ()) -> Quote | None:
        """Price the cart with a promotion before all others, whatever their priority."""
        most = max(one.priority for one in self.program.promotions)
        ahead = replace(promotion, priority=most + 1)
        return self.again(changed={promotion.number: ahead}, without=without)

    def with_cart(self, cart: Cart, facts: Facts | None = None) -> Quote | None:
        """Price another cart under the same rules; ``None`` where that is no cart."""
        try:
            return self.price(cart, self.program, facts or self.facts, self.at, budget=self.budget)
        except PricingError:  # one line more than a cart may have
            return None

    # --- reading quotes -------------------------------------------------------------------

    def minor(self, amount: str) -> int:
        """Return an amount of a quote in minor units."""
        value = parse_scaled(amount, self.program.shop.currency.exponent)
        assert value is not None, amount
        return value

    def due(self, quote: Quote) -> int:
        """Return what is due, minor units."""
        return self.minor(quote.totals.due)

    def taken(self, quote: Quote) -> dict[str, int]:
        """Return what each promotion takes off, minor units."""
        found: dict[str, int] = {}
        for applied in quote.applied:
            found[applied.promotion] = found.get(applied.promotion, 0) + self.minor(applied.amount)
        return found

    def saved(self, quote: Quote) -> int:
        """Return what all promotions save; points spent are no saving."""
        spending = {p.id for p in self.program.promotions if isinstance(p.reward, PointsOff)}
        return sum(amount for name, amount in self.taken(quote).items() if name not in spending)
