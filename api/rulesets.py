"""``/v1/rulesets``: check rule files without loading them, and see what is active."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.limits import (
    CHECKS_AT_ONCE_MAX,
    CHECKS_WAITING_MAX,
    FILE_NAME_CHARS_MAX,
    RULESET_FILES_MAX,
)
from api.problems import ProblemError
from api.reports import DiagnosticReport, report
from grammar.source import Source
from pricing.version import ENGINE_VERSION
from rules.compiler import compile_sources

if TYPE_CHECKING:
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


class RulesetReport(BaseModel):
    """Whether the files compile, and everything there is to say about them.

    ``digest`` is what quotes would name if this ruleset were active; it is there when ``ok`` is.
    ``omitted`` counts diagnostics left out because there were too many.
    """

    ok: bool
    digest: str | None
    promotions: int
    coupons: int
    errors: int
    warnings: int
    omitted: int
    diagnostics: tuple[DiagnosticReport, ...]


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


class Turns:
    """Lets few checks run at once and few wait: compiling is the one thing here that takes long."""

    def __init__(self) -> None:
        self._running = asyncio.Semaphore(CHECKS_AT_ONCE_MAX)
        self._waiting = 0

    async def check(self, files: dict[str, str]) -> RulesetReport:
        """Compile in a thread when it is this one's turn.

        Raises:
            ProblemError: ``busy``: too many wait already.
        """
        if self._waiting >= CHECKS_AT_ONCE_MAX + CHECKS_WAITING_MAX:
            raise ProblemError(
                "busy", "too many rulesets are being checked", headers=(("retry-after", "2"),)
            )
        self._waiting += 1
        try:
            async with self._running:
                return await asyncio.to_thread(check_files, files)
        finally:
            self._waiting -= 1


@router.post("/v1/rulesets/check", summary="Do these rule files compile")
async def check_ruleset(ruleset: RulesetFiles, request: Request) -> RulesetReport:
    """Compile rule files and throw the program away; mistakes are the answer, not an error."""
    turns: Turns = request.app.state.turns
    return await turns.check(ruleset.files)


def check_files(files: dict[str, str]) -> RulesetReport:
    """Return what the compiler says about rule files; the order of the files changes nothing."""
    sources = tuple(Source(name, files[name]) for name in sorted(files))
    result = compile_sources(sources)
    program = result.program
    errors = sum(found.is_error for found in result.diagnostics)
    return RulesetReport(
        ok=program is not None,
        digest=None if program is None else program.digest,
        promotions=0 if program is None else len(program.promotions),
        coupons=0 if program is None else len(program.coupons),
        errors=errors,
        warnings=len(result.diagnostics) - errors,
        omitted=result.omitted,
        diagnostics=report(result.diagnostics, result.sources),
    )


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
