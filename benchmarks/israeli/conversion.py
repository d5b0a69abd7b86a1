"""A whole chain-day converted, and what can be told of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.israeli.dialect import Dialect, dialect_of
from benchmarks.israeli.garbage import Garbage, garbage
from benchmarks.israeli.mechanics import Converted, Rule, convert
from benchmarks.israeli.published import ChainDay, Published


@dataclass(frozen=True)
class Conversion:
    """A chain-day as rules.

    Attributes:
        day: What was published.
        dialect: How the chain writes.
        converted: Each promotion with its rules or the cause.
    """

    day: ChainDay
    dialect: Dialect
    converted: tuple[Converted, ...]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule."""
        return tuple(rule for one in self.converted for rule in one.rules)

    @cached_property
    def garbage(self) -> dict[str, Garbage]:
        """Why a promotion is garbage, by its number."""
        found = ((one.published, self._garbage(one.published)) for one in self.converted)
        return {published.number: kind for published, kind in found if kind is not None}

    @cached_property
    def unsaid(self) -> tuple[Converted, ...]:
        """What cannot be said, garbage aside."""
        return tuple(
            one
            for one in self.converted
            if one.cause is not None and one.published.number not in self.garbage
        )

    @property
    def meant(self) -> int:
        """How many promotions are no garbage."""
        return len(self.converted) - len(self.garbage)

    def _garbage(self, published: Published) -> Garbage | None:
        return garbage(self.day, self.dialect, published)


def convert_day(day: ChainDay) -> Conversion:
    """Convert every promotion of a day."""
    dialect = dialect_of(day)
    return Conversion(day, dialect, tuple(convert(day, dialect, one) for one in day.promotions))


def report(conversions: Sequence[Conversion]) -> str:
    """Return tables: how much of each day can be said, by which mechanic, and the rest by cause."""
    lines = [
        "| chain | day | promotions | garbage | said | of those that are meant | rules |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for one in conversions:
        said = one.meant - len(one.unsaid)
        share = f"{100 * said / one.meant:.2f} %" if one.meant else "-"
        lines.append(
            f"| {one.day.chain} | {one.day.day} | {len(one.converted)} | {len(one.garbage)} | "
            f"{said} | {share} | {len(one.rules)} |"
        )
    lines += ["", "| mechanic | rules |", "|---|--:|"]
    kinds = Counter(type(rule.mechanic).__name__ for one in conversions for rule in one.rules)
    lines += [f"| {name} | {count} |" for name, count in kinds.most_common()]
    lines += ["", "| garbage | promotions |", "|---|--:|"]
    bad = Counter(kind.value for one in conversions for kind in one.garbage.values())
    lines += [f"| {name} | {count} |" for name, count in bad.most_common()]
    lines += ["", "| cannot be said | promotion | words |", "|---|---|---|"]
    missing = {
        (one.cause.value, f"{each.day.chain} {one.published.number}", one.published.words)
        for each in conversions
        for one in each.unsaid
        if one.cause is not None
    }
    lines += [f"| {cause} | {number} | {words} |" for cause, number, words in sorted(missing)]
    return "\n".join(lines) + "\n"
