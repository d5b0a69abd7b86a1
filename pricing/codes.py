"""How a typed code is read."""

from typing import Final

_DIACRITICS: Final = str.maketrans("ĄĆĘŁŃÓŚŹŻ", "ACELNOSZZ")
# Crockford's look-alikes: a printed O is read as a nought, an I or an L as a one.
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")
_SKIPPED: Final = str.maketrans("", "", " -–—_./\t\r\n\u00a0")


def normalise(code: str) -> str:
    """Return the form in which two codes are the same code.

    Ignores case, spaces, dashes, Polish diacritics and look-alike letters:
    ``normalise("jesien 26") == normalise("JESIEŃ-26")``.
    """
    return code.upper().translate(_SKIPPED).translate(_DIACRITICS).translate(_LOOK_ALIKES)
