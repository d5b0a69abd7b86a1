"""Every limit of the reader: a name, a number with its unit, and the reason."""

from typing import Final

# Ten thousand promotions take about two megabytes; nobody edits more in one file.
SOURCE_BYTES_MAX: Final = 4 << 20
# Several times the largest assortment of leaflets that a chain has at one time.
BLOCKS_MAX: Final = 20_000
# Nobody can follow ten; every reader of the tree may recurse this deep without a thought.
NESTING_MAX: Final = 40
# Nobody reads on; long lists mostly repeat one mistake.
DIAGNOSTICS_MAX: Final = 50
