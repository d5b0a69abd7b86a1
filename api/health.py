"""``/healthz`` and ``/readyz``: is the process alive, and may it be sent carts."""

from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.problems import ProblemError

if TYPE_CHECKING:
    from api.state import ActiveState

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """Alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Ready, and with which ruleset."""

    status: Literal["ready"] = "ready"
    ruleset: str


@router.get("/healthz", summary="Is this process alive")
async def read_health(response: Response) -> Health:
    """Answer 200 as long as the process can answer at all."""
    response.headers["cache-control"] = "no-store"
    return Health()


@router.get("/readyz", summary="May this process be sent carts")
async def read_readiness(request: Request, response: Response) -> Readiness:
    """Answer 200 with the active ruleset, or 503 while none is loaded or the server is stopping."""
    active: ActiveState = request.app.state.active
    if active.is_draining:
        raise ProblemError("draining", "this server is about to stop")
    response.headers["cache-control"] = "no-store"
    return Readiness(ruleset=active.current().ruleset_digest)
