"""From published fields to a mechanic of the language, or to the cause why there is none."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from benchmarks.israeli import words
from benchmarks.israeli.causes import Cause, unreadable
from benchmarks.israeli.dialect import (
    ANY_WEIGHT_MILLI,
    BP,
    PRICED_REWARDS,
    WHOLE,
    Dialect,
    amount_of,
)
from benchmarks.israeli.published import ChainDay, Line, Published
from pricing.limits import LINE_QUANTITY_MAX

NO_DEPOSIT: Final = 0


@dataclass(frozen=True, slots=True)
class Each:
    """A promotional price, agorot a piece or kilogram, for any quantity."""

    price_minor: int
    weighed: bool


@dataclass(frozen=True, slots=True)
class FromWeight:
    """From this weight on, all of it at what this weight costs together."""

    weight_milli: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class SomeFor:
    """So many, any mix, for this together."""

    count: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class PercentOff:
    """Basis points off each, from so many on."""

    rate_bp: int
    minimum: int


@dataclass(frozen=True, slots=True)
class NthOff:
    """Of each so many the cheapest one has basis points off."""

    size: int
    rate_bp: int
    identical: bool = False


@dataclass(frozen=True, slots=True)
class AmountOff:
    """An amount off each, from so many on."""

    amount_minor: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Together:
    """So many of each of several groups of goods, free together."""

    counts: tuple[int, ...]


Mechanic = Each | FromWeight | SomeFor | PercentOff | NthOff | AmountOff | Together


@dataclass(frozen=True, slots=True)
class Rule:
    """One promotion of a rule file.

    Attributes:
        name: Its identifier.
        published: What it was made from.
        mechanic: What it gives.
        goods: One group of lines, or several for ``Together``.
        limit: The most, and of what (``units``, ``times``, ``kg``), or ``None``.
        coupon: Identifier of the coupon it needs, or ``None``.
    """

    name: str
    published: Published
    mechanic: Mechanic
    goods: tuple[tuple[Line, ...], ...]
    limit: tuple[int, str] | None
    coupon: str | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of every group."""
        return tuple(line for group in self.goods for line in group)


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of a published promotion: rules, or a cause."""

    published: Published
    rules: tuple[Rule, ...]
    cause: Cause | None = None


@dataclass(frozen=True, slots=True, order=True)
class _Terms:
    """What the lines of one rule have in common.

    Attributes:
        reward: Its code.
        quantity_milli: The least quantity.
        price_minor: The price of it, deposits left out; -1 where there is none.
        rate_bp: The percent where it is the reward; 0 where it is only told.
        weighed: Sold by the kilogram.
    """

    reward: int
    quantity_milli: int
    price_minor: int
    rate_bp: int
    weighed: bool


def convert(day: ChainDay, dialect: Dialect, promotion: Published) -> Converted:
    """Say a published promotion in the language.

    Lines of one promotion may have several terms (a bottle with its deposit beside one without);
    each set of terms becomes a rule.
    """
    if (cause := unreadable(promotion)) is not None:
        return Converted(promotion, (), cause)
    lines, carrier = _without_carrier(day, promotion)
    coupon = f"k-{promotion.name}" if promotion.coupon or carrier else None
    terms: dict[_Terms, list[Line]] = defaultdict(list)
    weighed = _weighed(day, promotion)
    for line in lines:
        terms[_terms(dialect, line, weighed[line.barcode])].append(line)
    if coupon is not None and len(terms) > 1 and all(_is_free(one) for one in terms):
        return _bundle(promotion, terms, coupon)
    rules = []
    for number, (one, members) in enumerate(sorted(terms.items()), start=1):
        found = _mechanic(promotion, one)
        if isinstance(found, Cause):
            return Converted(promotion, (), found)
        name = f"p-{promotion.name}" + (f"-{number}" if len(terms) > 1 else "")
        limit = _limit(promotion, found, coupon)
        rules.append(Rule(name, promotion, found, (tuple(members),), limit, coupon))
    return Converted(promotion, tuple(rules))


def carrier_of(day: ChainDay, promotion: Published) -> str | None:
    """Return the barcode of the coupon that lies among the goods of a coupon-carrier promotion."""
    return _without_carrier(day, promotion)[1]


def _without_carrier(day: ChainDay, promotion: Published) -> tuple[tuple[Line, ...], str | None]:
    """Take out the line that is the coupon itself: one piece, same price, unknown to the shop."""
    lines = promotion.lines
    if not any(line.reward == 0 and line.price_minor for line in lines):
        return lines, None
    single = [line for line in lines if line.quantity_milli == WHOLE]
    more = [line for line in lines if line.quantity_milli > WHOLE]
    if len(single) == 1 and more and single[0].price_minor == more[0].price_minor:
        return tuple(more), single[0].barcode
    return lines, None


def _weighed(day: ChainDay, promotion: Published) -> dict[str, bool]:
    """Tell of each product whether it is weighed; unknown ones are like the known ones."""
    known = {
        line.barcode: day.articles[line.barcode].weighed
        for line in promotion.lines
        if line.barcode in day.articles
    }
    others = bool(known) and all(known.values())
    return {
        line.barcode: line.quantity_milli % WHOLE != 0 or known.get(line.barcode, others)
        for line in promotion.lines
    }


def _terms(dialect: Dialect, line: Line, weighed: bool) -> _Terms:
    rate = dialect.rate_bp(line) or 0
    price = -1 if line.price_minor is None else line.price_minor
    if line.reward in PRICED_REWARDS and price > 0:
        deposit = dialect.deposits.get(line.barcode, NO_DEPOSIT)
        price -= deposit * amount_of(line.quantity_milli) // WHOLE
        rate = 0
    elif line.reward == 0 and rate not in (BP, BP // 2) and price > 0:
        rate = 0
    else:
        # Of a percent the price differs from product to product and says nothing more.
        price = -1 if price != 0 else 0
    return _Terms(line.reward, line.quantity_milli, price, rate, weighed)


def _is_free(terms: _Terms) -> bool:
    return terms.price_minor <= 0 and terms.rate_bp == BP


def _bundle(promotion: Published, terms: dict[_Terms, list[Line]], coupon: str) -> Converted:
    """So many of one group and so many of another, all free with a coupon."""
    ordered = sorted(terms.items())
    rule = Rule(
        f"p-{promotion.name}",
        promotion,
        Together(tuple(max(1, one.quantity_milli // WHOLE) for one, _ in ordered)),
        tuple(tuple(members) for _, members in ordered),
        (1, "times"),
        coupon,
    )
    return Converted(promotion, (rule,))


def _mechanic(promotion: Published, terms: _Terms) -> Mechanic | Cause:
    count = max(1, terms.quantity_milli // WHOLE)
    if count > LINE_QUANTITY_MAX:
        return Cause.TOO_MANY
    match terms.reward:
        case 4:
            return Cause.NO_SUM
        case 6:
            return Cause.GIFT_UNMARKED
        case 11:
            return Cause.BY_HAND
        case 7 | 8 | 9:
            return NthOff(max(2, count), terms.rate_bp or BP, identical=terms.reward != 9)
        case 0 if terms.price_minor > 0 and _all_rates_missing(promotion):
            return Cause.GIFT_UNMARKED
        case 0 if terms.price_minor <= 0:
            return NthOff(count + 1, terms.rate_bp) if terms.rate_bp else Cause.NO_VALUE
    if terms.price_minor > 0:
        return _priced(terms, count)
    return _rated(promotion, terms, count)


def _all_rates_missing(promotion: Published) -> bool:
    return all(line.rate is None for line in promotion.lines)


def _priced(terms: _Terms, count: int) -> Mechanic:
    if terms.weighed:
        if terms.quantity_milli <= ANY_WEIGHT_MILLI:
            return Each(terms.price_minor, weighed=True)
        return FromWeight(terms.quantity_milli, terms.price_minor)
    return (
        Each(terms.price_minor, weighed=False) if count == 1 else SomeFor(count, terms.price_minor)
    )


def _rated(promotion: Published, terms: _Terms, count: int) -> Mechanic | Cause:
    if terms.rate_bp <= 0:
        return Cause.NO_VALUE
    if terms.reward == 3 and terms.price_minor < 0:
        return AmountOff(terms.rate_bp, count)
    if terms.rate_bp > BP:
        return Cause.NO_VALUE
    if words.second_unit(promotion.words) and count <= 2:
        return NthOff(2, terms.rate_bp)
    if "קבל" in promotion.words and terms.rate_bp == BP:
        return Cause.GIFT_UNMARKED
    if terms.rate_bp == BP and count > 1:
        return SomeFor(count, 0) if promotion.coupon else NthOff(count, BP)
    return PercentOff(terms.rate_bp, count)


def _limit(promotion: Published, mechanic: Mechanic, coupon: str | None) -> tuple[int, str] | None:
    """Return the cap that the words name, in what the mechanic counts."""
    is_group = isinstance(mechanic, SomeFor | NthOff)
    if coupon is not None and _gives_away(mechanic):
        return 1, "times" if is_group else "units"
    said = words.limit(promotion.words)
    if said is None:
        return None
    # "2 for 100, limited to 2" means twice: one piece would never be enough.
    return (said[0], "times") if is_group else said


def _gives_away(mechanic: Mechanic) -> bool:
    """Tell whether goods are free: a coupon for them is used once."""
    match mechanic:
        case PercentOff(rate_bp=rate):
            return rate == BP
        case SomeFor(total_minor=total):
            return total == 0
        case _:
            return False


def barcodes(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the products of some lines, in order."""
    return tuple(sorted({line.barcode for line in lines}))


__all__ = [
    "AmountOff", "Cause", "Converted", "Each", "FromWeight", "Mechanic", "NthOff",
    "PercentOff", "Rule", "SomeFor", "Together", "barcodes", "carrier_of", "convert",
]  # fmt: skip
