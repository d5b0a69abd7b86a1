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
# Days of figures that are asked at once: two years.
FIGURE_DAYS_MAX: Final = 750
# Rows or events read at once.
PAGE_MAX: Final = 1_000
# A random identifier of a customer: 80 bits and more in hexadecimal, so that none comes twice.
CID_CHARS_MIN: Final = 20
# Customers merged into one: the cards of a household. Every step on its books looks at each.
MERGED_MAX: Final = 50
# Before any moment of a ledger: 0001-01-01.
BEGINNING_MS: Final = -62_135_596_800_000
# Accounts, books and codes that one cart asks for: of every limited promotion it could trigger.
READ_MAX: Final = 5_000
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
# Letters and digits of a code that vary, its check character among them: beyond 31 two places of
# the check would weigh the same and a swap of them pass.
CODE_PLACES_MAX: Final = 31
# At least one that is drawn, and the check character.
CODE_PLACES_MIN: Final = 2
# Codes that could be written for each that is issued: so many guesses, on average, find one.
GUESSES_PER_CODE: Final = 1_000_000_000
# The list of what a batch has drawn already takes 64 bits a code while it is written.
BATCH_CODES_MAX: Final = 10_000_000
# A shorter secret could be guessed; 32 bytes are what `openssl rand` gives for HMAC-SHA256.
SECRET_BYTES_MIN: Final = 32
# A secret is no document.
SECRET_BYTES_MAX: Final = 4_096
# Mistakes in a file of codes that are told; whoever has more has the wrong file.
CODE_MISTAKES_MAX: Final = 100
# Codes of other systems that are shorter are guessed too easily to unlock anything of worth.
IMPORTED_CODE_CHARS_MIN: Final = 6
# The longest code a cart may carry, see `TEXT_CHARS_MAX` of pricing.
IMPORTED_CODE_CHARS_MAX: Final = 200
# Every code of a file is remembered by its digest, to find the ones that come twice.
IMPORTED_CODES_MAX: Final = 2_000_000
# Uses of one code: more is no code for one customer, and a public code with a limit serves better.
IMPORTED_USES_MAX: Final = 1_000_000
# Codes that go on the list in one step: others wait no longer than a few milliseconds for it.
CODES_SAVED_MAX: Final = 1_000
# Codes put in the order of their digests before they are saved, so that neighbours share a page of
# the file: of a million it writes a sixth. They take about 10 MB.
CODES_SORTED_MAX: Final = 100_000
# Bytes of one line of a file of codes; a longer one is no line of such a file.
CODE_FILE_LINE_BYTES_MAX: Final = 10_000
# Events that may wait for a receiver: a week of a chain's busiest hours, 3 GB. Beyond it no new
# order is reserved; what is under way ends. Half of it raises the alarm.
EVENTS_WAITING_MAX: Final = 10_000_000
# Events that everybody has are kept for a month, so that a new receiver can begin in the past.
EVENTS_KEPT_MS: Final = 2_592_000_000
# A payment that comes late finds its cart for so long: more than three longest reservations.
CARTS_KEPT_MS_MIN: Final = 2_592_000_000
# The longest name of a receiver of events.
RECEIVER_CHARS_MAX: Final = 60
# Receivers of events; each is asked for when an order is put.
RECEIVERS_MAX: Final = 8
# Events that the relay reads at once; so many come twice, at most, when it is killed.
RELAY_PAGE_EVENTS: Final = 100
# The longest wait of the relay between two tries: whoever comes back hears from it soon.
RELAY_WAIT_S_MAX: Final = 300.0
# Events in one request of a webhook.
WEBHOOK_EVENTS_MAX: Final = 100
# What is read of a webhook's answer; it says nothing that matters.
WEBHOOK_ANSWER_BYTES_MAX: Final = 65_536
# Events that are added to a stream in one round trip.
STREAM_EVENTS_MAX: Final = 100
