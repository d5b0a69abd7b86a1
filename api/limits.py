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
# An idle connection is kept this long: longer than the pause between two scans at a till.
KEEP_ALIVE_SECONDS: Final = 75
# How long a stopping server waits for answers that are being computed.
DRAIN_SECONDS_MAX: Final = 15
# How long a worker whose place is taken may still work on what it has begun: the longest ruleset
# check. Nobody waits for it.
RETIRE_SECONDS_MAX: Final = 120
# A worker that is not ready by then never will be.
START_SECONDS_MAX: Final = 60
# Rulesets being compiled for `/v1/rulesets/check` in one worker, and those waiting for their turn.
CHECKS_AT_ONCE_MAX: Final = 1
CHECKS_WAITING_MAX: Final = 8
# Mistakes told in one answer; the hundred-and-first is no news.
ERRORS_TOLD_MAX: Final = 100
# Files of one ruleset and characters in the name of one.
RULESET_FILES_MAX: Final = 2_000
FILE_NAME_CHARS_MAX: Final = 200
# Between two looks at the rules folder under `--watch`.
WATCH_SECONDS: Final = 1.0
# The most worker processes one server starts.
WORKERS_MAX: Final = 64
