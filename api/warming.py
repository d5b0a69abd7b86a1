"""Prices carts for nobody, so that the first real one does not wait for what is made when asked."""

import itertools
import traceback
from typing import Final

import msgspec

from api.loading import clock
from api.log import log_text
from api.problems import ProblemError
from api.quoting import quote_cart, read_cart
from api.state import Snapshot
from pricing.wire import encode_quote

_LINES: Final = 8


def warm(snapshot: Snapshot) -> None:
    """Price a small cart of the present moment in every channel and throw the quotes away.

    Whether these carts can be priced does not matter; nothing that happens here stops a worker.
    """
    for channel in snapshot.program.shop.channels:
        try:
            cart, at = read_cart(_cart(snapshot, channel), may_state=True)
            encode_quote(quote_cart(snapshot, cart, at))
        except ProblemError:
            continue
        except Exception:  # noqa: BLE001 - a real cart like this one would be an incident
            log_text(traceback.format_exc())


def _cart(snapshot: Snapshot, channel: str) -> bytes:
    shop = snapshot.program.shop
    goods = () if snapshot.catalogue is None else snapshot.catalogue
    lines: list[dict[str, object]] = [
        {"id": str(number), "sku": product.sku, "quantity": 2}
        for number, product in enumerate(itertools.islice(goods, _LINES))
    ]
    if not lines:
        lines = [{"id": "1", "sku": "-", "quantity": 2, "price": "1", "vat": "A"}]
    return msgspec.json.encode(
        {
            "channel": channel,
            "at": clock().isoformat(),
            "currency": shop.currency.code,
            "lines": lines,
        }
    )
