"""Schemathesis: whatever the document allows is answered, whatever it forbids is refused."""

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.app import create_app
from api.ledgers import clock_ms
from api.loading import clock
from api.settings import Settings
from api.state import ActiveState, Snapshot
from ledger.memory import MemoryStore
from orders.service import Orders
from tests.api.conftest import demo_program

STATE = ActiveState()
STATE.swap(Snapshot(demo_program(), None, clock(), source="demo", files=1))
ORDERS = Orders(MemoryStore(clock_ms), clock_ms)
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", create_app(Settings(), STATE, ORDERS))


@SCHEMA.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_the_api_keeps_its_contract(case):
    # A schema cannot say that a SKU exists or that a text is an amount: 422 is an answer to those.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])
