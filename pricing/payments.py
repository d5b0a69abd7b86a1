"""Which means of payment pays how much."""

from collections.abc import Sequence


def paid_amounts(payments: Sequence[tuple[str, int | None]], due: int) -> list[int]:
    """Let each payment pay what is left of the amount due; the open one pays the rest.

    Args:
        payments: Method and amount, ``None`` for the one that pays the rest; minor units.
        due: What is to be paid, minor units; nothing is paid out where it is negative.

    Returns:
        One amount a payment.
    """
    left = max(0, due)
    paid: dict[int, int] = {}
    for number, (_, amount) in enumerate(payments):
        if amount is not None:
            paid[number] = min(amount, left)
            left -= paid[number]
    return [paid.get(number, left) for number in range(len(payments))]
