"""Reads the lines of a cart into items."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from pricing.cart import CartLine, Entered
from pricing.errors import CartError
from pricing.goods import Embedded, Facts, Product
from pricing.intake_items import ItemList
from pricing.intake_texts import amount_hint
from pricing.item import NO_NAMES, Entry, Item, Scan
from pricing.legal import COUNTRIES, EVERY_USE, NO_USE, Use, uses_in
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

    def __init__(
        self,
        shop: Shop,
        facts: Facts,
        lines: Sequence[CartLine],
        errors: list[CartError],
        day: date,
    ) -> None:
        self._shop = shop
        self._facts = facts
        self._embedded = facts.embedded
        self._errors = errors
        self._letters = _letters(shop.country)
        self._uses = uses_in(shop.country, day, shop.laws)
        self._ids: dict[str, int] = {}
        self._lines = lines
        self._items = ItemList(lines)
        self.units = 0
        self.deposits_minor = 0
        self.returns_minor = 0
        self.places: list[Place | None] = []

    def read(self) -> None:
        """Read every line; a mistake is added to the errors and the line left out.

        How long a cart takes is what its lines take here, and most of them are pieces at their list
        price with nothing unusual. So this one loop asks at once whether anything is, and reads
        such a line as ``read_any`` does, which asks one thing after another to tell what is wrong.
        ``tests/properties/test_ordinary_lines.py`` holds the two to be equal.
        """
        products, prices, embedded = self._facts.products, self._facts.prices, self._embedded
        letters, ids, places = self._letters, self._ids, self.places
        items, first_of = self._items.items, self._items.first_of
        for number, line in enumerate(self._lines):
            sku, quantity, identifier = line.sku, line.quantity, line.id
            product, listed = products.get(sku), prices.get(sku)
            if (
                product is None
                or listed is None
                or product.sku in first_of
                or quantity is None
                or not 0 < quantity <= LINE_QUANTITY_MAX
                or line.kind != "goods"
                or line.measure is not None
                or line.price is not None
                or line.label is not None
                or line.entered is not None
                or line.marks
                or product.weighed
                or sku in embedded
                or identifier in ids
                or not 0 < len(identifier) <= TEXT_CHARS_MAX
                or not 0 < len(sku) <= TEXT_CHARS_MAX
                or product.vat not in letters
            ):
                places.append(self.read_any(number, line))
                continue
            ids[identifier] = number
            price_e4 = listed.price_e4
            item = Item(len(items), product, price_e4)
            item.reduced = listed.reduced
            if product.legal_class or not product.discountable or price_e4 <= 0:
                item.uses = self._uses_of(product, line, price_e4)
            items.append(item)
            first_of[product.sku] = item
            scan = Scan(number, 0, quantity)
            item.scans.append(scan)
            self.units += quantity
            places.append((item, scan))

    def read_any(self, number: int, line: CartLine) -> Place | None:
        """Read one line, whatever it is; ``None`` where it is in no line of the quote."""
        try:
            self._check_id(number, line)
            quantity, milli = self._amount_of(number, line)
            if quantity < 0 or line.kind == "deposit":
                self._read_apart(number, line, quantity, milli)
                return None
            return self._read_goods(number, line, quantity, milli)
        except _Refused:
            return None

    def finish(self) -> list[Item]:
        """Return the items with each unit's list amount, net and floor."""
        return self._items.finish(self._shop)

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
        if letter not in self._letters:
            assert letter is not None
            letters = ", ".join(sorted(COUNTRIES[self._shop.country].vat_percent))
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
        # A discount is entered on one line, so that line keeps its own, as a measured line does.
        apart = bool(milli) or (line.entered is not None and line.entered.discount is not None)
        item = None
        if not apart:
            item = self._items.like(product, (price_e4, reduced, marks), line)
        if item is None:
            item = self._new_item(number, line, product, price_e4, milli)
            item.marks = marks
            item.reduced = reduced
            item.stated = stated
            self._items.add(item, line, joins=not apart)
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
        item = Item(len(self._items.items), product, price_e4)
        item.milli = milli
        item.uses = self._uses_of(product, line, price_e4)
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
        return item

    def _uses_of(self, product: Product, line: CartLine, price_e4: int) -> frozenset[Use]:
        if line.kind != "goods" or not product.discountable or price_e4 <= 0:
            return NO_USE
        return self._uses.get(product.legal_class or "", EVERY_USE)

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


@cache
def _letters(country: str) -> frozenset[str | None]:
    """Return the VAT letters of a country, and ``None`` for what is outside VAT."""
    return frozenset({None, *COUNTRIES[country].vat_percent})
