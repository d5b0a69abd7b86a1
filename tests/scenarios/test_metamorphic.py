"""What must not change a price, over every worked case that passes."""

from collections import Counter
from itertools import islice, permutations
from pathlib import Path

import msgspec
import pytest

from pricing.cart import Cart, CartLine
from pricing.quote import Quote
from pricing.wire import encode_quote
from tests.scenarios.cases import grosze, read_case
from tests.scenarios.test_scenarios import PASSING

# B02 has 720 orders of its lines; these spread over all of them.
ORDERS_MAX = 60


def _with_lines(cart: Cart, lines: tuple[CartLine, ...]) -> Cart:
    return msgspec.structs.replace(cart, lines=lines)


def _orders(cart: Cart) -> list[tuple[CartLine, ...]]:
    every = list(permutations(cart.lines))
    step = max(1, len(every) // ORDERS_MAX)
    return list(islice(every, 0, None, step))


def _shares(quote: Quote) -> Counter[tuple[str, str]]:
    """Return what each promotion took off each product, in grosze."""
    taken: Counter[tuple[str, str]] = Counter()
    for line in quote.lines:
        for discount in line.discounts:
            taken[line.sku, discount.promotion] += grosze(discount.amount)
    return taken


def _apart_from_lines(quote: Quote) -> Quote:
    """Return the quote without its lines and its digests."""
    evidence = msgspec.structs.replace(quote.evidence, cart="", quote="")
    return msgspec.structs.replace(quote, lines=(), evidence=evidence)


@pytest.mark.parametrize("name", PASSING)
def test_the_order_of_lines_changes_nothing(name: str, shared_domain: Path):
    case = read_case(shared_domain, name)
    whole = case.price()
    for order in _orders(case.cart):
        quote = case.price(cart=_with_lines(case.cart, order))
        assert _apart_from_lines(quote) == _apart_from_lines(whole)
        assert _shares(quote) == _shares(whole)


@pytest.mark.parametrize("name", PASSING)
def test_one_line_of_n_pieces_is_n_lines_of_one(name: str, shared_domain: Path):
    case = read_case(shared_domain, name)
    singles = tuple(
        msgspec.structs.replace(line, id=f"{line.id}/{piece}", quantity=1)
        if line.quantity is not None and line.quantity > 0
        else line
        for line in case.cart.lines
        for piece in range(max(1, line.quantity or 1))
    )
    whole, apart = case.price(), case.price(cart=_with_lines(case.cart, singles))
    assert len(singles) == sum(max(1, line.quantity or 1) for line in case.cart.lines)
    assert _apart_from_lines(apart) == _apart_from_lines(whole)
    assert _shares(apart) == _shares(whole)
    for line in whole.lines:
        parts = [part for part in apart.lines if part.sku == line.sku]
        assert sum(grosze(part.net) for part in parts) == grosze(line.net)
        # Dealt by running total, the pieces of a line never differ by more than a grosz a discount.
        pieces = [grosze(part.gross) for part in parts]
        assert max(pieces) - min(pieces) <= 1


@pytest.mark.parametrize("name", PASSING)
def test_a_deposit_changes_only_what_is_paid(name: str, shared_domain: Path):
    case = read_case(shared_domain, name)
    bottle = CartLine(id="kaucja", sku="PET", kind="deposit", quantity=3, price="0.50")
    whole = case.price()
    quote = case.price(cart=_with_lines(case.cart, (bottle, *case.cart.lines)))

    totals = msgspec.structs.replace(
        whole.totals,
        deposits=quote.totals.deposits,
        payable=quote.totals.payable,
        due=quote.totals.due,
    )
    assert quote.totals == totals
    for field in ("deposits", "payable", "due"):
        grew = grosze(getattr(quote.totals, field)) - grosze(getattr(whole.totals, field))
        assert grew == 150, field
    assert quote.lines == whole.lines
    assert quote.vat == whole.vat
    assert quote.applied == whole.applied
    assert quote.delivery == whole.delivery


@pytest.mark.parametrize("name", PASSING)
def test_the_same_cart_gives_the_same_bytes(name: str, shared_domain: Path):
    case = read_case(shared_domain, name)
    for explain in (False, True):
        first = encode_quote(case.price(explain=explain))
        assert encode_quote(case.price(explain=explain)) == first


@pytest.mark.parametrize("name", PASSING)
def test_explaining_changes_no_price(name: str, shared_domain: Path):
    case = read_case(shared_domain, name)
    told = case.price(explain=True)
    assert told.explanation is not None
    assert msgspec.structs.replace(told, explanation=None) == case.price()


@pytest.mark.parametrize("name", PASSING)
def test_every_channel_gets_the_same_price(name: str, shared_domain: Path):
    case = read_case(shared_domain, name)
    quotes = [
        case.price(cart=msgspec.structs.replace(case.cart, channel=channel))
        for channel in ("pos", "web", "app")
    ]
    assert [quote.channel for quote in quotes] == ["pos", "web", "app"]
    same = [msgspec.structs.replace(_apart_from_lines(quote), channel="") for quote in quotes]
    assert same[0] == same[1] == same[2]
    assert quotes[0].lines == quotes[1].lines == quotes[2].lines
