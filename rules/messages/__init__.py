"""What the compiler says: one small class for each kind of mistake; its docstring is its page.

Families: PR2xx names, PR3xx types and units, PR4xx meaning and what is not priced yet, PR5xx lints,
PR6xx the ruleset as a whole. The facts are fields; the sentence comes last. Importing this package
registers them all.
"""

from rules.messages import (
    bundle,
    contradictions,
    counting,
    coupons,
    declarations,
    lints,
    meaning,
    meaning_rewards,
    meaning_targets,
    names,
    policies,
    series,
    types,
    unknown_names,
)

__all__ = [
    "bundle",
    "contradictions",
    "counting",
    "coupons",
    "declarations",
    "lints",
    "meaning",
    "meaning_rewards",
    "meaning_targets",
    "names",
    "policies",
    "series",
    "types",
    "unknown_names",
]
