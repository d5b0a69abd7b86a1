"""``/v1/customers``: points and tier, statement, adjustments, merge, erasure.

A customer is named by the shop's own reference. Adjustments and merges carry an identifier of their
own, and an erasure can be repeated as it is, so none of them needs an Idempotency-Key.
"""

from collections.abc import Awaitable
from typing import Annotated, Any, Final, TypeVar

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response

from api.customer_documents import (
    AdjustmentDocument,
    AdjustmentRequest,
    MergeDocument,
    MergeRequest,
    PointsDocument,
    StatementDocument,
    points_document,
    statement_document,
)
from api.order_problems import problem_of_refusal
from api.order_requests import check_name, malformed, read_document
from api.problems import ProblemError
from ledger.limits import AMOUNT_MAX, NAME_CHARS_MAX, PAGE_MAX
from ledger.outcomes import Code
from ledger.statement_texts import Language
from orders.customers import Adjusting, Customers
from orders.refusals import OrderRefusedError
from pricing.program import Program

router = APIRouter(tags=["customers"])

T = TypeVar("T")
_JSON: Final = "application/json"
_ADJUSTMENT: Final = msgspec.json.Decoder(AdjustmentRequest)
_MERGE: Final = msgspec.json.Decoder(MergeRequest)
_PAGE_DEFAULT: Final = 50
# What the store refuses of customers, and what is said of it.
_PROBLEMS: Final = {
    Code.UNKNOWN_CUSTOMER: ("unknown-customer", "there is no customer with this reference"),
    Code.SHORT: ("points-short", "there are not so many points"),
    Code.KEY_REUSED: ("adjustment-used", "this identifier was used for something else"),
    Code.TOO_MANY_MERGED: ("too-many-merged", "too many customers are this one already"),
}

Reference = Annotated[
    str, Path(max_length=NAME_CHARS_MAX, description="The shop's own reference of the customer.")
]


def _body(kind: type[msgspec.Struct]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{kind.__name__}"}
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": schema}}}}


@router.get("/v1/customers/{reference}/points", summary="Points by day, and the tier")
async def show_points(request: Request, reference: Reference) -> PointsDocument:
    """Show what may be spent now, what later and from when, and what ends when."""
    customers, program = _customers(request), _program(request)
    cid = await _told(customers.find(_checked(reference)))
    shown = await _told(customers.points(cid))
    policy, shop = program.earning.policy, program.shop
    standing = None
    if policy is not None and policy.tiers:
        standing = await _told(customers.standing(cid, policy, shop.timezone))
    return points_document(shown, standing, shop.timezone, shop.currency)


@router.get("/v1/customers/{reference}/statement", summary="What changed the points, newest first")
async def show_statement(
    request: Request,
    reference: Reference,
    programme: Annotated[str | None, Query(description="The ruleset's where left out.")] = None,
    before: Annotated[
        int | None, Query(ge=1, le=AMOUNT_MAX, description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = _PAGE_DEFAULT,
    language: Language = "en",
) -> StatementDocument:
    """Show every movement in words, with its order, its moment and the balance after it."""
    customers = _customers(request)
    named = _programme(request, programme)
    cid = await _told(customers.find(_checked(reference)))
    return statement_document(await _told(customers.statement(cid, named, before, limit)), language)


@router.post(
    "/v1/customers/{reference}/adjustments",
    summary="Add points by hand, or take some away",
    openapi_extra=_body(AdjustmentRequest),
)
async def adjust_points(request: Request, reference: Reference) -> AdjustmentDocument:
    """Adjust once for the identifier; someone new becomes a customer."""
    customers, program = _customers(request), _program(request)
    asked = read_document(await request.body(), _ADJUSTMENT)
    _check_manual(asked.id, asked.reason)
    if not 1 <= abs(asked.points) <= AMOUNT_MAX:
        raise malformed("/points", f"1 to {AMOUNT_MAX} points are added or taken away")
    if asked.until is not None and asked.points < 0:
        raise malformed("/until", "only points that are added have a last day")
    named = _programme(request, asked.programme)
    cid = await _told(customers.meet(_checked(reference)))
    adjusting = Adjusting(asked.id, asked.points, asked.reason, asked.until, asked.may_owe)
    done = await _told(customers.adjust(cid, named, adjusting, program.shop.timezone))
    return AdjustmentDocument(id=done.id, owed=done.owed)


@router.post(
    "/v1/customers/{reference}/merge",
    summary="Two references are one person",
    openapi_extra=_body(MergeRequest),
)
async def merge_customers(request: Request, reference: Reference) -> MergeDocument:
    """Add points, uses and history of the other reference to this one, once."""
    customers = _customers(request)
    asked = read_document(await request.body(), _MERGE)
    _check_manual(asked.id, asked.reason)
    check_name("/from", asked.gone, "the reference of a customer")
    gone = await _told(customers.find(asked.gone))
    into = await _told(customers.meet(_checked(reference)))
    done = await _told(customers.merge(into, gone, asked.id, asked.reason))
    return MergeDocument(id=done.id, points=done.points)


@router.delete(
    "/v1/customers/{reference}", summary="Erase the person and keep the books", status_code=204
)
async def erase_customer(request: Request, reference: Reference) -> Response:
    """End open orders, forfeit points, forget the reference. Of somebody unknown nothing is left.

    Afterwards the same reference is someone new.
    """
    customers = _customers(request)
    try:
        cid = await customers.find(_checked(reference))
        await customers.erase(cid)
    except OrderRefusedError as error:
        if error.code is not Code.UNKNOWN_CUSTOMER:
            raise _problem(error) from None
    return Response(status_code=204)


def _customers(request: Request) -> Customers:
    state = request.app.state
    if state.orders is None:
        raise ProblemError("no-ledger", "this server keeps no ledger, and so no customers")
    customers: Customers = state.orders.customers(state.client)
    return customers


def _program(request: Request) -> Program:
    program: Program = request.app.state.active.current().program
    return program


def _programme(request: Request, named: str | None) -> str:
    """Return the programme that is meant.

    Raises:
        ProblemError: None is named and the ruleset has none, or the name is no name.
    """
    name = _program(request).earning.programme if named is None else named
    if not name:
        raise ProblemError("no-programme", "the ruleset has no points programme")
    check_name("/programme", name, "the name of a programme")
    if "{" in name or "}" in name:
        raise malformed("/programme", "the name of a programme has no braces")
    return name


def _checked(reference: str) -> str:
    check_name("", reference, "the reference of a customer")
    return reference


def _check_manual(identifier: str, reason: str) -> None:
    check_name("/id", identifier, "an identifier")
    if not 1 <= len(reason.strip()) <= NAME_CHARS_MAX or len(reason) > NAME_CHARS_MAX:
        raise malformed("/reason", f"a reason has 1 to {NAME_CHARS_MAX} characters")


async def _told(work: Awaitable[T]) -> T:
    """Wait for a store.

    Raises:
        ProblemError: It refuses.
    """
    try:
        return await work
    except OrderRefusedError as error:
        raise _problem(error) from None


def _problem(error: OrderRefusedError) -> ProblemError:
    slug, detail = _PROBLEMS.get(Code(error.code), ("", ""))
    if not slug:
        return problem_of_refusal(error)
    left = [one.left for one in error.shortages]
    return ProblemError(slug, f"{detail}: {left[0]} can be taken" if left else detail)
