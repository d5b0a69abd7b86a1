"""How the unique codes of one coupon look: ``codes unique "WEL-####-####-####"``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from ledger.alphabet import ALPHABET, BITS, WEIGHTS, is_right, times
from ledger.limits import BATCH_CODES_MAX, CODE_PLACES_MAX, CODE_PLACES_MIN, GUESSES_PER_CODE
from pricing.codes import fits_pattern, normalise

PLACE: Final = "#"
CodeProblem = Literal["pattern", "check"]


class CodeShapeError(Exception):
    """A pattern no unguessable codes can be made of, or too many codes for it.

    Attributes:
        message: One plain sentence, lower-case, without a final stop.
        hint: What to do about it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class CodeShape:
    """A pattern of literal characters and ``#``; the last ``#`` is the check character.

    Attributes:
        pattern: As the coupon declares it.
        places: How many ``#`` it has.
    """

    pattern: str
    places: int

    @property
    def drawn(self) -> int:
        """How many characters are drawn."""
        return self.places - 1

    @property
    def space(self) -> int:
        """How many codes could be written."""
        return 1 << (BITS * self.drawn)

    @property
    def most(self) -> int:
        """How many codes one batch may have and still be unguessable."""
        return min(BATCH_CODES_MAX, self.space // GUESSES_PER_CODE)

    def problem(self, code: str) -> CodeProblem | None:
        """Return what is wrong with a code as typed, without knowing whether it was issued.

        Returns:
            ``pattern`` where it is no code of this coupon, ``check`` where it would be one but for
            a typing mistake, ``None`` where it is well formed.
        """
        read = normalise(code)
        if not fits_pattern(read, self.pattern):
            return "pattern"
        varying = [
            sign
            for sign, place in zip(read, normalise(self.pattern), strict=True)
            if place == PLACE
        ]
        return None if is_right("".join(varying)) else "check"

    def writer(self) -> Callable[[int], str]:
        """Return the function that writes a drawn number below ``space`` as a code."""
        return _writer(self.pattern, self.places)


def shape_of(pattern: str) -> CodeShape:
    """Read a pattern.

    Raises:
        CodeShapeError: It has too few or too many ``#``.
    """
    places = pattern.count(PLACE)
    if not CODE_PLACES_MIN <= places <= CODE_PLACES_MAX:
        raise CodeShapeError(
            f"the pattern `{pattern[:60]}` has {places} `#`; "
            f"it needs {CODE_PLACES_MIN} to {CODE_PLACES_MAX}",
            'write one for each character that varies, such as "WEL-####-####-####"',
        )
    return CodeShape(pattern, places)


def check_count(shape: CodeShape, count: int) -> None:
    """Refuse a batch whose codes could be guessed.

    Raises:
        CodeShapeError: There are none, or more than the pattern can hide.
    """
    if count <= 0:
        raise CodeShapeError(f"a batch of {count} codes is none", "ask for at least one")
    if count <= shape.most:
        return
    if count > BATCH_CODES_MAX:
        raise CodeShapeError(
            f"a batch has at most {BATCH_CODES_MAX} codes, not {count}", "make several batches"
        )
    needed = shape.places
    while (1 << (BITS * (needed - 1))) // GUESSES_PER_CODE < count:
        needed += 1
    raise CodeShapeError(
        f"{count} codes of the pattern `{shape.pattern[:60]}` could be guessed; "
        f"it hides at most {shape.most}",
        f"a pattern with {needed} `#` hides as many" if needed <= CODE_PLACES_MAX else "",
    )


@lru_cache(maxsize=16)
def _writer(pattern: str, places: int) -> Callable[[int], str]:
    """Write two characters at a time: a million codes are written by tables, not by arithmetic."""
    drawn = places - 1
    pairs = [left + right for left in ALPHABET for right in ALPHABET]
    odd = drawn % 2
    chunks = []  # shift and mask of each pair, its texts, and its part of the check sum
    for place in range(0, drawn + odd, 2):
        shift = BITS * (drawn + odd - place - 2)
        weights = WEIGHTS[drawn + odd - place], WEIGHTS[drawn + odd - place - 1]
        sums = [
            times(value >> BITS, weights[0]) ^ times(value & 31, weights[1])
            for value in range(1 << (2 * BITS))
        ]
        chunks.append((shift, sums))
    template = pattern.replace("%", "%%").replace(PLACE, "%s")

    def write(number: int) -> str:
        text, check = "", 0
        for shift, sums in chunks:
            value = number >> shift & 1023
            text += pairs[value]
            check ^= sums[value]
        return template % tuple(text[odd:] + ALPHABET[check])

    return write
