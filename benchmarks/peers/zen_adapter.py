"""zen-engine: a Rust decision table, one row a promotion, evaluated for each line of the cart.

The table computes the amount itself, in decimals, and hands it out as a JSON number. It has no
sharing, no floor, no tax, no total. The cart goes in as a dictionary, its native form in Python.
"""

import json
from collections.abc import Callable
from typing import Any

import zen
from adapter import Job, serve


def prepare(job: Job) -> tuple[Callable[[], Any], Callable[[Any], list[int]]]:
    """Build the table; the cart is a dictionary with prices in PLN."""
    rows = [_row(number, offer) for number, offer in enumerate(job["promotions"])]
    table = {
        "hitPolicy": "collect",
        "passThrough": False,
        "executionMode": "loop",
        "inputField": "lines",
        "outputPath": "lines",
        "inputs": [{"id": "c", "name": "category", "field": "category"}],
        "outputs": [
            {"id": "p", "name": "promotion", "field": "promotion"},
            {"id": "a", "name": "amount", "field": "amount"},
        ],
        "rules": rows,
    }
    place = {"x": 0, "y": 0}
    graph = {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": place},
            {
                "id": "table", "type": "decisionTableNode", "name": "table", "position": place,
                "content": table,
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": place},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }  # fmt: skip
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    cart = {
        "lines": [
            {"category": x["category"], "price": x["price"] / 100, "quantity": x["quantity"]}
            for x in job["lines"]
        ]
    }
    return lambda: decision.evaluate(cart), _saved


def _row(number: int, offer: dict[str, Any]) -> dict[str, str]:
    row = {"_id": str(number), "p": json.dumps(offer["id"])}
    if "off" in offer:
        return row | {"c": "", "a": f"quantity * {offer['off'] / 100}"}
    amount = f"round(price * quantity * {offer['percent'] / 100}, 2)"
    return row | {"c": json.dumps(offer["category"]), "a": amount}


def _saved(answer: Any) -> list[int]:
    return [sum(round(x["amount"] * 100) for x in found) for found in answer["result"]["lines"]]


if __name__ == "__main__":
    serve(prepare)
