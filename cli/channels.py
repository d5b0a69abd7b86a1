"""Compares the quotes of one cart in several channels: the same to the last grosz, or declared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pricing.quote import Applied, Quote


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a channel differs from the first one.

    Attributes:
        channel: The channel that differs.
        subject: The promotion, or the SKU of the line, or the field of the totals.
        text: One sentence for a person.
        because: Why, as the rule file tells customers; empty where nothing declares it.
    """

    channel: str
    subject: str
    text: str
    because: str = ""


def same_money(left: Quote, right: Quote) -> bool:
    """Tell whether two quotes agree on every line, share, VAT amount and total."""
    return (left.lines, left.vat, left.delivery, left.totals, left.applied) == (
        right.lines,
        right.vat,
        right.delivery,
        right.totals,
        right.applied,
    )


def differences(quotes: Mapping[str, Quote]) -> tuple[Difference, ...]:
    """List what differs between the channels, against the first one.

    A promotion that applied in one channel only is declared where it says ``because``, or where a
    declared promotion competed with it there. Other list prices are declared by the price list.

    Args:
        quotes: One explained quote of the same cart for each channel.

    Returns:
        Nothing where all agree. Where they differ, at least one; those without ``because`` are
        unexpected.
    """
    channels = list(quotes)
    first = quotes[channels[0]]
    found: list[Difference] = []
    for channel in channels[1:]:
        if not same_money(first, quotes[channel]):
            found += _between(channels[0], first, channel, quotes[channel])
    return tuple(found)


def unexpected(found: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """Return those differences that nothing declares."""
    return tuple(one for one in found if not one.because)


def _between(base: str, first: Quote, channel: str, other: Quote) -> Iterator[Difference]:
    prices = list(_list_prices(channel, first, other))
    yield from prices
    here = {done.promotion: done for done in first.applied}
    there = {done.promotion: done for done in other.applied}
    only_here = [done for name, done in here.items() if name not in there]
    only_there = [done for name, done in there.items() if name not in here]
    declared = [done for done in (*only_here, *only_there) if done.because]
    for done, where in [(d, base) for d in only_here] + [(d, channel) for d in only_there]:
        yield Difference(
            channel,
            done.promotion,
            f"`{done.promotion}` takes off {done.amount} in {where} only",
            done.because or _competed(done, declared),
        )
    if not declared and not prices:
        yield Difference(
            channel,
            "totals",
            f"{base} pays {first.totals.due} and {channel} {other.totals.due},"
            " and no promotion declares why",
        )


def _competed(done: Applied, declared: list[Applied]) -> str:
    rivals = [rival.promotion for rival in declared if rival.stage == done.stage]
    return f"it gives way to `{rivals[0]}`" if rivals else ""


def _list_prices(channel: str, first: Quote, other: Quote) -> Iterator[Difference]:
    prices = {line.id: line.price for line in first.lines}
    for line in other.lines:
        known = prices.get(line.id)
        if known is not None and known != line.price:
            yield Difference(
                channel,
                line.sku,
                f"`{line.sku}` costs {line.price} in {channel} and {known} elsewhere",
                "the price list has a price of its own for this channel",
            )
