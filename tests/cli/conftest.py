"""A quote built by hand, so that the receipt and the story are tested without an engine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from pricing.explanation import (
    Addition,
    Cap,
    ConditionReport,
    Considered,
    Explanation,
    Instead,
    NearMiss,
    Need,
)
from pricing.quote import (
    Accepted,
    Applied,
    DeliveryQuote,
    Discount,
    Evidence,
    GiftOffer,
    Issued,
    PaymentQuote,
    PointsQuote,
    PolicyQuote,
    Quote,
    QuoteLine,
    Rejected,
    Totals,
    Vat,
)

COFFEE = Quote(
    id="WAW-01/7/000123",
    currency="PLN",
    at="2026-11-05T08:30:00+01:00",
    channel="pos",
    optimal=True,
    lines=(
        QuoteLine(
            id="1",
            sku="5901234123457",
            name="Kawa mielona 250 g",
            price="19.9900",
            quantity=3,
            gross="59.97",
            discounts=(Discount("coffee-3-for-2", "19.99"),),
            net="39.98",
            vat="A",
        ),
        QuoteLine(
            id="2",
            sku="HAM",
            name="Szynka wędzona z beczki krojona na życzenie",
            price="35.00",
            measure="0.250",
            gross="8.75",
            net="8.75",
            vat="C",
        ),
        QuoteLine(id="3", sku="BOOK", price="1234.50", quantity=1, gross="1234.50", net="1234.50",
                  vat="E"),
    ),
    applied=(
        Applied("coffee-3-for-2", "Kawa: 3 w cenie 2", "multibuy", 1, "19.99", "KAWA 3 ZA 2"),
    ),
    accepted=(),
    rejected=(),
    gifts=(),
    issued=(),
    points=PointsQuote(),
    delivery=None,
    totals=Totals("1303.22", "19.99", "1283.23", "0.00", "0.00", "1283.23", "0.00", "1283.23"),
    payments=(PaymentQuote("card", "1283.23"),),
    vat=(Vat("A", "39.98", "7.48"), Vat("C", "8.75", "0.42"), Vat("E", "1234.50", "0.00")),
    policy=PolicyQuote(("line", "multibuy"), "half up, per line", "largest remainder",
                       "0.01 per unit"),
    evidence=Evidence("0.1.0", "sha256:" + "1" * 64, "sha256:" + "2" * 64, "sha256:" + "3" * 64,
                      "sha256:" + "4" * 64),
)  # fmt: skip

EVERYTHING = msgspec.structs.replace(
    COFFEE,
    channel="web",
    optimal=False,
    bound="1.00",
    accepted=(Accepted("welcome", "welcome", ("welcome-10",)),),
    rejected=(
        Rejected("JESIEN26", "below-minimum", "17.40 PLN below", "17.40", "autumn", "autumn-20"),
        Rejected("NOPE", "unknown", "nobody knows this code"),
        Rejected("TRIO", "no-goods", "none", "2", "trio", "trio-3"),
    ),
    gifts=(GiftOffer("mug", "Kubek", "MUG-1", "0.01"),),
    issued=(
        Issued(
            "next-visit", "Kolejna wizyta", "visit", ("10 zł na owoce od 20 zł",), (), "2026-11-12"
        ),
    ),
    points=PointsQuote(spent=500, earned=39),
    delivery=DeliveryQuote("14.99", (Discount("free-delivery", "14.99"),), "0.00"),
    applied=(
        *COFFEE.applied,
        Applied("free-delivery", "Darmowa dostawa", "delivery", 1, "14.99", "", "Tylko w sieci"),
    ),
    totals=Totals("1303.22", "19.99", "1283.23", "3.00", "0.00", "1286.23", "-63.99", "1222.24"),
    payments=(PaymentQuote("gift-card", "50.00"), PaymentQuote("paypal", "1172.24")),
    explanation=Explanation(
        language="en",
        promotions=(
            Considered(
                "coffee-3-for-2",
                "Kawa: 3 w cenie 2",
                "multibuy",
                "applied",
                (
                    ConditionReport(
                        "quantity of coffee >= 3",
                        True,
                        "3",
                        "at least 3",
                        message="met: quantity of coffee >= 3 (it is 3, needed at least 3)",
                    ),
                ),
                saved="19.99",
                order=1,
                message="took off 19.99 PLN in stage multibuy",
                caps=(Cap("times", "19.99", "39.98", "1", message="capped: once at most"),),
            ),
            Considered(
                "coffee-10",
                "Kawa -10%",
                "multibuy",
                "refused",
                (),
                reason="better-deal",
                alone="6.00",
                beaten_by=("coffee-3-for-2",),
                instead=Instead("6.00", "13.99", "1297.22", "13.99", message="with it 13.99 more"),
                message="because a better deal was applied; beaten by coffee-3-for-2",
            ),
            Considered(
                "app-5",
                "5% w aplikacji",
                "basket",
                "refused",
                (
                    ConditionReport(
                        "in app",
                        False,
                        "web",
                        "app",
                        reason="channel",
                        message="not met: in app (it is web, needed app)",
                    ),
                ),
                reason="channel",
                message="because the promotion does not run in this channel",
            ),
        ),
        near_misses=(
            NearMiss(
                "autumn-20",
                "20 zł od 150 zł",
                "17.40",
                "amount",
                "17.40 PLN away from “20 zł od 150 zł”: add 1 × Kawa mielona 250 g for 19.99 PLN, "
                "save 20.00 PLN more, pay 1222.23 PLN",
                "5901234123457",
                1,
                "20.00",
                "1222.23",
                "19.99",
                "0.01",
                needs=(Need("everything", "17.40", "amount", "PLN"),),
                additions=(Addition("5901234123457", "19.99", "Kawa mielona 250 g", 1),),
            ),
        ),
    ),
)


@pytest.fixture
def coffee_quote() -> Quote:
    """Three coffees for two, some ham, a book: nothing but goods."""
    return COFFEE


@pytest.fixture
def full_quote() -> Quote:
    """The same with everything a quote can carry, explained."""
    return EVERYTHING


@pytest.fixture
def changed() -> Callable[..., Quote]:
    """Change fields of a quote."""
    return msgspec.structs.replace


@pytest.fixture
def shop_folder() -> Path:
    """A small shop: ``rules``, ``catalogue``, ``carts``, and rules that are ``wrong``."""
    return Path(__file__).resolve().parents[1] / "fixtures" / "cli" / "shop"


@pytest.fixture
def grosz() -> Callable[..., Result]:
    """Run a command in this process."""

    def run(*arguments: object, **settings: Any) -> Result:
        return CliRunner().invoke(app, [str(one) for one in arguments], **settings)

    return run


# Thrown away with the test.
CODE_SECRET = "a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9f"
CODE_RULES = """shop "Sklep" {
  currency PLN
  timezone Europe/Warsaw
  country PL
  channels pos
}
coupon welcome { codes unique "WEL-####-####-####" }
coupon month {
  codes unique "MON-####-####-####"
  expires 1 month after issue
}
coupon short { codes unique "####-##" }
coupon autumn { code "JESIEN26" }
promotion p1 "5%" {
  give 5% off basket
  needs coupon welcome
}
"""


@pytest.fixture
def code_rules(tmp_path: Path) -> Path:
    """Rules with coupons of every kind."""
    path = tmp_path / "a.promo"
    path.write_text(CODE_RULES, encoding="utf-8")
    return path


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a secret, and no other secret anywhere."""
    monkeypatch.delenv("GROSZ_CODES_SECRET", raising=False)
    monkeypatch.delenv("GROSZ_CODES_SECRET_FILE", raising=False)
    path = tmp_path / "codes.secret"
    path.write_text(CODE_SECRET + "\n", encoding="utf-8")
    return path


@pytest.fixture
def first_code(grosz: Callable[..., Result], code_rules: Path, secret: Path) -> str:
    """The first code of a batch."""
    made = grosz(
        "codes", "generate", code_rules, "welcome", 1, "--batch", "b", "--secret-file", secret
    )
    return made.stdout.splitlines()[1].partition(",")[0]


@pytest.fixture
def ledger(tmp_path: Path, grosz):
    """Run a command on a ledger in a folder of its own."""

    def run(*words: str):
        if words[0] == "ledger":
            return grosz(*words[:2], str(tmp_path), *words[2:])
        split = words.index("--") if "--" in words else len(words)
        return grosz(*words[:split], "--ledger", str(tmp_path), *words[split:])

    return run
