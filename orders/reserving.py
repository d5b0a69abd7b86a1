"""From a quote to what a revision binds: its bytes, what it uses, and the sale that it will be."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from ledger import keys
from ledger.code_secret import Secret
from ledger.orders import Coupon, Plan
from ledger.repriced_returns import needs_repricing
from ledger.sale import Sale
from ledger.selling import promises_of, sale_of
from orders.counting import Counted, Ruleset
from orders.issuing import issues_of
from orders.promise import Promise, basis_of, write_promise
from orders.refusals import OrderRefusedError, Refused
from orders.uses import uses_of
from pricing.cart import Cart
from pricing.codes import normalise
from pricing.engine import points_by_line
from pricing.goods import Facts
from pricing.program import Program
from pricing.quote import Quote
from pricing.wire import encode_quote

_replace = msgspec.structs.replace


@dataclass(frozen=True, slots=True)
class Expected:
    """What the caller saw: the digest of a quote, or the amount that is due."""

    said: str

    def is_met_by(self, quote: Quote) -> bool:
        """Tell whether a quote is the one that was seen."""
        return self.said in (quote.evidence.quote, quote.totals.due)


def plan_of(
    counted: Counted, ruleset: Ruleset, order: str = "", secret: Secret | None = None
) -> Plan:
    """Return what a quote binds: its bytes, what it uses, and the sale that it will be.

    Raises:
        OrderRefusedError: The ledger cannot keep it, such as a line whose identifier cannot be
            printed.
    """
    quote, program, cart = counted.quote, ruleset.program, counted.cart
    try:
        sale = sold(cart, quote, ruleset, counted.facts, counted.at)
        uses = uses_of(_by(program, quote), program, counted.needs, counted.read)
        basis = None
        if needs_repricing(sale):
            basis = basis_of(program.digest, cart, counted.at, counted.facts)
        return Plan(
            quote=write_promise(Promise(encode_quote(quote), basis)),
            fingerprint=fingerprint(cart, quote),
            debits=uses.debits,
            spend=uses.spend,
            earn=uses.earn,
            sale=sale,
            coupons=coupons_of(quote, counted),
            issues=issues_of(quote, program, order, secret),
        )
    except ValueError as error:
        raise OrderRefusedError(Refused.INVALID_ORDER, message=str(error)) from None


def coupons_of(quote: Quote, counted: Counted) -> tuple[Coupon, ...]:
    """Return the coupons that gave something, for those who are told of it."""
    listed = dict(zip(counted.needs.codes, counted.read.codes, strict=True))
    found = []
    for accepted in quote.accepted:
        code = normalise(accepted.code)
        is_unique = listed.get(code) is not None
        account = keys.code(counted.needs.codes[code].hex()) if is_unique else ""
        found.append(Coupon(accepted.coupon, account))
    return tuple(found)


def sold(cart: Cart, quote: Quote, ruleset: Ruleset, facts: Facts, at: datetime) -> Sale:
    """Return the sale that a quote is once it is paid."""
    points = None
    if quote.points.earned and quote.evidence.ruleset == ruleset.program.digest:
        points = points_by_line(cart, ruleset.program, facts, at)
    return sale_of(cart, quote, promises_of(ruleset.program), facts=facts, points=points)


def _by(program: Program, quote: Quote) -> Quote:
    """Return a quote without promotions that the rules do not know any more.

    That is one of a sale from before; what it used of them nobody counts any more.
    """
    if quote.evidence.ruleset == program.digest:
        return quote
    known = {one.id for one in program.promotions}
    return _replace(quote, applied=tuple(one for one in quote.applied if one.promotion in known))


def fingerprint(cart: Cart, quote: Quote) -> bytes:
    """Return what is equal for the same cart at the same price, whenever it is asked."""
    evidence = _replace(quote.evidence, cart="", quote="")
    parts = (
        _replace(cart, at="", suspended_at=None),
        _replace(quote, at="", evidence=evidence, explanation=None),
    )
    return sha256(msgspec.msgpack.encode(parts)).digest()
