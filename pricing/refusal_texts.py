"""Refusals in plain sentences, from one table; clients may word their own from the reason."""

import re
from typing import Final

from pricing.money import MEASURE_DECIMALS, Currency, format_scaled
from pricing.reader_numbers import LANGUAGES, Language, shown_amount, shown_lack, shown_weight
from pricing.reasons import Counts, Reason

SENTENCES: Final[dict[Reason, tuple[str, str]]] = {
    "unknown": ("this code is not known", "nie ma takiego kodu"),
    "not-started": ("the promotion has not started yet", "promocja jeszcze nie obowiązuje"),
    "expired": ("the promotion is over", "promocja już nie obowiązuje"),
    "channel": (
        "the promotion does not run in this channel", "promocja nie działa w tym kanale sprzedaży",
    ),
    "store": ("the promotion does not run in this store", "promocja nie działa w tym sklepie"),
    "time": (
        "the promotion does not run at this hour or on this day of the week",
        "promocja nie działa o tej godzinie lub w tym dniu tygodnia",
    ),
    "sign-in": ("sign in or scan the card first", "wymaga karty lub zalogowania"),
    "not-for-you": ("the promotion is not for this customer", "promocja nie jest dla tego klienta"),
    "delivery": (
        "it asks for a way of delivery that was not chosen",
        "wymaga sposobu dostawy, którego nie wybrano",
    ),
    "payment": (
        "it asks for a means of payment that was not chosen",
        "wymaga formy płatności, której nie wybrano",
    ),
    "used-up": ("it has been used as often as it may be", "limit został wykorzystany"),
    "already-in-cart": (
        "a code of this coupon is already in the cart", "kod tego kuponu jest już w koszyku",
    ),
    "needs-approval": ("somebody has to approve it first", "wymaga zgody kierownika"),
    "no-goods": ("nothing in the cart is covered by it", "brak objętych towarów w koszyku"),
    "below-minimum": ("the cart is below the threshold", "koszyk nie osiąga wymaganego progu"),
    "not-combinable": (
        "it does not combine with what was applied", "nie łączy się z zastosowaną promocją",
    ),
    "better-deal": ("a better deal was applied", "zastosowano korzystniejszą promocję"),
    "no-saving": ("it would save nothing on this cart", "nie dałaby żadnej zniżki"),
}  # fmt: skip
_BELOW: Final = ("{missing} below the threshold", "do progu brakuje {missing}")


def sentence(reason: Reason, language: Language) -> str:
    """Say a reason in a language, lower-case, without a final stop."""
    return SENTENCES[reason][LANGUAGES.index(language)]


def refusal(
    reason: Reason,
    missing: str | None,
    missing_of: Counts,
    currency: str,
    *,
    unit: str = "",
    language: Language = "en",
) -> str:
    """Return one sentence for a refusal, lower-case, without a final stop.

    ``refusal("below-minimum", "17.40", "amount", "PLN")`` is ``17.40 PLN below the threshold``.
    """
    if reason == "below-minimum" and missing is not None:
        shown = shown_missing(missing, currency, language, missing_of, unit)
        return _BELOW[LANGUAGES.index(language)].format(missing=shown)
    return sentence(reason, language)


def shown_missing(
    missing: str, currency: str, language: Language, of: str = "", unit: str = ""
) -> str:
    """Write what is missing as a person reads it.

    Args:
        missing: ``17.40`` for an amount, ``2`` for pieces, ``0.500`` for a measure.
        currency: Of an amount.
        language: Of the reader.
        of: What it counts, where the quote says so; otherwise the form of the number tells.
        unit: Of a measure, where it is known.
    """
    if of == "pieces" or (not of and re.fullmatch(r"\d+", missing)):
        return shown_lack(missing, language)
    if of == "weight" or (not of and re.fullmatch(r"\d+\.\d{3}", missing)):
        return shown_weight(missing, language, unit)
    if of == "amount" or re.fullmatch(r"\d+\.\d+", missing):
        return shown_amount(missing, currency, language)
    return missing


def written_missing(missing: int, counts: Counts, currency: Currency) -> str:
    """Write what is missing as the wire has it: an amount, whole pieces, or kg, l or m."""
    decimals = {"amount": currency.exponent, "pieces": 0, "weight": MEASURE_DECIMALS}
    return format_scaled(missing, decimals[counts])
