"""Every numeric limit of the ledger: a name, a number with its unit, and the reason."""

from typing import Final

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
# Bytes of one line of a file of codes; a longer one is no line of such a file.
CODE_FILE_LINE_BYTES_MAX: Final = 10_000
