"""An application over a program made by hand, and a caller that needs no socket."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.loading import clock
from api.settings import Settings
from api.state import ActiveState, Snapshot
from pricing.codes import normalise
from pricing.program import ConditionResult, Coupon, PlainProgram
from pricing.rewards import PercentOff
from tests.api.running import rules_text, write_rules
from tests.builders import EVERYTHING, program, promotion

AT = "2026-05-04T12:00:00+02:00"


def demo_program() -> PlainProgram:
    """Ten percent off everything in the app, twenty with the code."""
    return program(
        promotion(
            "ten",
            "line",
            PercentOff(EVERYTHING, 1_000),
            holds=lambda basket: basket.channel == "app",
        ),
        promotion(
            "twenty",
            "coupon",
            PercentOff(EVERYTHING, 2_000),
            coupon="autumn",
            holds=lambda basket: "autumn" in basket.coupons and basket.channel != "web",
            reports=lambda basket: (
                ConditionResult("in pos, app", basket.channel != "web", "channel"),
            ),
        ),
        coupons=(Coupon("autumn", "Kod JESIEN26", code=normalise("JESIEN26")),),
    )


def cart_document(**fields: Any) -> dict[str, Any]:
    """A cart as a client writes it: three of one thing at 19.99."""
    document: dict[str, Any] = {
        "channel": "pos",
        "at": AT,
        "currency": "PLN",
        "lines": [{"id": "1", "sku": "COFFEE", "quantity": 3, "price": "19.99", "vat": "A"}],
    }
    return document | fields


class Caller:
    """Sends requests to an ASGI application, one event loop each."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://grosz") as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, document: Any = None, **options: Any) -> httpx.Response:
        """Post a document as JSON, or ``content=`` as it is."""
        if "content" not in options:
            options["content"] = json.dumps(document, ensure_ascii=False).encode()
        headers = {"content-type": "application/json"} | options.pop("headers", {})
        return self.request("POST", path, headers=headers, **options)

    def quote(self, document: Any = None, **options: Any) -> httpx.Response:
        return self.post("/v1/quotes", document, **options)


@pytest.fixture
def state() -> ActiveState:
    active = ActiveState()
    active.swap(Snapshot(demo_program(), None, clock(), source="demo", files=1))
    return active


@pytest.fixture
def caller(state: ActiveState) -> Caller:
    return Caller(create_app(Settings(), state))


@pytest.fixture
def strict(state: ActiveState) -> Caller:
    """A server whose callers may not state prices."""
    return Caller(create_app(Settings(stated_prices=False), state))


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of rules that compile."""
    return write_rules(tmp_path / "rules", rules_text(10))
