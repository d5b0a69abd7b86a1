"""Did you mean: the nearest of some names."""

from collections.abc import Iterable


def distance(left: str, right: str, limit: int) -> int:
    """Count the edits between two words: insert, delete, replace, swap neighbours.

    Returns:
        The number of edits (optimal string alignment), or ``limit + 1`` where it is larger.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    far = limit + 1
    for i, a in enumerate(left, start=1):
        above, row, older = row, [far] * (len(right) + 1), before
        row[0] = i
        # Further from the diagonal than the limit every cell is over it.
        for j in range(max(1, i - limit), min(len(right), i + limit) + 1):
            b = right[j - 1]
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row[j] = cost
        if min(row) > limit:
            return limit + 1
        before = above
    return min(row[-1], limit + 1)


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the name nearest to a word, or ``None`` where none is near enough.

    Near is one edit for words of up to four letters, two up to eight, three beyond; upper and lower
    case and the choice between ``-`` and ``_`` cost nothing. Ties go to the smaller name.
    """
    plain = word.casefold().replace("_", "-")
    limit = 1 if len(plain) <= 4 else 2 if len(plain) <= 8 else 3
    found: tuple[int, str] | None = None
    for name in names:
        edits = distance(plain, name.casefold(), limit)
        if edits <= limit and edits < len(plain):
            found = min(found, (edits, name)) if found else (edits, name)
    return found[1] if found else None
