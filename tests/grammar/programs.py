"""Valid programs: every sentence of the language page, and random files made of them."""

from hypothesis import strategies as st

REWARDS = """coffee for 4.99 PLN each
ham for 29.99 PLN per kg
prices in "leaflet-45.csv"
coffee at 2.49 PLN, from 6 at 2.29 PLN, from 12 at 1.99 PLN
coffee at 2.49 PLN, from 6 at 2.29 PLN each step
potatoes from 1 kg at 5.99 PLN per kg
entered price
entered discount up to 15%
entered discount
20% off coffee
1.50 PLN off each coffee
10% off identical coffee from 3
10% off regular-priced everything
3 for 2 on identical yoghurt
every 2nd shoes 50% off
3 of soap for 10.00 PLN
bundle 1 sandwich + 1 drink + 1 snack for 15.00 PLN
buy 2 pasta get 1 sauce free
cheapest of 3 toys 1.50 PLN off
gift "MUG-1" for 0.01 PLN
20.00 PLN off basket
15% off basket up to 30.00 PLN
10.00 PLN off total of fruit
off basket: 5% from 100 PLN, 10% from 200 PLN
off total of fruit: 5% from 100 PLN, 10.00 PLN from 200 PLN each step
5.00 PLN off basket every 50.00 PLN
5.00 PLN off total of fruit every 50.00 PLN up to 20 PLN
free delivery
50% off delivery
5 PLN off delivery
delivery for 4.99 PLN
3x points on fruit
200 points
coupon next-visit""".splitlines()

CLAUSES = {
    "shop": """currency PLN
timezone Europe/Warsaw
country PL
channels pos, web, app
stages price, line + multibuy, gift, basket, coupon, points, tender, delivery, own-stage
rounding half up, per line
allocation largest remainder
floor 0.01 PLN per unit, minimum-price
permits discounts, totals of alcohol
forbids coupons, earning, spending of beer, cider from 2027-01-01 until 2027-12-31
labels "21PPPPXVVVVVC", "24PPPPPWWWWWC"
hold 15 minutes""".splitlines(),
    "promotion": """from 2026-11-01
until 2026-11-30
on mon, tue, wed, thu 07:00-11:00
in app because "Zniżka dla użytkowników aplikacji"
stores region "south" or not ("WAW-01", "WAW-02" and "X")
for members or tier gold, silver or segment "vip-offline" or employees
when basket total >= 150 PLN and quantity of coffee >= 3
when delivery is click-and-collect at store "WAW-01"
when payment is blik or not payment is card
when customer first order in app
when customer order number = 5
when total of regular-priced everything >= 75.00 PLN
when (basket list total > 5 PLN or list total of tea < 6 PLN) and weight of ham <= 2.5 kg
needs coupon autumn
needs consent profiling
needs reason "PRICE_MATCH", "SHELF_LABEL"
limit 1 per customer per day
limit 2 times per basket
limit 3 kg per basket
limit 10 000 in total
limit 5.00 PLN per unit
limit 1 units per product
limit 2 000 PLN per customer per year
budget 50 000 PLN, grant all or nothing
returns reprice remaining
announce reduced-price
base list price
spread over reward
groups as scanned
groups cheapest together
stage basket
priority 10
stacks
exclusive group welcome
final
receipt "KAWA 3 ZA 2\"""".splitlines(),
    "coupon": """code "JESIEN26"
codes unique "WEL-####-####-####"
limit 1 per customer
limit 10 000 in total
expires 30 days after issue""".splitlines(),
    "points": """earn 1 per 1.00 PLN of everything, per line
pending 14 days
expire 12 months after earning
redeem 100 for 1.00 PLN, at most 50% of basket
tier silver from 2 000 PLN in 365 days: earn 1.5x
tier gold from 5 000 PLN in 1 year: earn 2x""".splitlines(),
    "experiment": ["a 50%: coffee-10", "b 50%: coffee-15, tea-15"],
    "test": """at 2026-11-05 08:30 in pos at store "WAW-01"
cart 3 x "5901234123457" at 19.99 PLN
cart 0.635 kg of "HAM" marked "short-date", 1 x "LAMP" entered discount 10.00 PLN because "X"
cart 1 x "LAMP" entered discount 40.00 PLN because "X" approved by "K-7"
customer member, tier gold, segment "vip", consent profiling, employee, orders 4 in app, orders 1
suspended at 08:20
used 120.00 PLN of staff
codes "JESIEN26", "MINUS15"
points 500
payment blik
payment gift-card 50.00 PLN
delivery courier at 14.99 PLN at store "WAW-01"
used 3 units of oil-price
expect total 39.98 PLN
expect coffee-3-for-2 saves 19.99 PLN
expect app-5 refused because channel
expect app-6 refused because below-minimum""".splitlines(),
}

GOODS = """category "Kawa" and not brand "Lavazza"
products in "lunch-drinks.csv"
tag "jesien" or sku "5901234123457", "5901234123464"
list price >= 10.00 PLN and list price <= 50.00 PLN
marked "short-date"
alcohol >= 18% and (coffee or not autumn)
everything""".splitlines()

HEADS = {
    "shop": 'shop "Sklep Przykładowy"',
    "promotion": 'promotion coffee-3-for-2 "Kawa: 3 w cenie 2"',
    "coupon": 'coupon autumn "Kod JESIEN26"',
    "points": 'points club "Klub"',
    "experiment": "experiment autumn-depth on customer",
    "test": 'test "three coffees pay for two"',
}
REPEATABLE = {
    "when", "needs", "limit", "tier", "cart", "expect", "payment", "used", "permits", "forbids",
    "a", "b",
}  # fmt: skip


def block(kind: str, *clauses: str) -> str:
    """Write one block, a clause a line."""
    return HEADS[kind] + " {\n" + "".join(f"  {clause}\n" for clause in clauses) + "}\n"


def everything_there_is() -> str:
    """One file with every sentence in it."""
    parts = [f"set goods-{n} = {goods}\n" for n, goods in enumerate(GOODS)]
    parts += [block("promotion", f"give {reward}") for reward in REWARDS]
    parts += [block("promotion", "give 5% off basket", clause) for clause in CLAUSES["promotion"]]
    parts += [block(kind, *CLAUSES[kind]) for kind in HEADS if kind != "promotion"]
    return "".join(parts)


_comments = st.sampled_from(["", "", "", "  # uwaga", '# a: {b} "c'])
_blanks = st.sampled_from([" ", " ", "  ", "\t", " \u00a0"])


@st.composite
def _clauses(draw: st.DrawFn, kind: str) -> list[str]:
    drawn = draw(st.lists(st.sampled_from(CLAUSES[kind]), max_size=6, unique=True))
    if kind == "promotion":
        drawn.insert(draw(st.integers(0, len(drawn))), "give " + draw(st.sampled_from(REWARDS)))
    kept: dict[str, str] = {}
    for clause in drawn:
        word = clause.split()[0]
        kept.setdefault(clause if word in REPEATABLE else word, clause)
    return list(kept.values())


@st.composite
def _block(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from([*HEADS, "promotion", "promotion"]))
    lines = [
        "  " + draw(_blanks).join(clause.split(" ", 1)) + draw(_comments)
        for clause in draw(_clauses(kind))
    ]
    if draw(st.booleans()):
        lines.insert(
            draw(st.integers(0, len(lines))), draw(st.sampled_from(["", "# własna linia"]))
        )
    return "\n".join([HEADS[kind] + " {" + draw(_comments), *lines, "}" + draw(_comments)]) + "\n"


_set = st.builds(
    "set {} = {}{}\n".format,
    st.sampled_from(["coffee", "lunch-drinks", "a1"]),
    st.sampled_from(GOODS),
    _comments,
)
_between = st.sampled_from(["", "\n", "\n\n\n", "# osobno\n", "\n# osobno\n\n"])


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A valid file in some layout; names need not be unique, the parser does not care."""
    parts = draw(st.lists(st.one_of(_block(), _set), max_size=4))
    return "".join(draw(_between) + part for part in parts) + draw(_between)
