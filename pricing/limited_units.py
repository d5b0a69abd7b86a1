"""How many units of each line a limit leaves, where rounding once for a line makes it matter."""

from collections.abc import Sequence


def best_counts(tables: Sequence[Sequence[int]], most: int) -> tuple[int, list[int]]:
    """Return the largest sum over tables with so many units in all, and how many of each.

    Args:
        tables: What so many units of a line save, from none on.
        most: Units in all.

    Returns:
        The sum, and a count for each table; among equals the fewest units of the later tables.
    """
    best = [0] * (most + 1)
    chosen: list[list[int]] = []
    for table in tables:
        counts = []
        for left in range(most + 1):
            sums = [best[left - n] + table[n] for n in range(min(len(table), left + 1))]
            counts.append(sums.index(max(sums)))
        best = [best[left - n] + table[n] for left, n in enumerate(counts)]
        chosen.append(counts)
    total, left, found = best[most], most, []
    for counts in reversed(chosen):
        found.append(counts[left])
        left -= counts[left]
    return total, found[::-1]
