"""What a plan, a verb and an account may not be: refused where it is made, with a sentence."""

import pytest

from ledger import (
    Adjust,
    Confirm,
    Debit,
    Grant,
    Key,
    Plan,
    Points,
    Read,
    Refund,
    Reserve,
    Return,
    Sweep,
    Terms,
    keys,
)
from ledger.limits import AMOUNT_MAX, NAME_CHARS_MAX, QUOTE_BYTES_MAX, READ_MAX, SWEEP_MAX
from ledger.sale import Sale, SoldLine
from tests.ledger.desk import BOOK, TILL, TOTAL


def test_accounts_are_named_by_what_they_count():
    assert keys.total("lato") == "{series/lato} total"
    assert keys.budget("lato") == "{series/lato} budget"
    assert keys.per_customer("c1", "lato") == "{customer/c1} lato"
    assert keys.per_customer("c1", "lato", "2026-W45") == "{customer/c1} lato/2026-W45"
    assert keys.limit("lato", "baskets") == "{series/lato} total"
    assert keys.limit("lato", "units") == "{series/lato} total/units"
    assert keys.limit("lato", "amount") == "{series/lato} budget"
    assert keys.limit("lato", "baskets", "c1", "2026-11") == "{customer/c1} lato/2026-11"
    assert keys.limit("lato", "units", "c1") == "{customer/c1} lato/units"
    assert keys.first("c1", "app") == "{customer/c1} first/app"
    assert keys.one_of("c1", "welcome") == "{customer/c1} group/welcome"
    assert keys.points("c1", "club") == "{customer/c1} points/club"
    assert keys.code("abcd" * 8) == "{code/abcd} " + "abcd" * 8
    assert keys.group(keys.points("c1", "club")) == "customer/c1"


@pytest.mark.parametrize("name", ["", "total", "{} total", "{a}", "{a} ", "a} total", "{a total"])
def test_anything_else_is_no_account(name: str):
    with pytest.raises(ValueError, match="an account is named"):
        keys.group(name)


@pytest.mark.parametrize("part", ["", "a}b", "a{b", "a\nb"])
def test_a_part_cannot_break_out_of_its_place(part: str):
    with pytest.raises(ValueError, match="part of an account"):
        keys.points(part, "club")


@pytest.mark.parametrize("digest", ["", "abc", "ABCD" * 8, "x" * 16])
def test_a_code_is_named_by_a_digest_only(digest: str):
    with pytest.raises(ValueError, match="hexadecimal"):
        keys.code(digest)


PLAN = Plan(b"")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Debit(TOTAL, 0),
        lambda: Debit(TOTAL, -1),
        lambda: Debit(TOTAL, AMOUNT_MAX + 1),
        lambda: Debit(TOTAL, 1, -1),
        lambda: Debit("{a} " + "x" * 600, 1),
        lambda: Points(BOOK, 0),
        lambda: Points(BOOK, -5),
        lambda: SoldLine("", "goods", 1, False, 1),
        lambda: SoldLine("1", "goods", 0, False, 1),
        lambda: SoldLine("1", "goods", 1, False, -1),
        lambda: Plan(bytes(QUOTE_BYTES_MAX + 1)),
        lambda: Plan(b"", debits=(Debit(TOTAL, 1), Debit(TOTAL, 2))),
        lambda: Sale("PLN", (SoldLine("1", "goods", 1, False, 1),) * 2),
        lambda: Plan(b"", debits=tuple(Debit(keys.total(f"s{n}"), 1) for n in range(300))),
        lambda: Terms(5, 5),
        lambda: Refund("1", -1, 0),
        lambda: Refund("1", 1, -1),
        lambda: Key("", b""),
        lambda: Key("x" * (NAME_CHARS_MAX + 1), b""),
        lambda: Reserve(client=TILL, order="", plan=PLAN, ttl_ms=1),
        lambda: Reserve(client=TILL, order="a\nback", plan=PLAN, ttl_ms=1),
        lambda: Reserve(client="", order="a", plan=PLAN, ttl_ms=1),
        lambda: Confirm(client=TILL, order="a", revision=1, sale=PLAN),
        lambda: Return(client=TILL, order="a", id="r", seen=1, refunds=()),
        lambda: Return(client=TILL, order="a", id="r", seen=1, refunds=(Refund("1", 1, 0),) * 2),
        lambda: Return(
            client=TILL, order="a", id="r", seen=1, refunds=(Refund("1", 1, 0),), reverse=-1
        ),
        lambda: Grant(client=TILL, id="g", reason="because", account=TOTAL, amount=0),
        lambda: Grant(client=TILL, id="g", reason=" ", account=TOTAL, amount=1),
        lambda: Adjust(client=TILL, id="g", reason="because", book=BOOK, points=0),
        lambda: Adjust(client=TILL, id="g", reason="because", book="points", points=1),
        lambda: Read(client=TILL, accounts=(TOTAL,) * (READ_MAX + 1)),
        lambda: Sweep(most=0),
        lambda: Sweep(most=SWEEP_MAX + 1),
    ],
)
def test_what_cannot_be_is_refused_where_it_is_made(make):
    with pytest.raises(ValueError, match=r".{10}"):
        make()
