"""The words of the language, each with one line of documentation.

Lexer, did-you-mean, editor help and the reference page share these tables. A *reserved* word is
never an identifier; a plain word is read as a word only where a sentence expects it.
"""

from collections.abc import Mapping
from typing import Final

BLOCKS: Final[Mapping[str, str]] = {
    "shop": "every policy of the shop in one place",
    "set": "gives a name to goods",
    "promotion": "what is given, when and to whom",
    "coupon": "a code that unlocks promotions",
    "points": "a loyalty programme",
    "experiment": "shows different promotions to different customers",
    "test": "a cart and what must come of it",
}

CLAUSES: Final[Mapping[str, Mapping[str, str]]] = {
    "shop": {
        "currency": "the one currency of all prices, by its code",
        "timezone": "the zone in which dates and clock times are read",
        "country": "selects what the law allows",
        "channels": "where the shop sells",
        "stages": "the order in which promotions run; `+` joins two into one stage",
        "rounding": "how a discount is rounded, and whether for each line or each unit",
        "allocation": "who gets the groszy that do not divide",
        "floor": "the least a unit may cost",
        "permits": "what the law leaves to the shop, such as discounts of alcohol",
        "forbids": "what goods of a class may not be used for here",
        "labels": "patterns of the labels that scales print",
        "hold": "for how long a basket that was put aside keeps its prices",
    },
    "set": {},
    "promotion": {
        "from": "the first day",
        "until": "the last day, included",
        "on": "days of the week and clock times",
        "in": "the channels, and why not all of them",
        "stores": "the stores",
        "for": "the customers",
        "give": "what it gives; each promotion has one",
        "when": "a condition; several must all hold",
        "needs": "a coupon, a consent or a cashier's reason",
        "limit": "how often it may be used",
        "budget": "how much it may give away in total",
        "returns": "what happens when goods come back",
        "announce": "how it is advertised",
        "base": "computes on list prices",
        "spread": "keeps the discount on the rewarded units",
        "groups": "fixes which units make groups",
        "stage": "runs in another stage than its reward asks for",
        "priority": "outranks saving; the higher goes first",
        "stacks": "does not compete, and comes right after its stage",
        "exclusive": "allows no other, or no other of its group",
        "final": "its units take part in nothing later",
        "receipt": "the text on the receipt",
        "series": "the name under which its uses are counted",
    },
    "coupon": {
        "code": "one public code",
        "codes": "unique codes after a pattern",
        "limit": "how often it may be used",
        "expires": "how long a code is good for",
        "series": "the name under which its uses are counted",
    },
    "points": {
        "earn": "how many points for how much",
        "pending": "how long points wait before they can be spent",
        "expire": "how long points live",
        "redeem": "what points are worth, and how much they may pay",
        "tier": "a status and what it earns",
    },
    "experiment": {},
    "test": {
        "at": "the moment, the channel and the store",
        "cart": "what lies in the cart",
        "expect": "what must come of it",
        "customer": "who buys",
        "codes": "the codes typed",
        "points": "the points the customer wishes to spend",
        "payment": "how it is paid",
        "delivery": "how it is delivered, and for how much",
        "used": "what this customer has used up before",
        "suspended": "when the basket was put aside",
    },
}

# Reserved beside the words above: they begin or join parts of sentences where a name may stand too.
INNER_RESERVED: Final[Mapping[str, str]] = {
    "and": "both must hold",
    "or": "one of them is enough",
    "not": "turns it round",
    "of": "`total of coffee`, `3 of soap`",
    "off": "`20% off coffee`",
    "per": "`per kg`, `per basket`, `per customer`",
    "each": "`1.50 PLN off each coffee`, `4.99 PLN each`, `each step`",
    "every": "`every 2nd shoes`, `every 50.00 PLN`",
    "is": "`payment is blik`",
    "because": "why, in words customers are shown",
    "free": "costs nothing",
    "basket": "everything in the cart that may be promoted",
    "everything": "all goods that may lawfully be promoted",
    "identical": "counts each product by itself",
    "regular-priced": "only units that nothing has lowered yet",
    "total": "what some goods cost together",
    "prices": '`prices in "leaflet.csv"`',
    "products": '`products in "drinks.csv"`',
    "marked": "a mark on the scanned unit",
    "list": "`list price`, `list total`: before any promotion",
    "price": "`list price`, `entered price`",
    "quantity": "how many units of some goods",
    "weight": "how much of some weighed goods",
    "entered": "what a cashier entered on the line",
    "bundle": "some of each of several goods",
    "buy": "`buy 2 pasta get 1 sauce free`",
    "get": "`buy 2 pasta get 1 sauce free`",
    "cheapest": "the cheapest of all of them, once",
    "gift": "one unit of a product that lies in the cart",
}

# Words only where a sentence expects them; identifiers everywhere else.
PLAIN: Final[Mapping[str, str]] = {
    "after": "`7 days after issue`",
    "all": "`grant all or nothing`",
    "approved": '`entered discount 40.00 PLN approved by "K-7"`',
    "as": "`groups as scanned`",
    "by": '`approved by "K-7"`',
    "channel": "a reason of refusal",
    "consent": "`needs consent profiling`",
    "day": "a day",
    "days": "days",
    "discount": "`entered discount`",
    "down": "rounds towards zero",
    "earning": "`12 months after earning`",
    "employee": "the customer is an employee",
    "employees": "customers who are employees",
    "even": "`half even`: half a grosz goes to the even one",
    "everyone": "all customers",
    "expired": "a reason of refusal",
    "first": "`customer first order`",
    "grant": "what the last customer of a budget gets",
    "group": "`exclusive group welcome`",
    "half": "`half up`, `half even`",
    "issue": "`30 days after issue`",
    "kg": "kilograms",
    "l": "litres",
    "largest": "`largest remainder`",
    "last": "`rest on last line`",
    "line": "a line of the cart",
    "m": "metres",
    "member": "the customer is a member",
    "members": "customers who are members",
    "minimum-price": "honours a product's own minimum price",
    "minute": "a minute",
    "minutes": "minutes",
    "month": "a month",
    "months": "months",
    "most": "`at most 50% of basket`",
    "nothing": "`grant all or nothing`",
    "number": "`customer order number`",
    "order": "`customer first order`, `customer order number`",
    "orders": "`customer orders 4 in app`: orders made before",
    "over": "`spread over reward`",
    "part": "`grant part`: the last customer gets what is left",
    "product": "`limit 1 units per product`: of each in one basket",
    "prorate": "gives back what was paid for the unit",
    "reason": '`needs reason "PRICE_MATCH"`',
    "refused": "`expect app-5 refused because channel`",
    "remainder": "`largest remainder`",
    "remaining": "`reprice remaining`",
    "reprice": "prices what stays as if bought alone",
    "rest": "`rest on last line`",
    "reward": "`spread over reward`",
    "running": "`running total`",
    "scanned": "`groups as scanned`: in the order of scanning",
    "saves": "`expect coffee-3-for-2 saves 19.99 PLN`",
    "segment": "customers of a segment",
    "step": "`each step` counts for its own part",
    "store": '`at store "WAW-01"`',
    "time": "a reason of refusal",
    "times": "groups",
    "to": "`up to 30.00 PLN`",
    "together": "`groups cheapest together`",
    "unique": "each code is different and works once",
    "unit": "one piece, or one weighed line",
    "units": "pieces, or weighed lines",
    "unknown": "a reason of refusal",
    "up": "`up to 30.00 PLN`, `half up`",
    "week": "a week",
    "weeks": "weeks",
    "x": '`3 x "5901234123457"`',
    "year": "a year",
    "years": "years",
}

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

CLAUSE_WORDS: Final = frozenset(word for words in CLAUSES.values() for word in words)
RESERVED: Final = frozenset(BLOCKS) | CLAUSE_WORDS | frozenset(INNER_RESERVED)
KEYWORDS: Final = RESERVED | frozenset(PLAIN)
# Clauses that may stand in their block more than once.
REPEATABLE: Final[Mapping[str, frozenset[str]]] = {
    "shop": frozenset({"permits", "forbids"}),
    "promotion": frozenset({"when", "needs", "limit"}),
    "coupon": frozenset({"limit"}),
    "points": frozenset({"earn", "tier"}),
    "test": frozenset({"cart", "expect", "payment", "used"}),
}
# Words that cannot be the last of a sentence.
CONNECTORS: Final = frozenset({
    "and", "or", "not", "of", "on", "for", "from", "in", "at", "to", "per", "is", "because", "buy",
    "get", "bundle", "every", "give", "when", "needs", "identical", "regular-priced", "up",
    "marked",
})  # fmt: skip

# What people write for a word of the language.
SYNONYMS: Final[Mapping[str, str]] = {
    "if": "when", "where": "when", "condition": "when", "discount": "give", "reward": "give",
    "gives": "give", "start": "from", "starts": "from", "since": "from", "end": "until",
    "ends": "until", "to": "until", "till": "until", "day": "on", "days": "on", "hours": "on",
    "channel": "in", "store": "stores", "shops": "stores", "segment": "for", "members": "for",
    "customers": "for", "requires": "needs", "coupon": "needs", "max": "limit", "print": "receipt",
    "expired": "expires", "stackable": "stacks", "rule": "promotion", "promo": "promotion",
    "discounts": "promotion", "voucher": "coupon", "products": "set", "group": "set",
    "lines": "cart", "basket": "cart", "assert": "expect", "when": "when",
}  # fmt: skip


def blocks_with(clause: str) -> tuple[str, ...]:
    """Return the kinds of block that have a clause of this word."""
    return tuple(kind for kind, words in CLAUSES.items() if clause in words)
