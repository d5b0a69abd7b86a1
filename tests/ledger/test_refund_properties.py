"""What must hold of every sale, however its units come back."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.refunds import Repricing, ReturnPolicy, ReturnQuote, ReturnTerms, refund
from ledger.return_requests import ReturnError, ReturnKind, ReturnLine, ReturnRequest
from ledger.returned import NOTHING_RETURNED, ReturnedSoFar
from ledger.sale import Paid, Promises, Sale, SoldLine
from ledger.selling import promises_of, sale_of
from ledger.tenders import TenderOrder
from pricing.cart import Cart, CartLine
from pricing.engine import price
from pricing.goods import Facts
from pricing.wire import parse_instant
from tests.scenarios.cases import compiled

RATES = {"A": 23, "B": 8, "C": 5}
Parts = list[dict[str, int]]


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    lines = []
    for number in range(draw(st.integers(1, 5))):
        measured = draw(st.booleans())
        kind = draw(st.sampled_from(["goods", "goods", "goods", "fee", "deposit"]))
        net = draw(st.integers(0, 5_000))
        by_points = draw(st.integers(0, 500))
        lines.append(
            SoldLine(
                f"L{number}",
                kind,
                draw(st.integers(1, 2_000 if measured else 9)),
                measured,
                net,
                None if kind == "deposit" else draw(st.sampled_from("ABC")),
                {"club": by_points} if by_points and kind == "goods" else {},
                (draw(st.integers(0, 5_000)), 100) if kind == "goods" else (0, 1),
            )
        )
    delivery = draw(st.integers(0, 2_000))
    due = sum(line.net for line in lines) + delivery
    by_card = draw(st.integers(0, due))
    earned = sum(line.points[0] for line in lines) // 100 + draw(st.integers(0, 50))
    return Sale(
        "PLN",
        tuple(lines),
        delivery,
        (Paid("gift-card", due - by_card), Paid("card", by_card)),
        spent=draw(st.integers(0, 300)) if any(line.discounts for line in lines) else 0,
        earned=earned,
        codes=("JES1EN",),
        issued=("next-visit",),
        promises=Promises(programmes=frozenset({"club"}), vat_percent=RATES),
    )


def _parts(sale: Sale, rng: random.Random) -> Parts:
    """Split all units of a sale into returns, at random."""
    left = {line.id: line.units for line in sale.lines}
    parts = []
    while left:
        names = rng.sample(sorted(left), rng.randint(1, len(left)))
        part = {name: rng.randint(1, left[name]) for name in names}
        parts.append(part)
        left = {name: n - part.get(name, 0) for name, n in left.items() if n > part.get(name, 0)}
    return parts


def _request(sale: Sale, part: dict[str, int], kind: ReturnKind = "statutory") -> ReturnRequest:
    lines = []
    for name, units in part.items():
        sold = sale.line(name)
        assert sold is not None
        if sold.measured:
            lines.append(ReturnLine(name, measure=f"{units // 1000}.{units % 1000:03}"))
        else:
            lines.append(ReturnLine(name, units))
    return ReturnRequest(tuple(lines), kind)


def _return_all(
    sale: Sale, parts: Parts, kinds: list[ReturnKind], terms: ReturnTerms | None = None
) -> tuple[list[ReturnQuote], ReturnedSoFar]:
    returned, found = NOTHING_RETURNED, []
    for part, kind in zip(parts, kinds, strict=True):
        one, returned = refund(sale, _request(sale, part, kind), returned, terms)
        found.append(one)
        _check_within(sale, one, returned)
    return found, returned


def _check_within(sale: Sale, one: ReturnQuote, returned: ReturnedSoFar) -> None:
    """Nothing negative, nothing above what was paid, and every sum adds up."""
    amounts = [row.amount for row in (*one.lines, *one.deposits, *one.payments)]
    vat = [amount for row in one.vat for amount in (row.gross, row.tax)]
    assert min([one.amount, one.delivery, one.unpaid, *amounts, *vat]) >= 0
    assert min(one.points_reversed, one.points_reinstated) >= 0
    given = sum(row.amount for row in (*one.lines, *one.deposits))
    assert one.amount == given + one.delivery
    assert one.amount == sum(row.amount for row in one.payments) + one.unpaid
    assert sum(row.gross for row in one.vat) == sum(row.amount for row in one.lines)
    for line in sale.lines:
        assert 0 <= returned.refunded.get(line.id, 0) <= returned.share(line) <= line.net


def _check_all_back(sale: Sale, found: list[ReturnQuote], returned: ReturnedSoFar) -> None:
    paid = sum(line.net for line in sale.lines)
    delivery = sum(one.delivery for one in found)
    assert sum(one.amount for one in found) == paid + delivery
    assert (returned.reversed, returned.reinstated) == (sale.earned, _spent_on_goods(sale))
    for letter, rate in RATES.items():
        gross = sum(line.net for line in sale.lines if line.vat == letter)
        rows = [row for one in found for row in one.vat if row.letter == letter]
        assert sum(row.gross for row in rows) == gross
        assert sum(row.tax for row in rows) == (2 * gross * rate + 100 + rate) // (2 * (100 + rate))
    if sale.goods:
        assert [one.restored for one in found if one.restored] == [sale.codes] * bool(sale.codes)
        assert [one.closed for one in found if one.closed] == [sale.issued] * bool(sale.issued)


def _spent_on_goods(sale: Sale) -> int:
    return sale.spent if any(line.discounts for line in sale.lines) else 0


@given(sales(), st.randoms(use_true_random=False), st.sampled_from(TenderOrder))
@settings(max_examples=300, deadline=None)
def test_any_partition_in_any_order_sums_to_the_grosz(
    sale: Sale, rng: random.Random, tenders: TenderOrder
):
    terms = ReturnTerms(ReturnPolicy(tenders=tenders))
    parts = _parts(sale, rng)
    found, returned = _return_all(sale, parts, ["statutory"] * len(parts), terms)
    _check_all_back(sale, found, returned)
    if sale.goods:
        assert sum(one.delivery for one in found) == sale.delivery
        assert returned.payments == tuple(one.amount for one in sale.payments)
    rng.shuffle(parts)
    _, other = _return_all(sale, parts, ["statutory"] * len(parts), terms)
    assert (other.units, other.refunded) == (
        {line: returned.units[line] for line in other.units},
        {line: returned.refunded[line] for line in other.refunded},
    )
    with pytest.raises(ReturnError, match="are left"):
        refund(sale, _request(sale, {sale.lines[0].id: 1}), returned, terms)


@given(sales(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_what_is_back_in_all_decides_not_the_way_there(sale: Sale, rng: random.Random):
    parts = _parts(sale, rng)
    some = parts[: rng.randint(1, len(parts))]
    at_once: dict[str, int] = {}
    for part in some:
        for name, units in part.items():
            at_once[name] = at_once.get(name, 0) + units
    _, stepwise = _return_all(sale, some, ["statutory"] * len(some))
    _, direct = refund(sale, _request(sale, at_once))
    for line in sale.lines:
        assert stepwise.refunded.get(line.id, 0) == direct.refunded.get(line.id, 0)
    assert (stepwise.reversed, stepwise.reinstated) == (direct.reversed, direct.reinstated)


RULES = """
promotion three "3 za 2" {{
  give 3 for 2 on everything
  {first}
}}
promotion ten "10 zł od 60 zł" {{
  give 10.00 PLN off basket
  when basket total >= 60 PLN
  {second}
}}
"""
CLAUSES = ("returns prorate", "returns reprice remaining")


@st.composite
def engine_sales(draw: st.DrawFn) -> tuple[Sale, Repricing, Cart]:
    rules = RULES.format(
        first=draw(st.sampled_from(CLAUSES)), second=draw(st.sampled_from(CLAUSES))
    )
    program = compiled(SHOP_RULES, rules, "returns.promo")
    lines = tuple(
        CartLine(
            id=f"L{n}",
            sku=f"S{n}",
            quantity=draw(st.integers(1, 3)),
            price=f"{draw(st.integers(100, 5_000)) / 100:.2f}",
            vat=draw(st.sampled_from("ABC")),
        )
        for n in range(draw(st.integers(1, 4)))
    )
    cart = Cart(channel="pos", at="2026-05-04T12:00:00+02:00", currency="PLN", lines=lines)

    def priced(cart: Cart):
        return price(cart, program, Facts(), parse_instant(cart.at))

    return sale_of(cart, priced(cart), promises_of(program)), Repricing(cart, priced), cart


SHOP_RULES = """shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos
}
"""


@given(engine_sales(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_goodwill_keeps_back_what_is_lost_and_never_more_than_was_paid(
    made: tuple[Sale, Repricing, Cart], rng: random.Random
):
    sale, repricing, _ = made
    terms = ReturnTerms(repricing=repricing)
    parts = _parts(sale, rng)
    kinds: list[ReturnKind] = [rng.choice(["statutory", "goodwill"]) for _ in parts]
    found, returned = _return_all(sale, parts, kinds, terms)
    _check_all_back(sale, found, returned)
    assert sum(one.withheld for one in found) == 0


@given(engine_sales(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_where_all_promotions_reprice_the_rest_costs_what_it_costs_alone(
    made: tuple[Sale, Repricing, Cart], rng: random.Random
):
    sale, repricing, cart = made
    every = Promises(frozenset({"three", "ten"}), vat_percent=RATES)
    sale = Sale(sale.currency, sale.lines, promises=every)
    parts = _parts(sale, rng)[:1]
    given_now, returned = refund(
        sale, _request(sale, parts[0], "goodwill"), terms=ReturnTerms(repricing=repricing)
    )
    paid = sum(line.net for line in sale.lines)
    bought_back = sum(returned.share(line) for line in sale.lines)
    kept = [
        CartLine(id=one.id, sku=one.sku, quantity=left, price=one.price, vat=one.vat)
        for one, line in zip(cart.lines, sale.lines, strict=True)
        if (left := returned.kept(line))
    ]
    alone = 0
    if kept:
        again = repricing.price(Cart("pos", cart.at, "PLN", tuple(kept)))
        alone = round(100 * float(again.totals.goods))
    assert given_now.amount == min(bought_back, max(0, paid - alone))
