"""The stage a promotion runs in: the last one that one of its clauses asks for."""

from collections.abc import Iterator
from typing import Final

from grammar import clauses, expressions, rewards, syntax
from grammar.diagnostics import Message
from grammar.source import NOWHERE, Span
from pricing.shop import STAGE_END
from rules.messages.meaning import MissingStage
from rules.names import Names
from rules.walk import nodes_of

_STAGE_OF: Final[dict[type, str]] = {
    rewards.FixedPrice: "price",
    rewards.PricesIn: "price",
    rewards.PriceScale: "price",
    rewards.EnteredPrice: "price",
    rewards.EnteredDiscount: "line",
    rewards.PercentOff: "line",
    rewards.AmountOff: "line",
    rewards.SomeForFewer: "multibuy",
    rewards.EveryNth: "multibuy",
    rewards.SomeOf: "multibuy",
    rewards.Bundle: "multibuy",
    rewards.BuyGet: "multibuy",
    rewards.CheapestOf: "multibuy",
    rewards.Gift: "gift",
    rewards.TotalOff: "basket",
    rewards.TotalTiers: "basket",
    rewards.TotalSteps: "basket",
    rewards.DeliveryOff: "delivery",
    rewards.MultipliedPoints: STAGE_END,
    rewards.ExtraPoints: STAGE_END,
    rewards.IssuedCoupon: STAGE_END,
}


POINTS: Final = "points"  # where points that are spent take something off


def stage_of(block: syntax.PromotionBlock, names: Names) -> str:
    """Return the stage of a promotion, all of whose stages the shop has."""
    asked = [stage for stage, _, _ in _asked(block)]
    order = {name: position for position, name in enumerate((*names.stage_names, STAGE_END))}
    return max((stage for stage in asked if stage in order), key=lambda stage: order[stage])


def check_stages(names: Names, part: Names) -> Iterator[Message]:
    """Find promotions of a part of the rules that ask for a stage which the shop does not run."""
    shop_span = _stages_span(names.shop)
    known = {*names.stage_names, STAGE_END}
    for programme in part.points.values():
        for clause in programme.clauses:
            if isinstance(clause, clauses.RedeemClause) and POINTS not in known:
                why = "points that are spent"
                yield MissingStage(clause.span, stage=POINTS, why=why, shop=shop_span)
    for block in part.promotions.values():
        for stage, why, span in _asked(block):
            if stage not in known and why:
                yield MissingStage(span, stage=stage, why=why, shop=shop_span)


def _asked(block: syntax.PromotionBlock) -> Iterator[tuple[str, str, Span]]:
    """Yield each stage a promotion asks for, with who asks; ``stage …`` silences all others."""
    for clause in block.clauses:
        if isinstance(clause, clauses.StageClause):
            yield clause.stage.text, "", clause.span  # an unknown one is told with the names
            return
    for clause in block.clauses:
        match clause:
            case clauses.GiveClause(reward=reward):
                stage = _STAGE_OF.get(type(reward))
                if stage is not None:
                    yield stage, "this reward", reward.span
            case clauses.NeedsCoupon():
                yield "coupon", "a promotion that needs a coupon", clause.span
            case clauses.WhenClause(condition=condition):
                for payment in nodes_of(condition, expressions.PaymentIs):
                    yield "tender", "a promotion that reads the payment", payment.span
                    break
            case _:
                pass


def _stages_span(shop: syntax.ShopBlock | None) -> Span:
    if shop is None:
        return NOWHERE
    for clause in shop.clauses:
        if isinstance(clause, clauses.StagesClause):
            return clause.span
    return shop.title.span
