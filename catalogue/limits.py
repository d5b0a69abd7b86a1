"""Every numeric limit of the catalogue: a name, a number with its unit, and the reason."""

from typing import Final

# A merchandiser mends a file by the screenful; the rest is mostly the same mistake again.
ERRORS_MAX: Final = 50
# A million products with long names are about 200 MB of CSV; a file is read into memory whole.
FILE_BYTES_MAX: Final = 512 * 1024 * 1024
# An unclosed quotation mark would otherwise swallow the rest of the file as one cell.
CELL_CHARS_MAX: Final = 10_000
# Deeper trees than this are a mistyped path, not a range of goods.
CATEGORY_DEPTH_MAX: Final = 10
# Comparing a word with a million SKUs takes seconds, for each mistake again.
SUGGESTED_AMONG_MAX: Final = 10_000
SKU_CHARS_MAX: Final = 64
