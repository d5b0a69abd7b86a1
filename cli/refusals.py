"""The closed list of refusal reasons as sentences, in Polish and in English."""

import re
from typing import Final, Literal

from cli.amounts import shown_amount, shown_count, shown_weight
from pricing.quote import Reason

Language = Literal["en", "pl"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "pl")

SENTENCES: Final[dict[Reason, tuple[str, str]]] = {
    "unknown": ("nobody knows this code", "nie ma takiego kodu"),
    "not-started": ("it has not started yet", "jeszcze nie obowiązuje"),
    "expired": ("it is over", "już nie obowiązuje"),
    "channel": ("not in this channel", "nie w tym kanale sprzedaży"),
    "store": ("not in this store", "nie w tym sklepie"),
    "time": ("not on this day or at this hour", "nie w tym dniu lub o tej godzinie"),
    "sign-in": ("only for customers who are signed in", "wymaga karty lub zalogowania"),
    "not-for-you": ("not for this customer", "nie dla tego klienta"),
    "delivery": ("not with this delivery", "nie przy tym sposobie dostawy"),
    "payment": ("not with this payment", "nie przy tej formie płatności"),
    "used-up": ("used up", "limit został wykorzystany"),
    "already-in-cart": ("already in the cart", "jest już w koszyku"),
    "needs-approval": ("needs approval", "wymaga zgody kierownika"),
    "no-goods": ("none of its goods are in the cart", "brak objętych towarów w koszyku"),
    "below-minimum": ("below the minimum", "poniżej wymaganego progu"),
    "not-combinable": ("does not combine with what applied", "nie łączy się z inną promocją"),
    "better-deal": ("another promotion saves more", "inna promocja jest korzystniejsza"),
    "no-saving": ("it would save nothing", "nie dałby żadnej zniżki"),
}


def sentence(reason: Reason, language: Language) -> str:
    """Say a reason in a language."""
    return SENTENCES[reason][LANGUAGES.index(language)]


def shown_missing(missing: str, currency: str, language: Language, of: str = "") -> str:
    """Write what is missing as a person reads it.

    Args:
        missing: ``17.40`` for an amount, ``2`` for pieces, ``0.500`` for a measure.
        currency: Of an amount.
        language: Of the reader.
        of: What it counts, where the quote says so; otherwise the form of the number tells.
    """
    if of == "pieces" or (not of and re.fullmatch(r"\d+", missing)):
        return shown_count(missing, language)
    if of == "weight" or (not of and re.fullmatch(r"\d+\.\d{3}", missing)):
        return shown_weight(missing, language)
    if of == "amount" or re.fullmatch(r"\d+\.\d+", missing):
        return shown_amount(missing, currency, language)
    return missing
