"""Real baskets against a whole real chain-day: how long, how many nodes, how often proved best.

The lines and quantities are those of `completejourney`, the goods, prices and promotions those of
one chain and day of `israeli_promos`. Both lie beside the project; without them the part is
skipped. Three mixes of goods: half of the lines promoted, as the receipts have it; every line; and
only goods that lie in two promotions or more.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import Any, Final

from benchmarks.carts import AT, cart_bytes
from benchmarks.carts import facts as synthetic_facts
from benchmarks.engine import compiled
from benchmarks.israeli.conversion import Conversion, convert_day
from benchmarks.israeli.snapshot import is_snapshot, read_day
from benchmarks.israeli.writing import write_day
from benchmarks.timing import paired, settle
from catalogue.facts import facts_for
from catalogue.load import load_catalogue
from catalogue.store import MemoryCatalogue
from pricing import stages
from pricing.cart import Cart, CartLine, Customer
from pricing.engine import price
from pricing.wire import decode_cart, parse_instant
from rules.bundle import compile_folder
from rules.program import CompiledProgram

DATA: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
PROMOTIONS: Final = DATA / "israeli_promos"
RECEIPTS: Final = DATA / "completejourney" / "transactions.parquet"
CHAIN, DAY = "carrefour_il", "2026-08-21"
BASKETS, QUICK_BASKETS = 4_000, 200
# Thousandths of a gallon and the like are written as pieces there.
PIECES_MAX: Final = 24
# One in so many rounds with the synthetic cart, for a ratio that a busy machine does not bend.
ROUND: Final = 100
MIXES: Final = ("half", "all", "overlapping")
# The faster of two: a slow basket is slow twice, an interrupted one is not.
REPEATS: Final = 2
SYNTHETIC_RUNS: Final = 10
PERCENTILES: Final = (50, 95, 99)
KEYS: Final = ("real_day_p50", "real_day_p99")


@dataclass(frozen=True)
class ChainShop:
    """A chain-day, compiled and loaded."""

    conversion: Conversion
    program: CompiledProgram
    catalogue: MemoryCatalogue
    at: datetime


def measure(*, quick: bool = False, brief: bool = False) -> dict[str, Any]:
    """Price every basket of every mix; without the data, say so.

    Args:
        quick: Fewer baskets.
        brief: Only the mix that the targets are of.
    """
    if not (is_snapshot(PROMOTIONS) and RECEIPTS.is_file()):
        why = "the data is not beside this checkout"
        return {"figures": {}, "ratios": {}, "missing": dict.fromkeys(KEYS, why)}
    shop = load_shop()
    receipts = read_receipts(QUICK_BASKETS if quick else BASKETS)
    figures: dict[str, Any] = {
        "promotions": len(shop.program.promotions),
        "products": len(shop.catalogue),
        "baskets_a_mix": len(receipts),
        "lines": percentiles([len(lines) for lines in receipts]),
    }
    ratios = {}
    synthetic = Synthetic()
    settle()
    for mix in MIXES[:1] if brief else MIXES:
        print(f"  {len(receipts)} baskets, {mix}", file=sys.stderr, flush=True)
        figures[mix], lines, peers = _price_all(shop, carts_of(shop, receipts, mix), synthetic)
        if mix == MIXES[0]:
            us = figures[mix]["us"]
            ratios["real_day_p50"] = round(us["p50"] / (median(peers) * synthetic.lines), 3)
            ratios["real_day_p99"] = round(us["p99"] / us["p50"], 3)
        ratios[f"real_{mix}_to_synthetic"] = round(paired(lines, peers), 3)
    return {"figures": figures, "ratios": ratios}


def load_shop() -> ChainShop:
    """Convert the day into a temporary folder, and load what a shop would."""
    conversion = convert_day(read_day(PROMOTIONS, CHAIN, DAY))
    with TemporaryDirectory() as folder:
        written = write_day(Path(folder), conversion.day, conversion.dialect, conversion.converted)
        result = compile_folder(written.rules)
        assert result.program is not None, result.diagnostics[:3]
        catalogue = load_catalogue(written.catalogue, "ILS")
    at = datetime.fromisoformat(f"{DAY}T12:00:00+03:00")
    return ChainShop(conversion, result.program, catalogue, at)


def read_receipts(count: int) -> list[tuple[tuple[int, int], ...]]:
    """Return so many baskets, spread evenly over all: product numbers with their pieces."""
    from pyarrow.parquet import read_table

    table = read_table(RECEIPTS, columns=["basket_id", "product_id", "quantity"])
    baskets: dict[int, dict[int, int]] = defaultdict(dict)
    columns = (table.column(name).to_pylist() for name in table.column_names)
    for basket, product, quantity in zip(*columns, strict=True):
        baskets[basket][product] = quantity if 1 <= quantity <= PIECES_MAX else 1
    chosen = sorted(baskets)[:: max(1, len(baskets) // count)][:count]
    return [tuple(sorted(baskets[basket].items())) for basket in chosen]


def carts_of(
    shop: ChainShop, receipts: Iterable[Sequence[tuple[int, int]]], mix: str
) -> list[Cart]:
    """Return the receipts as carts of the shop; one product there is always the same one here."""
    offers = Counter(
        barcode
        for rule in shop.conversion.rules
        if rule.coupon is None
        for barcode in {line.barcode for line in rule.lines}
    )
    listed = [p.sku for p in shop.catalogue if not p.sku.startswith("PIKADON")]
    promoted = [sku for sku in listed if offers[sku]]
    plain = [sku for sku in listed if not offers[sku]]
    shelves = {
        "half": (promoted, plain),
        "all": (promoted, promoted),
        "overlapping": (several := [sku for sku in promoted if offers[sku] > 1], several),
    }[mix]
    return [_cart(shop, lines, shelves) for lines in receipts]


def _cart(
    shop: ChainShop, lines: Sequence[tuple[int, int]], shelves: tuple[list[str], list[str]]
) -> Cart:
    found = []
    for number, (product, pieces) in enumerate(lines):
        # Knuth's multiplicative hash: near numbers land far apart, the same on every machine.
        spread = product * 2_654_435_761 % 2**32
        shelf = shelves[spread & 1]
        sku = shelf[(spread >> 1) % len(shelf)]
        known = shop.catalogue.product(sku)
        assert known is not None
        how: dict[str, Any] = (
            {"measure": f"0.{100 + spread % 900}"} if known.weighed else {"quantity": pieces}
        )
        found.append(CartLine(id=str(number), sku=sku, **how))
    return Cart(
        channel="pos",
        at=shop.at.isoformat(),
        currency="ILS",
        lines=tuple(found),
        customer=Customer(ref="c", member=True),
    )


def _price_all(
    shop: ChainShop, carts: Sequence[Cart], synthetic: "Synthetic"
) -> tuple[dict[str, Any], list[float], list[float]]:
    """Return the distribution of a mix, and microseconds a line, round by round, of both."""
    facts = [facts_for(cart, shop.catalogue, shop.at, "Asia/Jerusalem") for cart in carts]
    spent, nodes, applied, proved, unproved = [], [], 0, 0, []
    ours, peers = [], []
    for start in range(0, len(carts), ROUND):
        begun = len(spent)
        for cart, known in zip(carts[start:][:ROUND], facts[start:], strict=False):
            with _Nodes() as counted:
                quote = price(cart, shop.program, known, shop.at)
            nodes.append(counted.nodes)
            spent.append(min(_timed(shop, cart, known) for _ in range(REPEATS)))
            applied += len(quote.applied)
            proved += quote.optimal
            if not quote.optimal:
                unproved.append(len(cart.lines))
        lines = sum(len(cart.lines) for cart in carts[start:][:ROUND])
        ours.append(sum(spent[begun:]) / lines)
        peers.append(synthetic.us_a_line())
    return (
        {
            "us": percentiles(spent),
            "nodes": percentiles(nodes),
            "optimal_percent": round(100 * proved / len(carts), 3),
            "not_optimal": len(unproved),
            "promotions_applied_a_basket": round(applied / len(carts), 2),
            "us_a_line": round(median(ours), 1),
        },
        ours,
        peers,
    )


def _timed(shop: ChainShop, cart: Cart, facts: Any) -> float:
    moment = perf_counter_ns()
    price(cart, shop.program, facts, shop.at)
    return (perf_counter_ns() - moment) / 1_000


class Synthetic:
    """The benchmark's own cart of twenty lines among 1 000 promotions, eight of which match."""

    def __init__(self) -> None:
        self._program = compiled(1_000)
        self._cart = decode_cart(cart_bytes())
        self._facts = synthetic_facts()
        self._at = parse_instant(AT)

    @property
    def lines(self) -> int:
        """How many lines the synthetic cart has."""
        return len(self._cart.lines)

    def us_a_line(self) -> float:
        """Return microseconds a line, the faster of two runs as for the baskets; their median."""
        pairs = [min(self._timed() for _ in range(REPEATS)) for _ in range(SYNTHETIC_RUNS)]
        return median(pairs) / self.lines

    def _timed(self) -> float:
        moment = perf_counter_ns()
        price(self._cart, self._program, self._facts, self._at)
        return (perf_counter_ns() - moment) / 1_000


class _Nodes:
    """Counts the search nodes of a quote; the quote does not tell them."""

    def __enter__(self) -> "_Nodes":
        self.nodes = 0
        self._choose = stages.choose
        choose = self._choose

        def counting(*arguments: Any) -> Any:
            choice = choose(*arguments)
            self.nodes += choice.nodes
            return choice

        stages.choose = counting
        return self

    def __exit__(self, *_: object) -> None:
        stages.choose = self._choose


def percentiles(samples: Sequence[float]) -> dict[str, float]:
    """Return the median, the slow ends and the largest."""
    ordered = sorted(samples)
    found = {
        f"p{share}": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)], 1)
        for share in PERCENTILES
    }
    return found | {"max": round(ordered[-1], 1)}
