"""Writes the API reference as one HTML page from the OpenAPI document."""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

_SCRIPT: Final = (Path(__file__).with_name("docs.js")).read_text(encoding="utf-8")
_SAMPLE_RULES: Final = {
    "files": {
        "shop.promo": 'shop "Demo" {\n  currency PLN\n  timezone Europe/Warsaw\n'
        "  country PL\n  channels pos, web, app\n}\n"
    }
}

_SAMPLE_ORDER: Final = "demo-1"
_SAMPLE_CUSTOMER: Final = "demo-customer"

Document = dict[str, Any]


def reference_page(document: Document, base_url: str, cart: Document) -> str:
    """Return the body of the page: every route with its schemas, a curl call and a form.

    Args:
        document: The OpenAPI document.
        base_url: Address of this server as the reader reached it, for the curl calls.
        cart: One that this server can price, for the calls and the forms.
    """
    routes = list(_routes(document))
    links = "".join(
        f'<li><a href="#{operation["operationId"]}"><b>{method.upper()}</b> {escape(path)}</a></li>'
        for path, method, operation in routes
    )
    sections = "".join(
        _section(base_url, _sample(operation, cart), path, method, operation)
        for path, method, operation in routes
    )
    schemas = document["components"]["schemas"]
    models = "".join(_schema(name, schemas[name]) for name in sorted(schemas))
    info = document["info"]
    return (
        f"<nav><h1>{escape(info['title'])} {escape(info['version'])}</h1><ul>{links}</ul>"
        '<p><a href="#schemas">Schemas</a> · <a href="/problems">Problems</a> · '
        '<a href="/openapi.json">openapi.json</a></p></nav>'
        f"<main><p>{escape(info['description'])}</p>{sections}"
        f'<h2 id="schemas">Schemas</h2>{models}</main><script>{_SCRIPT}</script>'
    )


def _routes(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def _section(base_url: str, body: str | None, path: str, method: str, operation: Document) -> str:
    answers = "".join(
        f"<tr><td>{status}</td><td>{escape(answer['description'])}</td>"
        f"<td>{_answer_type(answer)}</td></tr>"
        for status, answer in operation["responses"].items()
    )
    return (
        f'<section id="{operation["operationId"]}">'
        f'<h2><span class="method">{method.upper()}</span> <code>{escape(path)}</code></h2>'
        f"<p><b>{escape(operation['summary'])}.</b> {escape(operation.get('description', ''))}</p>"
        f"{_parameters(operation)}"
        f"<table><tr><th>status</th><th>meaning</th><th>body</th></tr>{answers}</table>"
        f"<h3>curl</h3><pre>{escape(_curl(base_url, path, method, operation, body))}</pre>"
        f"{_form(path, method, operation, body)}</section>"
    )


def _parameters(operation: Document) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{_type(one['schema'])}</td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in operation.get("parameters", ())
    )
    return f"<table><tr><th>parameter</th><th>type</th><th></th></tr>{rows}</table>" if rows else ""


def _answer_type(answer: Document) -> str:
    return " ".join(_type(media["schema"]) for media in answer.get("content", {}).values())


def _curl(base_url: str, path: str, method: str, operation: Document, body: str | None) -> str:
    address = base_url + _named(path)
    verb = "" if method == "get" else f"-X {method.upper()} "
    parts = [f"curl {verb}{address}"]
    if _needs_key(operation):
        parts.append('-H "idempotency-key: $(uuidgen)"')
    if body is not None:
        quoted = body.replace("'", "'\\''")
        parts += ["-H 'content-type: application/json'", f"-d '{quoted}'"]
    return " \\\n  ".join(parts)


def _named(path: str) -> str:
    return path.replace("{order}", _SAMPLE_ORDER).replace("{reference}", _SAMPLE_CUSTOMER)


def _form(path: str, method: str, operation: Document, body: str | None) -> str:
    names = [
        one["name"]
        for one in operation.get("parameters", ())
        if one["schema"].get("type") == "boolean"
    ]
    flags = "".join(
        f'<label><input type="checkbox" name="{escape(name)}"> {escape(name)}</label> '
        for name in names
    )
    text = "" if body is None else f'<textarea rows="12">{escape(body)}</textarea>'
    address = escape(_named(path))
    key = " data-key" if _needs_key(operation) else ""
    return (
        f'<details><summary>Try it</summary><form data-method="{method.upper()}" '
        f'data-path="{address}"{key}>{text}{flags}<button>Send</button></form>'
        '<pre class="answer" hidden></pre></details>'
    )


def _needs_key(operation: Document) -> bool:
    names = [one["name"] for one in operation.get("parameters", ())]
    return "idempotency-key" in names


def _sample(operation: Document, cart: Document) -> str | None:
    """Return a body the route takes, or ``None`` where it takes none."""
    if "requestBody" not in operation:
        return None
    media = operation["requestBody"]["content"]["application/json"]
    samples = {
        "OrderRequest": {"cart": cart},
        "ConfirmRequest": {"revision": 1, "delivered": True},
        "ReturnsRequest": {"id": "R-1", "lines": [{"line": "1", "quantity": 1}]},
        "AdjustmentRequest": {
            "id": "A-1",
            "points": 100,
            "reason": "apology",
            "programme": "club",
        },
        "MergeRequest": {"id": "M-1", "from": "demo-customer-2", "reason": "one person"},
        "Cart": cart,
        "CouponCheck": {"code": "JESIEN26", "cart": cart},
        "RulesetFiles": _SAMPLE_RULES,
    }
    name = media["schema"]["$ref"].rpartition("/")[2]
    return json.dumps(samples[name], ensure_ascii=False, indent=1)


def _schema(name: str, schema: Document) -> str:
    required = schema.get("required", ())
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code>{'' if field in required else ' ?'}</td>"
        f"<td>{_type(of)}</td></tr>"
        for field, of in schema.get("properties", {}).items()
    )
    text = escape(schema.get("description", ""))
    return (
        f'<section id="schema-{name}"><h3>{name}</h3><p>{text}</p><table>{rows}</table></section>'
    )


def _type(schema: Document) -> str:
    """Write a schema as a short type with links to the named ones."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#schema-{name}">{name}</a>'
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"<code>{escape(json.dumps(one))}</code>" for one in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(json.dumps(schema['const']))}</code>"
    if schema.get("type") == "array":
        items = schema.get("items")
        return f"list of {_type(items)}" if isinstance(items, dict) else "list"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"map to {_type(values)}" if isinstance(values, dict) else "object"
    return escape(str(schema.get("type", "any")))
