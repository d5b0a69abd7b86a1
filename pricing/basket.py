"""The open basket: what a cart becomes while its stages run.

``Item`` and ``Basket`` are what compiled conditions read; their attributes are a contract with
``rules.emit``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pricing.goods import Product
from pricing.limits import CATEGORY_PATHS_KEPT
from pricing.rewards import Target


@dataclass(slots=True)
class Scan:
    """One line of the cart and which units of its item it brought.

    Attributes:
        line: Index of the line in the cart.
        first: Index of its first unit among the item's units.
        count: How many units; a measured line is one.
    """

    line: int
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cashier entered on a line.

    Attributes:
        price_e4: Price per piece, kg, l or m, or ``None``.
        discount_minor: Discount on the whole line, or ``None``.
        reason: The reason given, or ``None``.
        approved: Whether somebody approved it.
    """

    price_e4: int | None = None
    discount_minor: int | None = None
    reason: str | None = None
    approved: bool = False

    @property
    def facts(self) -> frozenset[str]:
        """What sets ask of it: ``price`` or ``discount``, and ``reason X``."""
        kind = "price" if self.price_e4 is not None else "discount"
        return frozenset({kind} if self.reason is None else {kind, f"reason {self.reason}"})


class Item:
    """Goods at one list price with the same marks and entries: one line, however it was scanned.

    Attributes:
        number: Position in ``Basket.items``, in order of first scanning.
        sku: The retailer's number.
        gtin: GTIN-14 or ``None``.
        categories: Every name on the category path, and every path from the root joined by ``/``.
        brand: Or ``None``.
        tags: Labels of the product.
        marks: Marks on the scanned units.
        entry: What a cashier entered, or ``None``.
        entries: What sets ask of the entry; empty without one.
        attributes: Other columns of the catalogue, as text.
        price_e4: List price per piece, kg, l or m.
        reduced: Whether the price list marks it as reduced.
        promotable: Whether any promotion may touch or count it.
        milli: Thousandths of a kg, l or m for measured goods, else 0.
        unit: ``szt``, ``kg``, ``l`` or ``m``.
        gross: List amount of the whole item, minor units.
        lists: List amount of each unit, in scanning order; sums to ``gross``.
        nets: What each unit costs now; lowered stage by stage.
        floors: The least each unit may cost.
        finals: Units that a ``final`` promotion took; ``None`` while there are none.
        scans: The cart lines it came from.
        lines: The cart line of each unit.
        vat: Letter or ``None``.
    """

    __slots__ = (
        "attributes", "brand", "categories", "entries", "entry", "finals", "floors", "gross",
        "gtin", "labelled", "lines", "lists", "marks", "milli", "nets", "number", "price_e4",
        "product", "promotable", "reduced", "scans", "sku", "stated", "tags", "unit", "vat",
    )  # fmt: skip

    def __init__(self, number: int, product: Product, price_e4: int) -> None:
        self.number = number
        self.product = product
        self.sku = product.sku
        self.gtin = product.gtin
        self.categories = category_names(product.category)
        self.brand = product.brand
        self.tags = product.tags
        self.attributes = product.attributes
        self.unit = product.unit
        self.vat = product.vat
        self.price_e4 = price_e4
        self.marks: frozenset[str] = frozenset()
        self.entry: Entry | None = None
        self.entries: frozenset[str] = frozenset()
        self.reduced = False
        self.promotable = True
        self.labelled = False
        self.stated = False
        self.milli = 0
        self.gross = 0
        self.lists: list[int] = []
        self.nets: list[int] = []
        self.floors: list[int] = []
        self.finals: set[int] | None = None
        self.scans: list[Scan] = []
        self.lines: list[int] = []

    @property
    def net(self) -> int:
        """What the item costs now, minor units."""
        return sum(self.nets)


@lru_cache(maxsize=CATEGORY_PATHS_KEPT)
def category_names(path: tuple[str, ...]) -> frozenset[str]:
    """Return every name on a category path and every path from the root, joined by ``/``."""
    return frozenset(path) | {"/".join(path[: i + 1]) for i in range(len(path))}


class Basket:
    """Everything a promotion may read, as it stands when a stage begins.

    Attributes:
        items: Goods and fees, in order of first scanning.
        promotable: Those of them that promotions may touch or count.
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
        "_totals", "apart_minor", "channel", "consents", "coupons", "customer_ref", "day",
        "delivery_gross", "delivery_method", "delivery_net", "employee", "items", "known_customer",
        "member", "members", "minute", "orders", "payment_methods", "payments", "pickup_store",
        "points_balance", "points_wished", "promotable", "regions", "segments", "store", "tier",
        "used", "weekday",
    )  # fmt: skip

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.promotable = [item for item in items if item.promotable]
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

    def goods_of(self, target: Target) -> tuple[Item, ...]:
        """Return the promotable items of a target's set, whatever their price did since."""
        known = self.members.get(target.number)
        if known is None:
            selects = target.selects
            known = tuple([item for item in self.promotable if selects(item)])
            self.members[target.number] = known
        return known

    def units_of(self, target: Target, item: Item) -> Iterable[int]:
        """Return the units of an item that a target covers now."""
        if not target.regular_priced:
            return range(len(item.nets))
        if item.reduced:
            return ()
        nets, lists = item.nets, item.lists
        return [u for u in range(len(nets)) if nets[u] == lists[u]]

    def total_of(self, target: Target) -> int:
        """Running total of a target, minor units."""
        key = (target.number, target.regular_priced)
        total = self._totals.get(key)
        if total is None:
            total = 0
            for item in self.goods_of(target):
                nets = item.nets
                total += sum([nets[u] for u in self.units_of(target, item)])
            self._totals[key] = total
        return total

    def list_total_of(self, target: Target) -> int:
        """Total of a target at list prices, minor units."""
        return sum(
            item.lists[u] for item in self.goods_of(target) for u in self.units_of(target, item)
        )

    def quantity_of(self, target: Target) -> int:
        """How many units of a target; a measured line is one.

        Under ``identical`` each product counts by itself, and the one with the most units speaks.
        """
        counted: dict[str, int] = {}
        for item in self.goods_of(target):
            product = item.sku if target.identical else ""
            counted[product] = counted.get(product, 0) + len(list(self.units_of(target, item)))
        return max(counted.values(), default=0)

    def weight_of(self, target: Target, unit: str) -> int:
        """Measured quantity of what a target has in one unit, in thousandths of it.

        Args:
            target: The goods.
            unit: ``kg``, ``l`` or ``m``; goods in another, and pieces, count nothing.
        """
        return sum(
            item.milli * len(list(self.units_of(target, item)))
            for item in self.goods_of(target)
            if item.unit == unit
        )

    def prices_changed(self) -> None:
        """Forget running totals; called when a stage has lowered prices."""
        self._totals.clear()

    def reset(self) -> None:
        """Put every price back to where it stood before the first stage."""
        for item in self.items:
            item.nets[:] = item.lists
            item.finals = None
        self.delivery_net = self.delivery_gross
        self._totals.clear()
