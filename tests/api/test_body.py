"""Bodies under their limits: just under, just over, and told before anything is decoded."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import body as reading
from api.body import ClientGoneError, check_depth, check_names_once, has_all_of, read_json_body
from api.limits import BODY_BYTES_MAX, JSON_DEPTH_MAX
from api.problems import ProblemError

JSON = (b"content-type", b"application/json")


class Wire:
    """Gives chunks as a server would and counts what was taken."""

    def __init__(self, chunks: Iterable[bytes], *, is_cut: bool = False) -> None:
        self._chunks = list(chunks)
        self._is_cut = is_cut
        self.taken = 0

    async def __call__(self) -> dict[str, Any]:
        if self.taken == len(self._chunks):
            assert self._is_cut, "read past the end"
            return {"type": "http.disconnect"}
        chunk = self._chunks[self.taken]
        self.taken += 1
        more = self._is_cut or self.taken < len(self._chunks)
        return {"type": "http.request", "body": chunk, "more_body": more}


def read(wire: Wire, *headers: tuple[bytes, bytes], limit: int = 1_000) -> bytes:
    return asyncio.run(read_json_body({"headers": headers or (JSON,)}, wire, limit))


def refused(wire: Wire, *headers: tuple[bytes, bytes], limit: int = 1_000) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        read(wire, *headers, limit=limit)
    return caught.value


def test_takes_a_body_up_to_its_limit():
    exact = b'"' + b"x" * 998 + b'"'
    assert read(Wire([exact])) == exact
    assert read(Wire([exact[:500], exact[500:], b""])) == exact


def test_refuses_one_byte_more():
    problem = refused(Wire([b"x" * 600, b"x" * 401]))
    assert problem.kind.slug == "too-large"
    assert problem.status == 413
    assert "1000 bytes" in problem.detail


def test_keeps_nothing_of_what_is_too_much():
    wire = Wire([b"x" * 600] * 50)
    assert refused(wire).headers == ()
    assert wire.taken == 50


def test_stops_reading_what_never_ends(monkeypatch):
    monkeypatch.setattr(reading, "DISCARDED_BYTES_MAX", 6_000)
    wire = Wire([b"x" * 600] * 50)
    assert refused(wire).headers == (("connection", "close"),)
    assert wire.taken < 15


def test_a_declared_length_is_refused_before_the_client_sends():
    wire = Wire([b"x"])
    headers = (JSON, (b"content-length", b"52428800"), (b"expect", b"100-continue"))
    problem = refused(wire, *headers)
    assert problem.kind.slug == "too-large"
    assert wire.taken == 0
    assert ("connection", "close") in problem.headers


def test_a_client_that_goes_away_is_no_error():
    with pytest.raises(ClientGoneError):
        read(Wire([b"{"], is_cut=True))


def test_a_body_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "BODY_SECONDS_MAX", 0.05)

    async def never() -> dict[str, Any]:
        await asyncio.sleep(5)
        raise AssertionError("waited too long")

    with pytest.raises(ProblemError) as caught:
        asyncio.run(read_json_body({"headers": (JSON,)}, never, 1_000))
    assert caught.value.kind.slug == "slow-body"


@pytest.mark.parametrize(
    "media_type",
    [b"application/json", b"Application/JSON", b"application/json; charset=UTF-8",
     b'application/json;charset="utf-8"'],
)  # fmt: skip
def test_json_is_json_however_it_is_written(media_type):
    assert read(Wire([b"{}"]), (b"content-type", media_type)) == b"{}"


@pytest.mark.parametrize(
    "headers",
    [
        ((b"content-type", b"text/plain"),),
        ((b"content-type", b"application/x-www-form-urlencoded"),),
        ((b"content-type", b"application/json; charset=latin-1"),),
        ((b"x-other", b"1"),),
        (JSON, (b"content-encoding", b"gzip")),
    ],
)
def test_anything_else_is_415(headers):
    assert refused(Wire([b"{}"]), *headers).status == 415


# --- depth ----------------------------------------------------------------------------------


def nested(depth: int, opening: str = "[", closing: str = "]") -> bytes:
    return (opening * depth + closing * depth).encode()


def is_too_deep(document: bytes) -> bool:
    try:
        check_depth(document)
    except ProblemError:
        return True
    return False


def test_depth_is_exact():
    assert not is_too_deep(nested(JSON_DEPTH_MAX))
    assert is_too_deep(nested(JSON_DEPTH_MAX + 1))
    assert is_too_deep(b'{"a":' * (JSON_DEPTH_MAX + 1) + b"1" + b"}" * (JSON_DEPTH_MAX + 1))


def test_width_is_not_depth():
    assert not is_too_deep(b"[" + b"[],{}," * 10_000 + b"[]]")


def test_brackets_in_strings_are_text():
    assert not is_too_deep(json.dumps(["[" * 100, '"[{' * 100, "\\" * 3 + "[" * 50]).encode())
    # Closing brackets in strings hide no depth either.
    hiding = b'["]","\\"]"' * 40 + b"]" * 40
    assert is_too_deep(b",".join([b'["]"'] * 40) + b"]" * 40)
    assert is_too_deep(hiding)


def test_a_megabyte_of_brackets_is_refused_in_no_time():
    assert is_too_deep(b"[" * BODY_BYTES_MAX)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=60,
)  # fmt: skip


def depth_of(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth_of, value), default=0)
    return 0


@given(json_values, st.integers(0, 8), st.booleans())
def test_depth_agrees_with_a_decoder(value, limit, is_ascii):
    document = json.dumps(value, ensure_ascii=is_ascii).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "JSON_DEPTH_MAX", limit)
        assert is_too_deep(document) == (depth_of(value) > limit)


# --- names ----------------------------------------------------------------------------------


@given(json_values, st.booleans(), st.sampled_from([None, 1]))
def test_names_that_are_there_once_pass(value, is_ascii, indent):
    check_names_once(json.dumps(value, ensure_ascii=is_ascii, indent=indent).encode())


def test_names_are_counted_or_refused_at_any_depth():
    check_names_once(b'{"a":1,"b":' + nested(100) + b"}")
    for depth in (5_000, 100_000):
        with pytest.raises(ProblemError) as caught:
            check_names_once(b'{"a":1,"b":' + nested(depth) + b"}")
        assert caught.value.kind.slug == "too-deep"


def test_numbers_of_any_size_are_counted():
    check_names_once(b'{"a":1%s,"b":"\\u003a"}' % (b"0" * 60))


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        (b'{"a":1,"a":1}', "/a"),
        (b'{ "a" : 1 , "a" : 2 }', "/a"),
        (b'{"a":{"b":[0,{"c":1,"c":2}]}}', "/a/b/1/c"),
        (b'{"a/b":{"c~":1,"c~":2}}', "/a~1b/c~0"),
        (b'{"a":1,"\\u0061":2}', "/a"),
        (b'{"a":":","a":":"}', "/a"),
    ],
)
def test_tells_the_name_that_comes_twice(document, pointer):
    with pytest.raises(ProblemError) as caught:
        check_names_once(document)
    assert caught.value.kind.slug == "duplicate-key"
    assert [error.pointer for error in caught.value.errors] == [pointer]


class Named(msgspec.Struct, omit_defaults=True):
    """A document with a part that may be left out."""

    name: str
    list: tuple["Named", ...] = ()


@pytest.mark.parametrize(
    ("body", "is_certain"),
    [
        (b'{"name":"a:b","list":[{"name":"c"}]}', True),
        (b' { "name" : "\\"a\\\\:" } ', True),
        # A name that stands twice, inside and outside; a value that is the default; an escape.
        (b'{"name":"a","name":"b"}', False),
        (b'{"name":"a","list":[{"name":"c","name":"c"}]}', False),
        (b'{"name":"a","list":[]}', False),
        (b'{"name":"\\u003a","name":"a"}', False),
    ],
)
def test_nothing_is_lost_only_where_every_name_is_written_again(body, is_certain):
    decoded = msgspec.json.decode(body, type=Named)
    assert has_all_of(body, decoded) is is_certain
