"""Random well-typed rule files, and baskets and carts that read what they ask.

Rules are made as text, so that every property goes through the whole compiler. Small vocabularies
make names meet: a handful of products, channels, tiers and coupons.
"""

from hypothesis import strategies as st

from grammar.source import Source
from pricing.basket import Basket
from pricing.cart import Cart, CartLine, Customer, Delivery, Payment
from pricing.goods import Facts, ListPrice, Product
from pricing.item import Item, Scan

SHOP = Source(
    "shop.promo",
    """\
shop "Sklep" {
  currency    PLN
  timezone    Europe/Warsaw
  country     PL
  channels    pos, web, app
  stages      price, line, multibuy, gift, basket, coupon, points, tender, delivery
  rounding    half up, per line
  allocation  largest remainder
  floor       0.01 PLN per unit
}
""",
)
CODES = Source("codes.promo", 'coupon c0 { code "AAAA" }\ncoupon c1 { code "BBBB" }\n')
CHANNELS = ("pos", "web", "app")
STORES = ("WAW-01", "KRK-02")
REGIONS = ("south", "north")
CATEGORIES = ("Kawa", "Herbata", "Napoje")
BRANDS = ("Lavazza", "Lipton")
TAGS = ("jesien", "bio")
MARKS = ("short-date",)
TIERS = ("gold", "silver")
SEGMENTS = ("vip", "new")
CONSENTS = ("profiling", "email")
METHODS = ("courier", "click-and-collect")
PAYMENTS = ("blik", "card")
COUPONS = ("c0", "c1")
ORIGIN = 739_921  # 2026-11-01 as an ordinal

PRODUCTS = tuple(
    Product(
        sku=f"P{number}",
        gtin=f"0590123412345{number}" if number % 2 else None,
        name=f"Towar {number}",
        category=(("Napoje", CATEGORIES[number % 2]) if number < 5 else ("Inne",)),
        brand=(*BRANDS, None)[number % 3],
        tags=frozenset(TAGS[: number % 3]),
        vat="AB"[number % 2],
        attributes={"moc": str(number), "kolor": ("czerwony", "zielony")[number % 2]},
    )
    for number in range(7)
)
PRICES_E4 = (10_000, 29_900, 49_900, 99_900, 199_900, 500_000, 3_300)

counts = st.integers(1, 6)
money = st.sampled_from(("0.01", "0.50", "1.00", "4.99", "10.00", "33.33", "100.00"))
percents = st.sampled_from(("1%", "10%", "12.34%", "33%", "50%", "100%"))
comparisons = st.sampled_from((">=", "<=", ">", "<", "="))


def _quoted(values):
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(
        lambda chosen: ", ".join(f'"{value}"' for value in chosen)
    )


# --- sets ---------------------------------------------------------------

_set_leaves = st.one_of(
    _quoted(CATEGORIES).map("category {}".format),
    _quoted(BRANDS).map("brand {}".format),
    _quoted(TAGS).map("tag {}".format),
    _quoted(MARKS).map("marked {}".format),
    _quoted([f"P{n}" for n in range(7)] + ["5901234123451"]).map("sku {}".format),
    _quoted(("5901234123451", "590123412343")).map("gtin {}".format),
    _quoted("AB").map("vat {}".format),
    _quoted(("czerwony", "zielony")).map("kolor {}".format),
    st.tuples(comparisons, st.integers(0, 6)).map(lambda p: f"moc {p[0]} {p[1]}"),
    st.tuples(comparisons, money).map(lambda p: f"list price {p[0]} {p[1]} PLN"),
    st.just("everything"),
)
set_expressions = st.recursive(
    _set_leaves,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(
            lambda p: f"({p[0]}) {p[1]} ({p[2]})"
        ),
    ),
    max_leaves=5,
)

# --- conditions ---------------------------------------------------------------

_goods = st.sampled_from(("s0", "s1", "s2", "everything"))
targets = st.tuples(st.sampled_from(("", "regular-priced ")), _goods).map("".join)
_condition_leaves = st.one_of(
    st.tuples(st.sampled_from(("basket total", "basket list total")), comparisons, money).map(
        lambda p: f"{p[0]} {p[1]} {p[2]} PLN"
    ),
    st.tuples(st.sampled_from(("total of", "list total of")), targets, comparisons, money).map(
        lambda p: f"{p[0]} {p[1]} {p[2]} {p[3]} PLN"
    ),
    st.tuples(st.sampled_from(("", "identical ")), _goods, comparisons, st.integers(0, 6)).map(
        lambda p: f"quantity of {p[0]}{p[1]} {p[2]} {p[3]}"
    ),
    st.tuples(targets, comparisons, st.sampled_from(("0.5 kg", "250 g", "2 kg", "0.5 l"))).map(
        lambda p: f"weight of {p[0]} {p[1]} {p[2]}"
    ),
    st.sampled_from(METHODS).map("delivery is {}".format),
    st.sampled_from(STORES).map('delivery is click-and-collect at store "{}"'.format),
    st.sampled_from(PAYMENTS).map("payment is {}".format),
    st.sampled_from(("", *(f" in {channel}" for channel in CHANNELS))).map(
        "customer first order{}".format
    ),
    st.tuples(comparisons, st.integers(1, 4)).map(lambda p: f"customer order number {p[0]} {p[1]}"),
)
conditions = st.recursive(
    _condition_leaves,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(
            lambda p: f"({p[0]}) {p[1]} ({p[2]})"
        ),
    ),
    max_leaves=6,
)

# --- rewards ---------------------------------------------------------------

endings = st.one_of(
    st.just("free"),
    percents.map("{} off".format),
    money.map("{} PLN off".format),
    money.map("for {} PLN".format),
)
rewards = st.one_of(
    st.tuples(percents, targets).map(lambda p: f"{p[0]} off {p[1]}"),
    st.tuples(percents, _goods, counts).map(lambda p: f"{p[0]} off identical {p[1]} from {p[2]}"),
    st.tuples(money, targets).map(lambda p: f"{p[0]} PLN off each {p[1]}"),
    st.tuples(_goods, money).map(lambda p: f"{p[0]} for {p[1]} PLN each"),
    _goods.map(lambda g: f"{g} at 4.99 PLN, from 3 at 3.99 PLN, from 6 at 0.99 PLN"),
    st.tuples(st.integers(2, 4), targets).map(lambda p: f"{p[0]} for {p[0] - 1} on {p[1]}"),
    st.tuples(_goods, endings).map(lambda p: f"every 2nd {p[0]} {p[1]}"),
    st.tuples(st.integers(2, 3), _goods, money).map(lambda p: f"{p[0]} of {p[1]} for {p[2]} PLN"),
    st.tuples(st.integers(2, 3), _goods, endings).map(
        lambda p: f"cheapest of {p[0]} {p[1]} {p[2]}"
    ),
    endings.map("bundle 1 s0 + 2 s1 {}".format),
    st.tuples(_goods, _goods, endings).map(lambda p: f"buy 1 {p[0]} get 1 {p[1]} {p[2]}"),
    money.map("{} PLN off basket".format),
    st.tuples(percents, money).map(lambda p: f"{p[0]} off basket up to {p[1]} PLN"),
    st.tuples(money, targets).map(lambda p: f"{p[0]} PLN off total of {p[1]}"),
    st.just("off basket: 5% from 10 PLN, 10% from 50 PLN"),
    money.map("{} PLN off basket every 20.00 PLN".format),
    st.just("free delivery"),
    percents.map("{} off delivery".format),
)

# --- promotions ---------------------------------------------------------------

_days = st.integers(0, 6).map(lambda day: f"2026-11-{1 + day:02}")
_hours = st.sampled_from(
    ("07:00-11:00", "22:00-02:00", "00:00-24:00", "18:00-24:00", "10:00-09:00")
)
_openings = st.one_of(
    _hours,
    st.sampled_from(("mon, tue", "sat, sun", "fri")),
    st.tuples(st.sampled_from(("mon, tue", "sat, sun", "fri")), _hours).map(" ".join),
)
_stores = st.sampled_from(
    (
        '"WAW-01"',
        'region "south"',
        'region "south" or "WAW-01"',
        'not "KRK-02"',
        'region "north" and not "KRK-02"',
        'not (region "north" or "KRK-02")',
    )
)
_audiences = st.sampled_from(
    ("members", "tier gold, silver", 'segment "vip"', "employees or members", "everyone")
)


@st.composite
def promotions(draw, number):
    """One promotion as text."""
    lines = [f'promotion p{number} "Promocja {number}" {{', f"  give {draw(rewards)}"]
    for word, values in (
        ("when", conditions),
        ("when", conditions),
        ("from", _days),
        ("until", _days),
        ("on", _openings),
        ("stores", _stores),
        ("for", _audiences),
        ("needs consent", st.sampled_from(CONSENTS)),
        ("needs coupon", st.sampled_from(COUPONS)),
        ("limit", st.sampled_from(("1 times per basket", "2 units per basket"))),
        ("priority", st.integers(1, 3)),
    ):
        if draw(st.integers(0, 3)) == 0:
            lines.append(f"  {word} {draw(values)}")
    if draw(st.integers(0, 3)) == 0:
        lines.append(f'  in {draw(st.sampled_from(CHANNELS))} because "tak"')
    lines += [f"  {word}" for word in ("stacks", "final") if draw(st.integers(0, 5)) == 0]
    return "\n".join((*lines, "}", ""))


@st.composite
def rulesets(draw, promotions_max=3):
    """The sources of a ruleset: a shop, three sets, some promotions; it may hold contradictions."""
    sets = "".join(f"set s{n} = {draw(set_expressions)}\n" for n in range(3))
    count = draw(st.integers(1, promotions_max))
    return [
        SHOP,
        CODES,
        Source("rules.promo", sets + "".join(draw(promotions(n)) for n in range(count))),
    ]


# --- baskets ---------------------------------------------------------------


@st.composite
def items(draw, number):
    """One item as a stage might find it: some of its units may have been lowered before."""
    product = draw(st.sampled_from(PRODUCTS))
    item = Item(number, product, draw(st.sampled_from(PRICES_E4)))
    item.marks = frozenset(draw(st.sets(st.sampled_from(MARKS))))
    item.reduced = draw(st.integers(0, 4)) == 0
    units = draw(st.integers(1, 4))
    if draw(st.integers(0, 3)) == 0:
        units, item.milli = 1, draw(st.sampled_from((250, 500, 1_250, 2_000)))
    price = item.price_e4 // 100
    item.open(price * units, units, floor=1)
    for unit in range(units):
        item.lower_unit(unit, draw(st.sampled_from((0, 0, price - price // 2))))
    item.scans = [Scan(number, 0, units)]
    return item


@st.composite
def baskets(draw):
    """A basket in which any fact may be absent."""
    listed = [draw(items(number)) for number in range(draw(st.integers(0, 4)))]
    basket = Basket(listed)
    basket.channel = draw(st.sampled_from(CHANNELS))
    basket.store = draw(st.sampled_from((*STORES, None)))
    basket.regions = (
        frozenset(draw(st.sets(st.sampled_from(REGIONS)))) if basket.store else frozenset()
    )
    basket.day = ORIGIN + draw(st.integers(-2, 9))
    basket.weekday = (basket.day - 1) % 7
    basket.minute = draw(
        st.sampled_from((0, 60, 119, 120, 420, 599, 600, 660, 1_080, 1_320, 1_439))
    )
    basket.known_customer = draw(st.booleans())
    if basket.known_customer:
        basket.member, basket.employee = draw(st.booleans()), draw(st.booleans())
        basket.tier = draw(st.sampled_from((*TIERS, None)))
        basket.segments = frozenset(draw(st.sets(st.sampled_from(SEGMENTS))))
        basket.consents = frozenset(draw(st.sets(st.sampled_from(CONSENTS))))
        basket.orders = draw(
            st.none() | st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 3))
        )
    basket.delivery_method = draw(st.sampled_from((*METHODS, None)))
    if basket.delivery_method == "click-and-collect":
        basket.pickup_store = draw(st.sampled_from((*STORES, None)))
    basket.payment_methods = frozenset(draw(st.sets(st.sampled_from(PAYMENTS))))
    basket.coupons = frozenset(draw(st.sets(st.sampled_from(COUPONS))))
    return basket


# --- carts ---------------------------------------------------------------

FACTS = Facts(
    products={product.sku: product for product in PRODUCTS},
    prices={
        product.sku: ListPrice(price, reduced=product.sku == "P6")
        for product, price in zip(PRODUCTS, PRICES_E4, strict=True)
    },
    has_catalogue=True,
    regions=frozenset({"south"}),
)


@st.composite
def carts(draw):
    """A cart of the products above at a moment near the promotions' windows."""
    lines = tuple(
        CartLine(
            id=str(number),
            sku=draw(st.sampled_from(PRODUCTS)).sku,
            quantity=draw(st.integers(1, 4)),
            marks=tuple(draw(st.sets(st.sampled_from(MARKS)))),
        )
        for number in range(draw(st.integers(1, 5)))
    )
    day, hour = draw(st.integers(1, 9)), draw(st.sampled_from(("00:30", "08:00", "19:00", "23:00")))
    customer = None
    if draw(st.booleans()):
        customer = Customer(
            ref="c-1",
            member=draw(st.booleans()),
            tier=draw(st.sampled_from((*TIERS, None))),
            consents=("profiling",),
            orders=draw(st.none() | st.just({"app": 0, "web": 2})),
        )
    method = draw(st.sampled_from((*METHODS, None)))
    return Cart(
        channel=draw(st.sampled_from(CHANNELS)),
        at=f"2026-11-{day:02}T{hour}:00+01:00",
        currency="PLN",
        lines=lines,
        store=draw(st.sampled_from((*STORES, None))),
        customer=customer,
        codes=tuple(sorted(draw(st.sets(st.sampled_from(("AAAA", "bbbb", "NOPE")))))),
        delivery=None if method is None else Delivery(method, "14.99"),
        payments=tuple(Payment(name) for name in draw(st.sampled_from(((), ("blik",), ("card",))))),
    )
