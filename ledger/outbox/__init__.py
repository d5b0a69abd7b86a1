"""What goes out: events as CloudEvents, and the relay that brings them to those who want them.

Events are written in the same step as the change they tell of. The relay reads them in order and
notes how far a receiver is only after the receiver has said that it has them. So each is delivered
at least once, in order, and none is skipped; one that comes twice has the same identifier.
"""

from ledger.outbox.catalogue import EVENTS, EventKind, Field
from ledger.outbox.cloud_events import CloudEvent, cloud_event
from ledger.outbox.receiver import DeliveryError, Receiver
from ledger.outbox.relay import Relay
from ledger.outbox.signature import SigningSecret, SigningSecretError, sign
from ledger.outbox.stream import RedisStream
from ledger.outbox.webhook import Webhook

__all__ = [
    "EVENTS",
    "CloudEvent",
    "DeliveryError",
    "EventKind",
    "Field",
    "Receiver",
    "RedisStream",
    "Relay",
    "SigningSecret",
    "SigningSecretError",
    "Webhook",
    "cloud_event",
    "sign",
]
