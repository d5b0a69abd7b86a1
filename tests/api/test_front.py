"""What every route has in common: methods, limits, media types, and that nothing leaks."""

import asyncio

import pytest

from api.app import create_app
from api.limits import BODY_BYTES_MAX, JSON_DEPTH_MAX, RULESET_BYTES_MAX
from api.settings import Settings
from tests.api.conftest import Caller, cart_document

POSTS = {
    "/v1/quotes": BODY_BYTES_MAX,
    "/v1/coupons/validate": BODY_BYTES_MAX,
    "/v1/rulesets/check": RULESET_BYTES_MAX,
}
GETS = ("/healthz", "/readyz", "/v1/rulesets/active", "/openapi.json", "/docs", "/problems")


@pytest.mark.parametrize(("path", "limit"), POSTS.items())
def test_bodies_have_their_limit(caller, path, limit):
    def padded(size: int) -> bytes:
        return b'{"a":1}' + b" " * (size - 7)

    assert caller.post(path, content=padded(limit)).status_code == 422
    over = caller.post(path, content=padded(limit + 1))
    assert over.status_code == 413
    assert str(limit) in over.json()["detail"]


@pytest.mark.parametrize("path", POSTS)
def test_a_large_upload_is_refused_declared_or_not(caller, path):
    async def chunks():
        for _ in range(50):
            yield b" " * (1 << 20)

    assert caller.post(path, content=b" " * (50 << 20)).status_code == 413
    assert caller.post(path, content=chunks()).status_code == 413


@pytest.mark.parametrize("path", POSTS)
def test_depth_media_type_and_json_are_checked_everywhere(caller, path):
    deep = b"[" * (JSON_DEPTH_MAX + 1) + b"]" * (JSON_DEPTH_MAX + 1)
    assert caller.post(path, content=deep).json()["type"] == "/problems/too-deep"
    assert caller.post(path, content=deep[1:-1]).json()["type"] == "/problems/malformed"
    text = caller.post(path, content=b"{}", headers={"content-type": "text/plain"})
    assert (text.status_code, text.json()["type"]) == (415, "/problems/media-type")
    assert caller.post(path, content=b'{"a":').json()["type"] == "/problems/not-json"
    twice = caller.post(path, content=b'{"a":1,"a":1}')
    assert twice.json()["type"] == "/problems/duplicate-key"


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD", "QUERY"])
def test_other_methods_are_told_which_are_right(caller, path, method):
    answer = caller.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "OPTIONS, POST"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", GETS)
def test_head_is_get_without_a_body(caller, path):
    full, bare = caller.get(path), caller.request("HEAD", path)
    assert full.status_code == bare.status_code == 200
    assert full.content
    assert bare.content == b""
    assert bare.headers["content-length"] == full.headers["content-length"]
    assert caller.post(path, {}).status_code == 405


@pytest.mark.parametrize("path", [*POSTS, *GETS])
def test_options_says_what_is_allowed(caller, path):
    answer = caller.request("OPTIONS", path)
    assert answer.status_code == 204
    assert "OPTIONS" in answer.headers["allow"]


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD"])
def test_an_unknown_address_is_a_problem(caller, method):
    answer = caller.request(method, "/v2/quotes")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_bug_behind_any_route_is_an_incident(caller, monkeypatch, capsys):
    def broken(*_arguments):
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr("api.coupons.verdict_of", broken)
    answer = caller.post("/v1/coupons/validate", {"code": "X", "cart": cart_document()})
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal"
    assert "secret" not in answer.text
    assert "secret inside" in capsys.readouterr().err


def test_browsers_are_let_in_only_by_name(caller, state):
    origin = {"origin": "https://sklep.example"}
    assert (
        "access-control-allow-origin" not in caller.quote(cart_document(), headers=origin).headers
    )

    open_ = Caller(create_app(Settings(cors_origins=("https://sklep.example",)), state))
    answer = open_.quote(cart_document(), headers=origin)
    assert answer.headers["access-control-allow-origin"] == "https://sklep.example"
    assert answer.headers["access-control-expose-headers"] == "grosz-ruleset, etag, retry-after"
    other = open_.quote(cart_document(), headers={"origin": "https://other.example"})
    assert "access-control-allow-origin" not in other.headers
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    preflight = open_.request("OPTIONS", "/v1/quotes", headers=origin | asked)
    assert preflight.status_code == 200
    assert "POST" in preflight.headers["access-control-allow-methods"]


def test_websockets_are_closed(caller):
    sent = []

    async def send(message):
        sent.append(message["type"])

    async def receive():
        return {"type": "websocket.connect"}

    asyncio.run(caller.app({"type": "websocket", "path": "/v1/quotes"}, receive, send))
    assert sent == ["websocket.close"]
