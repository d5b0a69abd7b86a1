"""The benchmark's cart of twenty lines or more, its products, and its price list as files.

A longer cart is made like the one of twenty: each further twenty lines lie on the same shelves, are
other articles, and cost a little more.
"""

import csv
from pathlib import Path
from typing import Final

import msgspec

from pricing.cart import Cart, CartLine, Customer, Delivery, Payment
from pricing.goods import Facts, ListPrice, Product

AT: Final = "2026-11-05T08:30:00+01:00"
LINES: Final = 20
# Nine of the twenty lines are goods no promotion is about, as in a weekly shop.
CATEGORIES: Final = (
    "Kawa", "Herbata", "Sery", "Soki", "Mydła", "Pieczywo",
    "Kawa", "Herbata", "Sery", "Soki", "Mydła",
    "Nabiał", "Warzywa", "Nabiał", "Warzywa", "Nabiał", "Warzywa", "Nabiał", "Warzywa", "Nabiał",
)  # fmt: skip
STORE: Final = "WAW-01"


def products(lines: int = LINES) -> tuple[Product, ...]:
    """Return one product for each line of the cart, eleven of twenty of them promoted."""
    return tuple(
        Product(
            sku=f"P-{number:03}",
            name=f"Towar {number}",
            category=("Sklep", CATEGORIES[number % LINES]),
            brand=f"Producent {number % 5}",
            vat="A" if number % 3 else "C",
        )
        for number in range(lines)
    )


def price_minor(number: int) -> int:
    """Return the list price of a product in groszy: 2.49 to 21.49 PLN for the first twenty."""
    return 249 + 100 * (number % LINES) + 7 * (number // LINES)


def cart(lines: int = LINES) -> Cart:
    """Return the cart: so many lines, a known customer, a courier and a card."""
    rows = tuple(
        CartLine(id=str(number + 1), sku=product.sku, quantity=1 + number % 4)
        for number, product in enumerate(products(lines))
    )
    return Cart(
        id="bench-1",
        channel="pos",
        store=STORE,
        at=AT,
        currency="PLN",
        lines=rows,
        customer=Customer(ref="c-1", member=True),
        delivery=Delivery(method="courier", price="14.99"),
        payments=(Payment(method="card"),),
    )


def cart_bytes(lines: int = LINES) -> bytes:
    """Return the cart as it goes over the wire."""
    return msgspec.json.encode(cart(lines))


def facts(lines: int = LINES) -> Facts:
    """Return what a catalogue would answer for this cart."""
    goods = products(lines)
    return Facts(
        products={product.sku: product for product in goods},
        prices={p.sku: ListPrice(price_minor(n) * 100) for n, p in enumerate(goods)},
        has_catalogue=True,
    )


def write_catalogue(folder: Path) -> None:
    """Write the same products and prices as the files a server loads."""
    rows = [
        (p.sku, p.name, "/".join(p.category), p.brand, p.vat, f"{price_minor(n) / 100:.2f}")
        for n, p in enumerate(products())
    ]
    _write(
        folder / "products.csv", ("sku", "name", "category", "brand", "vat"), [r[:5] for r in rows]
    )
    _write(folder / "prices.csv", ("sku", "price"), [(r[0], r[5]) for r in rows])
    _write(folder / "stores.csv", ("store", "name"), [(STORE, "Sklep")])


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[str | None, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
