"""The problems of orders, by status."""

from http import HTTPStatus
from typing import Final

from api.problem_kinds import ProblemKind, kind_of

_CONTENT: Final = HTTPStatus.UNPROCESSABLE_ENTITY
_CONFLICT: Final = HTTPStatus.CONFLICT
_AWAY: Final = HTTPStatus.SERVICE_UNAVAILABLE

ORDER_KINDS: Final[tuple[ProblemKind, ...]] = (
    kind_of("idempotency-key", HTTPStatus.BAD_REQUEST, "there is no usable Idempotency-Key",
            "Send a new random key, such as a UUID, with each order you change; send the same key "
            "only to repeat the same request."),
    kind_of("may-not-force", HTTPStatus.FORBIDDEN, "this caller may not force a confirm",
            "Confirm without `force`, or start the server with GROSZ_FORCED_CONFIRMS=yes.",
            "never"),
    kind_of("unknown-order", HTTPStatus.NOT_FOUND, "there is no such order",
            "Check the identifier. An order of another client or another customer is not shown."),
    kind_of("no-ledger", HTTPStatus.NOT_IMPLEMENTED, "this server keeps no ledger",
            "Start it with --ledger FOLDER; quotes need none.", "never"),
    kind_of("superseded", _CONFLICT, "the order has another revision by now",
            "Read the order: `revision` is the one that holds. Confirm the one that was paid, or "
            "put the cart again."),
    kind_of("order-confirmed", _CONFLICT, "the order is confirmed already",
            "Use a new identifier for a new order; give goods back under /returns.", "never"),
    kind_of("order-cancelled", _CONFLICT, "the order is cancelled",
            "Use a new identifier for a new order.", "never"),
    kind_of("order-delivered", _CONFLICT, "the order is delivered, or something of it came back",
            "It cannot be cancelled any more: give goods back under /returns.", "never"),
    kind_of("not-confirmed", _CONFLICT, "the order is not confirmed",
            "Confirm it first."),
    kind_of("reservation-expired", _CONFLICT, "the reservation is over, and something is gone",
            "`gone` says what. Put the cart again for a new price, give the money back, or, at a "
            "till where the sale has happened, confirm with `force`."),
    kind_of("already-returned", _CONFLICT, "another return has this identifier",
            "Give each return an identifier of its own.", "never"),
    kind_of("quote-changed", _CONFLICT, "the price is not the one that was expected",
            "Show the customer the `quote` and put the cart again, expecting that one."),
    kind_of("order-busy", _CONFLICT, "somebody else is changing this order",
            "Read the order, then try again after `Retry-After`.", "later"),
    kind_of("in-flight", _CONFLICT, "the same request is being worked on",
            "Send it again after `Retry-After`: the same key gives the first answer.", "later"),
    kind_of("revision", HTTPStatus.PRECONDITION_FAILED, "the order has another revision",
            "Read the order: its ETag is the revision to send as If-Match."),
    kind_of("invalid-order", _CONTENT, "the ledger cannot keep such an order",
            "`detail` says why."),
    kind_of("key-reused", _CONTENT, "the Idempotency-Key came with another body before",
            "Use a new key for a new request."),
    kind_of("reservation-too-long", _CONTENT, "an order cannot be reserved for that long",
            "Ask for less in `hold_seconds`, and put the cart again before it is over."),
    kind_of("more-than-bought", _CONTENT, "more comes back than was bought",
            "Look at the order: `returns` lists what came back before."),
    kind_of("invalid-return", _CONTENT, "the return does not fit the order",
            "Correct every field listed under `errors`."),
    kind_of("too-many-returns", _CONTENT, "the order has too many returns",
            "Take the rest back in one return by hand.", "never"),
    kind_of("too-many-open", HTTPStatus.TOO_MANY_REQUESTS, "too many orders are open",
            "Confirm or cancel some; what is abandoned expires by itself.", "later"),
    kind_of("contended", _AWAY, "others were faster, again and again",
            "Send it again with the same key after `Retry-After`.", "later"),
    kind_of("clock", _AWAY, "the clocks of this server and of the ledger disagree",
            "Nothing happened. Set the clocks; send it again with the same key.", "later"),
    kind_of("ledger-unsafe", _AWAY, "the ledger does not keep what it promises",
            "`detail` says which setting. Orders that it answers may be lost: correct it first.",
            "later"),
    kind_of("store-down", _AWAY, "the ledger does not answer",
            "Nothing happened. Send it again with the same key. A till whose sale has happened "
            "keeps it and confirms with `force` later.", "later"),
    kind_of("outcome-unknown", _AWAY, "the ledger has not said whether it is done",
            "Send it again with the same key: it tells, and is done at most once.", "later"),
)  # fmt: skip
