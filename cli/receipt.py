"""The receipt as a Polish till would print it: a pure function from a quote to lines of text.

Everything shown is in the quote; only the sum of the taxes and the sales outside VAT are added up.
The print-out is a preview: only a fiscal printer makes a fiscal receipt, so deposits, delivery and
payments stand below the fiscal part, where shops print them.
"""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Final

from cli.paper import WIDTH_DEFAULT, WIDTH_MAX, WIDTH_MIN
from pricing.legal import COUNTRIES
from pricing.money import format_scaled, parse_scaled
from pricing.quote import Discount, Quote, QuoteLine, Rejected
from pricing.reader_numbers import polish_number
from pricing.refusal_texts import sentence, shown_missing

RATES_PL: Final = COUNTRIES["PL"].vat_percent
EXEMPT: Final = "E"

_CHANNELS: Final = {"pos": "kasa", "web": "sklep internetowy", "app": "aplikacja"}
_PAYMENTS: Final = {
    "card": "Karta",
    "cash": "Gotówka",
    "blik": "BLIK",
    "transfer": "Przelew",
    "gift-card": "Karta podarunkowa",
    "voucher": "Bon",
    "points": "Punkty",
}


def receipt(
    quote: Quote,
    *,
    shop: str = "",
    width: int = WIDTH_DEFAULT,
    rates: Mapping[str, int] = RATES_PL,
) -> tuple[str, ...]:
    """Lay out a quote as a till receipt in Polish.

    Args:
        quote: The priced cart.
        shop: Name of the shop, printed on top; empty leaves it out.
        width: Characters per line, cut to ``WIDTH_MIN`` .. ``WIDTH_MAX``.
        rates: VAT percent by letter, printed after ``PTU``.

    Returns:
        Lines without line ends, none longer than the width.
    """
    return tuple(_Roll(quote, min(max(width, WIDTH_MIN), WIDTH_MAX), rates).lines(shop))


def vat_percents(country: str) -> Mapping[str, int]:
    """Return the VAT percent of each letter in a country; nothing for one we have no policy of."""
    policy = COUNTRIES.get(country)
    return {} if policy is None else policy.vat_percent


class _Roll:
    """One receipt being printed, from top to bottom."""

    def __init__(self, quote: Quote, width: int, rates: Mapping[str, int]) -> None:
        self.quote = quote
        self.width = width
        self.rates = rates
        self.texts = {done.promotion: done.receipt or done.title for done in quote.applied}

    def lines(self, shop: str) -> Iterator[str]:
        yield from self._head(shop)
        for line in self.quote.lines:
            yield from self._item(line)
        yield from self._fiscal_totals()
        yield from self._below()
        yield from self._codes()
        yield from self._later()
        yield from self._foot()

    def _head(self, shop: str) -> Iterator[str]:
        quote = self.quote
        if shop:
            yield from (part.center(self.width).rstrip() for part in self._wrapped(shop))
        channel = _CHANNELS.get(quote.channel, quote.channel)
        yield self._pair(_local(quote.at), channel)
        if quote.id:
            yield from self._wrapped(f"nr {quote.id}")
        yield "PARAGON (PODGLĄD)".center(self.width).rstrip()
        yield "-" * self.width

    def _item(self, line: QuoteLine) -> Iterator[str]:
        letter = line.vat or "-"
        count = str(line.quantity) if line.quantity is not None else line.measure or "1"
        price = polish_number(_trimmed(line.price))
        amounts = f"{polish_number(count)} × {price} = {polish_number(line.gross)} {letter}"
        yield from self._pairs(line.name or line.sku, amounts)
        for discount in line.discounts:
            yield self._discount(discount)
        if line.discounts:
            yield f"{polish_number(line.net)} {letter}".rjust(self.width)

    def _discount(self, discount: Discount) -> str:
        text = self.texts.get(discount.promotion, discount.promotion)
        if not text.upper().startswith(("RABAT", "OPUST", "OBNIŻKA")):
            text = f"RABAT {text}"
        # Two blanks stand for the VAT letter, so that amounts share their last column.
        return self._pair(f"  {text}", f"-{polish_number(discount.amount)}  ").rstrip()

    def _fiscal_totals(self) -> Iterator[str]:
        quote = self.quote
        yield "-" * self.width
        if not _is_zero(quote.totals.discount):
            yield self._pair("OPUSTY ŁĄCZNIE", f"-{polish_number(quote.totals.discount)}")
        for rate in quote.vat:
            kind = "ZWOLN." if rate.letter == EXEMPT else "OPODATK."
            yield self._pair(f"SPRZEDAŻ {kind} {rate.letter}", polish_number(rate.gross))
            if rate.letter != EXEMPT:
                percent = self.rates.get(rate.letter)
                label = f"PTU {rate.letter}" + ("" if percent is None else f" {percent}%")
                yield self._pair(label, polish_number(rate.tax))
        outside = self._minor(quote.totals.goods) - sum(self._minor(v.gross) for v in quote.vat)
        if outside > 0:
            yield self._pair("SPRZEDAŻ POZA PTU", polish_number(self._plain(outside)))
        tax = sum(self._minor(rate.tax) for rate in quote.vat)
        yield self._pair("SUMA PTU", polish_number(self._plain(tax)))
        yield self._pair(f"SUMA {quote.currency}", polish_number(quote.totals.goods))

    def _below(self) -> Iterator[str]:
        """Yield what is paid beside the goods: deposits, delivery, things given back, payments."""
        totals, delivery = self.quote.totals, self.quote.delivery
        extra: list[str] = []
        if not _is_zero(totals.deposits):
            extra.append(self._pair("Kaucja za opakowania", polish_number(totals.deposits)))
        if delivery is not None:
            extra.append(self._pair("Dostawa", polish_number(delivery.gross)))
            extra += [self._discount(discount) for discount in delivery.discounts]
        if extra or not _is_zero(totals.returns):
            yield "NIEFISKALNE".center(self.width, "-")
            yield from extra
            yield self._pair(f"RAZEM {self.quote.currency}", polish_number(totals.payable))
        if not _is_zero(totals.returns):
            yield self._pair("Zwroty", polish_number(totals.returns))
        yield "-" * self.width
        yield self._pair(f"DO ZAPŁATY {self.quote.currency}", polish_number(totals.due))
        for payment in self.quote.payments:
            name = _PAYMENTS.get(payment.method, payment.method)
            yield self._pair(f"  {name}", polish_number(payment.amount))

    def _codes(self) -> Iterator[str]:
        for accepted in self.quote.accepted:
            yield from self._wrapped(f"Kod {accepted.code}: przyjęty")
        for rejected in self.quote.rejected:
            yield from self._wrapped(f"Kod {rejected.code}: {self._why(rejected)}")

    def _why(self, rejected: Rejected) -> str:
        why = f"odrzucony, {sentence(rejected.reason, 'pl')}"
        if rejected.missing is None:
            return why
        return f"{why} (brakuje {shown_missing(rejected.missing, self.quote.currency, 'pl')})"

    def _later(self) -> Iterator[str]:
        """Yield what the customer takes along: points, coupons, gifts on offer."""
        quote = self.quote
        if quote.points.spent:
            yield self._pair("Punkty wykorzystane", f"-{quote.points.spent}")
        if quote.points.earned:
            yield self._pair("Punkty za zakupy", f"+{quote.points.earned}")
        for coupon in quote.issued:
            yield from self._wrapped(f"Kupon na kolejne zakupy: {coupon.title}")
            for term in coupon.terms:
                yield from self._wrapped(f"  {term}")
            if coupon.expires is not None:
                yield f"  ważny do {coupon.expires}"
        for gift in quote.gifts:
            price = "" if gift.price is None else f" za {polish_number(gift.price)}"
            yield from self._wrapped(f"Gratis do odebrania: {gift.sku}{price}")

    def _foot(self) -> Iterator[str]:
        yield "-" * self.width
        if not self.quote.optimal:
            yield from self._wrapped("Uwaga: duży koszyk, szukanie rabatów przerwane na limicie")
        evidence = self.quote.evidence
        yield from self._digest("wycena", evidence.quote)
        yield from self._digest("reguły", evidence.ruleset)
        yield from self._digest("ceny", evidence.prices)

    def _digest(self, label: str, digest: str) -> Iterator[str]:
        method, _, digits = digest.partition(":")
        room = self.width - len(label) - len(method) - 2
        yield f"{label} {method}:{digits[: min(room, 16)]}"

    def _pairs(self, left: str, right: str) -> Iterator[str]:
        """Yield one line where both fit, otherwise the left text and then the right one alone."""
        if len(left) + 2 + len(right) <= self.width:
            yield self._pair(left, right)
            return
        yield from self._wrapped(left)
        yield right.rjust(self.width)

    def _pair(self, left: str, right: str) -> str:
        room = self.width - len(right) - 1
        if len(left) > room:
            left = left[: room - 1] + "…"
        return left + " " * (self.width - len(left) - len(right)) + right

    def _wrapped(self, text: str) -> list[str]:
        return textwrap.wrap(text, self.width, subsequent_indent="  ") or [""]

    def _minor(self, plain: str) -> int:
        value = parse_scaled(plain, self._decimals)
        assert value is not None, plain
        return value

    def _plain(self, minor: int) -> str:
        return format_scaled(minor, self._decimals)

    @property
    def _decimals(self) -> int:
        return len(self.quote.totals.goods.partition(".")[2])


def _is_zero(plain: str) -> bool:
    return not plain.strip("-0.")


def _trimmed(price: str) -> str:
    """Leave out third and fourth decimals that say nothing: ``19.9900`` is ``19.99``."""
    whole, dot, fraction = price.partition(".")
    while len(fraction) > 2 and fraction.endswith("0"):
        fraction = fraction[:-1]
    return whole + dot + fraction


def _local(at: str) -> str:
    """Cut an instant to what a receipt shows; the offset is the shop's own."""
    day, _, clock = at.partition("T")
    return f"{day} {clock[:5]}".strip()
