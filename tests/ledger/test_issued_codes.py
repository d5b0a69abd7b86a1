"""Codes that an order gives, on every store: listed by the confirm, closed when it is undone."""

from datetime import date

from ledger import keys
from ledger.code_list import BATCH_OF_ORDERS
from ledger.code_records import CodeRecord
from ledger.code_secret import CodeDigests, Secret
from ledger.orders import CodeIssue, Plan
from ledger.requests import ChangeCodes, Read, SaveCodes
from tests.ledger.desk import plan

DIGESTS = CodeDigests(Secret(b"a secret for tests, of no worth at all"))
END = date(2026, 11, 30)


def giving(*codes):
    issues = tuple(CodeIssue("u", "p", "U-####", DIGESTS.of(code), END) for code in codes)
    return Plan(quote=b"quote", issues=issues)


def looked_up(desk, code):
    digest = DIGESTS.of(code)
    account = keys.code(digest.hex())
    found = desk.do(Read(client="c", accounts=(account,), codes=(digest,)))
    return found.codes[0], found.accounts[0].closed


def have_batch(desk):
    desk.do(SaveCodes(client="c", coupon="u", batch=BATCH_OF_ORDERS, codes=()))


GOOD = CodeRecord("u", BATCH_OF_ORDERS, END)


def test_a_confirm_lists_the_codes_that_its_order_gives(desk):
    have_batch(desk)
    desk.reserve("a", giving("AAAA", "BBBB"))
    assert looked_up(desk, "AAAA") == (None, False)
    done = desk.confirm("a")
    assert [one.digest for one in done.issues] == [DIGESTS.of("AAAA"), DIGESTS.of("BBBB")]
    assert looked_up(desk, "AAAA") == looked_up(desk, "BBBB") == (GOOD, False)
    assert desk.confirm("a") == done
    issued = [one for one in desk.events if one.name == "coupon.issued"]
    assert [one.facts["order"] for one in issued] == ["a", "a"]


def test_orders_share_a_batch_that_blocks_them_all(desk):
    have_batch(desk)
    for order, code in (("a", "AAAA"), ("b", "BBBB")):
        desk.reserve(order, giving(code))
        desk.confirm(order)
    desk.do(ChangeCodes(client="c", coupon="u", batch=BATCH_OF_ORDERS, reason="r", blocked=True))
    assert looked_up(desk, "AAAA")[0].blocked
    assert looked_up(desk, "BBBB")[0].blocked


def test_an_order_that_is_undone_takes_its_unused_codes_with_it(desk):
    have_batch(desk)
    desk.reserve("a", giving("AAAA", "BBBB"))
    desk.confirm("a")
    used = keys.code(DIGESTS.of("BBBB").hex())
    desk.reserve("b", plan({used: (1, 1)}), customer="ola")
    desk.cancel("a")
    assert looked_up(desk, "AAAA") == (GOOD, True)
    assert looked_up(desk, "BBBB") == (GOOD, False)
    assert desk.confirm("b").order == "b", "who holds a code may use it"


def test_without_their_batch_codes_stay_unknown_and_it_is_told(desk):
    desk.reserve("a", giving("AAAA"))
    assert desk.confirm("a").order == "a"
    assert looked_up(desk, "AAAA") == (None, False)
    assert [one.subject for one in desk.events if one.name == "coupon.unlisted"] == ["u"]
