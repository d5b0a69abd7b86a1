"""What is to be reached: one key for each ratio, what it means, and the value it should keep."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Target:
    """One ratio of the benchmark.

    Attributes:
        meaning: What stands over what, in a few words.
        limit: The value to reach.
        at_least: Whether more is better; otherwise less is.
    """

    meaning: str
    limit: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        """Tell whether a measured value reaches the target."""
        return value >= self.limit if self.at_least else value <= self.limit

    @property
    def wish(self) -> str:
        """The target as it stands in a table."""
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


TARGETS: Final = {
    "growth_100k": Target(
        "a cart of 20 lines, 8 promotions match: among 100 000 live promotions to among 100", 1.2
    ),
    "vs_handwritten": Target(
        "the same cart among 1 000, to hand-written Python that returns the same quote", 3
    ),
    "peer_one_match": Target(
        "1 000 live, one matches, 10 lines of 2: the fastest peer's time over ours", 50, True
    ),
    "peer_all_match": Target(
        "1 000 match and stack: time of the fastest peer with exact money over ours", 20, True
    ),
    "real_day_p50": Target("a real basket on a real chain-day, p50, to the synthetic cart", 2),
    "real_day_p99": Target("real baskets on a real chain-day: p99 to p50", 4),
    "http_vs_echo": Target(
        "requests per second of `/v1/quotes` to an echo of the validated cart", 0.5, True
    ),
    "http_p99_p50": Target("latency of `/v1/quotes` at 16 connections: p99 to p50", 3),
    "workers_2": Target("server CPU per request: two workers to one", 1.1),
    "lines_200": Target("a cart of 200 lines to the cart of 20", 12),
    "lines_1114": Target("a cart of 1 114 lines to the cart of 200", 6),
    "compile_cold": Target("compiling 10 000 promotions to bare Lark parsing of their text", 3),
    "compile_one_file": Target("compiling again after one file of 100 changed, to cold", 0.02),
    "reload_p99": Target("10 000 promotions reloaded under load: p99 meanwhile to p99 before", 2),
    "bytes_per_promotion": Target("memory per promotion: at 10 000 to at 1 000", 1.1),
}
