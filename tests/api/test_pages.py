"""Pages work without the network, and every problem has one."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from api.app import create_app
from api.ledgers import clock_ms
from api.pages import sample_cart
from api.problems import PROBLEMS
from api.settings import Settings
from catalogue.load import load_catalogue
from ledger.memory import MemoryStore
from orders.service import Orders
from tests.api.conftest import Caller


class Links(HTMLParser):
    """Collects everything a page refers to, and every anchor it has."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.links |= {named[name] for name in ("href", "src", "action") if name in named}
        if "id" in named:
            self.anchors.add(named["id"])


class Samples(HTMLParser):
    """Collects what each form would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._path = ""
        self._is_inside = False

    def handle_starttag(self, tag, attrs):
        if tag == "form":
            self._path = dict(attrs)["data-path"]
        self._is_inside = tag == "textarea"

    def handle_data(self, data):
        if self._is_inside:
            self.found[self._path] = data

    def handle_endtag(self, tag):
        self._is_inside = False


def parsed(text: str) -> Links:
    links = Links()
    links.feed(text)
    return links


@pytest.mark.parametrize("path", ["/docs", "/", "/problems", "/problems/unknown-sku"])
def test_pages_fetch_nothing_from_elsewhere(caller, path):
    answer = caller.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert [link for link in parsed(answer.text).links if "//" in link] == []
    assert not re.search(r"@import|url\(", answer.text)


@pytest.mark.parametrize("path", ["/docs", "/problems"])
def test_every_link_leads_somewhere(caller, path):
    page = parsed(caller.get(path).text)
    assert page.links
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.anchors, link
        else:
            assert caller.get(link).status_code == 200, link


def test_the_reference_has_every_route_with_a_call(caller):
    text = caller.get("/docs").text
    for path in caller.get("/openapi.json").json()["paths"]:
        named = path.replace("{order}", "demo-1").replace("{reference}", "demo-customer")
        assert f"http://grosz{named}" in text
    assert "/v1/quotes" in text
    assert text.count("<form") == text.count("Try it") >= 6


@pytest.mark.parametrize("has_catalogue", [False, True])
def test_every_sample_is_accepted_by_this_server(state, tmp_path, has_catalogue):
    if has_catalogue:
        (tmp_path / "products.csv").write_text("sku,name,vat\nTEA,Herbata,A\nCOFFEE,Kawa,A\n")
        (tmp_path / "prices.csv").write_text("sku,price\nCOFFEE,19.99\n")
        state.swap(replace(state.current(), catalogue=load_catalogue(tmp_path)))
        assert sample_cart(state.current())["lines"] == [
            {"id": "1", "sku": "COFFEE", "quantity": 2}
        ]
    orders = Orders(MemoryStore(clock_ms), clock_ms)
    caller = Caller(create_app(Settings(), state, orders))
    samples = Samples()
    samples.feed(caller.get("/docs").text)
    assert len(samples.found) == 8
    # In this order an order is put, confirmed and given back.
    for number, (path, body) in enumerate(samples.found.items()):
        method = "PUT" if path.endswith("/demo-1") else "POST"
        headers = {"content-type": "application/json", "idempotency-key": str(number)}
        answer = caller.request(method, path, content=body, headers=headers)
        # Nobody knows the second customer: that is an answer of this server as well.
        expected = 404 if path.endswith("/merge") else 200
        assert answer.status_code == expected, (path, answer.text)


@pytest.mark.parametrize("slug", PROBLEMS)
def test_every_problem_has_its_page(caller, slug):
    text = caller.get(f"/problems/{slug}").text
    assert PROBLEMS[slug].title in text
    assert str(int(PROBLEMS[slug].status)) in text


def test_no_page_for_what_is_no_problem(caller):
    answer = caller.get("/problems/%3Cscript%3E")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
