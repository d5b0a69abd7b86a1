"""The 32 characters of unique codes, and the check character that finds a typing mistake.

The characters are Crockford's: no I, L, O or U, so that nothing is read as something else. They
stand for the 32 elements of a finite field. A code is right where the sum of its characters, each
times a weight of its place, is zero. All weights differ and none is zero, therefore one wrong
character, or two that changed places anywhere, never give zero again.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS: Final = 5
_VALUES: Final = {sign: value for value, sign in enumerate(ALPHABET)}
# x^5 + x^2 + 1 is primitive over the field of two elements: x runs through all 31 non-zero ones.
_POLYNOMIAL: Final = 0b100101
_SIZE: Final = 1 << BITS


def times(left: int, right: int) -> int:
    """Multiply two elements of the field of 32."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & _SIZE:
            left ^= _POLYNOMIAL
        right >>= 1
    return product


def _powers() -> tuple[int, ...]:
    found = [1]
    while len(found) < _SIZE - 1:
        found.append(times(found[-1], 2))
    return tuple(found)


# The weight of a place, counted from the end; the check character's is one.
WEIGHTS: Final = _powers()


def check_character(drawn: str) -> str:
    """Return the character that makes a code right when it follows the others.

    Args:
        drawn: Characters of the alphabet, at most 30.
    """
    return ALPHABET[_sum(drawn, 1)]


def is_right(code: str) -> bool:
    """Tell whether a code of this alphabet, check character last, has no single mistake."""
    return all(sign in _VALUES for sign in code) and _sum(code, 0) == 0


def _sum(signs: str, first: int) -> int:
    found = 0
    for place, sign in enumerate(reversed(signs), first):
        found ^= times(_VALUES[sign], WEIGHTS[place])
    return found
