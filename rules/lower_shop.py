"""The shop block to the policies of the domain; what it leaves out has a documented default."""

from collections.abc import Iterator
from typing import Final

from grammar import clauses, syntax
from pricing.allocation import Allocation
from pricing.labels import PATTERNS_DEFAULT
from pricing.legal import ShopLaw, Use
from pricing.money import format_scaled
from pricing.rounding import Rounding
from pricing.shop import STAGES_DEFAULT, RoundWhere, Shop
from rules import amounts
from rules.names import CHANNELS_DEFAULT, Names
from rules.typecheck import currency_of

TIMEZONE_DEFAULT: Final = "Europe/Warsaw"
COUNTRY_DEFAULT: Final = "PL"
FLOOR_DEFAULT_MINOR: Final = 1  # one grosz: a fiscal printer refuses 0.00
# Every setting by the words it begins with, and what is assumed where a shop does not state it.
_ASSUMED: Final[dict[type, str]] = {
    clauses.CurrencyClause: "currency PLN",
    clauses.TimezoneClause: f"timezone {TIMEZONE_DEFAULT}",
    clauses.CountryClause: f"country {COUNTRY_DEFAULT}",
    clauses.ChannelsClause: "channels " + ", ".join(CHANNELS_DEFAULT),
    clauses.StagesClause: "stages " + ", ".join(STAGES_DEFAULT),
    clauses.RoundingClause: "rounding half up, per line",
    clauses.AllocationClause: "allocation largest remainder",
    clauses.FloorClause: "floor",
}


def assumed_settings(block: syntax.ShopBlock) -> tuple[str, ...]:
    """Return the settings a shop leaves to their defaults, as they would be written."""
    stated = {type(clause) for clause in block.clauses}
    currency, _ = currency_of(block)
    floor = format_scaled(FLOOR_DEFAULT_MINOR, currency.exponent)
    return tuple(
        f"floor {floor} {currency.code} per unit" if kind is clauses.FloorClause else setting
        for kind, setting in _ASSUMED.items()
        if kind not in stated and setting.split()[0] not in block.broken
    )


def lower_shop(names: Names) -> Shop:
    """Return the policies of a ruleset whose shop block has been checked."""
    block = names.shop
    assert block is not None, "a ruleset without a shop has been refused"
    currency, _ = currency_of(block)
    timezone, country = TIMEZONE_DEFAULT, COUNTRY_DEFAULT
    rounding, where = Rounding.HALF_UP, RoundWhere.PER_LINE
    allocation = Allocation.LARGEST_REMAINDER
    floor_minor, honours_minimum = FLOOR_DEFAULT_MINOR, False
    for clause in block.clauses:
        match clause:
            case clauses.TimezoneClause(zone=zone):
                timezone = zone.text
            case clauses.CountryClause(code=code):
                country = code.text
            case clauses.RoundingClause(mode=mode, where=stated):
                rounding, where = Rounding(mode), RoundWhere(stated)
            case clauses.AllocationClause(method=method):
                allocation = Allocation(method)
            case clauses.FloorClause(amount=amount, minimum_price=minimum_price):
                floor_minor, honours_minimum = amounts.minor(amount, currency), minimum_price
            case _:
                pass  # currency, channels and stages are known from the names
    labels, hold_minutes = _labels_and_hold(block)
    return Shop(
        title=block.title.value,
        currency=currency,
        timezone=timezone,
        country=country,
        channels=names.channels,
        stages=names.stages,
        rounding=rounding,
        round_where=where,
        allocation=allocation,
        floor_minor=floor_minor,
        floor_minimum_price=honours_minimum,
        laws=tuple(_laws(block)),
        labels=labels,
        hold_minutes=hold_minutes,
    )


def _laws(block: syntax.ShopBlock) -> Iterator[ShopLaw]:
    for clause in block.clauses:
        if isinstance(clause, clauses.LawClause):
            yield ShopLaw(
                permits=clause.kind == "permits",
                uses=frozenset(Use(use.text) for use in clause.uses),
                classes=frozenset(name.text for name in clause.classes),
                since=clause.since.value if clause.since is not None else None,
                until=clause.until.value if clause.until is not None else None,
            )


def _labels_and_hold(block: syntax.ShopBlock) -> tuple[tuple[str, ...], int]:
    labels: tuple[str, ...] = PATTERNS_DEFAULT
    hold_minutes = 0
    for clause in block.clauses:
        match clause:
            case clauses.LabelsClause(patterns=patterns):
                labels = tuple(pattern.value for pattern in patterns)
            case clauses.HoldClause(minutes=minutes):
                hold_minutes = amounts.count(minutes)
            case _:
                pass
    return labels, hold_minutes
