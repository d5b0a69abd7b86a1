"""``create_app``: every route in one place, and the layer that guards them.

    request ─ Front ─┬─ /v1/quotes ─ QuotesEndpoint          (api.hot_path)
                     └─ anything else ─ FastAPI routes       (api.coupons, rulesets, health, pages)

The front reads every body under its limits, so that no route ever sees one that is too large.
"""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from api import coupons, customers, health, orders, pages, rulesets
from api.checks import Checks
from api.front import Front, IncidentLayer
from api.guessing import Brake, monotonic_ms
from api.hot_path import QuotesEndpoint
from api.invalid import told_invalid
from api.ledgers import open_orders, watch_ledger
from api.loading import load_snapshot
from api.openapi import TITLE, openapi_document
from api.problems import MEDIA_TYPE, ProblemError, encode_problem
from api.settings import Settings
from api.state import ActiveState
from orders.service import Orders
from pricing.version import ENGINE_VERSION

_ROUTERS: Final = (
    coupons.router, orders.router, customers.router, rulesets.router, health.router, pages.router,
)  # fmt: skip
_SLUGS: Final = {HTTPStatus.NOT_FOUND: "not-found", HTTPStatus.METHOD_NOT_ALLOWED: "method"}


def create_app(
    settings: Settings,
    state: ActiveState | None = None,
    orders_of: Orders | None = None,
    *,
    checks: Checks | None = None,
) -> ASGIApp:
    """Build the whole application.

    Args:
        settings: Its rules are loaded here and now, unless *state* is given.
        state: Where the active program is; the one who gives it also fills and swaps it.
        orders_of: The orders of a ledger; those of the settings' ledger where left out.
        checks: What checks rule files; by itself in a process that is started when it is needed.

    Raises:
        LoadError: The rules or the catalogue of the settings cannot be loaded.
    """
    if state is None:
        state = ActiveState()
        if settings.rules is not None:
            state.swap(load_snapshot(settings.rules, settings.catalogue))
    api = FastAPI(
        title=TITLE, version=ENGINE_VERSION, openapi_url=None, docs_url=None, redoc_url=None
    )
    api.state.active = state
    api.state.may_state = settings.stated_prices
    api.state.checks = Checks() if checks is None else checks
    api.state.orders = orders_of or open_orders(settings)
    api.state.ledger_watch = watch_ledger(settings, api.state.orders)
    api.state.client = settings.client
    api.state.brake = Brake(monotonic_ms, settings.workers)
    api.state.may_force = settings.forced_confirms
    for router in _ROUTERS:
        api.include_router(router)
    api.state.document = openapi_document(api)
    api.add_exception_handler(ProblemError, _on_problem)
    api.add_exception_handler(HTTPException, _on_http_error)
    api.add_exception_handler(RequestValidationError, _on_invalid)
    api.add_middleware(IncidentLayer)
    routes = [route for router in _ROUTERS for route in router.routes]
    quotes = QuotesEndpoint(
        state,
        may_state=settings.stated_prices,
        orders=api.state.orders,
        client=settings.client,
        brake=api.state.brake,
    )
    front: ASGIApp = Front(api, quotes, routes)
    if settings.cors_origins:
        front = CORSMiddleware(
            front,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["content-type", "idempotency-key", "if-match", "if-none-match"],
            expose_headers=["grosz-ruleset", "etag", "retry-after"],
            max_age=3600,
        )
    return front


def _respond(request: Request, problem: ProblemError) -> Response:
    return Response(
        encode_problem(problem, request.url.path),
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type=MEDIA_TYPE,
    )


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return _respond(request, error)


async def _on_http_error(request: Request, error: Exception) -> Response:
    """Tell what the framework itself refuses (no such address, wrong method) as a problem."""
    assert isinstance(error, HTTPException)
    slug = _SLUGS.get(HTTPStatus(error.status_code), "http")
    details = {
        "not-found": f"there is nothing at `{request.url.path[:80]}`",
        "method": f"`{request.url.path[:80]}` does not take {request.method}",
    }
    detail = details.get(slug, str(error.detail))
    headers = tuple((error.headers or {}).items())
    return _respond(request, ProblemError(slug, detail, headers=headers, status=error.status_code))


async def _on_invalid(request: Request, error: Exception) -> Response:
    """Tell what does not fit a route's model, with pointers."""
    assert isinstance(error, RequestValidationError)
    told = [told_invalid(found) for found in error.errors()]
    slug = told[0].code if len({one.code for one in told}) == 1 else "malformed"
    return _respond(request, ProblemError(slug, told[0].message, tuple(told)))
