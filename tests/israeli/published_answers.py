"""What the chain published that a basket costs: its fields, read by the README of the data."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.israeli.dialect import ANY_WEIGHT_MILLI, BP, WHOLE
from benchmarks.israeli.mechanics import Rule, Together
from tests.israeli.chain_days import Goods, Loaded, goods_of, half_up, is_lower


@dataclass(frozen=True)
class Answer:
    """Two baskets of one promotion and what they cost.

    ``fewer`` is ``None`` where the least quantity is one piece or any weight.
    """

    rule: Rule
    basket: list[Goods]
    due_minor: int
    fewer: list[Goods] | None

    @property
    def fewer_due_minor(self) -> int:
        return sum(goods.gross_minor for goods in self.fewer)


def answers(loaded: Loaded, rule: Rule) -> Iterator[Answer]:
    """Yield the baskets of a rule: of one product, and of two mixed where two can be had."""
    if isinstance(rule.mechanic, Together):
        yield _free_groups(loaded, rule)
        return
    lines = [line for line in rule.lines if is_lower(loaded, line)]
    lines.sort(key=lambda line: (line.barcode not in loaded.conversion.day.articles, line.barcode))
    if not lines:
        return
    line = lines[0]
    weighed = is_weighed(loaded, rule, line)
    pieces = max(1, line.quantity_milli // WHOLE)
    if line.reward in (1, 3, 10) and line.price_minor:
        yield from _priced(loaded, rule, lines, weighed=weighed, pieces=pieces)
    elif line.reward == 0 and (line.rate or 0) not in (BP, BP // 2) and line.price_minor:
        yield _together(loaded, rule, [line], pieces)
    else:
        yield _rated(loaded, rule, line, pieces)


def is_weighed(loaded: Loaded, rule: Rule, line) -> bool:
    """Tell whether a line is sold by the kilogram; the unknown ones are like those beside them."""
    if line.quantity_milli % WHOLE:
        return True
    articles = loaded.conversion.day.articles
    beside = [line] if line.barcode in articles else rule.published.lines
    known = [articles[one.barcode].weighed for one in beside if one.barcode in articles]
    return bool(known) and all(known)


def _priced(loaded, rule, lines, *, weighed, pieces) -> Iterator[Answer]:
    line = lines[0]
    if weighed:
        any_weight = line.quantity_milli <= ANY_WEIGHT_MILLI
        milli = WHOLE if any_weight else line.quantity_milli
        basket = [goods_of(loaded, line, milli, weighed=True)]
        fewer = None if any_weight else [goods_of(loaded, line, milli - 1, weighed=True)]
        yield Answer(rule, basket, line.price_minor, fewer)
        return
    yield _together(loaded, rule, [line], pieces)
    others = [one for one in lines[1:] if not is_weighed(loaded, rule, one)]
    if pieces > 1 and others:
        yield _together(loaded, rule, [line, others[-1]], pieces)


def _together(loaded, rule, lines, pieces) -> Answer:
    """So many pieces of one product, or of two: the published price, each by its share."""
    counts = [pieces] if len(lines) == 1 else [pieces - 1, 1]
    pairs = list(zip(lines, counts, strict=True))
    basket = [goods_of(loaded, line, count, weighed=False) for line, count in pairs]
    due = sum(line.price_minor * count for line, count in pairs) // pieces
    fewer = [
        goods_of(loaded, line, count, weighed=False)
        for line, count in [(pairs[0][0], pairs[0][1] - 1), *pairs[1:]]
        if count
    ]
    return Answer(rule, basket, due, fewer if pieces > 1 else None)


def _rated(loaded, rule, line, pieces) -> Answer:
    """A percent: of all pieces, or of one among several where the code says so."""
    rate = loaded.conversion.dialect.rate_bp(line) or BP
    is_free_group = rate == BP and line.reward in (2, 3, 10) and rule.coupon is not None
    if line.reward == 0:
        pieces += 1
    one_of_many = line.reward in (0, 7, 8, 9) or (line.quantity_milli == 0)
    if one_of_many or (line.reward == 2 and rate == BP and not is_free_group and pieces > 1):
        pieces = max(2, pieces)
        rewarded = 1
    else:
        rewarded = pieces
    basket = [goods_of(loaded, line, pieces, weighed=False)]
    off = half_up(basket[0].list_minor * rate, BP) * rewarded
    fewer = [goods_of(loaded, line, pieces - 1, weighed=False)] if pieces > 1 else None
    return Answer(rule, basket, basket[0].gross_minor - off, fewer)


def _free_groups(loaded, rule) -> Answer:
    """So many of each group for nothing."""
    basket = [
        goods_of(loaded, group[0], max(1, group[0].quantity_milli // WHOLE), weighed=False)
        for group in rule.goods
    ]
    deposits = sum(goods.deposit_minor * goods.amount for goods in basket)
    return Answer(rule, basket, deposits, basket[1:])
