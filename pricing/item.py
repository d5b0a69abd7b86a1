"""One line of the open basket: goods at one price, and what each of their units costs.

``Item`` is what compiled sets read; its attributes are a contract with ``rules.emit``. Units are
told apart only where somebody asks for one of them: most discounts are on all units of a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pricing.allocation import Allocation, allocate
from pricing.goods import Product
from pricing.legal import EVERY_USE
from pricing.limits import CATEGORY_PATHS_KEPT

NO_NAMES: Final[frozenset[str]] = frozenset()


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
        uses: What promotions may use it for; none at all for fees, tobacco and the like.
        milli: Thousandths of a kg, l or m for measured goods, else 0.
        unit: ``szt``, ``kg``, ``l`` or ``m``.
        count: How many units; a measured line is one.
        gross: List amount of the whole item, minor units.
        net: What the whole item costs now; lowered stage by stage.
        floor: The least one unit may cost, where its list amount is not less still.
        least: The least the whole item may cost.
        finals: Units that a ``final`` promotion took; ``None`` while there are none.
        scans: The cart lines it came from.
        vat: Letter or ``None``.
    """

    __slots__ = (
        "_floors", "_lists", "_nets", "_owed", "attributes", "brand", "categories", "count",
        "entries", "entry", "finals", "floor", "gross", "gtin", "labelled", "least", "marks",
        "milli", "net", "number", "price_e4", "product", "reduced", "scans", "sku", "stated",
        "tags", "unit", "uses", "vat",
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
        self.marks = NO_NAMES
        self.entry: Entry | None = None
        self.entries = NO_NAMES
        self.reduced = False
        self.uses = EVERY_USE
        self.labelled = False
        self.stated = False
        self.milli = 0
        self.count = self.gross = self.net = self.floor = self.least = 0
        self.finals: set[int] | None = None
        self.scans: list[Scan] = []
        self._lists: list[int] | None = None
        self._floors: list[int] | None = None
        self._nets: list[int] | None = None
        self._owed: list[int] = []  # taken off the whole item and not yet dealt to its units

    def open(self, gross: int, count: int, floor: int) -> None:
        """Set what all units cost in all, how many they are, and what each must still cost."""
        self.gross = self.net = gross
        self.count = count
        self.floor = floor
        self.least = floor * count if floor <= gross // count else sum(self.floors)

    @property
    def promotable(self) -> bool:
        """Whether any promotion may touch or count it."""
        return bool(self.uses)

    @property
    def lists(self) -> Sequence[int]:
        """List amount of each unit, in scanning order; sums to ``gross``."""
        if self._lists is None:
            each, rest = divmod(self.gross, self.count)
            self._lists = [each] * self.count
            if rest:
                self._lists = allocate(
                    self.gross, [1] * self.count, [self.gross] * self.count,
                    Allocation.RUNNING_TOTAL,
                )  # fmt: skip
        return self._lists

    @property
    def floors(self) -> Sequence[int]:
        """The least each unit may cost."""
        if self._floors is None:
            floor = self.floor
            self._floors = [floor if floor <= amount else amount for amount in self.lists]
        return self._floors

    @property
    def nets(self) -> Sequence[int]:
        """What each unit costs now; sums to ``net``."""
        if self._nets is None or self._owed:
            self._deal()
            assert self._nets is not None
        return self._nets

    @property
    def lines(self) -> list[int]:
        """The cart line of each unit."""
        return [scan.line for scan in self.scans for _ in range(scan.count)]

    @property
    def room(self) -> int:
        """The most that may still be taken off the whole item, minor units."""
        return self.net - self.least

    def _deal(self) -> None:
        """Deal to the units what was taken off the whole item, in scanning order."""
        nets = list(self.lists) if self._nets is None else self._nets
        for amount in self._owed:
            rooms = [net - floor for net, floor in zip(nets, self.floors, strict=True)]
            dealt = allocate(amount, nets, rooms, Allocation.RUNNING_TOTAL)
            nets = [net - share for net, share in zip(nets, dealt, strict=True)]
        self._nets, self._owed = nets, []

    def lower(self, amount: int) -> None:
        """Take an amount off the whole item; its units bear it by running total of their price."""
        assert 0 <= amount <= self.net - self.least, (self.sku, amount)
        self.net -= amount
        self._owed.append(amount)

    def lower_unit(self, index: int, amount: int) -> None:
        """Take an amount off one unit."""
        if self._nets is None or self._owed:
            self._deal()
            assert self._nets is not None
        self._nets[index] -= amount
        self.net -= amount

    def remove(self, index: int) -> tuple[int, int]:
        """Take a unit out of the item; returns what it is listed at and what it costs now."""
        nets, lists = list(self.nets), list(self.lists)
        listed, net = lists.pop(index), nets.pop(index)
        self._resize(lists, nets)
        return listed, net

    def insert(self, index: int, listed: int, net: int) -> None:
        """Put a unit back that was removed."""
        nets, lists = list(self.nets), list(self.lists)
        lists.insert(index, listed)
        nets.insert(index, net)
        self._resize(lists, nets)

    def _resize(self, lists: list[int], nets: list[int]) -> None:
        self._lists, self._nets = lists, nets
        self.count, self.gross, self.net = len(lists), sum(lists), sum(nets)

    def reset(self) -> None:
        """Put every price back to the list price."""
        self.net = self.gross
        self.finals = None
        self._nets = None
        self._owed.clear()


@lru_cache(maxsize=CATEGORY_PATHS_KEPT)
def category_names(path: tuple[str, ...]) -> frozenset[str]:
    """Return every name on a category path and every path from the root, joined by ``/``."""
    return frozenset(path) | {"/".join(path[: i + 1]) for i in range(len(path))}
