"""Chain-days converted, compiled and loaded, and the published answers to compare with.

What a basket must cost is read from the published fields here, never from the converted rules.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.israeli.conversion import Conversion, convert_day
from benchmarks.israeli.dialect import WHOLE, amount_of
from benchmarks.israeli.garbage import goods_price, overcharge
from benchmarks.israeli.mechanics import Rule
from benchmarks.israeli.snapshot import chain_days, is_snapshot, read_day
from benchmarks.israeli.writing import write_day
from catalogue.facts import facts_for
from catalogue.load import load_catalogue
from catalogue.store import MemoryCatalogue
from pricing.cart import Cart, CartLine, Customer, Payment
from pricing.engine import price
from pricing.goods import Facts
from pricing.money import format_scaled, parse_scaled
from pricing.quote import Quote
from rules.bundle import compile_folder
from rules.program import CompiledProgram

# The fullest day of each chain in every run; all of them in `make deep`.
DAYS = {
    "carrefour_il": "2026-08-21",
    "hazi_hinam": "2026-08-10",
    "osher_ad": "2026-08-21",
    "rami_levy": "2026-08-21",
    "victory": "2026-08-10",
}
IS_DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
FREE_BP = 10_000


def asked_days() -> list[tuple[str, str]]:
    """Return the chain-days of this run."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "data" / "israeli_promos"
    if IS_DEEP and is_snapshot(folder):
        return list(chain_days(folder))
    return list(DAYS.items())


@dataclass(frozen=True)
class Loaded:
    """A chain-day ready to be priced."""

    conversion: Conversion
    program: CompiledProgram
    catalogue: MemoryCatalogue
    at: datetime
    numbers: dict[str, int]


@lru_cache(maxsize=2)
def load_day(folder: Path, chain: str, day: str) -> Loaded:
    """Convert a day through files in a temporary folder, as a shop would load them."""
    conversion = convert_day(read_day(folder, chain, day))
    with TemporaryDirectory() as place:
        written = write_day(Path(place), conversion.day, conversion.dialect, conversion.converted)
        result = compile_folder(written.rules)
        assert result.program is not None, [one.message for one in result.diagnostics][:5]
        assert result.diagnostics == (), [one.message for one in result.diagnostics][:5]
        catalogue = load_catalogue(written.catalogue, "ILS")
    at = datetime.fromisoformat(f"{day}T12:00:00+03:00")
    numbers = {promotion.id: promotion.number for promotion in result.program.promotions}
    return Loaded(conversion, result.program, catalogue, at, numbers)


@dataclass(frozen=True)
class Alone:
    """The same program, of which only one promotion is ever asked."""

    program: CompiledProgram
    number: int

    def __getattr__(self, name):
        return getattr(self.program, name)

    def candidates(self, basket):
        return [one for one in self.program.candidates(basket) if one == self.number]


@dataclass(frozen=True)
class Goods:
    """One line of a basket to try: pieces or thousandths of a kilogram of a product."""

    barcode: str
    amount: int
    weighed: bool
    list_minor: int
    deposit_minor: int
    is_listed: bool

    @property
    def gross_minor(self) -> int:
        """What it costs at the list price, deposit included."""
        if self.weighed:
            return half_up(self.list_minor * self.amount, WHOLE)
        return (self.list_minor + self.deposit_minor) * self.amount


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def goods_of(loaded: Loaded, line, amount: int, *, weighed: bool) -> Goods:
    """Return so much of the product of a published line, at its list price.

    Where the price list does not have it, the published percent tells what it was; where that is
    missing too, half as much again as the promotion asks stands in.
    """
    conversion = loaded.conversion
    day, dialect = conversion.day, conversion.dialect
    listed = goods_price(day, dialect, line.barcode)
    deposit = dialect.deposits.get(line.barcode, 0)
    known = listed is not None
    if listed is None:
        quantity = amount_of(max(line.quantity_milli, WHOLE if not weighed else 1))
        paid = (line.price_minor or 1_000) - deposit * quantity // WHOLE
        rate = dialect.rate_bp(line) or 0
        if line.price_minor and 0 < rate < FREE_BP:
            listed = half_up(paid * WHOLE * FREE_BP, quantity * (FREE_BP - rate))
        else:
            listed = paid * WHOLE * 3 // (quantity * 2) + 1
    return Goods(line.barcode, amount, weighed, listed, deposit, known)


def is_lower(loaded: Loaded, line) -> bool:
    """Tell whether a line asks less than its goods cost, as far as that is known."""
    conversion = loaded.conversion
    over = overcharge(conversion.day, conversion.dialect, line)
    return over is None or over < 0


def cart_of(loaded: Loaded, basket: list[Goods], rule: Rule) -> Cart:
    """Return a basket as a cart that meets the promotion's conditions on people and codes."""
    stated = not all(goods.is_listed for goods in basket)
    lines = []
    for number, goods in enumerate(basket):
        priced = format_scaled(goods.list_minor, 2) if stated else None
        how = (
            {"measure": format_scaled(goods.amount, 3)}
            if goods.weighed
            else {"quantity": goods.amount}
        )
        vat = "A" if stated else None
        lines.append(CartLine(id=f"g{number}", sku=goods.barcode, price=priced, vat=vat, **how))
        if goods.deposit_minor and not goods.weighed:
            lines.append(
                CartLine(
                    id=f"d{number}",
                    sku=f"PIKADON-{goods.deposit_minor}",
                    kind="deposit",
                    price=format_scaled(goods.deposit_minor, 2),
                    quantity=goods.amount,
                )
            )
    return Cart(
        channel="pos",
        at=loaded.at.isoformat(),
        currency="ILS",
        lines=tuple(lines),
        customer=Customer(ref="c", member=True) if rule.published.club else None,
        codes=(rule.published.number,) if rule.coupon else (),
        payments=(Payment(method="card"),),
    )


def quote_of(loaded: Loaded, basket: list[Goods], rule: Rule, *, alone: bool = True) -> Quote:
    """Price a basket under one promotion alone, or under all of the day."""
    cart = cart_of(loaded, basket, rule)
    listed = all(goods.is_listed for goods in basket)
    catalogue = loaded.catalogue if listed else None
    facts = facts_for(cart, catalogue, loaded.at, "Asia/Jerusalem") if listed else Facts()
    program = loaded.program
    if alone:
        program = Alone(program, loaded.numbers[rule.name])
    return price(cart, program, facts, loaded.at)


def due_minor(quote: Quote) -> int:
    """Return what the customer pays."""
    return parse_scaled(quote.totals.due, 2)
