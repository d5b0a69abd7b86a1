"""What is done by hand is in effect when it is answered, also where its worker ends right then.

On a cluster an order's groups are told after the answer. A command ends with its answer, and a
code that was blocked must not be taken any more.
"""

from ledger import Adjust, Confirm, Confirmed, Plan, Read, Refusal, Reserve
from ledger.code_list import BATCH_OF_ORDERS, NewCode
from ledger.orders import CodeIssue
from ledger.outcomes import CodesChanged, CodesSaved
from ledger.requests import ChangeCodes, Grant, SaveCodes
from tests.ledger.desk import BOOK, TILL
from tests.ledger.redis.conftest import Site

DIGESTS = tuple(bytes([number]) * 32 for number in range(1, 41))
ACCOUNT = "{series/lato} total"


def test_codes_are_on_the_list_and_off_it_when_it_is_answered(site: Site):
    async def work() -> None:
        listed = tuple(NewCode(one) for one in DIGESTS)
        first = site.store()
        saved = await first.save_codes(
            SaveCodes(client=TILL, coupon="lato", batch="1", codes=listed)
        )
        first.close()
        assert isinstance(saved, CodesSaved)
        second = site.store()
        found = await second.read(Read(client=TILL, codes=DIGESTS))
        assert all(one is not None and not one.blocked for one in found.codes)
        changed = await second.change_codes(
            ChangeCodes(client=TILL, digest=DIGESTS[0], reason="stolen", blocked=True)
        )
        second.close()
        assert isinstance(changed, CodesChanged)
        found = await site.store().read(Read(client=TILL, codes=DIGESTS))
        assert [one.blocked for one in found.codes] == [True] + [False] * 39

    site.run(work)


def test_a_code_that_an_order_gives_is_on_the_list_when_its_confirm_is_answered(site: Site):
    async def work() -> None:
        first = site.store()
        batch = SaveCodes(client=TILL, coupon="lato", batch=BATCH_OF_ORDERS, codes=())
        assert isinstance(await first.save_codes(batch), CodesSaved)
        issues = tuple(CodeIssue("lato", "p", "LATO-####", one) for one in DIGESTS[:5])
        gives = Plan(quote=b"quote", issues=issues)
        await first.reserve(Reserve(client=TILL, order="a", plan=gives, ttl_ms=60_000))
        done = await first.confirm(Confirm(client=TILL, order="a", revision=1))
        first.close()
        assert isinstance(done, Confirmed)
        found = await site.store().read(Read(client=TILL, codes=DIGESTS[:5]))
        assert None not in found.codes

    site.run(work)


def test_uses_and_points_that_were_granted_are_there_when_it_is_answered(site: Site):
    async def work() -> None:
        first = site.store()
        more = Grant(client=TILL, id="more", reason="sold out", account=ACCOUNT, amount=5)
        gift = Adjust(client=TILL, id="gift", reason="opening", book=BOOK, points=100)
        assert not isinstance(await first.grant(more), Refusal)
        assert not isinstance(await first.adjust(gift), Refusal)
        first.close()
        found = await site.store().read(Read(client=TILL, accounts=(ACCOUNT,), books=(BOOK,)))
        assert found.accounts[0].used == -5
        assert found.books[0].available == 100

    site.run(work)
