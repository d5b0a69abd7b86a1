"""The closed list of reasons why a promotion or a code gave nothing."""

from typing import Literal

Reason = Literal[
    "unknown", "not-started", "expired", "channel", "store", "time", "sign-in", "not-for-you",
    "delivery", "payment", "used-up", "already-in-cart", "needs-approval", "no-goods",
    "below-minimum", "not-combinable", "better-deal", "no-saving",
]  # fmt: skip
# In the order in which they are asked: the first that holds is the one that is told.
REASONS: tuple[Reason, ...] = Reason.__args__  # type: ignore[attr-defined]

Counts = Literal["amount", "pieces", "weight"]
"""What a number that is missing counts."""
