"""A ruleset that counts nothing costs its carts nothing."""

import pytest

from orders.counters import counting_promotions
from tests.orders.market import cart, market, program_of

PLAIN = 'promotion a "A" { give 10% off basket }\n'
COUNTING = """promotion b "B" {
  give 1.00 PLN off basket
  limit 3 in total
}
"""


def test_only_what_counts_over_baskets_counts():
    both, none = program_of(PLAIN + COUNTING), program_of(PLAIN)
    for _ in range(2):
        assert [both.promotions[n].id for n in counting_promotions(both)] == ["b"]
        assert counting_promotions(none) == frozenset()
    times = program_of(PLAIN.replace("}", "\n limit 2 times per basket }"))
    assert counting_promotions(times) == frozenset()


class Forbidden:
    """A store that nobody may ask."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was asked of the ledger")


@pytest.mark.parametrize("customer", [None, {"ref": "anna"}])
def test_a_cart_that_needs_nothing_does_not_ask_the_ledger(tmp_path, customer):
    with market(tmp_path, PLAIN) as shop:
        for one in shop.orders:
            one.store = Forbidden()
        plain = cart(customer=customer) if customer else cart()
        found = shop.quote(plain)
        assert found.status_code == 200
        assert "provisional" not in found.json()
        shop.load(PLAIN + COUNTING)
        assert shop.quote(plain).status_code == 500, "now there is something to count"
