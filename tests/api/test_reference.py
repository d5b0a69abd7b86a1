"""The reference page says what the document says."""

import html
import json
import shlex

from api.openapi import EXAMPLE_CART
from api.reference import reference_page


def page(caller, base_url="http://till"):
    return reference_page(caller.get("/openapi.json").json(), base_url, EXAMPLE_CART)


def test_every_route_and_schema_has_its_section(caller):
    document = caller.get("/openapi.json").json()
    text = page(caller)
    for operations in document["paths"].values():
        for operation in operations.values():
            assert f'<section id="{operation["operationId"]}">' in text
            assert html.escape(operation["summary"]) in text
    for name in document["components"]["schemas"]:
        assert f'<section id="schema-{name}">' in text


def test_the_curl_calls_can_be_pasted(caller):
    calls = page(caller).split("<h3>curl</h3><pre>")[1:]
    bodies = []
    for call in calls:
        words = shlex.split(html.unescape(call.partition("</pre>")[0]))
        assert words[0] == "curl"
        assert any(word.startswith("http://till/") for word in words)
        if "-d" in words:
            bodies.append(json.loads(words[words.index("-d") + 1]))
    assert EXAMPLE_CART in bodies
    assert len(bodies) == 8


def test_nothing_a_caller_sends_becomes_markup(caller):
    text = page(caller, 'http://x"><script>alert(1)</script>')
    assert "<script>alert" not in text
