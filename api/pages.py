"""Pages for people: the reference at ``/docs``, a page for each problem. No outside assets."""

from html import escape
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from api.openapi import EXAMPLE_CART
from api.problem_kinds import ProblemKind
from api.problems import PROBLEMS, ProblemError
from api.reference import reference_page
from api.state import ActiveState, Snapshot

router = APIRouter(include_in_schema=False)

_SAMPLE_LINES: Final = 2
_RETRY: Final = {
    "never": "No: the same request will always be refused.",
    "after-change": "Only after changing it.",
    "later": "Yes, later.",
}
STYLE: Final = (Path(__file__).with_name("docs.css")).read_text(encoding="utf-8")


@router.get("/openapi.json")
async def read_openapi(request: Request) -> JSONResponse:
    """Return the OpenAPI document."""
    return JSONResponse(request.app.state.document)


@router.get("/")
@router.get("/docs")
async def read_docs(request: Request) -> HTMLResponse:
    """Return the reference, readable and with a form to try each route."""
    document: dict[str, Any] = request.app.state.document
    active: ActiveState = request.app.state.active
    cart = EXAMPLE_CART if active.snapshot is None else sample_cart(active.snapshot)
    return _page("Grosz API", reference_page(document, str(request.base_url).rstrip("/"), cart))


@router.get("/problems")
async def read_problems() -> HTMLResponse:
    """Return the list of every problem there is."""
    rows = "".join(
        f'<tr><td><a href="/problems/{kind.slug}">{kind.slug}</a></td>'
        f"<td>{int(kind.status)}</td><td>{escape(kind.title)}</td></tr>"
        for kind in PROBLEMS.values()
    )
    return _page(
        "Problems",
        "<main><h1>Problems</h1><p>Every error of this API is one of these.</p>"
        f"<table><tr><th>type</th><th>status</th><th>meaning</th></tr>{rows}</table></main>",
    )


@router.get("/problems/{slug}")
async def read_problem(slug: str) -> HTMLResponse:
    """Return the page of one problem."""
    kind = PROBLEMS.get(slug)
    if kind is None:
        raise ProblemError("not-found", f"there is no problem `{slug[:40]}`")
    return _page(kind.title, _problem_body(kind))


def sample_cart(snapshot: Snapshot) -> dict[str, Any]:
    """Return a cart this very server can price: its own channel, its own goods."""
    shop, catalogue = snapshot.program.shop, snapshot.catalogue
    at = snapshot.loaded_at.astimezone(ZoneInfo(shop.timezone)).replace(microsecond=0)
    cart = {**EXAMPLE_CART, "channel": shop.channels[0], "at": at.isoformat()}
    cart["currency"] = shop.currency.code
    if catalogue is None:
        return cart
    plain = (
        product.sku
        for product in catalogue
        if not product.weighed
        and product.discountable
        and product.legal_class is None
        and catalogue.price(product.sku, shop.channels[0], None, at) is not None
    )
    lines = [
        {"id": str(number), "sku": sku, "quantity": 2}
        for number, sku in enumerate(islice(plain, _SAMPLE_LINES), 1)
    ]
    return {**cart, "lines": lines or EXAMPLE_CART["lines"]}


def _problem_body(kind: ProblemKind) -> str:
    return (
        f"<main><p><a href=/problems>Problems</a></p><h1>{escape(kind.title)}</h1>"
        f"<dl><dt>type</dt><dd><code>/problems/{kind.slug}</code></dd>"
        f"<dt>status</dt><dd>{int(kind.status)} {escape(kind.status.phrase)}</dd>"
        f"<dt>what to do</dt><dd>{escape(kind.advice)}</dd>"
        f"<dt>send the same again?</dt><dd>{_RETRY[kind.retry]}</dd></dl></main>"
    )


def _page(title: str, body: str) -> HTMLResponse:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>{body}</body></html>"
    )
    return HTMLResponse(html, headers={"content-security-policy": _POLICY})


# Nothing may be fetched from elsewhere; the page's own few lines of script and style are inline.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
)
