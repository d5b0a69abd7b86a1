"""The compiled program, and how its parts are put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from pricing.basket import Basket
from pricing.earning import NO_EARNING, Earning
from pricing.program import Coupon, Promotion
from pricing.rewards import Target, targets_of
from pricing.shop import Shop
from rules import ir
from rules.emit import EmittedModule, goods_name, holds_name, selects_name
from rules.index import Index
from rules.reference import Holding
from rules.reports import Reporting
from rules.runtime import RUNTIME
from rules.targets import rebind, rebind_condition, targets_in

if TYPE_CHECKING:
    from pricing.item import Item


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


def link(ruleset: ir.Ruleset, modules: Sequence[EmittedModule], digest: str) -> CompiledProgram:
    """Compile what was emitted and put a program together around it."""
    namespace: dict[str, Any] = {"__builtins__": {}, **RUNTIME}
    for module in modules:
        code = compile(module.tree, _file_name(module.source), "exec")
        # The tree was built node by node from checked syntax and sees only the names above.
        exec(code, namespace)  # noqa: S102

    @cache
    def bound(target: Target) -> Target:
        name = selects_name(target.number, ruleset.sets[target.number].name)
        selects = cast("Callable[[Item], bool]", namespace[name])
        return replace(target, selects=selects)

    for rule in ruleset.rules:
        for target in (*targets_of(rule.reward), *targets_in(rule.condition)):
            namespace[goods_name(target)] = bound(target)
    promotions = tuple(
        _promotion(number, rule, ruleset, namespace[holds_name(number, rule.id)], bound)
        for number, rule in enumerate(ruleset.rules)
    )
    return CompiledProgram(
        shop=ruleset.shop,
        promotions=promotions,
        coupons=ruleset.coupons,
        codes=ruleset.codes,
        digest=digest,
        index=Index(ruleset),
        earning=replace(
            ruleset.earning,
            rates=tuple(replace(rate, target=bound(rate.target)) for rate in ruleset.earning.rates),
        ),
    )


def _file_name(source: str) -> str:
    """Return a name that tracebacks can show, whatever the caller named the file."""
    printable = source.encode(errors="replace").decode().replace("\0", "?")
    return printable or "<rules>"


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
        because=rule.because,
        reprices=rule.reprices,
    )
