"""One verb in one step: time, repetition, effect, answer."""

from typing import Final, get_args

import msgspec

from ledger.asking import Manual
from ledger.customer_requests import CustomerLook, Erase, Identify, Merge
from ledger.limits import CLOCK_SKEW_MS_MAX
from ledger.outbox_requests import Advance, Dismiss, Inspect, OutboxLook, Prune, ReadEvents
from ledger.outcomes import (
    ENCODER,
    OUTCOME_DECODER,
    REMEMBERED,
    Code,
    Confirmed,
    Outcome,
    Refusal,
    Reserved,
)
from ledger.records import AnswerKey, Kept, Records
from ledger.requests import (
    Adjust,
    Cancel,
    ChangeCodes,
    Confirm,
    Deliver,
    Find,
    FindBatches,
    Grant,
    Key,
    Read,
    Recall,
    Reserve,
    Return,
    SaveCodes,
    Sweep,
    Verb,
)
from ledger.verbs.cancel import cancel
from ledger.verbs.code_list import change_codes, find_batches, save_codes
from ledger.verbs.confirm import confirm
from ledger.verbs.customers import change_customer, is_merged_already
from ledger.verbs.deliver import deliver
from ledger.verbs.manual import adjust, grant
from ledger.verbs.outbox import change_outbox, look_at_outbox
from ledger.verbs.read import find, read
from ledger.verbs.reserve import reserve
from ledger.verbs.show import look
from ledger.verbs.step import Step
from ledger.verbs.sweep import sweep
from ledger.verbs.take_units import take_units

_READING: Final = (Find, Read, Recall, FindBatches, *get_args(CustomerLook), *get_args(OutboxLook))


def is_reading(verb: Verb) -> bool:
    """Tell whether a verb changes nothing, so that it may run beside others."""
    return isinstance(verb, _READING)


def perform(records: Records, verb: Verb, key: Key | None, clock_ms: int) -> Outcome:
    """Do what a verb asks, once.

    Args:
        records: The store's records, in one atomic step.
        verb: What is asked.
        key: Finds the first answer where it was asked before; None is not kept.
        clock_ms: The store's clock. Its time is the latest one seen, so it never runs backwards.

    Returns:
        The answer, or a refusal.
    """
    last_ms = records.last_ms()
    now_ms = max(last_ms, clock_ms)
    if verb.sent_ms is not None and abs(verb.sent_ms - now_ms) > CLOCK_SKEW_MS_MAX:
        return Refusal(Code.CLOCK)
    if isinstance(verb, _READING):
        return _answered(records, verb, now_ms)
    if now_ms > last_ms:
        records.save_last(now_ms)
    return _once(Step(records, now_ms), verb, key)


def _once(step: Step, verb: Verb, key: Key | None) -> Outcome:
    if key is None:
        return _by_hand_once(step, verb)
    where = AnswerKey(verb.client, type(verb).__name__, verb.subject, key.token)
    first = _kept(step.records, where, key)
    if first is not None:
        return first
    outcome = _by_hand_once(step, verb)
    if not isinstance(outcome, Refusal) or outcome.code in REMEMBERED:
        kept = Kept(key.digest, ENCODER.encode(_emptied(outcome)), step.now_ms)
        step.records.remember(where, kept)
    return outcome


def _recall(records: Records, asked: Recall) -> Outcome:
    where = AnswerKey(asked.client, asked.verb, asked.subject, asked.key.token)
    return _kept(records, where, asked.key) or Refusal(Code.NOT_ANSWERED)


def _emptied(outcome: Outcome) -> Outcome:
    """Leave out the quote: it is kept once with its revision, not once more with every answer."""
    if isinstance(outcome, Reserved | Confirmed):
        return msgspec.structs.replace(outcome, quote=b"")
    return outcome


def _kept(records: Records, where: AnswerKey, key: Key) -> Outcome | None:
    """Find the first answer to a key, or the refusal of one that came with another body."""
    kept = records.answer(where)
    if kept is None:
        return None
    if kept.digest != key.digest:
        return Refusal(Code.KEY_REUSED)
    outcome: Outcome = OUTCOME_DECODER.decode(kept.outcome)
    if isinstance(outcome, Reserved | Confirmed):
        quote = records.quote(outcome.order, outcome.revision)
        return msgspec.structs.replace(outcome, quote=quote)
    return outcome


def _by_hand_once(step: Step, verb: Verb) -> Outcome:
    """Do what is done by hand once for ever, key or not: nothing else would tell it was done."""
    if not isinstance(verb, Manual):
        return _effect(step, verb)
    asked = ENCODER.encode(msgspec.structs.replace(verb, sent_ms=None))
    kept = step.records.manual(verb.id)
    if kept is not None:
        done: Outcome = OUTCOME_DECODER.decode(kept.outcome)
        same = kept.digest == asked or is_merged_already(step, verb, done)
        return done if same else Refusal(Code.KEY_REUSED)
    outcome = _effect(step, verb)
    if not isinstance(outcome, Refusal):
        kept = Kept(asked, ENCODER.encode(outcome), step.now_ms)
        step.records.save_manual(verb.id, kept)
    return outcome


def _effect(step: Step, verb: Verb) -> Outcome:  # noqa: C901 - one arm for each verb
    match verb:
        case Reserve():
            return reserve(step, verb)
        case Confirm():
            return confirm(step, verb)
        case Cancel():
            return cancel(step, verb)
        case Deliver():
            return deliver(step, verb)
        case Return():
            return take_units(step, verb)
        case Grant():
            return grant(step, verb)
        case Adjust():
            return adjust(step, verb)
        case Sweep():
            return sweep(step, verb)
        case Prune() | Advance() | Dismiss():
            return change_outbox(step, verb)
        case SaveCodes():
            return save_codes(step, verb)
        case ChangeCodes():
            return change_codes(step, verb)
        case Identify() | Merge() | Erase():
            return change_customer(step, verb)
        case _:
            return _answered(step.records, verb, step.now_ms)


def _answered(
    records: Records,
    verb: Find | Read | Recall | FindBatches | CustomerLook | OutboxLook,
    now_ms: int,
) -> Outcome:
    match verb:
        case Recall():
            return _recall(records, verb)
        case FindBatches():
            return find_batches(records, verb)
        case Find():
            return find(records, verb, now_ms)
        case Read():
            return read(records, verb, now_ms)
        case ReadEvents() | Inspect():
            return look_at_outbox(records, verb, now_ms)
        case _:
            return look(records, verb, now_ms)
