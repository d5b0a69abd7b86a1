"""Prune: drop what nobody needs any more, a little at a time."""

from ledger.outcomes import Pruned
from ledger.requests import Prune
from ledger.verbs.outbox import delivered_to_all
from ledger.verbs.step import Step


def prune(step: Step, asked: Prune) -> Pruned:
    """Drop events that every receiver has, when their time is over. Nothing is ever skipped."""
    upto = delivered_to_all(step.records)
    events = step.records.drop_events(upto, step.now_ms - asked.events_ms, asked.most)
    return Pruned(events, more=events >= asked.most)
