"""The ledger: may this order use this, and did it? One answer for every channel.

Limits, coupons, budgets and points are numbers that may be held, used and given back; an order is
the record that decides. It knows no rules, no prices and no HTTP: a quote comes as bytes, with what
it uses. Start reading at ``ledger.store``, then ``ledger.verbs``.
"""

from ledger.accounts import Account, Debit, Shortage, Why
from ledger.books import Balance
from ledger.memory import MemoryStore
from ledger.orders import Order, Plan, Points, Receipt, Refund, State, Terms
from ledger.outbox_outcomes import Advanced, Backlog, Events, Inspected, Pruned
from ledger.outbox_requests import Advance, Dismiss, Inspect, Prune, ReadEvents
from ledger.outcomes import (
    Adjusted,
    Cancelled,
    Code,
    Confirmed,
    Delivered,
    Facts,
    Found,
    Outcome,
    Refusal,
    Reserved,
    Returned,
    Swept,
    Usage,
)
from ledger.records import Cursor, OutboxEvent
from ledger.requests import (
    Adjust,
    Cancel,
    Confirm,
    Deliver,
    Find,
    Grant,
    Key,
    OnShort,
    Read,
    Recall,
    Reserve,
    Return,
    Sweep,
    Verb,
)
from ledger.store import Store

__all__ = [
    "Account",
    "Adjust",
    "Adjusted",
    "Advance",
    "Advanced",
    "Backlog",
    "Balance",
    "Cancel",
    "Cancelled",
    "Code",
    "Confirm",
    "Confirmed",
    "Cursor",
    "Debit",
    "Deliver",
    "Delivered",
    "Dismiss",
    "Events",
    "Facts",
    "Find",
    "Found",
    "Grant",
    "Inspect",
    "Inspected",
    "Key",
    "MemoryStore",
    "OnShort",
    "Order",
    "OutboxEvent",
    "Outcome",
    "Plan",
    "Points",
    "Prune",
    "Pruned",
    "Read",
    "ReadEvents",
    "Recall",
    "Receipt",
    "Refund",
    "Refusal",
    "Reserve",
    "Reserved",
    "Return",
    "Returned",
    "Shortage",
    "State",
    "Store",
    "Sweep",
    "Swept",
    "Terms",
    "Usage",
    "Verb",
    "Why",
]
