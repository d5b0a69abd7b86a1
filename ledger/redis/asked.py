"""What a verb is about, and what it will surely read."""

from typing import Final

from ledger.asking import Manual
from ledger.customer_requests import Erase, Identify, Merge
from ledger.keys import customer_of
from ledger.records import AnswerKey
from ledger.redis.names import reference_subject
from ledger.redis.seen import companions
from ledger.redis.view import answer_want
from ledger.redis.view_lists import CODES
from ledger.redis.want import Want
from ledger.requests import (
    Adjust,
    ChangeCodes,
    Confirm,
    Find,
    FindBatches,
    Grant,
    Key,
    Read,
    Recall,
    Reserve,
    SaveCodes,
    Verb,
)
from ledger.verbs import by_hand

_BY_HAND: Final = frozenset(kind.__name__ for kind in (Adjust, Grant, Merge))


def subject_of(verb: Verb) -> str:
    """Return what a changing verb's record is kept under."""
    if isinstance(verb, Manual):
        return by_hand(verb.id)
    if isinstance(verb, Identify):
        return reference_subject(verb.reference)
    if isinstance(verb, Erase):
        return f"customer\n{verb.cid}"
    if isinstance(verb, SaveCodes | ChangeCodes):
        return CODES
    return verb.subject


def looked_at(verb: Verb) -> str:
    """Return whose record a reading verb reads; empty where it is nobody's."""
    if isinstance(verb, Find):
        return verb.order
    if isinstance(verb, Recall):
        return by_hand(verb.subject) if verb.verb in _BY_HAND else verb.subject
    return ""


def foreseen(verb: Verb, key: Key | None) -> list[Want]:
    """Say what a verb will surely read, so that it is read at once."""
    wants = []
    if key is not None:
        where = AnswerKey(verb.client, type(verb).__name__, verb.subject, key.token)
        wants.append(answer_want(subject_of(verb), where))
    match verb:
        case Reserve():
            wants += _of_reserve(verb)
        case Confirm() if verb.customer is not None:
            wants.append(Want("family", verb.customer))
        case SaveCodes():
            wants.append(Want("batches", CODES))
            wants += [Want("code", one.digest.hex()) for one in verb.codes]
        case Read():
            wants += _of_read(verb)
        case FindBatches():
            wants.append(Want("batches", CODES))
        case _:
            pass
    return wants


def _of_reserve(verb: Reserve) -> list[Want]:
    wants = [Want("client", verb.client, verb.order), Want("outbox", verb.order)]
    if verb.customer is not None:
        wants += (Want("open", verb.customer), Want("family", verb.customer))
    wants += [Want("account", debit.account) for debit in verb.plan.debits]
    if verb.plan.spend is not None:
        wants += _of_book(verb.order, verb.plan.spend.book)
    return wants


def _of_read(verb: Read) -> list[Want]:
    wants = [Want("order", verb.order)] if verb.order is not None else []
    if verb.holders is not None:
        wants += (Want("open", verb.holders), Want("family", verb.holders))
    for name in (*verb.accounts, *verb.books):
        customer = customer_of(name)
        if customer is not None:
            wants.append(Want("family", customer))
    for account in verb.accounts:
        wants += (Want("account", account), Want("holders", account))
    for book in verb.books:
        wants += _of_book("", book)
    wants += [Want("code", digest.hex()) for digest in getattr(verb, "codes", ())]
    return wants


def _of_book(subject: str, book: str) -> list[Want]:
    want = Want("book", book)
    return [want, *companions(want, subject)]
