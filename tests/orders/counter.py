"""A shop with a ledger in tests: put an order as the service does, without HTTP."""

from datetime import datetime

from grammar.source import Source
from ledger import Confirm, MemoryStore, Plan, Read, Refusal, Reserve
from ledger.code_secret import CodeDigests, Secret
from orders.uses import facts_with, needs_of, uses_of
from pricing.cart import Cart, CartLine, Customer
from pricing.engine import price
from pricing.goods import Facts
from pricing.wire import encode_quote
from rules.compiler import compile_sources

SHOP = Source(
    "shop.promo",
    'shop "Sklep" {\n currency PLN\n timezone Europe/Warsaw\n country PL\n'
    " channels pos, web, app\n}\n",
)
SECRET = Secret(b"a secret for tests, of no worth at all")
DIGESTS = CodeDigests(SECRET)
NOON = "2026-11-05T12:00:00+01:00"


def program_of(text):
    """Compile rules beside the shop; asserts that there is a program."""
    result = compile_sources([SHOP, Source("rules.promo", text)])
    assert result.program is not None, [one.message for one in result.diagnostics]
    return result.program


def cart_of(*lines, customer="anna", codes=(), at=NOON, channel="web", **fields):
    """A cart of (sku, price, quantity), or lines; a customer of None is a stranger."""
    rows = tuple(
        one
        if isinstance(one, CartLine)
        else CartLine(id=str(number), sku=one[0], price=one[1], quantity=one[2], vat="A")
        for number, one in enumerate(lines)
    )
    who = None if customer is None else Customer(ref=customer)
    return Cart(channel, at, "PLN", rows, customer=who, codes=tuple(codes), **fields)


class Counter:
    """Where orders are put. Each answer is what a service would give on."""

    def __init__(self, program, store=None, clock=None):
        self.program = program
        self.clock = clock or Clock()
        self.store = store or MemoryStore(self.clock)
        self.most = {}

    def do(self, verb):
        try:
            self.store.perform(verb).send(None)
        except StopIteration as done:
            return done.value
        raise AssertionError("a local store waited")

    def look(self, cart, order=None):
        """Price a cart with what is left; return all that came of it."""
        at = self.clock.instant()
        customer = cart.customer.ref if cart.customer else None
        needs = needs_of(self.program, cart, customer, at, facts=Facts(), digests=DIGESTS)
        read = self.do(needs.reading("till", order))
        facts = facts_with(Facts(), needs, read)
        moment = datetime.fromisoformat(cart.at)
        quote = price(cart, self.program, facts, moment)
        return quote, uses_of(quote, self.program, needs, read), needs

    def put(self, order, cart, between=lambda: None):
        """Put an order; *between* happens between reading and holding, in each round."""
        for _ in range(8):
            quote, uses, needs = self.look(cart, order)
            for one in (one for owner in needs.limits.values() for one in owner):
                self.most[one.account] = min(one.most, self.most.get(one.account, one.most))
            between()
            plan = Plan(encode_quote(quote), b"", uses.debits, uses.spend, uses.earn)
            answer = self.do(
                Reserve(
                    client="till", order=order, plan=plan, ttl_ms=900_000, customer=needs.customer
                )
            )
            if not (isinstance(answer, Refusal) and answer.code == "short"):
                assert not isinstance(answer, Refusal), answer
                return quote, uses
        raise AssertionError("contended")

    def confirm(self, order, revision=1):
        return self.do(Confirm(client="till", order=order, revision=revision))

    def used(self, account):
        return self.do(Read(client="till", accounts=(account,))).accounts[0].used


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, at=NOON):
        self.set(at)

    def set(self, at):
        self.at = datetime.fromisoformat(at)

    def instant(self):
        return self.at

    def __call__(self):
        return int(self.at.timestamp() * 1000)
