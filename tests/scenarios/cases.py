"""The worked cases of the domain: read in place, compiled, priced, and put beside what they expect.

Amounts are integer grosze on both sides; promotion ``P1`` of a case is ``p1`` of its rule file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from grammar.source import Source
from pricing.cart import Cart
from pricing.codes import normalise
from pricing.engine import price
from pricing.goods import CodeStatus, Facts
from pricing.money import parse_scaled
from pricing.program import Program
from pricing.quote import Issued, Quote
from pricing.wire import decode_cart, parse_instant
from rules.compiler import compile_sources

# The one refused code among the examples; its notes say why.
REFUSED_CODES = {"D07": [("X7K4-QM2P-9", "used-up")]}


@dataclass(frozen=True)
class Case:
    """One worked case.

    Attributes:
        id: Such as ``A01``.
        spec: Its entry of ``scenarios.yaml``.
        shop: Text of the shop's rule file.
        rules: Text of its own rule file.
        cart: Its cart.
    """

    id: str
    spec: Mapping[str, Any]
    shop: str
    rules: str
    cart: Cart

    @property
    def facts(self) -> Facts:
        """What the ledger would answer: units of P1 this customer has used, states of its codes."""
        context = self.spec.get("context", {})
        used = context.get("used_units")
        state: CodeStatus = "used" if self.id in REFUSED_CODES else "good"
        return Facts(
            used={"p1": used} if used is not None else {},
            codes={normalise(code): state for code in context.get("coupons", ())},
        )

    def program(self, *changes: tuple[str, str]) -> Program:
        """Compile the case; each change replaces a text that occurs once in its rules."""
        shop, rules = self.shop, self.rules
        for old, new in changes:
            assert (shop + rules).count(old) == 1, (self.id, old)
            shop, rules = shop.replace(old, new), rules.replace(old, new)
        return compiled(shop, rules, f"{self.id}.promo")

    def price(self, *changes: tuple[str, str], cart: Cart | None = None, **options: Any) -> Quote:
        """Price the case's cart, or another, with its rules, changed or not."""
        bought = cart or self.cart
        at = parse_instant(options.pop("at", bought.at))
        return price(bought, self.program(*changes), self.facts, at, **options)


@lru_cache(maxsize=256)
def compiled(shop: str, rules: str, name: str) -> Program:
    """Compile a shop and a rule file; any error fails the test with its message."""
    result = compile_sources([Source("shop.promo", shop), Source(name, rules)])
    assert result.program is not None, [
        f"{found.code}: {found.message}" for found in result.diagnostics
    ]
    return result.program


@lru_cache(maxsize=1)
def examples(domain: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the examples of ``scenarios.yaml`` by their identifier."""
    text = (domain / "scenarios.yaml").read_text(encoding="utf-8")
    return {example["id"]: example for example in yaml.safe_load(text)["examples"]}


def read_case(domain: Path, identifier: str) -> Case:
    """Read one case: its expectation, its rules and its cart."""
    folder = domain / "scenarios"
    rules = folder / "rules"
    return Case(
        identifier,
        examples(domain)[identifier],
        (rules / "shop.promo").read_text(encoding="utf-8"),
        (rules / f"{identifier}.promo").read_text(encoding="utf-8"),
        decode_cart((folder / "carts" / f"{identifier}.json").read_bytes()),
    )


def grosze(amount: str) -> int:
    """Return a decimal string in grosze."""
    minor = parse_scaled(amount, 2)
    assert minor is not None, amount
    return minor


def expected(case: Case) -> dict[str, Any]:
    """Return what a case expects, in the form of ``found``."""
    want = case.spec["expected"]
    document: dict[str, Any] = {
        name: want[name]
        for name in (
            "gross_total", "discount_total", "order_total", "deposits", "shipping", "payable",
            "returns_total", "balance_due", "tenders",
        )
        if name in want
    }  # fmt: skip
    document["rejected"] = REFUSED_CODES.get(case.id, [])
    document["issued"] = [
        {"value": row["value"], "goods": row["category"], "minimum": row["min_spend"],
         "days": row["valid_days"]}
        for row in want.get("issued", ())
    ]  # fmt: skip
    document["applied"] = [name.lower() for name in want["applied"]]
    document["vat"] = {
        letter: (row["gross"], row["ptu"]) for letter, row in sorted(want["vat"].items())
    }
    document["lines"] = [
        {
            "line": row["line"],
            "gross": row["gross"],
            "discounts": {d["promo"].lower(): d["amount"] for d in row["discounts"]},
            "net": row["net"],
        }
        for row in want["lines"]
    ]
    return document


def found(case: Case, quote: Quote) -> dict[str, Any]:
    """Return what a quote says of everything that its case expects."""
    totals = quote.totals
    document: dict[str, Any] = {
        "gross_total": grosze(totals.gross),
        "discount_total": grosze(totals.discount),
        "order_total": grosze(totals.goods),
        "deposits": grosze(totals.deposits),
        "shipping": grosze(totals.delivery),
        "payable": grosze(totals.payable),
        "returns_total": grosze(totals.returns),
        "balance_due": grosze(totals.due),
        "tenders": [
            {"type": paid.method.replace("-", "_"), "amount": grosze(paid.amount)}
            for paid in quote.payments
        ],
        "rejected": [(rejected.code, rejected.reason) for rejected in quote.rejected],
        "issued": [_issued(case, row) for row in quote.issued],
        "applied": [applied.promotion for applied in quote.applied],
        "vat": {row.letter: (grosze(row.gross), grosze(row.tax)) for row in quote.vat},
        "lines": [
            {
                "line": line.id,
                "gross": grosze(line.gross),
                "discounts": {d.promotion: grosze(d.amount) for d in line.discounts},
                "net": grosze(line.net),
            }
            for line in quote.lines
        ],
    }
    return {name: value for name, value in document.items() if name in expected(case)}


def _issued(case: Case, row: Issued) -> dict[str, Any]:
    """Return what a coupon for later is worth, read back from the terms that a customer is told."""
    (term,), (condition,) = row.terms, row.conditions
    told = re.fullmatch(r"Voucher (\d+) zł na (.+) od \d+ zł", term)
    asked = re.fullmatch(r"total of ([a-z-]+) >= (\d+) PLN", condition)
    assert told is not None, term
    assert asked is not None, condition
    assert row.expires is not None
    bought = parse_instant(case.cart.at).date()
    return {
        "value": 100 * int(told[1]),
        "goods": asked[1].replace("-", "_"),
        "minimum": 100 * int(asked[2]),
        "days": (date.fromisoformat(row.expires) - bought).days,
    }


def nets(quote: Quote) -> dict[str, int]:
    """Return what each line costs, in grosze, by line id."""
    return {line.id: grosze(line.net) for line in quote.lines}
