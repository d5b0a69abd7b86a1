"""The two jobs that every engine gets, as plain data: a cart, promotions, and what must come out.

``one_match``: of so many live promotions of 10 % off one category each, one is about goods of the
cart, three of its ten lines. ``all_match``: every promotion takes a grosz off each of the twenty
pieces, and all of them stack. Prices are chosen so that no engine has anything to round: totals
must be equal to the grosz, whatever an engine's rounding is.
"""

from typing import Any, Final

LINES: Final = 10
PIECES: Final = 2
PERCENT: Final = 10
STEP_GROSZY: Final = 1
PROMOTED: Final = "Kawa"
PROMOTED_LINES: Final = 3
JOBS: Final = ("one_match", "all_match")


def job(kind: str, promotions: int) -> dict[str, Any]:
    """Return one job.

    Args:
        kind: One of ``JOBS``.
        promotions: How many are live.

    Returns:
        ``lines`` with prices in groszy, ``promotions`` with what each takes off, and
        ``expected``: what each line saves in all, in groszy.
    """
    lines: list[dict[str, Any]] = [
        {
            "id": f"l{number}",
            "sku": f"S{number:02}",
            "category": PROMOTED if number < PROMOTED_LINES else f"Inna {number}",
            # Twenty pieces of at least 100 PLN can lose a thousand groszy each.
            "price": 10_000 + 735 * number,
            "quantity": PIECES,
        }
        for number in range(LINES)
    ]
    one = kind == "one_match"
    offers = [
        {"id": f"p{number:06}", "category": _category(number, promotions), "percent": PERCENT}
        if one
        else {"id": f"p{number:06}", "off": STEP_GROSZY}
        for number in range(promotions)
    ]
    expected = [
        (line["price"] * PIECES * PERCENT // 100 if line["category"] == PROMOTED else 0)
        if one
        else promotions * STEP_GROSZY * PIECES
        for line in lines
    ]
    return {"kind": kind, "lines": lines, "promotions": offers, "expected": expected}


def _category(number: int, promotions: int) -> str:
    return PROMOTED if number == promotions // 2 else f"Nieobecna {number}"
