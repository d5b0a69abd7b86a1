"""How wide receipts are; apart from ``receipt``, so that ``--help`` knows it without more imports."""

from typing import Final

WIDTH_MIN: Final = 40
WIDTH_MAX: Final = 48
WIDTH_DEFAULT: Final = 44
