"""Worked cases of our own: rules, a cart and the result, worked out by hand from the domain notes.

A file of cases is a YAML list; ``why`` of each case is its derivation. Amounts are grosze. What a
case does not write follows from the lines that it does: totals, VAT and what each promotion took.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import yaml

from grammar.source import Source
from pricing.codes import normalise
from pricing.engine import price
from pricing.goods import Facts
from pricing.program import Program
from pricing.quote import Quote
from pricing.wire import decode_cart, encode_quote, parse_instant
from rules.compiler import compile_sources

FOLDER = Path(__file__).parent
SHOP = (FOLDER / "shop.promo").read_text(encoding="utf-8")
RATES = {"A": 23, "B": 8, "C": 5, "D": 0, "E": 0}
HEAD = {
    "channel": "pos",
    "store": "WAW-01",
    "at": "2026-05-04T12:00:00+02:00",
    "currency": "PLN",
}


@dataclass(frozen=True)
class Case:
    """One worked case, as it is written."""

    id: str
    spec: Mapping[str, Any]

    @property
    def document(self) -> dict[str, Any]:
        """The cart as a caller would send it."""
        return HEAD | self.spec["cart"]

    @property
    def facts(self) -> Facts:
        """What the ledger would answer."""
        told = dict(self.spec.get("facts", {}))
        codes = {normalise(code): state for code, state in told.pop("codes", {}).items()}
        return Facts(codes=codes, **told)

    def program(self, *, turned: bool = False, without: str | None = None) -> Program:
        """Compile the case, its files in either order, maybe without one promotion."""
        shop, rules = SHOP, self.spec.get("rules", "")
        for old, new in self.spec.get("shop", {}).items():
            assert shop.count(old) == 1, (self.id, old)
            shop = shop.replace(old, new)
        if without is not None:
            start = rules.index(f"promotion {without} ")
            rules = rules[:start] + rules[rules.index("\n}\n", start) + 3 :]
        first, last = ("z", "a") if turned else ("a", "z")
        sources = [Source(f"{first}.promo", shop), Source(f"{last}.promo", rules)]
        result = compile_sources(sources[::-1] if turned else sources)
        assert result.program is not None, [f"{d.code}: {d.message}" for d in result.diagnostics]
        return result.program

    def price(self, program: Program, document: Mapping[str, Any] | None = None) -> Quote:
        """Price the case's cart, or another, as the interface would: from JSON."""
        cart = decode_cart(json.dumps(document or self.document).encode())
        return price(cart, program, self.facts, parse_instant(cart.at), explain=True)


def read_cases() -> Iterator[Case]:
    """Read every case of this folder, files by name."""
    for file in sorted(FOLDER.glob("*.yaml")):
        for spec in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield Case(spec["id"], spec)


def grosze(amount: str) -> int:
    """Return a decimal string in grosze."""
    return int(amount.replace(".", ""))


def _half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def _taken(row: Mapping[str, int]) -> dict[str, int]:
    return {name: amount for name, amount in row.items() if name not in ("gross", "net")}


def _vat(case: Case, lines: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[int, int]]:
    letters = {row["id"]: row.get("vat") for row in case.document["lines"]}
    sold: dict[str, int] = {}
    for line, row in lines.items():
        if letters[line] is not None:
            sold[letters[line]] = sold.get(letters[line], 0) + row["net"]
    return {
        letter: (gross, _half_up(Fraction(gross * RATES[letter], 100 + RATES[letter])))
        for letter, gross in sorted(sold.items())
    }


def _told(reason: Any) -> tuple[str, ...]:
    """Return a refusal as written: a reason, maybe with what is missing."""
    return (reason,) if isinstance(reason, str) else tuple(reason)


def expected(case: Case) -> dict[str, Any]:
    """Return the whole result that a case works out."""
    want = case.spec["expected"]
    lines = want["lines"]
    gross, net = (sum(row[name] for row in lines.values()) for name in ("gross", "net"))
    before, after = want.get("delivery", (0, 0))
    deposits, returns = want.get("deposits", 0), want.get("returns", 0)
    times = want.get("applied", {})
    taken = dict.fromkeys(times, 0)
    for row in lines.values():
        assert row["gross"] - sum(_taken(row).values()) == row["net"], (case.id, row)
        for name, amount in _taken(row).items():
            taken[name] = taken.get(name, 0) + amount
    if before != after:
        taken[want["delivered-by"]] = before - after
    payable = net + deposits + after
    return {
        "lines": lines,
        "applied": {name: (times.get(name, 1), amount) for name, amount in taken.items()},
        "refused": {name: _told(why) for name, why in want.get("refused", {}).items()},
        "rejected": {code: _told(why) for code, why in want.get("rejected", {}).items()},
        "totals": [gross, gross - net, net, deposits, after, payable, returns, payable + returns],
        "vat": _vat(case, lines),
        "points": tuple(want.get("points", (0, 0))),
        "gifts": want.get("gifts", {}),
        "issued": want.get("issued", {}),
        "payments": want.get("payments", {}),
    }


def found(case: Case, quote: Quote) -> dict[str, Any]:
    """Return what a quote says of all that ``expected`` works out."""
    document = json.loads(encode_quote(quote))
    lines = {
        line["id"]: {
            "gross": grosze(line["gross"]),
            **{d["promotion"]: grosze(d["amount"]) for d in line.get("discounts", ())},
            "net": grosze(line["net"]),
        }
        for line in document["lines"]
    }
    told = document["explanation"]["promotions"]
    points = document.get("points", {})
    return {
        "lines": lines,
        "applied": {a["promotion"]: (a["times"], grosze(a["amount"])) for a in document["applied"]},
        "refused": {
            row["promotion"]: _refusal(row, case.spec["expected"])
            for row in told
            if row["outcome"] == "refused"
        },
        "rejected": {
            row["code"]: (row["reason"], *([row["missing"]] if "missing" in row else ()))
            for row in document["rejected"]
        },
        "totals": [
            grosze(document["totals"][name])
            for name in (
                "gross", "discount", "goods", "deposits", "delivery", "payable", "returns", "due"
            )
        ],
        "vat": {v["letter"]: (grosze(v["gross"]), grosze(v["tax"])) for v in document["vat"]},
        "points": (points.get("spent", 0), points.get("earned", 0)),
        "gifts": {row["sku"]: row.get("price") for row in document["gifts"]},
        "issued": {row["coupon"]: row.get("expires") for row in document["issued"]},
        "payments": {row["method"]: grosze(row["amount"]) for row in document["payments"]},
    }  # fmt: skip


def _refusal(row: Mapping[str, Any], want: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why a promotion was refused, with what is missing where the case writes it."""
    missing = [c["missing"] for c in row["conditions"] if "missing" in c]
    written = _told(want.get("refused", {}).get(row["promotion"], ""))
    return (row["reason"], *(missing if len(written) > 1 else ()))
