"""Every numeric limit of orders: a name, a number with its unit, and the reason."""

from typing import Final

# Tries at pricing with what is left and holding it: each one that fails means that others got
# something in between, and eight in a row that the whole town is at it.
ROUNDS_MAX: Final = 8
# How long an order is reserved where nobody says: a payment with a password by text message.
HOLD_SECONDS_DEFAULT: Final = 900
# Up to here a cart is priced in the event loop; a larger one would keep small ones waiting.
INLINE_LINES_MAX: Final = 100
# What is said to be used of an account that was closed: more than any limit.
COUNTER_MAX: Final = 1_000_000_000_000_000_000
# Rulesets of the past that stay compiled: goodwill returns are of the last weeks.
RULESETS_KEPT: Final = 4
