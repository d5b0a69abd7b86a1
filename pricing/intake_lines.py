"""Reads the lines of a cart into items."""

from collections.abc import Sequence
from datetime import date

from pricing.allocation import Allocation
from pricing.cart import CartLine, Entered
from pricing.errors import CartError
from pricing.goods import Embedded, Facts, Product
from pricing.intake_texts import amount_hint
from pricing.item import NO_NAMES, Entry, Item, Scan
from pricing.legal import COUNTRIES, EVERY_USE, NO_USE, uses_in
from pricing.limits import (
    AMOUNT_MAJOR_MAX,
    LINE_MEASURE_MILLI_MAX,
    LINE_QUANTITY_MAX,
    MARKS_MAX,
    TEXT_CHARS_MAX,
)
from pricing.money import (
    MEASURE_DECIMALS,
    MEASURE_SCALE,
    PRICE_DECIMALS,
    PRICE_SCALE,
    parse_scaled,
)
from pricing.rounding import divide
from pricing.shop import Shop

Place = tuple[Item, Scan]


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """The line at hand has a mistake, already told."""


class LineReader:
    """Turns cart lines into items, telling every mistake with its pointer.

    Attributes:
        units: Pieces read so far.
        deposits_minor: Deposits charged so far, less those of empties brought back.
        returns_minor: Given back so far, zero or negative.
        places: The item of each line read and which of its units the line brought; ``None`` for
            what is in no line of the quote.
    """

    def __init__(self, shop: Shop, facts: Facts, errors: list[CartError], day: date) -> None:
        self._shop = shop
        self._facts = facts
        self._embedded = facts.embedded
        self._errors = errors
        self._policy = COUNTRIES[shop.country]
        self._uses = uses_in(shop.country, day, shop.laws)
        self._ids: dict[str, int] = {}
        self._items: list[Item] = []
        self._by_key: dict[object, Item] = {}
        self._lines: list[CartLine] = []
        self.units = 0
        self.deposits_minor = 0
        self.returns_minor = 0
        self.places: list[Place | None] = []

    def read(self, number: int, line: CartLine) -> None:
        """Read one line; a mistake is added to the errors and the line left out."""
        self.places.append(None)
        try:
            self._check_id(number, line)
            quantity, milli = self._amount_of(number, line)
            if quantity < 0 or line.kind == "deposit":
                self._read_apart(number, line, quantity, milli)
            else:
                self.places[-1] = self._read_goods(number, line, quantity, milli)
        except _Refused:
            return

    def finish(self) -> list[Item]:
        """Return the items with each unit's list amount, net and floor.

        ``largest remainder`` follows no order of scanning, so neither do the items' numbers there.
        """
        shop = self._shop
        if shop.allocation is Allocation.LARGEST_REMAINDER:
            self._number_by_kind()
        per_minor = shop.currency.price_per_minor
        for item in self._items:
            count = item.scans[-1].first + item.scans[-1].count
            gross = item.gross
            if item.labelled:
                pass  # what the label says stands
            elif item.milli:
                gross = divide(item.price_e4 * item.milli, per_minor * MEASURE_SCALE)
            else:
                gross = divide(item.price_e4 * count, per_minor)
            item.open(gross, count, self._floor(item))
        return self._items

    def _number_by_kind(self) -> None:
        """Number the items by what they are, where a product is there more than once.

        Ties fall by SKU first, so numbers only matter between items of one product.
        """
        if len({item.sku for item in self._items}) == len(self._items):
            return
        self._items.sort(key=lambda item: _kind(item, self._lines[item.number]))
        for number, item in enumerate(self._items):
            item.number = number

    def _floor(self, item: Item) -> int:
        floor = self._shop.floor_minor
        if self._shop.floor_minimum_price and item.product.minimum_price_minor is not None:
            floor = max(floor, item.product.minimum_price_minor)
        return floor

    # --- checks of one line ---------------------------------------------------------------

    def _refuse(self, number: int, field: str, code: str, message: str, hint: str = "") -> _Refused:
        self._errors.append(CartError(code, f"/lines/{number}/{field}", message, hint))
        return _Refused()

    def _check_id(self, number: int, line: CartLine) -> None:
        first = self._ids.setdefault(line.id, number)
        if first != number:
            raise self._refuse(
                number, "id", "duplicate-line", f"line id `{line.id[:40]}` is taken by line {first}"
            )
        if not 0 < len(line.id) <= TEXT_CHARS_MAX or not 0 < len(line.sku) <= TEXT_CHARS_MAX:
            field = "sku" if 0 < len(line.id) <= TEXT_CHARS_MAX else "id"
            raise self._refuse(
                number, field, "malformed", f"`{field}` has 1 to {TEXT_CHARS_MAX} characters"
            )
        if line.marks:
            self._check_marks(number, line.marks)

    def _check_marks(self, number: int, marks: Sequence[str]) -> None:
        if len(marks) > MARKS_MAX:
            raise self._refuse(number, "marks", "malformed", f"at most {MARKS_MAX} marks are read")
        for position, mark in enumerate(marks):
            if not 1 <= len(mark) <= TEXT_CHARS_MAX:
                raise self._refuse(
                    number, f"marks/{position}", "malformed",
                    f"a mark has 1 to {TEXT_CHARS_MAX} characters",
                )  # fmt: skip

    def _amount_of(self, number: int, line: CartLine) -> tuple[int, int]:
        """Return pieces, negative if given back, and thousandths of the measure (0 if counted)."""
        if (line.quantity is None) == (line.measure is None):
            raise self._refuse(
                number, "quantity", "malformed", "a line has either `quantity` or `measure`"
            )
        if line.quantity is not None:
            if line.quantity == 0 or abs(line.quantity) > LINE_QUANTITY_MAX:
                raise self._refuse(
                    number, "quantity", "absurd-quantity",
                    f"a quantity is 1 to {LINE_QUANTITY_MAX} pieces",
                    "negative for what is given back",
                )  # fmt: skip
            return line.quantity, 0
        assert line.measure is not None
        milli = parse_scaled(line.measure, MEASURE_DECIMALS)
        if milli is None or not 0 < abs(milli) <= LINE_MEASURE_MILLI_MAX:
            raise self._refuse(
                number, "measure", "absurd-quantity",
                f"`{line.measure[:40]}` is no measure of goods",
                'write kg, l or m with up to three decimals as a string, such as "0.250"',
            )  # fmt: skip
        return (1 if milli > 0 else -1), abs(milli)

    def _price(self, number: int, line: CartLine, *, needed: str) -> tuple[int, bool, bool]:
        """Return the price per unit in 1/10 000, whether it is marked reduced, whether stated."""
        if line.price is not None:
            price_e4 = parse_scaled(line.price, PRICE_DECIMALS)
            if price_e4 is None or not 0 <= price_e4 <= AMOUNT_MAJOR_MAX * PRICE_SCALE:
                raise self._refuse(
                    number, "price", "malformed", f"`{line.price[:40]}` is no price",
                    amount_hint(line.price, PRICE_DECIMALS),
                )  # fmt: skip
            return price_e4, False, True
        listed = self._facts.prices.get(line.sku)
        if listed is None:
            raise self._refuse(
                number, "price", "no-price",
                f"`{line.sku[:40]}` has no price in this channel and store at this moment", needed,
            )  # fmt: skip
        return listed.price_e4, listed.reduced, False

    def _product(self, number: int, line: CartLine) -> Product:
        product = self._facts.products.get(line.sku)
        if product is not None:
            return product
        if self._facts.has_catalogue and line.kind == "goods":
            raise self._refuse(
                number, "sku", "unknown-sku", f"the catalogue has no product `{line.sku[:40]}`"
            )
        measured = line.measure is not None
        return Product(
            sku=line.sku, vat=line.vat, legal_class=line.class_, weighed=measured,
            unit="kg" if measured else "szt",
        )  # fmt: skip

    def _check_vat(self, number: int, letter: str | None) -> None:
        if letter is not None and letter not in self._policy.vat_percent:
            letters = ", ".join(sorted(self._policy.vat_percent))
            raise self._refuse(
                number, "vat", "unknown-vat",
                f"`{letter[:8]}` is no VAT letter of {self._shop.country}",
                f"the letters are {letters}",
            )  # fmt: skip

    # --- deposits and what is given back --------------------------------------------------

    def _read_apart(self, number: int, line: CartLine, quantity: int, milli: int) -> None:
        """Count a deposit or a return: in no line of the quote, no VAT, no threshold."""
        if line.entered is not None:
            self._entry(number, line.entered)  # it counts for nothing, and is checked all the same
        hint = "state the price it is given back at" if quantity < 0 else "state its price"
        if quantity < 0 and line.price is None and line.kind != "deposit":
            raise self._refuse(
                number, "price", "no-price", "what is given back needs its price", hint
            )
        price_e4, _, _ = self._price(number, line, needed=hint)
        per_minor = self._shop.currency.price_per_minor
        amount = (
            divide(quantity * price_e4 * milli, per_minor * MEASURE_SCALE)
            if milli
            else divide(price_e4 * quantity, per_minor)
        )
        if line.kind == "deposit":
            self.deposits_minor += amount
        else:
            self.returns_minor += amount

    # --- goods ----------------------------------------------------------------------------

    def _read_goods(self, number: int, line: CartLine, quantity: int, milli: int) -> Place:
        product = self._product(number, line)
        embedded = self._embedded.get(line.sku) if self._embedded else None
        if embedded is not None:
            milli = self._embedded_milli(number, line, embedded)
        if product.weighed and not milli:
            raise self._refuse(
                number, "quantity", "measure-expected",
                f"`{line.sku[:40]}` is sold by {product.unit}",
                "give `measure` instead of `quantity`",
            )  # fmt: skip
        if milli and not product.weighed:
            raise self._refuse(
                number, "measure", "quantity-expected",
                f"`{line.sku[:40]}` is sold by the piece", "give `quantity` instead of `measure`",
            )  # fmt: skip
        price_e4, reduced, stated = self._price(
            number, line, needed="state a price, or add it to the price list"
        )
        self._check_vat(number, product.vat)
        marks = frozenset(line.marks) if line.marks else NO_NAMES
        key = (product.sku, product.vat, product.legal_class, price_e4, reduced, line.kind,
               marks, line.entered)  # fmt: skip
        # A discount is entered on one line, so that line keeps its own, as a measured line does.
        apart = bool(milli) or (line.entered is not None and line.entered.discount is not None)
        item = None if apart else self._by_key.get(key)
        if item is None:
            item = self._new_item(number, line, product, price_e4, milli)
            item.marks = marks
            item.reduced = reduced
            item.stated = stated
            if not apart:
                self._by_key[key] = item
            first = 0
        else:
            item.stated = item.stated or stated
            first = item.scans[-1].first + item.scans[-1].count
        scan = Scan(number, first, quantity)
        item.scans.append(scan)
        self.units += quantity
        return item, scan

    def _embedded_milli(self, number: int, line: CartLine, embedded: Embedded) -> int:
        """Return what a scale weighed; where its label tells a price, that price says how much."""
        if line.quantity != 1 or line.label is not None:
            raise self._refuse(
                number, "quantity", "malformed", "a label of a scale is one line of its own",
                "give `quantity` 1 and neither `measure` nor `label`",
            )  # fmt: skip
        if embedded.milli is not None:
            return embedded.milli
        assert embedded.label_minor is not None
        price_e4, _, _ = self._price(number, line, needed="add it to the price list")
        if price_e4 == 0:
            return 0
        per_minor = self._shop.currency.price_per_minor
        return max(1, divide(embedded.label_minor * per_minor * MEASURE_SCALE, price_e4))

    def _new_item(
        self, number: int, line: CartLine, product: Product, price_e4: int, milli: int
    ) -> Item:
        item = Item(len(self._items), product, price_e4)
        item.milli = milli
        ordinary = line.kind == "goods" and product.discountable and price_e4 > 0
        item.uses = self._uses.get(product.legal_class or "", EVERY_USE) if ordinary else NO_USE
        if line.entered is not None:
            item.entry = self._entry(number, line.entered)
            item.entries = item.entry.facts
        if line.label is not None:
            label = parse_scaled(line.label, self._shop.currency.exponent)
            if label is None or label < 0 or not milli:
                raise self._refuse(
                    number, "label", "malformed",
                    "a label is the total printed on a measured line",
                    amount_hint(line.label, self._shop.currency.exponent),
                )  # fmt: skip
            item.gross = label
            item.labelled = True
        embedded = self._embedded.get(line.sku) if self._embedded else None
        if embedded is not None and embedded.label_minor is not None:
            item.gross = embedded.label_minor
            item.labelled = True
        self._items.append(item)
        self._lines.append(line)
        return item

    def _entry(self, number: int, entered: Entered) -> Entry:
        if (entered.price is None) == (entered.discount is None):
            raise self._refuse(
                number, "entered", "malformed", "what is entered is either `price` or `discount`",
                "leave `entered` out where the cashier entered nothing",
            )  # fmt: skip
        name, text, decimals = "price", entered.price, PRICE_DECIMALS
        if entered.discount is not None:
            name, text, decimals = "discount", entered.discount, self._shop.currency.exponent
        assert text is not None
        value = parse_scaled(text, decimals)
        if value is None or not 0 <= value <= AMOUNT_MAJOR_MAX * 10**decimals:
            raise self._refuse(
                number, f"entered/{name}", "malformed", f"`{text[:40]}` is no {name}",
                amount_hint(text, decimals),
            )  # fmt: skip
        for field, said in (("reason", entered.reason), ("approved_by", entered.approved_by)):
            if said is not None and not 1 <= len(said) <= TEXT_CHARS_MAX:
                raise self._refuse(
                    number, f"entered/{field}", "malformed",
                    f"`{field}` has 1 to {TEXT_CHARS_MAX} characters",
                )  # fmt: skip
        return Entry(
            price_e4=value if name == "price" else None,
            discount_minor=value if name == "discount" else None,
            reason=entered.reason,
            approved=entered.approved_by is not None,
        )


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
