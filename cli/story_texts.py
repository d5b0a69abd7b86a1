"""Every sentence of the story in every language, in one table."""

import re
from typing import Final

from cli.amounts import shown_amount
from cli.refusals import LANGUAGES, Language

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "cart": ("Cart {id} in {channel}, {at}", "Koszyk {id}, kanał {channel}, {at}"),
    "cart-unnamed": ("Cart in {channel}, {at}", "Koszyk, kanał {channel}, {at}"),
    "pays": (
        "Goods {gross}, {discount} off, leaves {goods}; to pay {due}",
        "Towary {gross}, rabat {discount}, zostaje {goods}; do zapłaty {due}",
    ),
    "no-discount": (
        "Goods {gross}, nothing off; to pay {due}",
        "Towary {gross}, bez rabatu; do zapłaty {due}",
    ),
    "applied": ("Applied", "Zastosowane"),
    "refused": ("Refused", "Odrzucone"),
    "nothing-applied": ("no promotion applied", "żadna promocja nie została zastosowana"),
    "saved": ("took off {amount} in stage {stage}", "zdjęła {amount} na etapie {stage}"),
    "later": (
        "counts for later, takes nothing off now",
        "liczy się na później, teraz nic nie zdejmuje",
    ),
    "issues": ('gives the coupon "{coupon}"', "daje kupon „{coupon}”"),
    "issues-until": (
        'gives the coupon "{coupon}", good until {day}',
        "daje kupon „{coupon}”, ważny do {day}",
    ),
    "gift": ("A gift to pick up: {sku} ({title})", "Gratis do odebrania: {sku} ({title})"),
    "gift-for": (
        "A gift to pick up for {price}: {sku} ({title})",
        "Gratis do odebrania za {price}: {sku} ({title})",
    ),
    "times": ("{times} times", "{times} razy"),
    "because": ("only in some channels: {text}", "tylko w niektórych kanałach: {text}"),
    "on-lines": ("shared over lines: {shares}", "rozdzielone na pozycje: {shares}"),
    "because-of": ("because {reason}", "powód: {reason}"),
    "alone": (
        "alone it would have taken off {amount}",
        "sama zdjęłaby {amount}",
    ),
    "beaten": ("beaten by {names}", "wygrały z nią: {names}"),
    "met": ("met", "spełniony"),
    "unmet": ("not met", "niespełniony"),
    "actual": ("it is {actual}", "jest {actual}"),
    "needed": ("needed {needed}", "wymagane {needed}"),
    "missing": ("missing {missing}", "brakuje {missing}"),
    "codes": ("Codes", "Kody"),
    "code-accepted": ("{code}: accepted, unlocks {names}", "{code}: przyjęty, odblokowuje {names}"),
    "code-rejected": ("{code}: refused, {reason}", "{code}: odrzucony, {reason}"),
    "near": ("Near misses", "Niewiele brakuje"),
    "near-missing": (
        '{promotion} "{title}": {missing} away',
        "{promotion} „{title}”: brakuje {missing}",
    ),
    "near-add": (
        "add {count} × {sku} to save {saves} more and pay {due}",
        "dodaj {count} × {sku}, a oszczędzisz {saves} więcej i zapłacisz {due}",
    ),
    "near-add-only": ("add {count} × {sku}", "dodaj {count} × {sku}"),
    "not-optimal": (
        "The search stopped at its node limit; at most {bound} more was possible",
        "Wyszukiwanie zatrzymało się na limicie; możliwe było najwyżej {bound} więcej",
    ),
    "policy": (
        "Rounding {rounding}; allocation {allocation}; floor {floor}",
        "Zaokrąglanie: {rounding}; podział: {allocation}; dolna granica: {floor}",
    ),
    "evidence": ("Quote {quote}, rules {ruleset}", "Wycena {quote}, reguły {ruleset}"),
    "nowhere": (
        "no promotion named `{name}` was considered for this cart",
        "promocji `{name}` nie rozważano przy tym koszyku",
    ),
}


# The engine tells facts in the words of the language; these are the ones around numbers.
_BOUNDS_PL: Final = {
    "at least": "co najmniej",
    "at most": "co najwyżej",
    "more than": "więcej niż",
    "less than": "mniej niż",
    "exactly": "dokładnie",
    "anything but": "wszystko oprócz",
}
_AMOUNT: Final = re.compile(r"(-?\d+\.\d+) ([A-Z]{3})\b")


def fact(text: str, language: Language) -> str:
    """Say what a condition found or needed: ``at least 1.50 PLN`` is ``co najmniej 1,50 zł``."""
    if language == "en":
        return text
    for english, polish in _BOUNDS_PL.items():
        if text.startswith(f"{english} "):
            text = polish + text.removeprefix(english)
    return _AMOUNT.sub(lambda amount: shown_amount(amount[1], amount[2], language), text)


def told(key: str, language: Language, **values: object) -> str:
    """Say a sentence in a language, with its values filled in.

    Raises:
        KeyError: There is no such sentence.
    """
    return _TEXTS[key][LANGUAGES.index(language)].format(**values)
