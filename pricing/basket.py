"""The open basket: what a cart becomes while its stages run.

``Basket`` is what compiled conditions read; its attributes are a contract with ``rules.emit``.
"""

from collections.abc import Sequence
from typing import Final

from pricing.item import Item
from pricing.legal import EVERY_USE, Use
from pricing.rewards import Target

COUNTED: Final = frozenset({Use.TOTALS})


class Basket:
    """Everything a promotion may read, as it stands when a stage begins.

    Attributes:
        items: Goods and fees, in order of first scanning.
        promotable: Those of them that promotions may touch or count.
        has_finals: Whether a ``final`` promotion took any unit.
        mixed: Whether some of these may be used for one thing and not for another.
        channel: Name of the channel.
        store: Identifier of the store, or ``None``.
        regions: Regions the store belongs to.
        day: Local calendar day as a proleptic Gregorian ordinal (``date.toordinal``).
        weekday: 0 for Monday.
        minute: Minutes since local midnight by the clock on the wall.
        known_customer: Whether the cart names or describes a customer.
        customer_ref: The opaque reference, or ``None``; limits per customer are counted by it.
        member, employee, tier, segments, consents: What is known of the customer.
        orders: Completed orders by channel before this one, or ``None`` where unknown.
        delivery_method, pickup_store: Or ``None``.
        delivery_gross, delivery_net: Minor units.
        payments: Method and amount of each payment, ``None`` for the one that pays the rest.
        apart_minor: Deposits less what is given back: due as well, but no goods.
        payment_methods: Names of the means of payment in the cart.
        payments: Each of them with its amount in minor units, ``None`` for what pays the rest.
        apart_minor: Deposits and what is given back: paid with the goods, never lowered.
        coupons: Identifiers of the coupons that a code of the cart unlocks.
        points_wished: Points the customer wishes to spend.
        points_balance: Points on the account, or ``None`` where nobody keeps count.
        used: Uses already counted against a limit, by promotion identifier.
    """

    __slots__ = (
        "_is_lowered", "_totals", "apart_minor", "channel", "consents", "coupons", "customer_ref",
        "day", "delivery_gross", "delivery_method", "delivery_net", "employee", "has_finals",
        "items", "known_customer", "member", "members", "minute", "mixed", "orders",
        "payment_methods", "payments", "pickup_store", "points_balance", "points_wished",
        "promotable", "regions", "segments", "store", "tier", "used", "weekday",
    )  # fmt: skip

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.promotable = [item for item in items if item.uses]
        self.mixed = any(item.uses is not EVERY_USE for item in self.promotable)
        self.has_finals = False
        self._is_lowered = False
        self.members: dict[int, tuple[Item, ...]] = {}
        self._totals: dict[tuple[int, bool], int] = {}
        self.channel = ""
        self.store: str | None = None
        self.regions: frozenset[str] = frozenset()
        self.day = 0
        self.weekday = 0
        self.minute = 0
        self.known_customer = False
        self.customer_ref: str | None = None
        self.member = False
        self.employee = False
        self.tier: str | None = None
        self.segments: frozenset[str] = frozenset()
        self.consents: frozenset[str] = frozenset()
        self.orders: dict[str, int] | None = None
        self.delivery_method: str | None = None
        self.pickup_store: str | None = None
        self.delivery_gross = 0
        self.delivery_net = 0
        self.payments: list[tuple[str, int | None]] = []
        self.apart_minor = 0
        self.payment_methods: frozenset[str] = frozenset()
        self.coupons: frozenset[str] = frozenset()
        self.points_wished = 0
        self.points_balance: int | None = None
        self.used: dict[str, int] = {}

    def goods_of(self, target: Target, uses: frozenset[Use] = COUNTED) -> tuple[Item, ...]:
        """Return the items of a target's set that may be used so, whatever their price did since.

        Args:
            target: Whose set.
            uses: All of these; counting in totals where nothing else is asked.
        """
        known = self.members.get(target.number)
        if known is None:
            if target.picks is not None:
                known = tuple(target.picks(self.promotable))
            else:
                known = tuple([item for item in self.promotable if target.selects(item)])
            self.members[target.number] = known
        if self.mixed:
            return tuple([item for item in known if uses <= item.uses])
        return known

    def units_of(self, target: Target, item: Item) -> Sequence[int]:
        """Return the units of an item that a target covers now."""
        if not target.regular_priced:
            return range(item.count)
        if item.reduced:
            return ()
        nets, lists = item.nets, item.lists
        return [u for u in range(item.count) if nets[u] == lists[u]]

    def total_of(self, target: Target) -> int:
        """Running total of a target, minor units."""
        key = (target.number, target.regular_priced)
        total = self._totals.get(key)
        if total is None:
            goods = self.goods_of(target)
            if target.regular_priced:
                total = sum([item.nets[u] for item in goods for u in self.units_of(target, item)])
            else:
                total = sum([item.net for item in goods])
            self._totals[key] = total
        return total

    def list_total_of(self, target: Target) -> int:
        """Total of a target at list prices, minor units."""
        goods = self.goods_of(target)
        if target.regular_priced:
            return sum([item.lists[u] for item in goods for u in self.units_of(target, item)])
        return sum([item.gross for item in goods])

    def quantity_of(self, target: Target) -> int:
        """How many units of a target; a measured line is one.

        Under ``identical`` each product counts by itself, and the one with the most units speaks.
        """
        if not target.identical:
            return sum([len(self.units_of(target, item)) for item in self.goods_of(target)])
        counted: dict[str, int] = {}
        for item in self.goods_of(target):
            counted[item.sku] = counted.get(item.sku, 0) + len(self.units_of(target, item))
        return max(counted.values(), default=0)

    def weight_of(self, target: Target, unit: str) -> int:
        """Measured quantity of what a target has in one unit, in thousandths of it.

        Args:
            target: The goods.
            unit: ``kg``, ``l`` or ``m``; goods in another, and pieces, count nothing.
        """
        return sum(
            [
                item.milli * len(self.units_of(target, item))
                for item in self.goods_of(target)
                if item.unit == unit
            ]
        )

    def prices_changed(self) -> None:
        """Forget running totals; called when a stage has lowered prices."""
        self._totals.clear()
        self._is_lowered = True

    def reset(self) -> None:
        """Put every price back to where it stood before the first stage."""
        self.delivery_net = self.delivery_gross
        self._totals.clear()
        if not (self._is_lowered or self.has_finals):
            return
        for item in self.items:
            item.reset()
        self._is_lowered = self.has_finals = False
