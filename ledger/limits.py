"""Every numeric limit of the ledger: a name, a number with its unit, and the reason."""

from typing import Final

# Uses, points, grosze or grams of one account: beyond any shop, and far inside 64-bit integers.
AMOUNT_MAX: Final = 1_000_000_000_000_000
# Longer than any identifier of an order, a customer, a client or a return.
NAME_CHARS_MAX: Final = 200
# Longer than any name of an account: two identifiers, a window and the words between them.
ACCOUNT_CHARS_MAX: Final = 600
# Accounts that one order uses: a cart has at most 50 codes, each with a few limits.
DEBITS_MAX: Final = 250
# Different lines of one order; carts have no more.
ORDER_LINES_MAX: Final = 2_000
# The longest quote, 2 000 lines with their discounts, takes about half of it.
QUOTE_BYTES_MAX: Final = 4_194_304
# A bank transfer over Christmas takes eight days; longer reservations use up a campaign.
RESERVATION_MS_MAX: Final = 691_200_000
# Carts of one customer that may hold something at once: phone, laptop, till, and some left behind.
CUSTOMER_ORDERS_OPEN_MAX: Final = 20
# The same for one client: a web shop's carts of an hour at its busiest.
CLIENT_ORDERS_OPEN_MAX: Final = 100_000
# A worker whose clock is further from the store's than this is refused: it would expire orders.
CLOCK_SKEW_MS_MAX: Final = 5_000
# An answer is found again by its key for two days: a till that was off over a Sunday repeats.
ANSWERS_KEPT_MS: Final = 172_800_000
# Returns of one order; its record holds them all.
RETURNS_MAX: Final = 1_000
# Orders, books and answers that one sweep looks at, each; more are left to the next.
SWEEP_MAX: Final = 200
# Rows or events read at once.
PAGE_MAX: Final = 1_000
# The last moment that counts as one: 9999-12-31. A lot that never ends ends here.
NEVER_MS: Final = 253_402_214_400_000
# Verbs that share one commit: beyond it the first waits longer for the last than for the disk.
GROUP_VERBS_MAX: Final = 256
# Verbs that wait for the owner: a fifth of a second of work; whoever comes later is told `busy`.
QUEUE_VERBS_MAX: Final = 4_096
# One message between worker and owner: a quote, and room for everything beside it.
FRAME_BYTES_MAX: Final = 8_388_608
# The longest path that a Unix socket can have.
SOCKET_PATH_BYTES_MAX: Final = 107
