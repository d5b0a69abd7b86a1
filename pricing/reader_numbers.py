"""Numbers as people read them, in Polish and in English.

The wire has plain decimal strings; nothing is computed here.
"""

from typing import Final, Literal

Language = Literal["en", "pl"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "pl")

_THIN_GROUP = " "


def polish_number(plain: str) -> str:
    """Write a plain decimal string as Poles do: ``1234.50`` is ``1 234,50``.

    Groups of three are set apart from four whole digits on, as tills print them.
    """
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, dot, fraction = digits.partition(".")
    groups: list[str] = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    groups.insert(0, whole)
    return sign + _THIN_GROUP.join(groups) + ("," if dot else "") + fraction


def shown_amount(plain: str, currency: str, language: Language) -> str:
    """Write an amount with its currency: ``19.99 PLN`` in English, ``19,99 zł`` in Polish."""
    if language == "en":
        return f"{plain} {currency}"
    return f"{polish_number(plain)} {'zł' if currency == 'PLN' else currency}"


def polish_plural(count: int, one: str, few: str, many: str) -> str:
    """Choose the form that goes with a number: 1 sztuka, 2 sztuki, 5 sztuk, 12 sztuk, 22 sztuki."""
    if count == 1:
        return one
    if count % 10 in _FEW and count % 100 not in _TEENS:
        return few
    return many


def shown_count(plain: str, language: Language) -> str:
    """Write a number of pieces: ``2 pieces``, ``2 sztuki``."""
    if language == "pl":
        number = polish_number(plain)
        return f"{number} {polish_plural(abs(int(plain)), 'sztuka', 'sztuki', 'sztuk')}"
    return "1 piece" if plain == "1" else f"{plain} pieces"


def shown_lack(plain: str, language: Language) -> str:
    """Write a number of pieces that are missing: ``2 pieces``, ``brakuje 2 sztuk``."""
    if language == "pl":
        return f"{polish_number(plain)} {'sztuki' if plain == '1' else 'sztuk'}"
    return shown_count(plain, language)


def shown_times(count: int, language: Language) -> str:
    """Write how often: ``once``, ``2 times``; ``1 raz``, ``2 razy``."""
    if language == "pl":
        return f"{count} {polish_plural(count, 'raz', 'razy', 'razy')}"
    return "once" if count == 1 else f"{count} times"


def shown_weight(plain: str, language: Language, unit: str = "") -> str:
    """Write a measure; without a unit it may be any of the three."""
    if language == "pl":
        return f"{polish_number(plain)} {unit or 'kg, l lub m'}"
    return f"{plain} {unit or 'kg, l or m'}"


_FEW: Final = (2, 3, 4)
_TEENS: Final = (12, 13, 14)
