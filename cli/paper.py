"""How wide receipts are; a file of its own, so that ``--help`` can know it without more imports."""

from typing import Final

WIDTH_MIN: Final = 40
WIDTH_MAX: Final = 48
WIDTH_DEFAULT: Final = 44
