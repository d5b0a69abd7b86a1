"""Every sentence of the story in every language, in one table."""

from typing import Final

from pricing.reader_numbers import LANGUAGES, Language

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
    "because": ("only in some channels: {text}", "tylko w niektórych kanałach: {text}"),
    "alone": (
        "alone it would have taken off {amount}",
        "sama zdjęłaby {amount}",
    ),
    "missing": ("missing {missing}", "brakuje {missing}"),
    "codes": ("Codes", "Kody"),
    "code-accepted": ("{code}: accepted, unlocks {names}", "{code}: przyjęty, odblokowuje {names}"),
    "code-rejected": ("{code}: refused, {reason}", "{code}: odrzucony, {reason}"),
    "shared": ("shared by {rule}:", "podział: {rule}"),
    "rule-own-line": (
        "each line by itself, in the order of the quote",
        "każda pozycja osobno, w kolejności wyceny",
    ),
    "rule-largest-remainder": (
        "cost; spare grosze to the largest remainders",
        "proporcjonalnie do ceny; reszta groszy według największych ułamków",
    ),
    "rule-running-total": (
        "cost, rounding the running total",
        "proporcjonalnie do ceny, z zaokrąglaniem sumy narastającej",
    ),
    "rule-rest-on-last-line": (
        "cost, the rest on the last line",
        "proporcjonalnie do ceny, reszta na ostatniej pozycji",
    ),
    "unpriced": (
        "left without numbers, because pricing again has a limit: {count}",
        "bez podania liczb, bo ponowne wyceny mają limit: {count}",
    ),
    "near": ("Near misses", "Niewiele brakuje"),
    "not-optimal": (
        "The search stopped at its node limit; at most {bound} more was possible",
        "Wyszukiwanie doszło do limitu; rabat mógłby być większy najwyżej o {bound}",
    ),
    "policy": (
        "Rounding {rounding}; allocation {allocation}; floor {floor}",
        "Zaokrąglanie: {rounding}; podział: {allocation}; dolna granica: {floor}",
    ),
    "floor-each": ("{amount} per unit", "{amount} za sztukę"),
    "evidence": ("Quote {quote}, rules {ruleset}", "Wycena {quote}, reguły {ruleset}"),
    "nowhere": (
        "no promotion named `{name}` was considered for this cart",
        "promocji `{name}` nie rozważano przy tym koszyku",
    ),
}

# The policies of a shop stand in the quote in the words of the rule file.
_POLICIES_PL: Final = {
    "half up": "od połowy w górę",
    "half even": "od połowy do parzystej",
    "up": "w górę",
    "down": "w dół",
    "per line": "w każdej pozycji",
    "per unit": "w każdej sztuce",
    "largest remainder": "według największych ułamków",
    "running total": "według sumy narastającej",
    "rest on last line": "reszta na ostatniej pozycji",
    "minimum-price": "cena minimalna",
}


def policy(words: str, language: Language) -> str:
    """Say a policy: ``half up, per line`` is ``od połowy w górę, w każdej pozycji``."""
    if language == "en":
        return words
    return ", ".join(_POLICIES_PL.get(one, one) for one in words.split(", "))


def told(key: str, language: Language, **values: object) -> str:
    """Say a sentence in a language, with its values filled in.

    Raises:
        KeyError: There is no such sentence.
    """
    return _TEXTS[key][LANGUAGES.index(language)].format(**values)
