"""Putting whole batches of codes on the list: a stream in bounded memory, however often."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from ledger.batches import Batch, codes_of
from ledger.code_files import ImportedCode
from ledger.code_list import NewCode
from ledger.code_secret import CodeDigests, Secret
from ledger.limits import CODES_SAVED_MAX, CODES_SORTED_MAX
from ledger.outcomes import Refusal
from ledger.requests import SaveCodes
from ledger.store import Store

# Who the ledger says it was, where nobody asked over HTTP.
CLIENT: Final = "codes"
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class OnTheList:
    """What came of a batch.

    Attributes:
        new: Codes that were not on the list.
        known: Codes that were, in this batch.
        elsewhere: Codes that are in another batch, and stay there.
        refused: Why it ended early; what was saved before stays, and saving it again is harmless.
    """

    new: int = 0
    known: int = 0
    elsewhere: int = 0
    refused: Refusal | None = None


async def issue(
    store: Store, batch: Batch, secret: Secret, progress: Progress = lambda done: None
) -> OnTheList:
    """Put a batch on the list; the codes themselves are derived, and stored nowhere.

    Args:
        store: The ledger.
        batch: Which codes.
        secret: The shop's.
        progress: Told how many codes are on the list.

    Raises:
        CodeShapeError: The batch is larger than its pattern can hide.
    """
    digests = CodeDigests(secret)
    codes = (NewCode(digests.of(one.code)) for one in codes_of(batch, secret))
    return await _saved(store, batch, codes, progress)


async def save_imported(
    store: Store, codes: Iterable[ImportedCode], progress: Progress = lambda done: None
) -> OnTheList:
    """Put codes of another system on the list, each in its own batch; they end one by one."""
    total = OnTheList()
    done = 0
    rows = iter(codes)
    while window := list(islice(rows, CODES_SORTED_MAX)):
        batches: dict[tuple[str, str], list[NewCode]] = {}
        for one in window:
            code = NewCode(one.digest, one.record.expires, one.record.uses, one.record.blocked)
            batches.setdefault((one.record.coupon, one.record.batch), []).append(code)
        for (coupon, name), members in batches.items():
            batch = Batch(coupon, name, "", len(members))
            found = await _saved(store, batch, members, partial(_told, progress, done))
            done += len(members)
            total = _added(total, found)
            if total.refused is not None:
                return total
    return total


def _told(progress: Progress, before: int, done: int) -> None:
    progress(before + done)


async def _saved(
    store: Store, batch: Batch, codes: Iterable[NewCode], progress: Progress
) -> OnTheList:
    total, done = OnTheList(), 0
    for piece in _pieces(codes):
        asked = SaveCodes(
            client=CLIENT, coupon=batch.coupon, batch=batch.name, codes=piece,
            expires=batch.expires,
        )  # fmt: skip
        answer = await store.save_codes(asked)
        if isinstance(answer, Refusal):
            return _added(total, OnTheList(refused=answer))
        total = _added(total, OnTheList(answer.new, answer.known, answer.elsewhere))
        done += len(piece)
        progress(done)
    return total


def _pieces(codes: Iterable[NewCode]) -> Iterator[tuple[NewCode, ...]]:
    rows = iter(codes)
    while window := list(islice(rows, CODES_SORTED_MAX)):
        window.sort(key=lambda one: one.digest)
        for start in range(0, len(window), CODES_SAVED_MAX):
            yield tuple(window[start : start + CODES_SAVED_MAX])


def _added(one: OnTheList, other: OnTheList) -> OnTheList:
    return OnTheList(
        one.new + other.new,
        one.known + other.known,
        one.elsewhere + other.elsewhere,
        one.refused or other.refused,
    )
