"""Experiments: which variants of each list a promotion."""

from collections.abc import Iterator

from grammar import syntax
from rules import amounts, ir
from rules.names import Names


def variants_of(promotion: str, names: Names) -> Iterator[ir.InVariant]:
    """Yield what every experiment that lists a promotion asks of the customer."""
    for name in sorted(names.experiments):
        block = names.experiments[name]
        if any(promotion == one.text for v in block.variants for one in v.promotions):
            yield _condition(promotion, block)


def _condition(promotion: str, block: syntax.ExperimentBlock) -> ir.InVariant:
    shares: list[tuple[int, int]] = []
    listed: list[str] = []
    start = 0
    for variant in block.variants:
        end = start + amounts.basis_points(variant.share)
        if any(promotion == one.text for one in variant.promotions):
            shares.append((start, end))
            listed.append(variant.name.text)
        start = end
    name = block.name.text
    return ir.InVariant(
        experiment=name,
        shares=tuple(shares),
        first=block.variants[0].name.text in listed,
        text=f"experiment {name}: variant {' or '.join(listed)}",
        place=block.name.span,
    )
