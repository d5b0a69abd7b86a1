"""The receipt: layout, Polish numbers, and that no amount is lost or invented."""

import re

import pytest

from cli.paper import WIDTH_MAX, WIDTH_MIN
from cli.receipt import receipt
from pricing.quote import QuoteLine, Totals, Vat


@pytest.mark.parametrize("width", [40, 44, 48])
def test_golden_coffee(golden, coffee_quote, width):
    lines = receipt(coffee_quote, shop="Sklep Przykładowy", width=width)
    golden(f"cli/receipts/coffee-{width}.txt", "\n".join(lines) + "\n")


def test_golden_everything(golden, full_quote):
    lines = receipt(full_quote, shop="Sklep Przykładowy")
    golden("cli/receipts/everything.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("width", range(WIDTH_MIN, WIDTH_MAX + 1))
def test_no_line_is_longer_than_the_paper(full_quote, width):
    lines = receipt(full_quote, shop="Bardzo długa nazwa sklepu z wieloma słowami", width=width)
    assert max(len(line) for line in lines) == width


@pytest.mark.parametrize(("asked", "used"), [(10, WIDTH_MIN), (200, WIDTH_MAX)])
def test_width_is_kept_to_what_paper_there_is(coffee_quote, asked, used):
    assert max(map(len, receipt(coffee_quote, width=asked))) == used


def test_amounts_are_polish_and_share_their_column(coffee_quote):
    text = receipt(coffee_quote, width=44)
    item = next(line for line in text if "3 × 19,99" in line)
    assert item.endswith("59,97 A")
    discount = next(line for line in text if "RABAT" in line)
    assert discount.rstrip() == "  RABAT KAWA 3 ZA 2                 -19,99"
    assert item.index("59,97") + 5 == discount.index("19,99") + 5
    assert any(line.endswith("1 234,50 E") for line in text)


def test_exempt_sales_have_no_tax_line(coffee_quote):
    text = "\n".join(receipt(coffee_quote))
    assert re.search(r"SPRZEDAŻ ZWOLN\. E +1 234,50", text)
    assert "PTU E" not in text
    assert re.search(r"PTU A 23% +7,48", text)
    assert re.search(r"SUMA PTU +7,90", text)


def test_goods_outside_vat_are_told_apart(coffee_quote, changed):
    card = QuoteLine(id="1", sku="CARD", price="50.00", quantity=1, gross="50.00", net="50.00")
    sold = changed(
        coffee_quote,
        lines=(card,),
        applied=(),
        vat=(),
        totals=Totals("50.00", "0.00", "50.00", "0.00", "0.00", "50.00", "0.00", "50.00"),
    )
    text = "\n".join(receipt(sold))
    assert re.search(r"SPRZEDAŻ POZA PTU +50,00", text)
    assert re.search(r"SUMA PTU +0,00", text)
    assert "OPUSTY" not in text


def test_a_text_that_says_rabat_is_not_doubled(coffee_quote, changed):
    done = (changed(coffee_quote.applied[0], receipt="Rabat na kawę"),)
    text = "\n".join(receipt(changed(coffee_quote, applied=done)))
    assert "  Rabat na kawę" in text
    assert "RABAT Rabat" not in text


def test_a_promotion_without_receipt_text_shows_its_title(full_quote):
    assert any("RABAT Darmowa dostawa" in line for line in receipt(full_quote))


def test_codes_are_told_with_their_reason(full_quote):
    text = " ".join(" ".join(receipt(full_quote)).split())
    assert "Kod welcome: przyjęty" in text
    assert "Kod JESIEN26: odrzucony, koszyk nie osiąga wymaganego progu (brakuje 17,40 zł)" in text
    assert "Kod NOPE: odrzucony, nie ma takiego kodu" in text
    assert "(brakuje 2 sztuk)" in text


def test_deposits_stay_out_of_the_fiscal_part(full_quote):
    lines = list(receipt(full_quote))
    border = next(i for i, line in enumerate(lines) if "NIEFISKALNE" in line)
    deposit = next(i for i, line in enumerate(lines) if line.startswith("Kaucja"))
    total = next(i for i, line in enumerate(lines) if line.startswith("SUMA PLN"))
    assert total < border < deposit
    assert lines[total].endswith(" 1 283,23")


def test_currencies_without_minor_units_add_up(coffee_quote, changed):
    iskra = changed(
        coffee_quote,
        currency="ISK",
        lines=(QuoteLine(id="1", sku="X", price="100", quantity=2, gross="200", net="200",
                         vat="A"),),
        applied=(),
        vat=(Vat("A", "200", "37"),),
        totals=Totals("200", "0", "200", "0", "0", "200", "0", "200"),
    )  # fmt: skip
    text = "\n".join(receipt(iskra))
    assert re.search(r"SUMA ISK +200$", text, re.MULTILINE)
    assert re.search(r"SUMA PTU +37$", text, re.MULTILINE)
    assert "OPUSTY" not in text
