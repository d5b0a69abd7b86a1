"""Commands about customers and codes work with a ledger on a Redis as with one in a folder."""

import json

from tests.cli.customers import TODAY


def test_points_are_adjusted_shown_and_added_up_on_a_server(redis_node, grosz):
    place = ("--ledger", redis_node.url)
    added = ("customer", "adjust", "card-1", "120", "--id", "A-1", "--reason", "a present")
    assert grosz(*added, "--programme", "club", *place).exit_code == 0
    told = grosz("customer", "balance", "card-1", *place)
    assert (told.exit_code, "120" in told.output) == (0, True)
    days = ("--from", TODAY.isoformat(), "--to", TODAY.isoformat())
    (row,) = json.loads(
        grosz("ledger", "figures", redis_node.url, *days, "--format", "json").output
    )
    assert (row["adjusted"], row["closing"]) == (120, 120)


def test_a_server_that_is_not_there_is_said_so(grosz):
    told = grosz(
        "customer", "balance", "card-1", "--ledger", "redis://127.0.0.1:1/0?patience_ms=300"
    )
    assert told.exit_code in (1, 2, 3)
    assert "Traceback" not in told.output
    assert "does not answer" in told.output or "refused" in told.output, told.output
