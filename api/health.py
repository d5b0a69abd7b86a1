"""``/healthz`` and ``/readyz``: is the process alive, and may it be sent carts."""

from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.problems import ProblemError

if TYPE_CHECKING:
    from api.ledger_watch import LedgerWatch
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


@router.get("/readyz", summary="May this process be sent carts and orders")
async def read_readiness(request: Request, response: Response) -> Readiness:
    """Answer 200 with the active ruleset, or 503 with the reason.

    It says no while no ruleset is loaded, while the server is stopping, and where there is a ledger
    that does not keep its promises, has another time, or has not answered for ten seconds.
    """
    readiness = await read_readiness_for_quotes(request, response)
    watch: LedgerWatch | None = request.app.state.ledger_watch
    if watch is not None:
        await watch.check()
    return readiness


@router.get("/readyz/quotes", summary="May this process be sent carts to price")
async def read_readiness_for_quotes(request: Request, response: Response) -> Readiness:
    """Answer as /readyz, without a look at the ledger.

    Quotes need no ledger: they go on without one, marked provisional. Where one pool of servers
    answers both, let the balancer ask here, so that a ledger that is down does not take the quotes
    with it; orders are then refused one by one, each to be repeated.
    """
    active: ActiveState = request.app.state.active
    if active.is_draining:
        raise ProblemError("draining", "this server is about to stop")
    snapshot = active.current()
    response.headers["cache-control"] = "no-store"
    return Readiness(ruleset=snapshot.ruleset_digest)
