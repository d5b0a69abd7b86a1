"""Amounts as people read them. The wire has plain decimal strings; nothing is computed here."""

from typing import Literal

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


def shown_amount(plain: str, currency: str, language: Literal["en", "pl"]) -> str:
    """Write an amount with its currency: ``19.99 PLN`` in English, ``19,99 zł`` in Polish."""
    if language == "en":
        return f"{plain} {currency}"
    return f"{polish_number(plain)} {'zł' if currency == 'PLN' else currency}"


def shown_count(plain: str, language: Literal["en", "pl"]) -> str:
    """Write a number of pieces."""
    if language == "pl":
        return f"{plain} szt."
    return "1 piece" if plain == "1" else f"{plain} pieces"


def shown_weight(plain: str, language: Literal["en", "pl"]) -> str:
    """Write a measure in kg, l or m; the quote does not say which, so neither does this."""
    return polish_number(plain) if language == "pl" else plain
