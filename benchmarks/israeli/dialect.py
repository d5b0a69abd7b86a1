"""How one chain writes percents and deposits, found out from its own figures.

Nothing here is a table of chains, so that a chain nobody has seen is read as well.

- **Percents** are whole percents or hundredths of them (``2000`` is 20 %). Of rewards that are a
  percent, one above 100 settles it for the chain.
- **Deposits** lie inside a published price. The price list of some chains leaves them out, so the
  percent only comes out right on list price plus deposit; others include them on both sides and
  reckon the percent without. A percent that agrees with exactly one deposit, and not with none,
  gives the product that deposit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.israeli import words
from benchmarks.israeli.published import ChainDay, Line, Published

WHOLE: Final = 1_000
# The least weight that means "any weight": ten grams.
ANY_WEIGHT_MILLI: Final = 99
PERCENT_REWARDS: Final = frozenset({0, 2, 7, 8, 9})
PRICED_REWARDS: Final = frozenset({1, 3, 5, 10})
BP: Final = 10_000
# 0.30 a bottle or can; packs of those sizes are sold.
DEPOSIT_MINOR: Final = 30
PACKS: Final = (1, 2, 3, 4, 6, 8, 12, 18, 20, 24)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a chain writes on one day.

    Attributes:
        rate_divisor: Printed rates (in hundredths) are divided by this to give basis points.
        deposits: Deposit of a product in agorot, where it has one.
        in_list_price: Products whose list price includes the deposit too.
    """

    rate_divisor: int
    deposits: Mapping[str, int]
    in_list_price: frozenset[str]

    def rate_bp(self, line: Line) -> int | None:
        """Return a printed percent in basis points."""
        return None if line.rate is None else round(line.rate / self.rate_divisor)


def dialect_of(day: ChainDay) -> Dialect:
    """Find out how a chain writes."""
    divisor = _rate_divisor(day)
    votes: dict[str, Counter[tuple[int, bool]]] = defaultdict(Counter)
    for promotion in day.promotions:
        for line in promotion.lines:
            if (found := _deposit(day, promotion, line, divisor)) is not None:
                votes[line.barcode][found] += 1
    decided = {barcode: counter.most_common(1)[0][0] for barcode, counter in votes.items()}
    in_list_price = frozenset(b for b, (minor, inside) in decided.items() if minor and inside)
    deposits = {barcode: minor for barcode, (minor, _) in decided.items() if minor}
    for barcode, minor in _of_the_family(day, decided):
        deposits.setdefault(barcode, minor)
    return Dialect(divisor, deposits, in_list_price)


def percent_bp(list_minor: int, price_minor: int, *, milli: int = WHOLE) -> int:
    """Return the percent off in basis points, half up.

    Args:
        list_minor: What it costs without the promotion.
        price_minor: What it costs with it.
        milli: Thousandths of a unit; 1 000 but for the groups of one chain, which takes the price
            of N for that of one: its saving is told of the list price and N - 1 promotional ones.
    """
    whole = list_minor * WHOLE + (milli - WHOLE) * price_minor
    off = (list_minor - price_minor) * WHOLE
    return (2 * BP * off + whole) // (2 * whole) if whole > 0 else 0


def amount_of(quantity_milli: int) -> int:
    """Return a quantity for reckoning: any weight counts as one kilogram."""
    return WHOLE if quantity_milli <= ANY_WEIGHT_MILLI else quantity_milli


def _rate_divisor(day: ChainDay) -> int:
    rates = [
        line.rate
        for promotion in day.promotions
        for line in promotion.lines
        if line.rate is not None and (line.reward in PERCENT_REWARDS or not line.price_minor)
    ]
    return 100 if any(rate > BP for rate in rates) else 1


def _deposit(
    day: ChainDay, promotion: Published, line: Line, divisor: int
) -> tuple[int, bool] | None:
    """Return a line's deposit and whether the list price has it; ``None`` where nothing tells."""
    if line.reward not in PRICED_REWARDS or not line.price_minor:
        return None
    if (said := _deposit_in_words(promotion, line)) is not None:
        return said, False
    listed = day.list_price(line.barcode)
    if listed is None or not line.rate or line.rate < 0:
        return None
    rate, amount = round(line.rate / divisor), amount_of(line.quantity_milli)
    for minor in (0, *(DEPOSIT_MINOR * pack for pack in PACKS)):
        deposit = minor * amount // WHOLE
        if deposit >= line.price_minor:
            return None
        for inside in (False, True):
            price = line.price_minor - (deposit if inside else 0)
            base = (listed + (-minor if inside else minor)) * amount // WHOLE
            if agrees(base, price, amount, rate):
                return minor, inside
    return None


def agrees(list_minor: int, price_minor: int, milli: int, rate_bp: int, slack_bp: int = 2) -> bool:
    """Tell whether a printed percent is that of two amounts, in any way a chain reckons it.

    Percents are printed with two decimals, of prices that are whole agorot; one chain first rounds
    the price of one unit.
    """
    prices = {price_minor}
    if milli % WHOLE == 0:
        count = milli // WHOLE
        prices.add((2 * price_minor + count) // (2 * count) * count)
    return any(
        abs(percent_bp(list_minor, price, milli=base) - rate_bp) <= slack_bp
        for price in prices
        for base in {WHOLE, milli}
    )


def _deposit_in_words(promotion: Published, line: Line) -> int | None:
    """Return the deposit where the words name one and a price without it."""
    said = words.deal(promotion.words) if words.names_deposit(promotion.words) else None
    if said is None or line.price_minor is None or line.quantity_milli != said[0] * WHOLE:
        return None
    each, rest = divmod(line.price_minor - said[1], said[0])
    return each if rest == 0 and each > 0 and each % DEPOSIT_MINOR == 0 else None


def _of_the_family(
    day: ChainDay, decided: Mapping[str, tuple[int, bool]]
) -> Iterator[tuple[str, int]]:
    """Yield products nothing tells of, which share price and promotion with known bottles."""
    for promotion in day.promotions:
        prices: dict[int | None, Counter[int]] = defaultdict(Counter)
        for line in promotion.lines:
            if line.barcode in decided:
                prices[line.price_minor][decided[line.barcode][0]] += 1
        for line in promotion.lines:
            if line.barcode not in decided and (known := prices.get(line.price_minor)):
                minor = known.most_common(1)[0][0]
                if minor:
                    yield line.barcode, minor
