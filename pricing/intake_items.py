"""The items of a basket being opened: which lines are one item, and what it is listed at."""

from collections.abc import Sequence

from pricing.allocation import Allocation
from pricing.cart import CartLine, Entered
from pricing.goods import Product
from pricing.item import Item
from pricing.money import MEASURE_SCALE
from pricing.rounding import divide
from pricing.shop import Shop

# List price in 1/10 000, whether the price list marks it as reduced, and the marks on the goods.
Priced = tuple[int, bool, frozenset[str]]


class ItemList:
    """The items read so far, in order of first scanning.

    A line of counted goods joins the item of the same product, price, marks and entry.

    Attributes:
        items: All of them; the number of each is its position.
        first_of: By SKU, the first item of a product that further lines may join.
    """

    __slots__ = ("_by_key", "_keyed", "_lines", "first_of", "items")

    def __init__(self, lines: Sequence[CartLine]) -> None:
        """Begin with the lines of the cart, which are read elsewhere."""
        self.items: list[Item] = []
        self.first_of: dict[str, Item] = {}
        self._lines = lines
        # Most products are scanned once, so keys are made only when one comes again.
        self._by_key: dict[object, Item] = {}
        self._keyed: set[str] = set()

    def add(self, item: Item, line: CartLine, *, joins: bool = True) -> None:
        """Add an item.

        Args:
            item: Complete but for its lines.
            line: Its first.
            joins: Whether further lines may join it.
        """
        self.items.append(item)
        if not joins:
            return
        if item.sku not in self.first_of:
            self.first_of[item.sku] = item
        else:
            self._by_key[_key(item.product, _priced(item), line)] = item

    def like(self, product: Product, priced: Priced, line: CartLine) -> Item | None:
        """Return the item that a line joins, or ``None`` where there is none like it.

        Args:
            product: What the line is of.
            priced: Its list price and marks.
            line: The line.
        """
        first = self.first_of.get(product.sku)
        if first is None:
            return None
        if product.sku not in self._keyed:
            self._keyed.add(product.sku)
            self._by_key[_key(first.product, _priced(first), self._first_line(first))] = first
        return self._by_key.get(_key(product, priced, line))

    def _first_line(self, item: Item) -> CartLine:
        return self._lines[item.scans[0].line]

    def finish(self, shop: Shop) -> list[Item]:
        """Return the items with each unit's list amount, net and floor.

        ``largest remainder`` follows no order of scanning, so neither do the items' numbers there.
        """
        if shop.allocation is Allocation.LARGEST_REMAINDER:
            self._number_by_kind()
        per_minor = shop.currency.price_per_minor
        floor = shop.floor_minor
        for item in self.items:
            last = item.scans[-1]
            count = last.first + last.count
            if item.labelled:
                gross = item.gross  # what the label says stands
            elif item.milli:
                gross = divide(item.price_e4 * item.milli, per_minor * MEASURE_SCALE)
            else:
                gross = divide(item.price_e4 * count, per_minor)
            own = item.product.minimum_price_minor
            if shop.floor_minimum_price and own is not None and own > floor:
                item.open(gross, count, own)
            else:
                item.open(gross, count, floor)
        return self.items

    def _number_by_kind(self) -> None:
        """Number the items by what they are, where a product is there more than once.

        Ties fall by SKU first, so numbers only matter between items of one product.
        """
        count = len(self.items)
        if len(self.first_of) == count or len({item.sku for item in self.items}) == count:
            return
        self.items.sort(key=lambda item: _kind(item, self._first_line(item)))
        for number, item in enumerate(self.items):
            item.number = number


def _priced(item: Item) -> Priced:
    return item.price_e4, item.reduced, item.marks


def _key(product: Product, priced: Priced, line: CartLine) -> object:
    """Return what two lines have in common that are one item."""
    return product.sku, product.vat, product.legal_class, priced, line.kind, line.entered


def _kind(item: Item, line: CartLine) -> tuple[object, ...]:
    """Return a sort key that tells items of one product apart, whatever the order of their lines.

    Args:
        item: The item.
        line: The first cart line it came from.
    """
    entered = line.entered or Entered()
    return (
        item.sku,
        item.price_e4,
        sorted(item.marks),
        item.reduced,
        line.kind,
        item.vat or "",
        item.product.legal_class or "",
        [text or "" for text in (entered.price, entered.discount, entered.reason)],
        entered.approved_by or "",
        item.milli,
        item.gross,
    )
