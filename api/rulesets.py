"""``/v1/rulesets``: check rule files without loading them, and see what is active."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.limits import FILE_NAME_CHARS_MAX, RULESET_FILES_MAX
from api.reports import RulesetReport
from pricing.version import ENGINE_VERSION

if TYPE_CHECKING:
    from api.checks import Checks
    from api.state import ActiveState

router = APIRouter(tags=["rulesets"])


FileName = Annotated[
    str,
    Field(min_length=1, max_length=FILE_NAME_CHARS_MAX, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"),
]


class RulesetFiles(BaseModel):
    """A ruleset: the text of each file by its name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    files: Annotated[dict[FileName, str], Field(min_length=1, max_length=RULESET_FILES_MAX)]


class FailedLoad(BaseModel):
    """A load that failed; the ruleset named beside it stayed active."""

    at: datetime
    message: str
    diagnostics: tuple[dict[str, Any], ...]


class ActiveRuleset(BaseModel):
    """What this server prices with now. ``source`` is the name of the folder it was loaded from."""

    ruleset: str
    prices: str
    engine: str
    shop: str
    source: str
    files: int
    warnings: int
    promotions: int
    coupons: int
    products: int | None
    loaded_at: datetime
    last_failure: FailedLoad | None


@router.post(
    "/v1/rulesets/check",
    summary="Do these rule files compile",
    response_model=RulesetReport,
)
async def check_ruleset(ruleset: RulesetFiles, request: Request) -> Response:
    """Compile rule files and throw the program away; mistakes are the answer, not an error."""
    checks: Checks = request.app.state.checks
    return Response(await checks.check(ruleset.files), media_type="application/json")


@router.get("/v1/rulesets/active", summary="What is this server pricing with")
async def read_active(request: Request) -> ActiveRuleset:
    """Tell which ruleset and price list are active, and the last load that failed since."""
    active: ActiveState = request.app.state.active
    snapshot, failure = active.current(), active.last_failure
    program = snapshot.program
    return ActiveRuleset(
        ruleset=snapshot.ruleset_digest,
        prices=snapshot.prices_digest,
        engine=ENGINE_VERSION,
        shop=program.shop.title,
        source=snapshot.source,
        files=snapshot.files,
        warnings=snapshot.warnings,
        promotions=len(program.promotions),
        coupons=len(program.coupons),
        products=None if snapshot.catalogue is None else len(snapshot.catalogue),
        loaded_at=snapshot.loaded_at,
        last_failure=None
        if failure is None
        else FailedLoad(at=failure.at, message=failure.message, diagnostics=failure.diagnostics),
    )
