"""Points after a return are those that the kept goods earn: computed anew, exactly."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.refunds import kept_points, refund
from ledger.return_requests import ReturnLine, ReturnRequest
from ledger.returned import NOTHING_RETURNED
from ledger.sale import Sale
from ledger.selling import promises_of, sale_of
from pricing.cart import Cart, CartLine, Customer
from pricing.engine import points_by_line, price
from pricing.goods import Facts
from pricing.wire import parse_instant
from tests.scenarios.cases import compiled

AT = "2026-05-04T12:00:00+02:00"
SHOP = """shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos
}
"""
CLUB = """points club {{
  earn 1 per 1.00 PLN of everything{per_line}
  tier silver from 2 000 PLN in 365 days: earn 1.5x
}}
set fruit = sku "S0"
promotion triple "3x" {{ give 3x points on fruit }}
promotion bonus "+" {{ give 20 points
  when basket total >= 100 PLN }}
promotion ten "10%" {{ give 10% off basket }}
"""


def _cart(amounts: list[tuple[int, int]], tier: str | None) -> Cart:
    lines = tuple(
        CartLine(id=f"L{n}", sku=f"S{n}", quantity=q, price=f"{p / 100:.2f}", vat="A")
        for n, (p, q) in enumerate(amounts)
    )
    return Cart("pos", AT, "PLN", lines, customer=Customer("c", member=True, tier=tier))


def _sale(cart: Cart, per_line: str = "") -> Sale:
    program = compiled(SHOP, CLUB.format(per_line=per_line), "club.promo")
    at = parse_instant(AT)
    quote = price(cart, program, Facts(), at)
    points = points_by_line(cart, program, Facts(), at)
    return sale_of(cart, quote, promises_of(program), points=points)


AMOUNTS = st.lists(st.tuples(st.integers(1, 5_000), st.integers(1, 4)), min_size=1, max_size=4)


@given(AMOUNTS, st.sampled_from([None, "silver"]), st.sampled_from(["", ", per line"]), st.data())
@settings(max_examples=200, deadline=None)
def test_what_stays_has_what_it_earns(
    amounts: list[tuple[int, int]], tier: str | None, per_line: str, data: st.DataObject
):
    sale = _sale(_cart(amounts, tier), per_line)
    assert kept_points(sale, NOTHING_RETURNED) == sale.earned
    back = {line.id: data.draw(st.integers(0, line.units), label=line.id) for line in sale.lines}
    request = ReturnRequest(tuple(ReturnLine(line, n) for line, n in back.items() if n))
    if not request.lines:
        return
    quote, after = refund(sale, request)
    # By hand: three times on the first article, half more for silver, of what was paid and stays.
    kept = [line.net - line.share(back[line.id]) for line in sale.lines]
    weights = [kept[0] * 3, *kept[1:]]
    percent = 150 if tier else 100
    points = [weight * percent for weight in weights]
    expected = sum(n // 10_000 for n in points) if per_line else sum(points) // 10_000
    bought = sum(line.net for line in sale.lines)
    bonus = 20 * sum(kept) // bought if bought >= 10_000 else 0
    assert sale.earned - quote.points_reversed == expected + bonus
    assert kept_points(sale, after) == expected + bonus


def test_what_an_order_earns_falls_on_its_lines():
    cart = _cart([(1_000, 1), (2_000, 2)], "silver")
    program = compiled(SHOP, CLUB.format(per_line=""), "club.promo")
    shares = points_by_line(cart, program, Facts(), parse_instant(AT))
    assert {name: (float(p.together), p.alone) for name, p in shares.items()} == {
        "L0": (40.5, 0),  # 9.00 x 3 x 1.5
        "L1": (54.0, 0),  # 36.00 x 1.5
    }


def test_units_of_one_article_on_two_lines_earn_on_each():
    lines = tuple(
        CartLine(id=name, sku="S1", quantity=1, price="0.99", vat="A") for name in ("a", "b")
    )
    cart = Cart("pos", AT, "PLN", lines)
    rules = "points club { earn 1 per 1.00 PLN of everything }"
    program = compiled(SHOP, rules, "plain.promo")
    shares = points_by_line(cart, program, Facts(), parse_instant(AT))
    assert {name: 100 * p.together for name, p in shares.items()} == {"a": 99, "b": 99}
