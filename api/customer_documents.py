"""Points, statements and tiers as they go over the wire. Days are the shop's own."""

from datetime import UTC, date, datetime

import msgspec
from pydantic import BaseModel

from ledger.customer_outcomes import Dated, Entry, Holding, PointsShown, StatementShown
from ledger.limits import NEVER_MS
from ledger.local_days import day_of
from ledger.statement_texts import Language, told
from ledger.tiers import Standing
from pricing.money import Currency, format_scaled


class AdjustmentRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points added by hand, or taken where they are negative.

    ``id`` is the adjustment's own identifier: sent again, it is one adjustment. ``until`` is the
    last day of points that are added. With ``may_owe``, points that are not there become a debt.
    """

    id: str
    points: int
    reason: str
    until: date | None = None
    may_owe: bool = False
    programme: str | None = None


class MergeRequest(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"gone": "from"}
):
    """Another reference of the same person becomes part of this one.

    ``id`` is the merge's own identifier: sent again, it is one merge.
    """

    id: str
    gone: str
    reason: str


class DatedPoints(BaseModel):
    """Points and a day; no day for points of goods that were not delivered yet."""

    points: int
    day: date | None


class ProgrammePoints(BaseModel):
    """The points of one programme.

    ``pending`` says from which day points may be spent, ``expiring`` which last day they have.
    ``owed`` is paid by the next points that count.
    """

    programme: str
    available: int
    held: int
    owed: int
    pending: tuple[DatedPoints, ...]
    expiring: tuple[DatedPoints, ...]


class TierDocument(BaseModel):
    """A tier, its last day if nothing more is bought, and what is missing to the next one."""

    tier: str | None
    until: date | None
    spent: str
    next: str | None
    missing: str | None


class PointsDocument(BaseModel):
    """The points of a customer now. ``tier`` is there where the ruleset has tiers."""

    at: datetime
    programmes: tuple[ProgrammePoints, ...]
    tier: TierDocument | None = None


class StatementEntry(BaseModel):
    """One thing that changed the points; ``balance`` is what there was after it."""

    number: int
    at: datetime
    kind: str
    text: str
    points: int
    balance: int
    order: str | None = None
    adjustment: str | None = None


class StatementDocument(BaseModel):
    """A page of a statement, the newest first. ``next`` is the ``before`` of the page after it."""

    programme: str
    entries: tuple[StatementEntry, ...]
    next: int | None = None


class AdjustmentDocument(BaseModel):
    """An adjustment that is done; ``owed`` of it became a debt."""

    id: str
    owed: int


class MergeDocument(BaseModel):
    """A merge that is done; so many points came with it."""

    id: str
    points: int


def points_document(
    shown: PointsShown, standing: Standing | None, timezone: str, currency: Currency
) -> PointsDocument:
    """Return the points of a customer, with days of the shop."""
    return PointsDocument(
        at=_moment(shown.at_ms),
        programmes=tuple(_programme(one, timezone) for one in shown.holdings),
        tier=_tier(standing, currency) if standing is not None else None,
    )


def statement_document(shown: StatementShown, language: Language) -> StatementDocument:
    """Return a page of a statement."""
    entries = tuple(_entry(one, language) for one in shown.entries)
    return StatementDocument(
        programme=shown.programme,
        entries=entries,
        next=entries[-1].number if shown.more else None,
    )


def _programme(holding: Holding, timezone: str) -> ProgrammePoints:
    return ProgrammePoints(
        programme=holding.programme,
        available=holding.available,
        held=holding.held,
        owed=holding.owed,
        pending=tuple(_from(one, timezone) for one in holding.pending),
        expiring=tuple(_until(one, timezone) for one in holding.expiring),
    )


def _from(dated: Dated, timezone: str) -> DatedPoints:
    waits = dated.at_ms >= NEVER_MS - 1
    return DatedPoints(points=dated.points, day=None if waits else day_of(dated.at_ms, timezone))


def _until(dated: Dated, timezone: str) -> DatedPoints:
    # They end at the midnight after their last day.
    return DatedPoints(points=dated.points, day=day_of(dated.at_ms - 1, timezone))


def _tier(standing: Standing, currency: Currency) -> TierDocument:
    exponent = currency.exponent
    return TierDocument(
        tier=standing.tier,
        until=None if standing.until in (None, date.max) else standing.until,
        spent=format_scaled(standing.spent, exponent),
        next=standing.next_tier,
        missing=format_scaled(standing.missing, exponent) if standing.next_tier else None,
    )


def _entry(entry: Entry, language: Language) -> StatementEntry:
    return StatementEntry(
        number=entry.number,
        at=_moment(entry.at_ms),
        kind=str(entry.kind),
        text=told(entry, language),
        points=entry.points,
        balance=entry.after,
        order=entry.order or None,
        adjustment=entry.adjustment or None,
    )


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
