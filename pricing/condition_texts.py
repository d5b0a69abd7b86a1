"""Conditions of a rule file in Polish, for people who do not read rule files.

The engine tells a condition in the words its author wrote. Here those words are said as a sentence;
names and whatever is not known stay as they were written.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from pricing.reader_numbers import Language, polish_number, shown_amount

_WEEKDAYS: Final = {
    "mon": "pon.", "tue": "wt.", "wed": "śr.", "thu": "czw.", "fri": "pt.", "sat": "sob.",
    "sun": "niedz.",
}  # fmt: skip
_COMPARED: Final = {
    ">=": "co najmniej", "<=": "najwyżej", ">": "powyżej", "<": "poniżej", "=": "równo",
}  # fmt: skip
_BOUNDS: Final = {
    "at least": "co najmniej", "at most": "najwyżej", "more than": "powyżej",
    "less than": "poniżej", "exactly": "równo", "anything but": "wszystko oprócz",
    "one of": "jedno z", "from": "od", "until": "do",
}  # fmt: skip
_METHODS: Final = {
    # Means of payment and ways of delivery that shops call alike; other names stay.
    "blik": "BLIK", "card": "karta płatnicza", "cash": "gotówka", "gift-card": "karta podarunkowa",
    "voucher": "bon", "courier": "kurier", "parcel-locker": "automat paczkowy",
    "click-and-collect": "odbiór osobisty",
}  # fmt: skip
_KINDS: Final = {"member": "klient z kartą", "employee": "pracownik"}
_GOODS: Final = {"everything": "wszystkich towarów", "basket": "koszyka"}
_DAY_LIST: Final = r"(?:mon|tue|wed|thu|fri|sat|sun)\b"
_NAMES: Final = r"[\w-]+(?:, [\w-]+)*"
_GOODS_OF: Final = r"of ((?:(?:identical|regular-priced) )*)([\w-]+)"

_PATTERN: Final = re.compile(
    r'(?P<text>"[^"]*")'
    rf"|(?P<measure>basket list total|basket total|list total {_GOODS_OF}"
    rf"|total {_GOODS_OF}|quantity {_GOODS_OF}|weight {_GOODS_OF})"
    r"|(?P<compare>>=|<=|>|<|=)"
    r"|(?P<money>\b\d[\d ]*(?:\.\d+)? [A-Z]{3}\b)"
    r"|(?P<number>(?<![\w.-])\d[\d ]*\.\d+(?![\w.-]))"
    rf"|(?<![\w-])(?P<days>on {_DAY_LIST}(?:, {_DAY_LIST})*(?: (?=\d\d:))?)"
    r"|(?<![\w-])(?P<hours>on (?=\d\d:))"
    r"|(?<![\w-])(?:"
    rf"(?P<payment>payment is [\w-]+)|(?P<delivery>delivery is [\w-]+)|(?P<at_store>at store\b)"
    r"|(?P<first>customer first order(?: in [\w-]+)?)|(?P<order>customer order number\b)"
    r"|(?P<date>(?:from|until) \d{4}-\d\d-\d\d)"
    r"|(?P<span>\d\d:\d\d-\d\d:\d\d)"
    rf"|(?P<channel>in {_NAMES})|(?P<tier>tier {_NAMES})"
    r"|(?P<coupon>needs coupon [\w-]+)|(?P<consent>needs consent [\w-]+)"
    r"|(?P<variant>experiment [\w-]+: variant [\w-]+(?: or [\w-]+)*)"
    r"|(?P<word>points to spend|for|members|employees|everyone|segment|stores|or|and|not|never)"
    r")(?![\w-])"
)
_WORDS: Final = {
    "points to spend": "punkty do wykorzystania",
    "for": "dla",
    "members": "klientów z kartą",
    "employees": "pracowników",
    "everyone": "wszystkich",
    "segment": "segmentu",
    "stores": "sklep:",
    "or": "lub",
    "and": "i",
    "not": "z wyjątkiem:",
    "never": "nigdy",
}


def condition(text: str, language: Language) -> str:
    """Say a condition: ``basket total >= 60 PLN`` is ``wartość koszyka co najmniej 60 zł``."""
    return text if language == "en" else _PATTERN.sub(_in_polish, text)


def fact(text: str, language: Language) -> str:
    """Say what a condition found or needed: ``at least 1.50 PLN`` is ``co najmniej 1,50 zł``."""
    if language == "en":
        return text
    return _found(text)


def says(text: str, needed: str) -> bool:
    """Tell whether a condition already says what it needs, so that nobody has to read it twice."""
    bare = re.sub("[„”]", "", text)
    return bare.endswith(needed) or bare.endswith(re.sub(r"[.,]0+(?= )", "", needed))


def method(name: str, language: Language) -> str:
    """Name a means of payment or a way of delivery: ``gift-card`` is ``karta podarunkowa``."""
    return name if language == "en" else _METHODS.get(name, name)


def _found(text: str) -> str:
    for english, polish in _BOUNDS.items():
        if text.startswith(f"{english} "):
            return f"{polish} {_found(text.removeprefix(english).lstrip())}"
    day, _, time = text.partition(" ")
    if day in _WEEKDAYS:
        return f"{_WEEKDAYS[day]} {time}"
    if text.startswith("order "):
        return f"zamówienie {text.removeprefix('order ')}."
    place, at, store = text.partition(" at ")
    if at:
        return f"{_found(place)} w sklepie {_found(store)}"
    amount, _, currency = text.partition(" ")
    if re.fullmatch(r"-?\d+\.\d+", amount):
        return shown_amount(amount, currency, "pl") if currency else polish_number(amount)
    return ", ".join(_named(name) for name in text.split(", "))


def _named(name: str) -> str:
    if name.startswith("tier "):
        return f"poziom {name.removeprefix('tier ')}"
    return _KINDS.get(name) or _METHODS.get(name, name)


def _in_polish(found: "re.Match[str]") -> str:
    kind, text = str(found.lastgroup), found[0]
    if found["measure"]:
        return _measure(text)
    return _SAID[kind](text)


def _measure(text: str) -> str:
    if text in ("basket total", "basket list total"):
        return "wartość koszyka" + (" w cenach z cennika" if "list" in text else "")
    what, _, goods = text.partition(" of ")
    *kinds, name = goods.split(" ")
    said = _GOODS.get(name, f"towarów „{name}”")
    if "identical" in kinds:
        said = f"jednakowych {said}"
    if "regular-priced" in kinds:
        said += " w zwykłej cenie"
    if what == "quantity":
        return f"liczba sztuk {said}"
    if what == "weight":
        return f"waga {said}"
    return f"wartość {said}" + (" w cenach z cennika" if what == "list total" else "")


def _money(text: str) -> str:
    number, _, currency = text.rpartition(" ")
    return shown_amount(number.replace(" ", ""), currency, "pl")


def _days(text: str) -> str:
    named = ", ".join(_WEEKDAYS[day] for day in text.strip().removeprefix("on ").split(", "))
    return f"w dni: {named}" + (" w godz. " if text.endswith(" ") else "")


def _either(names: str) -> str:
    return " lub ".join(names.split(", "))


_SAID: Final[Mapping[str, Callable[[str], str]]] = {
    "text": lambda text: f"„{text[1:-1]}”",
    "compare": lambda text: _COMPARED[text],
    "money": _money,
    "number": lambda text: polish_number(text.replace(" ", "")),
    "payment": lambda text: f"płatność: {method(text.removeprefix('payment is '), 'pl')}",
    "delivery": lambda text: f"dostawa: {method(text.removeprefix('delivery is '), 'pl')}",
    "at_store": lambda _: "w sklepie",
    "first": lambda text: (
        f"pierwsze zamówienie klienta{text.removeprefix('customer first order')}".replace(
            " in ", " w kanale "
        )
    ),
    "order": lambda _: "numer zamówienia klienta",
    "date": lambda text: text.replace("from", "od").replace("until", "do"),
    "days": _days,
    "hours": lambda _: "w godz. ",
    "span": lambda text: text.replace("-", "–"),
    "channel": lambda text: "kanał " + _either(text.removeprefix("in ")),
    "tier": lambda text: "poziomu " + _either(text.removeprefix("tier ")),
    "coupon": lambda text: f"kupon „{text.removeprefix('needs coupon ')}”",
    "consent": lambda text: f"zgoda „{text.removeprefix('needs consent ')}”",
    "variant": lambda text: (
        text.replace("experiment", "eksperyment")
        .replace("variant", "wariant")
        .replace(" or ", " lub ")
    ),
    "word": lambda text: _WORDS[text],
}
