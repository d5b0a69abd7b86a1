"""The table of problems, and that every code of the domain has its row."""

import ast
from pathlib import Path

import msgspec

import pricing
from api.limits import ERRORS_TOLD_MAX
from api.problems import PROBLEMS, ProblemDocument, ProblemError, encode_problem, problem_of
from pricing.errors import CartError, CartErrors


def codes_of_the_domain() -> set[str]:
    """Every text given as the code of a ``CartError`` anywhere in ``pricing``."""
    found: set[str] = set()
    for file in Path(pricing.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = {"CartError": 0, "_refuse": 2}.get(called)
                code = None if place is None else node.args[place]
                if isinstance(code, ast.Constant):
                    found.add(code.value)
    return found


def test_every_code_of_the_domain_has_a_row():
    codes = codes_of_the_domain()
    assert {"unknown-sku", "wrong-currency", "not-json"} <= codes
    assert codes - PROBLEMS.keys() == set()


def test_rows_are_sentences():
    for kind in PROBLEMS.values():
        assert kind.title[0].islower(), kind
        assert not kind.title.endswith("."), kind
        assert kind.advice.endswith("."), kind


def test_one_mistake_gets_its_own_type_and_several_a_common_one():
    sku = CartError("unknown-sku", "/lines/0/sku", "no such product", "look again")
    vat = CartError("unknown-vat", "/lines/1/vat", "no such letter")
    assert problem_of(sku).kind.slug == "unknown-sku"
    assert problem_of(CartErrors((sku, sku))).kind.slug == "unknown-sku"
    assert problem_of(CartErrors((sku, vat))).kind.slug == "invalid-cart"
    assert problem_of(CartError("brand-new", "/x", "text")).kind.slug == "invalid-cart"
    assert [e.pointer for e in problem_of(CartErrors((sku, vat)), "/cart").errors] == [
        "/cart/lines/0/sku",
        "/cart/lines/1/vat",
    ]


def test_tells_no_more_mistakes_than_anyone_reads():
    many = tuple(CartError("unknown-sku", f"/lines/{n}/sku", "no") for n in range(500))
    problem = problem_of(CartErrors(many))
    assert len(problem.errors) == ERRORS_TOLD_MAX
    assert problem.detail == "no, and 499 more"


def test_the_document_is_rfc_9457():
    body = encode_problem(ProblemError("not-json", "no"), "/v1/quotes")
    assert msgspec.json.decode(body) == {
        "type": "/problems/not-json",
        "title": PROBLEMS["not-json"].title,
        "status": 400,
        "detail": "no",
        "instance": "/v1/quotes",
        "retry": "after-change",
    }
    assert msgspec.json.decode(body, type=ProblemDocument).errors == ()
