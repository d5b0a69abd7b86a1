"""How a typed code is read."""

from typing import Final

_DIACRITICS: Final = str.maketrans("ĄĆĘŁŃÓŚŹŻ", "ACELNOSZZ")
# Crockford's look-alikes: a printed O is read as a nought, an I or an L as a one.
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")
_SKIPPED: Final = str.maketrans("", "", " -–—_./\t\r\n\u00a0")


def fits_pattern(code: str, pattern: str) -> bool:
    """Tell whether a normalised code is one of a coupon's: each ``#`` is one letter or digit.

    ``fits_pattern(normalise("wel-42 A"), "WEL-###")``.
    """
    places = normalise(pattern)
    return len(code) == len(places) and all(
        (is_ascii_alnum(sign) if place == "#" else sign == place)
        for sign, place in zip(code, places, strict=True)
    )


def is_ascii_alnum(sign: str) -> bool:
    """Tell whether a sign is one of those that codes are made of."""
    return sign.isascii() and sign.isalnum()


def normalise(code: str) -> str:
    """Return the form in which two codes are the same code.

    Ignores case, spaces, dashes, Polish diacritics and look-alike letters:
    ``normalise("jesien 26") == normalise("JESIEŃ-26")``.
    """
    return code.upper().translate(_SKIPPED).translate(_DIACRITICS).translate(_LOOK_ALIKES)
