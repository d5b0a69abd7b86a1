"""Every limit of the reader: a name, a number with its unit, and the reason."""

from typing import Final

# Nobody can follow ten; every reader of the tree may recurse this deep without a thought.
NESTING_MAX: Final = 40
# Nobody reads on; long lists mostly repeat one mistake.
DIAGNOSTICS_MAX: Final = 50
# A series becomes part of an account's name, beside a customer, a window and what is counted.
SERIES_CHARS_MAX: Final = 100
