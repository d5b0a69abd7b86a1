"""The best deal as an integer program, written from docs/explanation/best-deal.md for HiGHS.

Every application that a sentence allows becomes a column with the amount it really takes off; a row
for each article says that a unit is in at most one of them. Nothing here comes from the solver's
code: groups are listed, not built.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, combinations_with_replacement

import highspy
import numpy as np

from pricing.rewards import (
    Amount,
    AmountOff,
    Bundle,
    BuyGet,
    CheapestOf,
    Effect,
    FixedPrice,
    GroupOf,
    Percent,
    PercentOff,
    PriceScale,
    Slot,
)

FLOOR = 1
Group = tuple[int, ...]  # articles by position, dearest first; one entry a unit


@dataclass(frozen=True)
class Article:
    """Some units of one product at one price."""

    sku: str
    price: int
    count: int


@dataclass(frozen=True)
class Rule:
    """One promotion as its sentence reads; ``members`` are the SKUs of each set by its number."""

    reward: object
    members: dict[int, frozenset[str]]
    priority: int = 0
    times: int | None = None
    units: int | None = None
    over_reward: bool = False
    exclusive: str | None = None


@dataclass
class _Program:
    """Columns and rows, filled rule by rule."""

    value: list[list[int]] = field(default_factory=list)  # by level, then by column
    upper: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, dict[int, int]]] = field(default_factory=list)

    def column(self, level: int, value: int, upper: float) -> int:
        for number, values in enumerate(self.value):
            values.append(value if number == level else 0)
        self.upper.append(upper)
        return len(self.upper) - 1

    def row(self, lower: float, upper: float, entries: dict[int, int]) -> None:
        if entries:
            self.rows.append((lower, upper, entries))


INFINITY = float("inf")
BIG = 10_000


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def best_savings(articles: Sequence[Article], rules: Sequence[Rule]) -> list[int]:
    """The best saving of each priority, highest first: the first is maximised, then the next."""
    levels = sorted({-rule.priority for rule in rules})
    program = _Program([[] for _ in levels])
    uses: list[dict[int, int]] = [{} for _ in articles]
    whole: list[tuple[int, frozenset[str]]] = []  # what ``cheapest of`` looks at when it applies
    columns: list[range] = []
    for rule in rules:
        level = levels.index(-rule.priority)
        before = len(program.upper)
        if isinstance(rule.reward, CheapestOf):
            whole += _cheapest(program, level, rule, articles, uses)
        elif isinstance(rule.reward, PriceScale | PercentOff | AmountOff | FixedPrice):
            _lines(program, level, rule, articles, uses)
        else:
            _grouped(program, level, rule, articles, uses)
        columns.append(range(before, len(program.upper)))
    for position, article in enumerate(articles):
        program.row(-INFINITY, article.count, uses[position])
    for applies, members in whole:
        for position, article in enumerate(articles):
            if article.sku in members:
                program.row(0, INFINITY, {**uses[position], applies: -article.count})
    if any(rule.exclusive is not None for rule in rules):
        _exclusions(program, rules, columns)
    return _solve(program)


def _exclusions(program: _Program, rules: Sequence[Rule], columns: Sequence[range]) -> None:
    """At most one of a group applies; beside a lone exclusive nothing does."""
    applies = []
    for mine in columns:
        applies.append(program.column(0, 0, 1))
        for column in mine:
            program.row(-INFINITY, 0, {column: 1, applies[-1]: -BIG})
    for one, rule in enumerate(rules):
        for other in range(len(rules)):
            shared = other > one and rule.exclusive == rules[other].exclusive
            if other != one and (rule.exclusive == "" or (rule.exclusive and shared)):
                program.row(-INFINITY, 1, {applies[one]: 1, applies[other]: 1})


# --- what a sentence allows -----------------------------------------------------------------------


def effect_off(effect: Effect, base: int) -> int:
    if isinstance(effect, Percent):
        return half_up(base * effect.rate_bp, 10_000)
    if isinstance(effect, Amount):
        return min(base, effect.amount_minor)
    return max(0, base - effect.price_minor)


def taken_off(rule: Rule, group: Group, rewarded: Group, articles: Sequence[Article]) -> int:
    off = effect_off(rule.reward.effect, sum(articles[a].price for a in rewarded))
    bearing = rewarded if rule.over_reward else group
    return min(off, sum(articles[a].price - FLOOR for a in bearing))


def _pools(rule: Rule, target, articles: Sequence[Article]) -> list[list[int]]:
    """Positions of a target's articles, dearest first; each product by itself if it says so."""
    found = [p for p, article in enumerate(articles) if article.sku in rule.members[target.number]]
    found.sort(key=lambda p: -articles[p].price)
    return [[p] for p in found] if target.identical else [found]


def _multisets(pool: Sequence[int], size: int, articles: Sequence[Article]) -> Iterator[Group]:
    for group in combinations_with_replacement(pool, size):
        if all(group.count(a) <= articles[a].count for a in set(group)):
            yield group


def groups(rule: Rule, articles: Sequence[Article]) -> Iterator[tuple[Group, Group]]:
    """Every group that a sentence allows, with its rewarded units."""
    reward = rule.reward
    if isinstance(reward, GroupOf):
        for pool in _pools(rule, reward.target, articles):
            for group in _multisets(pool, reward.size, articles):
                yield group, group[reward.size - reward.rewarded :]
        return
    slots = reward.slots if isinstance(reward, Bundle) else (reward.buy, reward.get)
    reach = frozenset().union(*[rule.members[slot.target.number] for slot in slots])
    pool = [p for p, article in enumerate(articles) if article.sku in reach]
    pool.sort(key=lambda p: -articles[p].price)
    for group in _multisets(pool, sum(slot.count for slot in slots), articles):
        if isinstance(reward, Bundle):
            if _fills(rule, reward.slots, [articles[a].sku for a in group]):
                yield group, group
        else:
            rewarded = _given(rule, reward, group, articles)
            if rewarded is not None:
                yield group, rewarded


def _fills(rule: Rule, slots: Sequence[Slot], skus: list[str]) -> bool:
    wanted = [slot.target.number for slot in slots for _ in range(slot.count)]
    if not wanted:
        return True
    first = skus[0]
    for position, slot in enumerate(slots):
        if slot.count and first in rule.members[slot.target.number]:
            less = [Slot(s.count - (position == other), s.target) for other, s in enumerate(slots)]
            if _fills(rule, less, skus[1:]):
                return True
    return False


def _given(rule: Rule, reward: BuyGet, group: Group, articles: Sequence[Article]) -> Group | None:
    """The cheapest units of a group that can be given while the others can be bought."""
    bought, given = (rule.members[s.target.number] for s in (reward.buy, reward.get))
    best = None
    for places in combinations(range(len(group)), reward.get.count):
        ours = tuple(group[i] for i in places)
        others = [group[i] for i in range(len(group)) if i not in places]
        allowed = all(articles[a].sku in given for a in ours)
        if allowed and all(articles[a].sku in bought for a in others):
            price = sum(articles[a].price for a in ours)
            if best is None or price < best[0]:
                best = price, ours
    return None if best is None else best[1]


def _grouped(program, level, rule, articles, uses) -> None:
    columns: dict[int, int] = {}
    reward = rule.reward
    rewarded_units = 1
    for group, rewarded in groups(rule, articles):
        value = taken_off(rule, group, rewarded, articles)
        rewarded_units = len(rewarded)
        if value > 0:
            column = program.column(level, value, INFINITY)
            columns[column] = 1
            for a in set(group):
                uses[a][column] = group.count(a)
    if isinstance(reward, GroupOf) or columns:
        if rule.times is not None:
            program.row(-INFINITY, rule.times, columns)
        if rule.units is not None:
            program.row(-INFINITY, rule.units // rewarded_units, columns)


def _cheapest(program, level, rule, articles, uses) -> list[tuple[int, frozenset[str]]]:
    """Once: all units of the set that nothing else takes; the cheapest of them is rewarded."""
    reward = rule.reward
    (pool,) = _pools(rule, reward.target, articles)
    if rule.times == 0 or rule.units == 0:
        return []
    most = sum(article.price * article.count for article in articles)
    off = program.column(level, 1, INFINITY)
    applies = program.column(level, 0, 1)
    lowest = {a: program.column(level, 0, 1) for a in pool}
    taking = {a: program.column(level, 0, articles[a].count) for a in pool}
    for a in pool:
        uses[a][taking[a]] = 1
        # What is cheaper than the rewarded unit is not among them.
        program.row(0, INFINITY, {taking[a]: 1, lowest[a]: -1})
        dearer = {
            lowest[b]: articles[a].count for b in pool if articles[b].price > articles[a].price
        }
        program.row(-INFINITY, articles[a].count, {taking[a]: 1, **dearer})
        program.row(-INFINITY, 0, {taking[a]: 1, applies: -articles[a].count})
    program.row(0, 0, {**dict.fromkeys(lowest.values(), 1), applies: -1})
    program.row(0, INFINITY, {**dict.fromkeys(taking.values(), 1), applies: -reward.minimum})
    bearing = lowest if rule.over_reward else taking
    program.row(-INFINITY, 0, {off: 1, **{bearing[a]: FLOOR - articles[a].price for a in pool}})
    program.row(
        -INFINITY, 0,
        {off: 1, **{lowest[a]: -effect_off(reward.effect, articles[a].price) for a in pool}},
    )  # fmt: skip
    program.row(-INFINITY, 0, {off: 1, applies: -most - 1})
    program.row(0, INFINITY, {off: 1, applies: -1})
    return [(applies, rule.members[reward.target.number])]


def _lines(program, level, rule, articles, uses) -> None:
    """So many units of each article, rounded once; together they reach a minimum or a step."""
    reward = rule.reward
    steps = [(1, None, None)]
    if isinstance(reward, PriceScale):
        ends = [*[step.start - 1 for step in reward.steps[1:]], None]
        steps = [(s.start, e, s.price_e4) for s, e in zip(reward.steps, ends, strict=True)]
    elif isinstance(reward, PercentOff | AmountOff):
        steps = [(reward.minimum, None, None)]
    lowered: dict[int, int] = {}
    for pool in _pools(rule, reward.target, articles):
        reached = []
        for step in steps:
            reached.append(program.column(level, 0, 1))
            lowered |= _step(program, level, reward, pool, articles, uses, step, reached[-1])
        program.row(-INFINITY, 1, dict.fromkeys(reached, 1))
    if rule.units is not None:
        program.row(-INFINITY, rule.units, lowered)


def _step(program, level, reward, pool, articles, uses, step, chosen) -> dict[int, int]:
    """One step for one pool; returns how many units each column lowers."""
    start, end, price_e4 = step
    lowered: dict[int, int] = {}
    # Units that are not lowered may help to reach the start, and do nothing else.
    helpers: dict[int, int] = {}
    for a in pool:
        once: dict[int, int] = {chosen: -1}
        for count in range(1, articles[a].count + 1):
            value = _line_off(reward, price_e4, articles[a].price, count)
            if value:
                column = program.column(level, value, 1)
                once[column] = 1
                lowered[column] = uses[a][column] = count
        program.row(-INFINITY, 0, once)
        if start > 1:
            column = program.column(level, 0, articles[a].count)
            helpers[column] = uses[a][column] = 1
            program.row(-INFINITY, 0, {column: 1, chosen: -articles[a].count})
    helping = program.column(level, 0, 1)
    counts = lowered | helpers
    program.row(0, INFINITY, {**counts, chosen: -start})
    # What lowers nothing does not apply, and takes nothing from others.
    program.row(0, INFINITY, {**lowered, chosen: -1})
    program.row(-INFINITY, 0, {**helpers, helping: -BIG})
    program.row(-INFINITY, start + BIG, {**counts, helping: BIG})
    if end is not None:
        program.row(-INFINITY, BIG, {**counts, chosen: BIG - end})
    return lowered


def _line_off(reward, price_e4: int | None, price: int, count: int) -> int:
    total = price * count
    if isinstance(reward, PercentOff):
        off = half_up(total * reward.rate_bp, 10_000)
    elif isinstance(reward, AmountOff):
        off = reward.amount_minor * count
    elif isinstance(reward, FixedPrice):
        off = total - half_up(reward.price_e4 * count, 100)
    else:
        off = 0 if price_e4 is None else total - half_up(price_e4 * count, 100)
    return max(0, min(off, total - FLOOR * count))


# --- HiGHS ----------------------------------------------------------------------------------------


def _solve(program: _Program) -> list[int]:
    best: list[int] = []
    for values in program.value:
        best.append(_maximise(program, values))
        entries = {column: value for column, value in enumerate(values) if value}
        program.row(best[-1] - 0.5, INFINITY, entries)
    return best


def _maximise(program: _Program, values: Sequence[int]) -> int:
    if not any(values):
        return 0
    count = len(values)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(program.rows)
    lp.col_cost_ = -np.array(values, dtype=np.double)
    lp.col_lower_ = np.zeros(count)
    lp.col_upper_ = np.array(program.upper, dtype=np.double)
    lp.row_lower_ = np.array([row[0] for row in program.rows], dtype=np.double)
    lp.row_upper_ = np.array([row[1] for row in program.rows], dtype=np.double)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    starts, index, entry = [0], [], []
    for _, _, entries in program.rows:
        index += entries.keys()
        entry += entries.values()
        starts.append(len(index))
    lp.a_matrix_.start_ = np.array(starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(index, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(entry, dtype=np.double)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    solver = highspy.Highs()
    for option, setting in (
        ("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5),
    ):  # fmt: skip
        solver.setOptionValue(option, setting)
    solver.passModel(lp)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, solver.getModelStatus()
    return round(-solver.getInfo().objective_function_value)
