"""Writes rules as a merchandiser would, and the products and prices beside them."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.israeli import mechanics, words
from benchmarks.israeli.dialect import BP, WHOLE, Dialect
from benchmarks.israeli.garbage import goods_price
from benchmarks.israeli.mechanics import Converted, Rule, barcodes
from benchmarks.israeli.published import ChainDay
from pricing.money import PRICE_SCALE, format_scaled

RULES_PER_FILE: Final = 300
CLUB_PRICE: Final = 5
# A longer list of products goes into a file of its own, as a merchandiser would have it.
LISTED_IN_LINE: Final = 6
# Pieces are dealt with as one stage: the chains publish that promotions do not combine.
SHOP: Final = """\
shop "{title}" {{
  currency    ILS
  timezone    Asia/Jerusalem
  country     IL
  channels    pos
  stages      price + line + multibuy + gift + coupon + tender, basket, points, delivery
  rounding    half up, per unit
  allocation  largest remainder
  floor       0.00 ILS per unit
}}
"""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a day was written.

    Attributes:
        rules: The folder of rule files.
        catalogue: The folder of products and prices.
    """

    rules: Path
    catalogue: Path


def write_day(
    folder: Path, day: ChainDay, dialect: Dialect, converted: Sequence[Converted]
) -> Written:
    """Write a day into a folder: ``rules`` and ``catalogue``."""
    written = Written(folder / "rules", folder / "catalogue")
    written.rules.mkdir(parents=True, exist_ok=True)
    written.catalogue.mkdir(parents=True, exist_ok=True)
    _save(written.rules / "shop.promo", shop(day))
    rules = [rule for one in converted for rule in one.rules]
    for start in range(0, len(rules), RULES_PER_FILE):
        part = rules[start : start + RULES_PER_FILE]
        name = f"promotions-{start // RULES_PER_FILE + 1:03}.promo"
        _save(written.rules / name, "\n".join(rules_text(part)))
    for rule in rules:
        for name, products in _sets(rule):
            if len(products) > LISTED_IN_LINE:
                _table(written.rules / f"{name}.csv", ("sku",), ((sku,) for sku in products))
    _write_catalogue(written.catalogue, day, dialect)
    return written


def shop(day: ChainDay) -> str:
    """Return the shop block."""
    return SHOP.format(title=_clean(f"{day.chain} {', '.join(day.shops)}, {day.day}"))


def rules_text(rules: Iterable[Rule]) -> Iterable[str]:
    """Yield the blocks of some rules; a coupon comes before the first rule that needs it."""
    known: set[str] = set()
    for rule in rules:
        if rule.coupon is not None and rule.coupon not in known and _is_first(rule):
            known.add(rule.coupon)
            yield f'coupon {rule.coupon} "{title(rule)}" {{\n  code  "{code_of(rule)}"\n}}\n'
        for name, products in _sets(rule):
            yield f"set {name} = {_listed(name, products)}"
        yield rule_text(rule)


def rule_text(rule: Rule) -> str:
    """Return the block of one promotion."""
    published = rule.published
    clauses = [f"from   {published.first_day}", f"until  {published.last_day}"]
    if published.shop:
        clauses.append(f'stores "{_clean(published.shop)}"')
    if published.club or any(line.reward == CLUB_PRICE for line in rule.lines):
        clauses.append("for    members")
    clauses.append(f"give   {give(rule)}")
    if words.by_credit_card(published.words):
        clauses.append("when   payment is card")
    if rule.coupon is not None:
        clauses.append(f"needs  coupon {rule.coupon}")
    if rule.limit is not None:
        clauses.append(f"limit  {rule.limit[0]} {rule.limit[1]} per basket")
    body = "".join(f"  {clause}\n" for clause in clauses)
    return f'promotion {rule.name} "{title(rule)}" {{\n{body}}}\n'


def give(rule: Rule) -> str:
    """Return the reward as a sentence."""
    names = [name for name, _ in _sets(rule)]
    goods = names[0]
    match rule.mechanic:
        case mechanics.Each(price_minor=price, weighed=weighed):
            return f"{goods} for {money(price)} {'per kg' if weighed else 'each'}"
        case mechanics.FromWeight(weight_milli=weight, total_minor=total):
            return f"{goods} from {kilograms(weight)} at {per_kg(total, weight)} per kg"
        case mechanics.SomeFor(count=count, total_minor=0):
            return f"{count} of {goods} free"
        case mechanics.SomeFor(count=count, total_minor=total):
            return f"{count} of {goods} for {money(total)}"
        case mechanics.PercentOff(rate_bp=rate, minimum=minimum):
            return f"{percent(rate)} off {goods}{_from(minimum)}"
        case mechanics.AmountOff(amount_minor=amount, minimum=minimum):
            return f"{money(amount)} off each {goods}{_from(minimum)}"
        case mechanics.NthOff(size=size, rate_bp=rate, identical=identical):
            kept = f"identical {goods}" if identical else goods
            if rate == BP:
                return f"{size} for {size - 1} on {kept}"
            return f"every {ordinal(size)} {kept} {percent(rate)} off"
        case mechanics.Together(counts=counts):
            slots = (f"{count} {name}" for count, name in zip(counts, names, strict=True))
            return f"bundle {' + '.join(slots)} free"


def per_kg(total_minor: int, weight_milli: int) -> str:
    """Return the price of a kilogram: in agorot where that gives the total, else finer."""
    plain = _half_up(total_minor * WHOLE, weight_milli)
    if _half_up(plain * weight_milli, WHOLE) == total_minor:
        return money(plain)
    fine = _half_up(total_minor * WHOLE * PRICE_SCALE, weight_milli * 100)
    return f"{format_scaled(fine, 4)} ILS"


def money(minor: int) -> str:
    """Return an amount as the language writes it."""
    return f"{format_scaled(minor, 2)} ILS"


def percent(rate_bp: int) -> str:
    """Return a percent as the language writes it."""
    text = format_scaled(rate_bp, 2)
    return f"{text.rstrip('0').rstrip('.')}%"


def kilograms(milli: int) -> str:
    """Return a weight as the language writes it."""
    return f"{format_scaled(milli, 3).rstrip('0').rstrip('.')} kg"


def ordinal(number: int) -> str:
    """Return ``2nd``, ``3rd``, ``4th``."""
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"


def title(rule: Rule) -> str:
    """Return the words of a promotion; a straight quotation mark would end the text."""
    return _clean(rule.published.words) or rule.name


def _clean(words: str) -> str:
    return _printable(words.replace('"', "״").replace("\\", "/"))


def _printable(words: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def code_of(rule: Rule) -> str:
    """Return the code that a customer shows: the chain publishes none, so its own number."""
    return rule.published.name


def _is_first(rule: Rule) -> bool:
    return rule.name.count("-") == 1 or rule.name.endswith("-1")


def _sets(rule: Rule) -> list[tuple[str, tuple[str, ...]]]:
    """Return the sets of a rule, by name; products are in one even if listed twice."""
    base = f"s{rule.name[1:]}"
    if len(rule.goods) == 1:
        return [(base, barcodes(rule.goods[0]))]
    return [(f"{base}-{_letters(n)}", barcodes(group)) for n, group in enumerate(rule.goods)]


def _letters(number: int) -> str:
    """Return ``a`` to ``z``, then ``aa``, ``ab`` …."""
    more, last = divmod(number, 26)
    return (_letters(more - 1) if more else "") + chr(ord("a") + last)


def _listed(name: str, products: Sequence[str]) -> str:
    if len(products) > LISTED_IN_LINE:
        return f'products in "{name}.csv"'
    return "sku " + ", ".join(f'"{sku}"' for sku in products)


def _from(minimum: int) -> str:
    return f" from {minimum}" if minimum > 1 else ""


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def deposit_sku(minor: int) -> str:
    """Return the article that stands for a deposit of so many agorot."""
    return f"PIKADON-{minor}"


def _write_catalogue(folder: Path, day: ChainDay, dialect: Dialect) -> None:
    """Write the products that have a price; a deposit is an article of its own.

    A promotion on a product that "takes no discount" is the chain's own exception: the word then
    only keeps other promotions away, of which there are none.
    """
    promoted = {line.barcode for one in day.promotions for line in one.lines}
    products: list[tuple[str, ...]] = []
    prices: list[tuple[str, str]] = []
    for barcode, article in day.articles.items():
        price = goods_price(day, dialect, barcode)
        if price is None:
            continue
        deposit = dialect.deposits.get(barcode, 0)
        name = _printable(article.name)
        products.append((
            barcode, name or barcode, "A", "kg" if article.weighed else "szt",
            "yes" if article.discountable or barcode in promoted else "no",
            deposit_sku(deposit) if deposit else "",
        ))  # fmt: skip
        prices.append((barcode, format_scaled(price, 2)))
    for minor in sorted(set(dialect.deposits.values())):
        products.append((deposit_sku(minor), "פיקדון", "", "szt", "no", ""))
        prices.append((deposit_sku(minor), format_scaled(minor, 2)))
    columns = ("sku", "name", "vat", "unit", "discountable", "deposit")
    _table(folder / "products.csv", columns, products)
    _table(folder / "prices.csv", ("sku", "price"), prices)


def _table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
