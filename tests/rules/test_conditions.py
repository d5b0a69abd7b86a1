"""When a promotion holds, and what it reports; every condition of the language."""

import pytest

from tests.rules.programs import basket, item, promotion

SUNDAY = 739_921  # 2026-11-01
SETS = 'set coffee = category "Kawa"\n'


def holds(clauses, *items, **facts):
    return promotion(clauses, SETS).holds(basket(*items, **facts))


def report(clauses, *items, **facts):
    (only,) = promotion(clauses, SETS).reports(basket(*items, **facts))
    return only


@pytest.mark.parametrize(
    ("day", "expected"),
    [(SUNDAY - 1, False), (SUNDAY, True), (SUNDAY + 6, True), (SUNDAY + 7, False)],
)
def test_both_days_of_a_window_are_included(day, expected):
    assert holds("from 2026-11-01 until 2026-11-07", day=day) is expected


def test_a_window_tells_whether_it_is_too_early_or_too_late():
    assert report("from 2026-11-01", day=SUNDAY - 1).reason == "not-started"
    late = report("until 2026-11-07", day=SUNDAY + 7)
    assert (late.reason, late.actual, late.text) == ("expired", "2026-11-08", "until 2026-11-07")


@pytest.mark.parametrize(
    ("minute", "expected"), [(1079, False), (1080, True), (1199, True), (1200, False)]
)
def test_a_clock_time_is_included_as_a_start_and_not_as_an_end(minute, expected):
    assert holds("on 18:00-20:00", minute=minute) is expected


@pytest.mark.parametrize(
    ("weekday", "minute", "expected"),
    [
        (4, 1319, False),  # Friday, before 22:00
        (4, 1320, True),
        (5, 119, True),  # Saturday, 01:59: still Friday's hours
        (5, 120, False),
        (4, 60, False),  # Friday, 01:00: Thursday's hours
        (5, 1320, False),
    ],
)
def test_hours_past_midnight_belong_to_the_day_they_began(weekday, minute, expected):
    assert holds("on fri 22:00-02:00", weekday=weekday, minute=minute) is expected


@pytest.mark.parametrize(
    ("day", "minute", "expected"),
    [
        (SUNDAY, 60, False),  # belongs to Saturday, which is before the window
        (SUNDAY, 1380, True),
        (SUNDAY + 7, 60, True),  # belongs to the last day
        (SUNDAY + 7, 1380, False),
    ],
)
def test_hours_past_midnight_belong_to_that_day_of_the_window_too(day, minute, expected):
    clauses = "from 2026-11-01 until 2026-11-07 on 22:00-02:00"
    assert holds(clauses, day=day, minute=minute) is expected


def test_midnight_at_the_end_of_a_day():
    assert holds("on 18:00-24:00", minute=1439)
    assert not holds("on 18:00-24:00", minute=0)
    assert report("on mon 18:00-24:00", minute=600, weekday=2).actual == "wed 10:00"


def test_channels():
    clauses = 'in app, web because "taniej"'
    assert holds(clauses, channel="web")
    refused = report(clauses, channel="pos")
    assert (refused.reason, refused.actual, refused.text) == ("channel", "pos", "in app, web")


@pytest.mark.parametrize(
    ("clause", "store", "regions", "expected"),
    [
        ('"WAW-01"', "WAW-01", (), True),
        ('"WAW-01"', None, (), False),
        ('not "WAW-01"', "KRK-02", (), True),
        ('not "WAW-01"', None, (), False),
        ('region "south" or "WAW-01"', "KRK-02", ("south",), True),
        ('region "south" and not "KRK-02"', "KRK-02", ("south",), False),
        ('region "south" and not "KRK-02"', "KRK-03", ("south",), True),
        ('not (region "south" or "WAW-01")', "KRK-02", (), True),
        ('not (region "south" or "WAW-01")', None, (), False),
    ],
)
def test_stores(clause, store, regions, expected):
    facts = {"store": store, "regions": frozenset(regions)}
    assert holds(f"stores {clause}", **facts) is expected
    results = promotion(f"stores {clause}").reports(basket(**facts))
    assert {one.reason for one in results} == {"store"}
    assert all(one.holds for one in results) is expected


def test_audiences():
    clause = 'for members or tier gold, silver or segment "vip" or employees'
    known = {"known_customer": True}
    assert holds(clause, member=True, **known)
    assert holds(clause, employee=True, **known)
    assert holds(clause, tier="silver", **known)
    assert holds(clause, segments=frozenset({"vip", "x"}), **known)
    assert not holds(clause, tier="bronze", **known)
    assert report(clause, **known).reason == "not-for-you"
    assert report(clause).reason == "sign-in"
    assert promotion("for everyone").reports(basket()) == ()


def test_consent():
    assert holds("needs consent email", known_customer=True, consents=frozenset({"email"}))
    assert not holds("needs consent email", known_customer=True)


@pytest.mark.parametrize(
    ("orders", "channel", "expected"),
    [({}, "app", True), ({"app": 1}, "app", False), ({"web": 3}, "app", True), ({}, "web", False)],
)
def test_a_first_order_in_a_channel_is_made_there(orders, channel, expected):
    clause = "when customer first order in app"
    facts = {"orders": orders, "channel": channel, "known_customer": True}
    assert holds(clause, **facts) is expected


def test_order_numbers_count_all_channels_and_unknown_ones_are_absent():
    assert holds("when customer order number = 5", orders={"web": 3, "pos": 1})
    assert not holds("when customer order number = 5", orders=None)
    assert not holds("when not customer order number = 5", orders=None)
    assert holds("when not customer order number = 5", orders={})


def test_delivery_and_payment():
    collected = 'when delivery is click-and-collect at store "WAW-01"'
    facts = {"delivery_method": "click-and-collect", "pickup_store": "WAW-01"}
    assert holds(collected, **facts)
    assert not holds(collected, **{**facts, "pickup_store": "KRK-02"})
    assert report(collected).reason == "delivery"
    elsewhere = 'when not delivery is click-and-collect at store "WAW-01"'
    assert holds(elsewhere, **{**facts, "pickup_store": "KRK-02"})
    assert holds(elsewhere, delivery_method="courier")
    assert not holds(elsewhere, delivery_method="click-and-collect")
    assert not holds(elsewhere)
    assert holds("when not delivery is courier", delivery_method="locker")
    assert not holds("when not delivery is courier")
    assert holds("when payment is blik", payment_methods=frozenset({"blik", "card"}))
    assert report("when payment is blik").reason == "payment"
    assert promotion("when not payment is blik").holds(basket()) is False


def test_a_coupon_that_is_not_in_the_cart():
    assert holds("needs coupon c0", coupons=frozenset({"c0"}))
    missing = report("needs coupon c0")
    assert (missing.holds, missing.text, missing.reason) == (False, "needs coupon c0", "unknown")


def test_totals_read_what_stages_left_and_list_totals_do_not():
    lowered = item(price=1000, quantity=3, category=("Kawa",))
    lowered.lower_unit(0, 500)
    assert holds("when basket total = 25.00 PLN", lowered)
    assert holds("when list total of coffee >= 30.00 PLN", lowered)
    assert holds("when total of regular-priced coffee = 20.00 PLN", lowered)
    assert holds("when quantity of coffee > 2 and not quantity of coffee > 3", lowered)


def test_what_is_missing_is_counted():
    clause = "when total of coffee >= 20 PLN"
    near = report(clause, item(price=1000, category=("Kawa",)))
    assert (near.reason, near.missing, near.missing_of) == ("below-minimum", 1000, "amount")
    assert (near.actual, near.needed) == ("10.00 PLN", "at least 20.00 PLN")
    assert near.target.name == "coffee"
    pieces = report("when quantity of coffee > 2", item(quantity=2, category=("Kawa",)))
    assert (pieces.missing, pieces.missing_of, pieces.needed) == (1, "pieces", "more than 2")
    weight = report("when weight of coffee >= 2 kg", item(milli=500, category=("Kawa",), unit="kg"))
    assert (weight.missing, weight.missing_of, weight.actual) == (1500, "weight", "0.500")


def test_too_much_has_no_missing_amount():
    over = report("when basket total <= 5 PLN", item())
    assert (over.holds, over.missing, over.reason) == (False, None, "no-goods")


def test_an_alternative_is_one_report_that_speaks_for_the_nearest():
    clause = "when payment is blik or basket total >= 20 PLN"
    near = report(clause, item())
    assert (near.text, near.reason, near.missing) == (
        "payment is blik or basket total >= 20 PLN",
        "below-minimum",
        1000,
    )
    assert report(clause, item(quantity=2)).holds
    two = "when (payment is blik and basket total >= 20 PLN) or customer first order"
    assert report(two, item()).missing is None


def test_conditions_are_told_in_the_words_of_the_file():
    made = promotion("when not (payment is blik or basket total >= 20 PLN)\nfor members")
    assert [one.text for one in made.reports(basket())] == [
        "not payment is blik",
        "not basket total >= 20 PLN",
        "for members",
    ]


def test_a_weight_counts_what_is_sold_in_its_unit():
    goods = [
        item("A", milli=1500, category=("Kawa",), unit="kg"),
        item("B", milli=800, category=("Kawa",), unit="l"),
    ]
    assert holds("when weight of coffee >= 1500 g", *goods)
    assert not holds("when weight of coffee >= 2 kg", *goods)
    assert holds("when weight of coffee >= 0.8 l and weight of coffee < 1 l", *goods)
    assert not holds("when weight of coffee >= 1 m", *goods)


def test_the_product_with_the_most_pieces_speaks_for_identical_ones():
    two_and_one = [item("A", quantity=2, category=("Kawa",)), item("B", category=("Kawa",))]
    assert holds("when quantity of coffee >= 3", *two_and_one)
    assert not holds("when quantity of identical coffee >= 3", *two_and_one)
    # The same product at two prices is two items of one product.
    again = item("A", 900, category=("Kawa",))
    assert holds("when quantity of identical coffee >= 3", *two_and_one, again)
    assert report("when quantity of identical coffee >= 3", *two_and_one).missing == 1
    assert not holds("when quantity of identical coffee >= 1")
