"""Random baskets with competing promotions, in families that are hard for different reasons."""

from random import Random

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
    Price,
    PriceScale,
    Slot,
    Step,
    Target,
)
from tests.properties.integer_program import Article, Rule

SHELF = (50, 99, 100, 199, 249, 333, 499, 500, 501, 799, 999, 1000, 1299)


class Draw:
    """One random basket in the making; targets are numbered by what they hold."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.articles: list[Article] = []
        self.sets: dict[int, frozenset[str]] = {}

    def stock(self, kinds: int, prices: tuple[int, ...], most: int, units: int) -> None:
        left = units
        for number in range(kinds):
            count = min(left, self.random.randint(1, most))
            if count:
                self.articles.append(Article(f"a{number:02}", self.random.choice(prices), count))
            left -= count

    def target(self, share: float, *, identical: bool = False) -> Target:
        skus = [a.sku for a in self.articles]
        # Targets that hold other articles must not share a number.
        first = int(skus[0][1:])
        members = frozenset(s for s in skus if self.random.random() < share)
        members = members or frozenset([self.random.choice(skus)])
        number = 2 * sum(1 << first + skus.index(s) for s in members) + identical
        self.sets[number] = members
        return Target(f"set-{number}", lambda item: item.sku in members, number, False, identical)

    def effect(self, scale: int) -> Effect:
        pick = self.random.choice
        kind = self.random.randint(0, 4)
        if kind < 2:
            return Percent(10_000)
        if kind == 2:
            return Percent(pick([1_000, 2_000, 3_333, 5_000]))
        if kind == 3:
            return Amount(pick([1, 30, 150, 400]))
        return Price(pick([1, scale // 3, scale, 2 * scale]))

    def group(self, share: float = 0.5, sizes: tuple[int, int] = (2, 4)) -> GroupOf:
        size = self.random.randint(*sizes)
        rewarded = self.random.choice([1, 1, self.random.randint(1, size)])
        target = self.target(share, identical=self.random.random() < 0.15)
        return GroupOf(target, size, rewarded, self.effect(500))

    def bundle(self) -> Bundle:
        pick = self.random.choice
        slots = [Slot(pick([1, 1, 2]), self.target(0.4)) for _ in range(pick([2, 2, 3]))]
        return Bundle(tuple(slots), self.effect(700))

    def any_reward(self) -> object:
        pick = self.random.choice
        kind = self.random.randint(0, 9)
        if kind == 0:
            return PercentOff(self.target(0.5), pick([500, 1_500, 3_000]), pick([1, 1, 2, 3]))
        if kind == 1:
            return AmountOff(self.target(0.5), pick([30, 120]), pick([1, 1, 2]))
        if kind == 2:
            return FixedPrice(self.target(0.5), pick([4_900, 9_050, 30_000]))
        if kind == 3:
            steps = (Step(2, 45_000), Step(pick([3, 4]), 20_050))
            return PriceScale(self.target(0.5), steps)
        if kind == 4:
            return CheapestOf(self.target(0.6), pick([2, 3]), self.effect(300))
        if kind == 5:
            return self.bundle()
        if kind == 6:
            buy = Slot(pick([1, 2]), self.target(0.5))
            return BuyGet(buy, Slot(pick([1, 1, 2]), self.target(0.4)), self.effect(300))
        return self.group()

    def rule(self, reward: object, **traits: object) -> Rule:
        return Rule(reward, self.sets, **traits)


Basket = tuple[list[Article], list[Rule]]


def mixed(seed: int) -> Basket:
    """Every mechanic beside every other, with limits."""
    draw = Draw(seed)
    draw.stock(draw.random.randint(2, 5), SHELF, 3, 9)
    rules = []
    for _ in range(draw.random.randint(1, 4)):
        limits = draw.random.choice([{}, {}, {}, {"times": 1}, {"units": 2}])
        over = {"over_reward": True} if draw.random.random() < 0.2 else {}
        rules.append(draw.rule(draw.any_reward(), **limits, **over))
    return draw.articles, rules


def overlapping(seed: int) -> Basket:
    """Many N-for-M on sets that overlap."""
    draw = Draw(seed)
    draw.stock(draw.random.randint(4, 9), SHELF, 3, 14)
    return draw.articles, [draw.rule(draw.group(0.4)) for _ in range(draw.random.randint(3, 8))]


def six_of_many(seed: int) -> Basket:
    """Any six of many articles, beside smaller groups."""
    draw = Draw(seed)
    draw.stock(draw.random.randint(9, 12), SHELF, 1, 12)
    rules = [draw.rule(draw.group(0.9, (5, 6)))]
    rules += [draw.rule(draw.group(0.5, (2, 3))) for _ in range(draw.random.randint(1, 3))]
    return draw.articles, rules


def identical_prices(seed: int) -> Basket:
    """Everything costs the same, so that every choice ties with many."""
    draw = Draw(seed)
    price = draw.random.choice(SHELF)
    draw.stock(draw.random.randint(3, 7), (price,), 4, 12)
    return draw.articles, [draw.rule(draw.any_reward()) for _ in range(draw.random.randint(2, 5))]


def grosze(seed: int) -> Basket:
    """Prices of a few grosze, where floors and rounding are most of the amount."""
    draw = Draw(seed)
    draw.stock(draw.random.randint(2, 5), (1, 2, 3, 4, 5, 7), 3, 9)
    rules = [draw.rule(draw.any_reward()) for _ in range(draw.random.randint(1, 4))]
    return draw.articles, rules


def priorities(seed: int) -> Basket:
    """Some promotions outrank others."""
    draw = Draw(seed)
    draw.stock(draw.random.randint(2, 5), SHELF, 3, 9)
    return draw.articles, [
        draw.rule(draw.any_reward(), priority=draw.random.choice([0, 5]))
        for _ in range(draw.random.randint(2, 4))
    ]


def chained(seed: int) -> Basket:
    """Many promotions on a few neighbouring articles each, as on a long shelf."""
    draw = Draw(seed)
    draw.stock(draw.random.randint(8, 14), SHELF, 2, 20)
    shelf = draw.articles
    rules = []
    for _ in range(draw.random.randint(5, 9)):
        start = draw.random.randrange(len(shelf) - 3)
        draw.articles = shelf[start : start + draw.random.randint(3, 5)]
        rules.append(draw.rule(draw.group(0.9) if draw.random.random() < 0.8 else draw.bundle()))
    return shelf, rules


def exclusive_across_stages(seed: int) -> Basket:
    """Exclusive groups whose members run in two stages, each on articles of its own.

    What a stage takes never reaches the other, so one program can choose for both.
    """
    draw = Draw(seed)
    draw.stock(draw.random.randint(3, 6), SHELF, 3, 9)
    everything = draw.articles
    half = len(everything) // 2
    rules = []
    for number in range(draw.random.randint(2, 5)):
        draw.articles = everything[:half] if number % 2 else everything[half:]
        group = draw.random.choice([None, "g", "g", "h", "h", ""])
        rules.append(draw.rule(draw.any_reward(), exclusive=group))
    return everything, rules


FAMILIES = (mixed, overlapping, six_of_many, identical_prices, grosze, priorities, chained)
