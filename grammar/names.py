"""Identifiers: kebab-case, a letter first."""

import re
import unicodedata
from typing import Final

_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_BREAKS: Final = re.compile(r"[^a-z0-9]+")


def is_identifier(text: str) -> bool:
    """Tell whether a text is in kebab-case: ``coffee-3-for-2`` is, ``Coffee_3`` is not."""
    return _IDENTIFIER.fullmatch(text) is not None


def to_identifier(text: str) -> str | None:
    """Return the identifier a person most likely meant: ``Zniżka_ŁÓDŹ`` is ``znizka-lodz``.

    Returns:
        The identifier, or ``None`` where no letter is left to begin it.
    """
    # NFD does not take the stroke off an l.
    plain = unicodedata.normalize("NFD", text.lower().replace("ł", "l"))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    words = _BREAKS.sub("-", ascii_only).strip("-")
    return words if is_identifier(words) else None
