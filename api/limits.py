"""Every numeric limit of the HTTP interface: a name, a number with its unit, and the reason.

What a cart may hold is limited in ``pricing.limits``.
"""

from typing import Final

# A cart of 2 000 lines, every field used, is 600 KiB.
BODY_BYTES_MAX: Final = 1 << 20
# The largest known ruleset, ten thousand promotions, is 4 MiB of text.
RULESET_BYTES_MAX: Final = 8 << 20
# A cart nests five deep; a parser that recurses must not be led further than this.
JSON_DEPTH_MAX: Final = 32
# From the first byte of a body to its last; a till on a bad line needs two or three.
BODY_SECONDS_MAX: Final = 15
# A body over its limit is read on and thrown away up to here: a client that is still sending when
# the connection closes never sees the answer.
DISCARDED_BYTES_MAX: Final = 64 << 20
# A larger quote is sent compressed to whoever accepts that: one that tells of a thousand promotions
# shrinks to a thirtieth.
PLAIN_BYTES_MAX: Final = 64 << 10
# An idle connection is kept this long: longer than the pause between two scans at a till.
KEEP_ALIVE_SECONDS: Final = 75
# How long a stopping server waits for answers that are being computed.
DRAIN_SECONDS_MAX: Final = 15
# How long a worker whose place is taken may still work on what it has begun: the longest ruleset
# check. Nobody waits for it.
RETIRE_SECONDS_MAX: Final = 120
# A worker that is not ready by then never will be.
START_SECONDS_MAX: Final = 60
# Rulesets being checked for one worker, in a process beside it, and those waiting for their turn.
CHECKS_AT_ONCE_MAX: Final = 1
CHECKS_WAITING_MAX: Final = 8
# A check that takes longer is ended; ten thousand promotions take a few seconds on a busy machine.
CHECK_SECONDS_MAX: Final = 60
# How long a check may wait for those before it.
CHECK_WAIT_SECONDS_MAX: Final = 30
# What the process that checks may take of memory; ten thousand promotions take an eighth of it.
CHECK_MEMORY_BYTES_MAX: Final = 1 << 30
# After so long without work it leaves, and the next check starts another one.
CHECK_IDLE_SECONDS: Final = 60
# Mistakes told in one answer; the hundred-and-first is no news.
ERRORS_TOLD_MAX: Final = 100
# Files of one ruleset and characters in the name of one.
RULESET_FILES_MAX: Final = 2_000
FILE_NAME_CHARS_MAX: Final = 200
# Between two looks at the rules folder under `--watch`.
WATCH_SECONDS: Final = 1.0
# The most worker processes one server starts.
WORKERS_MAX: Final = 64
# A ledger that is away for longer is down; a shorter time is its owner being started anew.
LEDGER_AWAY_SECONDS: Final = 10
# Wrong codes of one customer at once, and in an hour: a leaflet read badly, then one a minute.
GUESSES_OF_CUSTOMER: Final = 10
GUESSES_OF_CUSTOMER_PER_HOUR: Final = 60
# Of one address: all strangers of a web shop whose server asks for them, or all tills of a store.
GUESSES_OF_ADDRESS: Final = 200
GUESSES_OF_ADDRESS_PER_HOUR: Final = 3_600
# Of everybody: a code is found by one guess in 10^9 (`GUESSES_PER_CODE` of the ledger), so at ten
# a second it takes three years, on average.
GUESSES_OF_ALL: Final = 2_000
GUESSES_OF_ALL_PER_HOUR: Final = 36_000
# Customers or addresses that guessed wrong lately, in one worker; a million would be 500 MB.
GUESSERS_KNOWN_MAX: Final = 20_000
# Of each the last wrong codes: more than a cart carries in vain, again and again.
GUESSES_REMEMBERED_MAX: Final = 64
# The highest revision that an order can be said to have; a cart changes a few times.
REVISION_MAX: Final = 999_999_999
