"""A chain's till: its rule file compiled, receipts turned into carts, and quotes back into print.

Receipts are read in place; amounts are integer grosze. A product is known by the slug of its
printed name. What a receipt shows about the customer or the unit (a sticker, a card, a coupon) goes
into the cart as a till would send it; prices never do, other than the list price.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from grammar.source import Source
from pricing.cart import Cart, CartLine, Customer
from pricing.engine import price
from pricing.goods import Facts, Product
from pricing.money import format_scaled, parse_scaled
from pricing.program import Program
from pricing.quote import Quote, QuoteLine
from pricing.wire import parse_instant
from rules.compiler import compile_sources

RULES = Path(__file__).parent
WARSAW = ZoneInfo("Europe/Warsaw")
FEE = "oplata recyklingowa"
STICKERS = {"RABAT 50%": "sticker-50"}
# The coupons that a receipt's own list names, and the code behind each in the app.
CODES = {"threshold amount off": "VOUCHER-3", "percent off, item limit 2": "GYOZA-10"}
ALCOHOL = {"antaressauvblanc0-75"}


def read_receipts(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Return the receipts by their identifier."""
    text = (folder / "receipts_pl.json").read_text(encoding="utf-8")
    return {receipt["id"]: receipt for receipt in json.loads(text)["receipts"]}


def chain_of(receipt: Mapping[str, Any]) -> str:
    """Return the name of the chain's rule file: ``Lidl PL`` is ``lidl``."""
    return str(receipt["chain"]).removesuffix(" PL").lower()


@lru_cache(maxsize=16)
def rules_of(*names: str, more: str = "") -> Program:
    """Compile rule files of this folder, and more of a test's own; any error fails the test."""
    sources = [
        Source(f"{name}.promo", (RULES / f"{name}.promo").read_text(encoding="utf-8"))
        for name in names
    ]
    sources += [Source("more.promo", more)] if more else []
    result = compile_sources(sources)
    assert result.program is not None, [
        f"{found.code}: {found.message}" for found in result.diagnostics
    ]
    return result.program


def slug(name: str) -> str:
    """Return a printed name as an article number: ``Mleko UHT 3,2%`` is ``mleko-uht-3-2``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def money(grosze: int) -> str:
    """Write grosze as the cart wants them."""
    return format_scaled(grosze, 2)


def grosze(amount: str) -> int:
    """Return a decimal string in grosze."""
    minor = parse_scaled(amount, 2)
    assert minor is not None, amount
    return minor


def at_noon(day: date) -> str:
    """Return noon of a day in Poland, summer time or winter time."""
    return datetime.combine(day, time(12), WARSAW).isoformat()


def cart_of(receipt: Mapping[str, Any]) -> Cart:
    """Return the cart that a receipt was printed for."""
    labels = {d["label"] for line in receipt["lines"] for d in line["discounts"]}
    member = any(label.startswith("Lidl Plus") for label in labels)
    return Cart(
        id=receipt["id"],
        channel="pos",
        at=at_noon(date.fromisoformat(receipt["date"])),
        currency="PLN",
        lines=tuple(_line(n, line) for n, line in enumerate(receipt["lines"], 1)),
        customer=Customer(member=True) if member else None,
        codes=tuple(CODES[coupon["kind"]] for coupon in receipt.get("coupons", ())),
    )


def _line(number: int, line: Mapping[str, Any]) -> CartLine:
    sku = slug(line["name"])
    whole = line["qty"].isdigit()
    return CartLine(
        id=str(number),
        sku=sku,
        quantity=int(line["qty"]) if whole else None,
        measure=None if whole else line["qty"],
        price=money(line["unit_price"]),
        kind="fee" if FEE in line["name"] else "goods",
        marks=tuple(STICKERS[d["label"]] for d in line["discounts"] if d["label"] in STICKERS),
        vat=line["vat"],
        class_="alcohol" if sku in ALCOHOL else None,
    )


def bought(sku: str, unit_price: int, count: int | str = 1, **fields: Any) -> CartLine:
    """Return a line of a cart made up for a test; a text counts as kilograms."""
    fields.setdefault("vat", "C")
    amount = {"quantity": count} if isinstance(count, int) else {"measure": count}
    return CartLine(id="", sku=sku, price=money(unit_price), **amount, **fields)


def sell(
    chain: str,
    *lines: CartLine,
    day: str = "2025-11-06",
    products: Sequence[Product] = (),
    more: str = "",
    **fields: Any,
) -> Quote:
    """Price made-up lines, in scanning order, by a chain's rules and more of the test's own."""
    cart = Cart(
        channel="pos",
        at=at_noon(date.fromisoformat(day)),
        currency="PLN",
        lines=tuple(
            CartLine(**{f: getattr(line, f) for f in line.__struct_fields__} | {"id": str(n)})
            for n, line in enumerate(lines, 1)
        ),
        **fields,
    )
    facts = Facts(products={product.sku: product for product in products})
    return price(cart, rules_of(chain, more=more), facts, parse_instant(cart.at))


def off(quote: Quote) -> list[int]:
    """Return what was taken off each line in all, in scanning order."""
    return [sum(amount for _, amount in printed(line, quote)) for line in quote.lines]


def printed(line: QuoteLine, quote: Quote) -> list[tuple[str, int]]:
    """Return the discounts of a line as the till prints them: receipt text and amount."""
    texts = {applied.promotion: applied.receipt for applied in quote.applied}
    return [(texts[d.promotion], grosze(d.amount)) for d in line.discounts]
