"""Whatever the limits and whoever comes: no limit is exceeded, and what is granted is held.

Every order loses its way between reading and holding at random, so that others come in between.
"""

from collections import Counter as Counts

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import Cancel
from ledger.audit import check
from ledger.code_list import NewCode
from ledger.requests import SaveCodes
from pricing.money import parse_scaled
from tests.orders.counter import DIGESTS, Counter, cart_of, program_of

LIMITS = (
    "limit {n} in total",
    "limit {n} per customer",
    "limit {n} per customer per day",
    "limit {n} units in total",
    "limit {n} units per customer",
    "limit {n} units per customer per month",
    "limit {n} times in total",
    "limit {n} times per customer per week",
    "limit {n}.50 PLN per customer",
    "budget {n} PLN, grant part",
    "budget {n} PLN, grant all or nothing",
    "when customer first order in web",
    "when customer order number = {n}",
    "needs coupon open",
    "needs coupon unique",
)
REWARDS = (
    "10% off everything",
    "1.00 PLN off each a",
    "2 for 1 on everything",
    "buy 1 a get 1 b free",
    "3.00 PLN off basket",
    "25% off basket",
    "1.00 PLN off basket every 5.00 PLN",
    "50% off delivery",
)
CODES = ("OPEN", "UNI-AAAA", "UNI-BBBB")


@st.composite
def programs(draw):
    blocks = ['set a = sku "A"', 'set b = sku "B"']
    of_coupon = draw(st.lists(st.sampled_from(["limit 1 per customer", "limit 2 in total"])))
    blocks.append(f'coupon open "O" {{ code "OPEN" {" ".join(set(of_coupon))} }}')
    blocks.append('coupon unique "U" { codes unique "UNI-####" }')
    for number in range(draw(st.integers(1, 3))):
        chosen = draw(st.lists(st.sampled_from(LIMITS), min_size=1, max_size=3, unique=True))
        clauses = [one.format(n=draw(st.integers(1, 6))) for one in chosen]
        coupons = [one for one in clauses if one.startswith("needs")]
        budgets = [one for one in clauses if one.startswith("budget")]
        clauses = [one for one in clauses if one not in coupons[1:] + budgets[1:]]
        give = draw(st.sampled_from(REWARDS))
        blocks.append(
            f'promotion p{number} "P" {{ from 2026-01-01 until 2027-12-31 give {give}\n'
            + "\n".join(clauses)
            + draw(st.sampled_from(["", "\nstacks"]))
            + " }"
        )
    return "\n".join(blocks)


CARTS = st.builds(
    lambda lines, customer, codes: cart_of(
        *[(sku, price, count) for sku, price, count in lines], customer=customer, codes=codes
    ),
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from(["3.99", "10.00"]), st.integers(1, 4)),
        min_size=1,
        max_size=2,
    ),
    st.sampled_from(["anna", "ola", None]),
    st.lists(st.sampled_from(CODES), unique=True, max_size=2),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "put", "confirm", "cancel"]),
        st.sampled_from(["o1", "o2", "o3", "o4"]),
        CARTS,
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=120, deadline=None)
@given(programs(), STEPS)
def test_no_limit_is_exceeded_and_what_is_granted_is_held(text, steps):
    counter = Counter(program_of(text))
    new = tuple(NewCode(DIGESTS.of(code)) for code in CODES[1:])
    counter.do(SaveCodes(client="cli", coupon="unique", batch="b", codes=new))
    others = 0
    for what, order, cart, losses in steps:
        if what == "confirm":
            counter.confirm(order)
        elif what == "cancel":
            counter.do(Cancel(client="till", order=order))
        elif order not in counter.store.records.orders or (
            counter.store.records.orders[order].state == "reserved"
        ):

            def between(cart=cart, left=[losses]):  # noqa: B006 - counts its own calls
                nonlocal others
                if left[0]:
                    left[0] -= 1
                    others += 1
                    counter.put(f"other {others}", cart)

            quote, uses = counter.put(order, cart, between)
            granted = {one.promotion for one in quote.applied}
            held = counter.store.records.orders[order]
            assert held.plan.debits == uses.debits
            _matches(quote, uses, granted)
    records = counter.store.records
    for name, account in records.accounts.items():
        if name in counter.most:
            used = account.pending + account.posted - account.credits
            assert used <= counter.most[name], name
    assert check(records).findings == ()


def _matches(quote, uses, granted):
    """What a promotion gave is what is held of its money; what did not apply holds nothing."""
    money = Counts()
    for one in uses.debits:
        inside = one.account.partition("} ")[2]
        owner = one.account.partition("/")[2].partition("}")[0]
        name = owner if one.account.startswith("{series/") else inside.partition("/")[0]
        if name.startswith("p") and name[1:].isdigit():
            assert name in granted, one
            if inside == "budget" or "/amount" in inside:
                money[name] = one.amount
    for applied in quote.applied:
        if applied.promotion in money:
            assert parse_scaled(applied.amount, 2) == money[applied.promotion]
