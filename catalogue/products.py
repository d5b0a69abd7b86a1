"""Reads the product file."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from catalogue.cells import RowReader
from catalogue.findings import Findings, did_you_mean, quoted
from catalogue.gtin import GTIN_LENGTHS, check_digit, is_gtin_shaped, normalise_gtin
from catalogue.limits import CATEGORY_DEPTH_MAX, SKU_CHARS_MAX
from catalogue.tables import Columns, Table
from pricing.goods import Product
from pricing.legal import COUNTRIES
from pricing.limits import TEXT_CHARS_MAX

PRODUCT_COLUMNS: Final = Columns(
    required=("sku", "name", "vat"),
    optional=(
        "gtin", "category", "brand", "tags", "unit", "weighed", "discountable", "class", "deposit",
        "minimum_price",
    ),
    has_attributes=True,
)  # fmt: skip
UNITS: Final = ("szt", "kg", "l", "m")
# A closed list: a slip such as `tabacco` would otherwise let promotions reach cigarettes.
LEGAL_CLASSES: Final = frozenset({"beer", "book"}).union(
    *(policy.restrictions for policy in COUNTRIES.values())
)
_VAT_LETTERS: Final = "ABCDEFG"
_ROUNDED_BY_EXCEL: Final = re.compile(r"\d[.,]\d+E\+\d+", re.ASCII | re.IGNORECASE)


def read_products(table: Table, findings: Findings, exponent: int) -> Mapping[str, Product]:
    """Return the products of a file by SKU; wrong rows are left out and recorded.

    Args:
        table: The file, its header checked.
        findings: Receives every mistake.
        exponent: Decimals of an amount that can be paid, 2 for PLN.
    """
    attributes = [name for name in table.columns if name not in PRODUCT_COLUMNS.known]
    rows: dict[str, int] = {}
    products: dict[str, Product] = {}
    for row in table.rows:
        reader = RowReader(table.file, row, findings)
        sku = _sku(reader)
        if sku in rows:
            reader.fault("sku", f"SKU {quoted(sku)} is already in row {rows[sku]}")
            continue
        product = _product(reader, sku, attributes, exponent)
        if sku:
            rows[sku] = reader.number
            products[sku] = product
    _check_gtins(table.file, products, rows, findings)
    _check_deposits(table.file, products, rows, findings)
    return products


def _product(reader: RowReader, sku: str, attributes: list[str], exponent: int) -> Product:
    unit, weighed = _unit(reader)
    return Product(
        sku=sku,
        name=_name(reader),
        gtin=_gtin(reader),
        category=_category(reader),
        brand=reader.optional("brand"),
        tags=reader.parts("tags"),
        vat=_vat(reader),
        unit=unit,
        weighed=weighed,
        discountable=reader.yes_no("discountable", otherwise=True),
        legal_class=reader.choice("class", LEGAL_CLASSES, "class of goods"),
        deposit=reader.optional("deposit"),
        minimum_price_minor=reader.amount("minimum_price", exponent),
        attributes=MappingProxyType(
            {name: reader.text(name) for name in attributes if reader.text(name)}
        ),
    )


def _sku(reader: RowReader) -> str:
    sku = reader.required("sku")
    if len(sku) > SKU_CHARS_MAX:
        reader.fault("sku", f"SKU {quoted(sku)} has more than {SKU_CHARS_MAX} characters")
    if not sku.isprintable():
        reader.fault("sku", f"SKU {quoted(sku)} has a character that cannot be printed")
    return sku


def _name(reader: RowReader) -> str:
    name = reader.required("name")
    if len(name) > TEXT_CHARS_MAX:
        reader.fault("name", f"the name has more than {TEXT_CHARS_MAX} characters")
    return name


def _gtin(reader: RowReader) -> str | None:
    text = reader.text("gtin")
    if not text:
        return None
    gtin = normalise_gtin(text)
    if gtin is None:
        reader.fault("gtin", *_wrong_gtin(text))
    return gtin


def _wrong_gtin(text: str) -> tuple[str, str]:
    """Say what is wrong with a GTIN, and what to do about it."""
    if _ROUNDED_BY_EXCEL.fullmatch(text):
        return f"{quoted(text)} was rounded by a spreadsheet", "format the column as text"
    if not (text.isascii() and text.isdigit()):
        return f"GTIN {quoted(text)} has something else than digits", ""
    if not is_gtin_shaped(text):
        hint = "were leading noughts lost?" if len(text) < max(GTIN_LENGTHS) else ""
        return f"GTIN {quoted(text)} has {len(text)} digits, not 8, 12, 13 or 14", hint
    good = check_digit(text[:-1])
    return f"the check digit of GTIN {quoted(text)} is wrong", f"it would be {good}"


def _category(reader: RowReader) -> tuple[str, ...]:
    text = reader.text("category")
    if not text:
        return ()
    path = tuple(name.strip() for name in text.split("/"))
    if not all(path):
        reader.fault("category", f"the path {quoted(text)} has an empty name", "`Napoje/Kawa`")
    if len(path) > CATEGORY_DEPTH_MAX:
        reader.fault("category", f"the path is deeper than {CATEGORY_DEPTH_MAX} names")
    return path


def _vat(reader: RowReader) -> str | None:
    text = reader.text("vat")
    if not text:
        return None
    if len(text) == 1 and text in _VAT_LETTERS:
        return text
    hint = f"one letter from {_VAT_LETTERS[0]} to {_VAT_LETTERS[-1]}, empty outside VAT"
    if len(text) == 1 and text.upper() in _VAT_LETTERS:
        hint = f"write `{text.upper()}`"
    elif text.rstrip("%").isdigit():
        hint = "write the letter of the rate, such as `A` for 23%"
    reader.fault("vat", f"{quoted(text)} is no VAT letter", hint)
    return None


def _unit(reader: RowReader) -> tuple[str, bool]:
    """Return the unit and whether goods are sold by measure; the two must agree."""
    given = reader.choice("unit", UNITS, "unit")
    is_measured = given is not None and given != "szt"
    weighed = reader.yes_no("weighed", otherwise=is_measured)
    if weighed and not is_measured and (given is not None or not reader.text("unit")):
        reader.fault("weighed", "weighed goods are not sold by the piece", "write unit `kg`")
    elif is_measured and not weighed:
        reader.fault(
            "weighed", f"goods sold by `{given}` are weighed", "write `yes`, or unit `szt`"
        )
    return given or "szt", weighed


def _check_gtins(
    file: str, products: Mapping[str, Product], rows: Mapping[str, int], findings: Findings
) -> None:
    """Refuse a GTIN of two products, and a SKU that would hide another product's GTIN."""
    by_gtin: dict[str, str] = {}
    for sku, product in products.items():
        if product.gtin is None:
            continue
        first = by_gtin.setdefault(product.gtin, sku)
        if first != sku:
            findings.add(
                file,
                f"GTIN `{product.gtin}` is that of SKU {quoted(first)} in row {rows[first]} too",
                row=rows[sku],
                column="gtin",
            )
    for sku in products:
        owner = by_gtin.get(normalise_gtin(sku) or "")
        if owner is not None and owner != sku:
            findings.add(
                file,
                f"SKU {quoted(sku)} is the GTIN of SKU {quoted(owner)} in row {rows[owner]}",
                row=rows[sku],
                column="sku",
            )


def _check_deposits(
    file: str, products: Mapping[str, Product], rows: Mapping[str, int], findings: Findings
) -> None:
    """Refuse a deposit that is no product, or that has a deposit itself."""
    for sku, product in products.items():
        if product.deposit is None:
            continue
        article = products.get(product.deposit)
        message = ""
        if article is None:
            message = f"deposit article {quoted(product.deposit)} is not among the products"
        elif article.deposit is not None:
            message = f"deposit article {quoted(product.deposit)} has a deposit of its own"
        if message:
            hint = did_you_mean(product.deposit, products) if article is None else ""
            findings.add(file, message, row=rows[sku], column="deposit", hint=hint)
