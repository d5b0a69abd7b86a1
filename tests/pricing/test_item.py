"""What a line costs unit by unit, however its discounts came about."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from pricing.allocation import Allocation, allocate
from pricing.goods import Product
from pricing.item import Item
from pricing.line_discounts import item_discount, line_discount
from pricing.rewards import AmountOff, FixedPrice, PercentOff
from pricing.shop import RoundWhere
from pricing.units import units_at
from tests.builders import EVERYTHING, SHOP, promotion

GROSS, COUNTS, FLOORS = st.integers(0, 5_000), st.integers(1, 7), st.integers(0, 400)
# A share of what may still be taken off: of all units, or of the one at a place.
STEPS = st.lists(st.tuples(st.none() | st.integers(0, 6), st.integers(0, 100)), max_size=6)


def opened(gross, count, floor):
    item = Item(0, Product("A"), 0)
    item.open(gross, count, floor)
    return item


@given(GROSS, COUNTS, FLOORS, STEPS)
def test_what_is_taken_off_a_whole_line_is_dealt_to_its_units_as_if_at_once(
    gross, count, floor, steps
):
    item = opened(gross, count, floor)
    nets = list(item.lists)
    assert sum(nets) == gross
    assert max(nets) - min(nets) <= 1
    for place, percent in steps:
        rooms = [net - least for net, least in zip(nets, item.floors, strict=True)]
        if place is None:
            amount = sum(rooms) * percent // 100
            item.lower(amount)
            dealt = allocate(amount, nets, rooms, Allocation.RUNNING_TOTAL)
            nets = [net - share for net, share in zip(nets, dealt, strict=True)]
        else:
            unit = place % count
            item.lower_unit(unit, rooms[unit] * percent // 100)
            nets[unit] -= rooms[unit] * percent // 100
        assert item.net == sum(nets)
    assert list(item.nets) == nets
    assert item.room == sum(nets) - sum(item.floors)
    item.reset()
    assert (item.net, list(item.nets)) == (gross, list(item.lists))


@given(GROSS, st.integers(2, 7), FLOORS, st.integers(0, 100), st.data())
def test_a_unit_that_is_put_back_leaves_the_line_as_it_was(gross, count, floor, percent, data):
    item = opened(gross, count, floor)
    item.lower(item.room * percent // 100)
    before = item.gross, item.net, item.count, list(item.nets), list(item.lists)
    unit = data.draw(st.integers(0, count - 1))
    listed, net = item.remove(unit)
    assert (item.gross, item.net, item.count) == (before[0] - listed, before[1] - net, count - 1)
    item.insert(unit, listed, net)
    assert (item.gross, item.net, item.count, list(item.nets), list(item.lists)) == before


@given(
    GROSS, COUNTS, FLOORS, st.integers(0, 100),
    st.sampled_from(
        (
            PercentOff(EVERYTHING, 3_333), AmountOff(EVERYTHING, 77),
            FixedPrice(EVERYTHING, 12_345, "each"),
        )
    ),
    st.sampled_from(list(RoundWhere)), st.booleans(),
)  # fmt: skip
def test_a_whole_line_gets_the_discount_of_all_its_units(
    gross, count, floor, percent, reward, where, base_list
):
    assume(gross)
    item = opened(gross, count, floor)
    item.lower(item.room * percent // 100)
    policies = replace(SHOP, round_where=where)
    offered = promotion("p", "line", reward, base_list=base_list)
    units = units_at(item, range(count), base_list=base_list)
    assert item_discount(offered, policies, item) == line_discount(reward, policies, units)
