"""How far the search proves the best deal: microseconds and nodes by size of cart and overlap.

A component grows with the cart and with the number of promotions that compete for an article; what
is timed is the choice alone, on prices as its stage finds them.
"""

from random import Random
from statistics import median
from time import perf_counter_ns
from typing import Any, Final

from pricing.best_deal import Offer, choose
from pricing.branch_and_bound import Budget
from pricing.cart import Cart, CartLine
from pricing.goods import NO_FACTS
from pricing.intake import open_cart
from pricing.money import currency
from pricing.program import PlainProgram, Promotion
from pricing.rewards import Bundle, GroupOf, Percent, Price, Slot, Target
from pricing.shop import Shop
from pricing.stages import offered_units
from pricing.wire import parse_instant

# Lines, promotions, articles that one promotion covers.
SIZES: Final = (
    (20, 0, 0), (20, 1, 8), (20, 2, 4), (20, 3, 5), (20, 8, 6), (50, 15, 6), (100, 25, 5),
    (200, 50, 3), (200, 50, 4), (200, 50, 8), (200, 50, 40), (300, 300, 30),
)  # fmt: skip
SEEDS: Final = 5
PENNIES: Final = (99, 49, 95, 29, 79, 9, 89, 50, 19)
SHOP: Final = Shop("Bench", currency("PLN"), "Europe/Warsaw", "PL", ("pos",))
AT: Final = "2026-05-04T12:00:00+02:00"


def competition(lines: int, promotions: int, reach: int, seed: int) -> list[Offer]:
    """Return the offers of a random stage: so many multi-buys over so many articles each."""
    drawn = Random(seed)
    rows = tuple(
        CartLine(
            id=str(n), sku=f"s{n:03}", quantity=drawn.choice((1, 1, 1, 1, 2, 2, 3, 4)), vat="A",
            price=f"{drawn.randint(1, 29)}.{drawn.choice(PENNIES):02}",
        )
        for n in range(lines)
    )  # fmt: skip
    offered = tuple(_promotion(drawn, n, lines, reach) for n in range(promotions))
    cart = Cart(channel="pos", at=AT, currency="PLN", lines=rows)
    ready = open_cart(cart, PlainProgram(SHOP, offered), NO_FACTS, parse_instant(AT)).basket
    return [Offer(p, units, SHOP) for p in offered if (units := offered_units(p, ready))]


def _promotion(drawn: Random, number: int, lines: int, reach: int) -> Promotion:
    def target(part: int, articles: int) -> Target:
        members = frozenset(f"s{n:03}" for n in drawn.sample(range(lines), min(articles, lines)))
        return Target(f"t{number}-{part}", lambda item: item.sku in members, 2 * number + part)

    mechanic = drawn.randrange(5)
    reward: Any
    if mechanic == 0:
        reward = GroupOf(target(0, reach), 3, 1, Percent(10_000))
    elif mechanic == 1:
        reward = GroupOf(target(0, reach), 2, 1, Percent(drawn.choice((5_000, 7_000))))
    elif mechanic == 2:
        reward = GroupOf(target(0, reach), 4, 2, Percent(10_000))
    elif mechanic == 3:
        reward = GroupOf(target(0, reach), 3, 3, Price(drawn.choice((1_999, 2_499))))
    else:
        half = max(1, reach // 2)
        slots = Slot(1, target(0, half)), Slot(1, target(1, half))
        reward = Bundle(slots, Price(drawn.choice((999, 1_499))))
    identifier = f"p{number:03}"
    return Promotion(
        number, identifier, identifier, 2, "multibuy", reward, lambda basket: True,
        lambda basket: (),
    )  # fmt: skip


def measure() -> dict[str, Any]:
    """Time every size on a few random stages; medians."""
    table: dict[str, Any] = {}
    for lines, promotions, reach in SIZES:
        micros, nodes, proved, gaps = [], [], 0, []
        for seed in range(SEEDS):
            offers = competition(lines, promotions, reach, seed)
            start = perf_counter_ns()
            choice = choose(offers, Budget())
            micros.append((perf_counter_ns() - start) / 1_000)
            nodes.append(choice.nodes)
            proved += choice.optimal
            gaps.append(choice.gap_minor)
        table[f"{lines}_lines_{promotions}_promotions_of_{reach}"] = {
            "us": round(median(micros)),
            "us_worst": round(max(micros)),
            "nodes": round(median(nodes)),
            "nodes_worst": max(nodes),
            "proved": f"{proved} of {SEEDS}",
            "gap_minor_worst": max(gaps),
        }
    return {"figures": table, "ratios": {}}
