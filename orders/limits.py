"""Every numeric limit of orders: a name, a number with its unit, and the reason."""

from typing import Final

# What is said to be used of an account that was closed: more than any limit.
COUNTER_MAX: Final = 1_000_000_000_000_000_000
