"""The compiled program, and how its parts are put together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pricing.basket import Basket
from pricing.earning import NO_EARNING, Earning
from pricing.program import Coupon, Promotion
from pricing.rewards import Target
from pricing.shop import Shop
from rules import ir
from rules.emit import Workshop
from rules.index import Index
from rules.reference import Holding
from rules.reports import Reporting
from rules.targets import rebind, rebind_condition


@dataclass(frozen=True, slots=True)
class CompiledProgram:
    """A ruleset ready to price carts; see ``pricing.program.Program``.

    Attributes:
        shop: Every policy.
        promotions: Sorted by identifier.
        coupons: By identifier.
        codes: Coupon identifiers by normalised public code.
        digest: Of the language version and every source.
        earning: How points are earned.
        index: Finds what a basket could trigger; ``None`` asks every promotion.
    """

    shop: Shop
    promotions: tuple[Promotion, ...]
    coupons: Mapping[str, Coupon]
    codes: Mapping[str, str]
    digest: str
    index: Index | None = None
    earning: Earning = NO_EARNING

    def candidates(self, basket: Basket) -> Sequence[int]:
        """Return the numbers, ascending, of every promotion this basket could trigger."""
        if self.index is None:
            return range(len(self.promotions))
        return self.index.candidates(basket)


def link_reference(ruleset: ir.Ruleset, digest: str) -> CompiledProgram:
    """Put together a program that walks the conditions as stated: the definition, without index."""
    promotions = tuple(
        _promotion(number, rule, ruleset, Holding(rule.stated), lambda target: target)
        for number, rule in enumerate(ruleset.rules)
    )
    return CompiledProgram(
        ruleset.shop, promotions, ruleset.coupons, ruleset.codes, digest, None, ruleset.earning
    )


class Linker:
    """Makes promotions of rules: gives sets and conditions the functions that answer for them."""

    __slots__ = ("_bound", "_ruleset", "_workshop")

    def __init__(self, ruleset: ir.Ruleset, workshop: Workshop) -> None:
        """Begin.

        Args:
            ruleset: After the passes; its sets and its shop are read.
            workshop: Makes the functions; may have made those of an earlier program.
        """
        self._ruleset = ruleset
        self._workshop = workshop
        self._bound: dict[tuple[str, int, bool, bool], Target] = {}

    def promotion(self, number: int, rule: ir.Rule) -> Promotion:
        """Return what prices a rule."""
        holds = self._workshop.holds(rule.condition, self.bind)
        return _promotion(number, rule, self._ruleset, holds, self.bind)

    def bind(self, target: Target) -> Target:
        """Return a target that asks emitted code."""
        key = target.name, target.number, target.regular_priced, target.identical
        bound = self._bound.get(key)
        if bound is None:
            selects, picks = self._workshop.of_set(self._ruleset.sets[target.number].node)
            bound = self._bound[key] = replace(target, selects=selects, picks=picks)
        return bound


def link(
    ruleset: ir.Ruleset,
    promotions: tuple[Promotion, ...],
    index: Index,
    linker: Linker,
    digest: str,
) -> CompiledProgram:
    """Put a program together."""
    earning = ruleset.earning
    rates = tuple(replace(rate, target=linker.bind(rate.target)) for rate in earning.rates)
    return CompiledProgram(
        shop=ruleset.shop,
        promotions=promotions,
        coupons=ruleset.coupons,
        codes=ruleset.codes,
        digest=digest,
        index=index,
        earning=replace(earning, rates=rates),
    )


def _promotion(
    number: int,
    rule: ir.Rule,
    ruleset: ir.Ruleset,
    holds: Callable[[Basket], bool],
    bind: Callable[[Target], Target],
) -> Promotion:
    stated = rebind_condition(rule.stated, bind)
    return Promotion(
        number=number,
        id=rule.id,
        title=rule.title,
        stage=rule.stage,
        stage_name=rule.stage_name,
        reward=rebind(rule.reward, bind),
        holds=holds,
        reports=Reporting(stated, ruleset.shop.currency),
        priority=rule.priority,
        stacks=rule.stacks,
        group=rule.group,
        final=rule.final,
        base_list=rule.base_list,
        spread_reward=rule.spread_reward,
        limits=rule.limits,
        coupon=rule.coupon,
        gift=rule.gift,
        grouping=rule.grouping,
        tender=rule.tender,
        receipt=rule.receipt,
        series=rule.series,
        because=rule.because,
        reprices=rule.reprices,
        orders_in=tuple(sorted(set(_orders_in(rule.stated)))),
    )


def _orders_in(condition: ir.Condition) -> Iterator[str]:
    """Yield the channels of which a condition counts the customer's orders; all are ``""``."""
    match condition:
        case ir.OrderNumber(channel=channel):
            yield channel or ""
        case ir.AllOf(parts=parts) | ir.AnyOf(parts=parts):
            for part in parts:
                yield from _orders_in(part)
        case _:
            pass
