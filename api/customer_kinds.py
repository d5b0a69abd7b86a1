"""The problems of customers, by status."""

from http import HTTPStatus
from typing import Final

from api.problem_kinds import ProblemKind, kind_of

CUSTOMER_KINDS: Final[tuple[ProblemKind, ...]] = (
    kind_of("unknown-customer", HTTPStatus.NOT_FOUND, "there is no such customer",
            "Nobody has ordered or earned under this reference, or the person was erased."),
    kind_of("no-programme", HTTPStatus.NOT_FOUND, "the ruleset has no points programme",
            "Declare one with `points`, or name one in `programme`."),
    kind_of("points-short", HTTPStatus.CONFLICT, "there are not so many points",
            "Take fewer, or say `may_owe` to make the rest a debt."),
    kind_of("adjustment-used", HTTPStatus.CONFLICT, "the identifier was used for something else",
            "Give each adjustment and each merge an identifier of its own.", "never"),
    kind_of("too-many-merged", HTTPStatus.CONFLICT, "too many customers are one already",
            "Look whether they are really one person.", "never"),
)  # fmt: skip
