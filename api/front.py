"""The outermost layer: limits on every body, HEAD and OPTIONS, and nothing of the inside leaks."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from api.body import (
    ClientGoneError,
    Message,
    Receive,
    Scope,
    Send,
    check_names_once,
    read_json_body,
)
from api.hot_path import QUOTES_PATH, QuotesEndpoint, send_incident, send_problem
from api.limits import BODY_BYTES_MAX, RULESET_BYTES_MAX
from api.problems import FieldError, ProblemError

_WITH_BODY: Final = frozenset({"POST", "PUT"})
# Of these the address says everything.
_MAY_BE_EMPTY: Final = ("/cancel", "/delivered")
_BODY_LIMITS: Final[Mapping[str, int]] = {"/v1/rulesets/check": RULESET_BYTES_MAX}


class Front:
    """Sends quotes one way and everything else the other.

    Args:
        api: The application with all other routes.
        quotes: Answers ``POST /v1/quotes``.
        routes: Every route of the application, to know what each address takes.
    """

    def __init__(self, api: ASGIApp, quotes: QuotesEndpoint, routes: Iterable[BaseRoute]) -> None:
        self._api = api
        self._quotes = quotes
        ours = [route for route in routes if isinstance(route, APIRoute)]
        self._methods = _methods_by_path(ours)
        self._patterns = _methods_by_pattern(ours)
        self._parameters = _parameters_by_pattern(ours)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "http":
            if scope["path"] == QUOTES_PATH and scope["method"] == "POST":
                await self._quotes(scope, receive, send)
                return
            try:
                await self._pass_on(scope, receive, send)
            except ProblemError as problem:
                await send_problem(problem, scope, send)
            except ClientGoneError:
                return
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._api(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        allowed = self._methods.get(path) or self._allowed_by_pattern(path)
        if allowed is not None and method == "OPTIONS":
            await _send_allowed(allowed, send)
            return
        if allowed is not None and method not in allowed.split(", "):
            raise ProblemError(
                "method", f"`{path}` does not take {method[:20]}", headers=(("allow", allowed),)
            )
        if allowed is not None and path.startswith("/v1/"):
            _refuse_parameters(scope["query_string"], self._parameters_of(path))
        if method == "HEAD":
            scope = {**scope, "method": "GET"}
            send = _without_body(send)
        elif method in _WITH_BODY and allowed is not None and not _is_bodiless(scope):
            body = await read_json_body(scope, receive, _BODY_LIMITS.get(path, BODY_BYTES_MAX))
            check_names_once(body)
            receive = _replayed(body, receive)
        await self._api(scope, receive, send)

    def _parameters_of(self, path: str) -> frozenset[str]:
        for pattern, names in self._parameters:
            if pattern.fullmatch(path):
                return names
        return frozenset()

    def _allowed_by_pattern(self, path: str) -> str | None:
        for pattern, allowed in self._patterns:
            if pattern.fullmatch(path):
                return allowed
        return None


class IncidentLayer:
    """Turns an unexpected exception into a 500 with an incident number.

    Args:
        app: What is behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection; whatever breaks behind here ends here."""
        has_started = False

        async def watched(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or has_started:
                raise
            await send_incident(error, scope, send)


def _refuse_parameters(query: bytes, known: frozenset[str] = frozenset()) -> None:
    """Refuse parameters that nobody reads, and those given twice: somebody misspelt them.

    Raises:
        ProblemError: ``parameter``.
    """
    seen = set[str]()
    for part in query.decode("latin-1").split("&") if query else ():
        name = part.partition("=")[0][:40]
        if name not in known or name in seen:
            twice = f"the parameter `{name}` stands here twice"
            message = twice if name in seen else f"there is no parameter `{name}` here"
            told = FieldError("", "parameter", message, parameter=name)
            raise ProblemError("parameter", message, (told,))
        seen.add(name)


def _is_bodiless(scope: Scope) -> bool:
    """Tell whether a request has no body where the address asks for none."""
    if not scope["path"].endswith(_MAY_BE_EMPTY):
        return False
    return not any(
        (name == b"content-length" and value != b"0") or name == b"transfer-encoding"
        for name, value in scope["headers"]
    )


def _methods_by_path(routes: Iterable[APIRoute]) -> dict[str, str]:
    """Return the ``Allow`` header of every address without a parameter in it."""
    found: dict[str, set[str]] = {QUOTES_PATH: {"POST"}}
    for route in routes:
        if "{" not in route.path:
            found.setdefault(route.path, set()).update(route.methods or ())
    return {path: _allow(methods) for path, methods in found.items()}


def _methods_by_pattern(routes: Iterable[APIRoute]) -> list[tuple[re.Pattern[str], str]]:
    """Return the ``Allow`` header of every kind of address with a parameter in it."""
    found: dict[re.Pattern[str], set[str]] = {}
    for route in routes:
        if "{" in route.path:
            found.setdefault(route.path_regex, set()).update(route.methods or ())
    return [(pattern, _allow(methods)) for pattern, methods in found.items()]


def _parameters_by_pattern(
    routes: Iterable[APIRoute],
) -> list[tuple[re.Pattern[str], frozenset[str]]]:
    """Return the query parameters that addresses take, where they take any."""
    return [
        (route.path_regex, frozenset(one.alias for one in route.dependant.query_params))
        for route in routes
        if route.dependant.query_params
    ]


def _allow(methods: set[str]) -> str:
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set()) | {"OPTIONS"}))


async def _send_allowed(allowed: str, send: Send) -> None:
    headers = [(b"allow", allowed.encode())]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _without_body(send: Send) -> Send:
    async def bodiless(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return bodiless


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return a receive channel that gives the body once, then listens to the connection again."""
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
