"""Write what is made from the code: pages of ``docs/reference``, and the README's answer.

``pages()`` is the whole of it: a path and a text for every page. ``tests/test_docs.py`` compares
them with what is on disk, so a generated page is never stale.
"""

import ast
import asyncio
import importlib
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from {source}. Change it there. -->\n\n"
PACKAGES = ("pricing", "grammar", "rules", "catalogue", "ledger", "orders", "api", "cli")

FAMILIES = {
    0: "Reading",
    1: "Syntax",
    2: "Names",
    3: "Types and units",
    4: "Meaning",
    5: "Lints",
    6: "Bundle",
    7: "Evaluation",
    9: "Our bugs",
}


def pages() -> dict[Path, str]:
    """Return every generated page by its path."""
    return {
        **diagnostic_pages(),
        **limit_pages(),
        **cli_pages(),
        **http_pages(),
        **problem_pages(),
        **event_page(),
        **readme_page(),
    }


def registry() -> dict[str, Any]:
    """Return every diagnostic class by code, after importing all modules that define some."""
    for folder in ("grammar", "rules"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if any(part.startswith("messages") for part in parts):
                importlib.import_module(".".join(parts).removesuffix(".__init__"))
    codes = importlib.import_module("grammar.diagnostics").REGISTRY
    return {
        str(code): found for code, found in sorted(codes.items(), key=lambda pair: str(pair[0]))
    }


def diagnostic_pages() -> dict[Path, str]:
    """One page a code, from the docstring of its class, and the table of them all."""
    made = {}
    index = [
        "# Diagnostics\n",
        "Every complaint of the compiler, by code. Codes never change meaning.\n",
    ]
    family = -1
    for code, entry in registry().items():
        doc = inspect.cleandoc(entry.__doc__ or "")
        first, _, rest = doc.partition("\n")
        severity = _severity(entry)
        made[REFERENCE / "diagnostics" / f"{code}.md"] = (
            NOTE.format(source=f"the docstring of `{entry.__module__}.{entry.__name__}`")
            + f"# {code}: {first.rstrip('.')}\n\nSeverity: {severity}.\n\n{rest.strip()}".rstrip()
            + "\n"
        )
        if int(code[2]) != family:
            family = int(code[2])
            index += [f"\n## {FAMILIES[family]}\n", "| code | severity | says |", "|---|---|---|"]
        index.append(f"| [{code}](diagnostics/{code}.md) | {severity} | {first} |")
    made[REFERENCE / "diagnostics.md"] = NOTE.format(source="`grammar.diagnostics.REGISTRY`") + (
        "\n".join(index) + "\n"
    )
    return made


def _severity(entry: Any) -> str:
    return str(getattr(entry.severity, "value", entry.severity)).lower()


def limit_pages() -> dict[Path, str]:
    """Every named limit of every package, with the comment above it as its reason."""
    text = NOTE.format(source="the `limits.py` of each package") + "# Limits\n\n"
    text += "Everything has a limit, by name, with its reason.\n"
    for package in PACKAGES:
        for file in sorted((ROOT / package).glob("limits.py")):
            text += f"\n## {package}\n\n| limit | value | why |\n|---|--:|---|\n"
            module = importlib.import_module(f"{package}.limits")
            for name, reason in _commented_names(file.read_text(encoding="utf-8")):
                value = getattr(module, name)
                if isinstance(value, int):
                    shown = f"{value:,}".replace(",", " ")
                    text += f"| `{name}` | {shown} | {reason} |\n"
    return {REFERENCE / "limits.md": text}


def _commented_names(source: str) -> Iterator[tuple[str, str]]:
    """Yield each constant of a module with the comments directly above it and on its line."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            above: list[str] = []
            number = node.lineno - 2
            while number >= 0 and lines[number].startswith("#"):
                above.insert(0, lines[number].lstrip("# "))
                number -= 1
            _, found, beside = lines[node.value.end_lineno - 1].partition("  # ")
            yield node.target.id, " ".join([*above, beside] if found else above).replace("|", "\\|")


def cli_pages() -> dict[Path, str]:
    """Every command of ``grosz``: what it does, its arguments, options, examples and exit codes."""
    from cli.exit_codes import MEANINGS
    from cli.main import COMMANDS, load_command

    text = NOTE.format(source="the commands in `cli/`") + "# Command line\n\n"
    text += "`grosz COMMAND --help` shows the same.\n"
    for name in COMMANDS:
        command = load_command(name)
        shown = (command.help or "").replace("\\[", "[")
        body, *verbatim = shown.split("\b\n")
        text += f"\n## grosz {name}\n\n{body.strip()}\n\n"
        text += _parameters(command)
        text += "".join(f"\n```text\n{part.strip()}\n```\n" for part in verbatim)
    text += "\n## Exit codes\n\n| code | meaning |\n|--:|---|\n"
    text += "".join(f"| {int(code)} | {meaning} |\n" for code, meaning in MEANINGS.items())
    return {REFERENCE / "cli.md": text}


def _parameters(command: Any) -> str:
    rows = []
    for parameter in command.params:
        if "--help" in parameter.opts:
            continue
        if parameter.param_type_name == "argument":
            names = (parameter.metavar or parameter.name).upper()
        else:
            names = ", ".join([*parameter.opts, *parameter.secondary_opts])
        doc = " ".join((parameter.help or "").split()).replace("\\[", "[").replace("|", "\\|")
        rows.append(f"| `{names}` | {doc} |\n")
    return "| parameter | meaning |\n|---|---|\n" + "".join(rows) if rows else ""


def http_pages() -> dict[Path, str]:
    """The OpenAPI document, and a table of its routes."""
    document = openapi()
    text = NOTE.format(source="the application's OpenAPI document") + "# HTTP\n\n"
    text += "The whole document is [openapi.json](openapi.json); a running server answers it at "
    text += (
        "`/openapi.json` and shows it at `/docs`.\n\n| route | does | answers |\n|---|---|---|\n"
    )
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            answers = ", ".join(operation.get("responses", {}))
            summary = operation.get("summary", "")
            text += f"| `{verb.upper()} {path}` | {summary} | {answers} |\n"
    return {
        REFERENCE / "http.md": text,
        REFERENCE / "openapi.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
    }


def openapi() -> dict[str, Any]:
    """Return what a server without a ruleset answers at ``/openapi.json``."""
    from api.app import create_app
    from api.settings import Settings

    found: dict[str, Any] = asyncio.run(_ask(create_app(Settings()), "GET", "/openapi.json"))
    return found


def event_page() -> dict[Path, str]:
    """Every event that goes out, from its catalogue."""
    from ledger.outbox.catalogue import EVENTS
    from ledger.outbox.cloud_events import TYPE_PREFIX

    lines = [
        NOTE.format(source="`ledger/outbox/catalogue.py`") + "# Events\n",
        "What a ledger tells others, as CloudEvents 1.0. How to receive them: "
        "[Events](../how-to/events.md).\n",
        "Customers are told by the ledger's opaque identifiers. What is not listed here stays "
        "inside. More events, and more data of an event, may come: pass over what you do not "
        "know.\n",
    ]
    for kind in EVENTS.values():
        lines += [
            f"## `{TYPE_PREFIX}{kind.name}`\n",
            f"{kind.meaning} `subject`: {kind.subject}.\n",
            "| data | type | meaning |",
            "|---|---|---|",
        ]
        lines += [
            f"| `{field.name}`{'' if field.always else ' (optional)'} | {field.type} "
            f"| {field.meaning} |"
            for field in kind.data
        ]
        lines.append("")
    return {REFERENCE / "events.md": "\n".join(lines).rstrip() + "\n"}


def problem_pages() -> dict[Path, str]:
    """The table of RFC 9457 problems."""
    from api.problems import PROBLEMS

    text = NOTE.format(source="the table in `api/problems.py`") + "# Problems\n\n"
    text += (
        "What the API refuses is an RFC 9457 problem. Its `type` is `/problems/` and the slug, and "
        "never changes its meaning. `retry` says whether the same request can help: `never`, "
        "`after-change` or `later`. A refused coupon is no problem: the quote is 200 and says why."
        "\n\n"
    )
    text += "| slug | status | means | retry | what to do |\n|---|--:|---|---|---|\n"
    for kind in PROBLEMS.values():
        cells = (kind.title, kind.retry, kind.advice.replace("|", "\\|"))
        text += f"| `{kind.slug}` | {int(kind.status)} | {' | '.join(cells)} |\n"
    return {REFERENCE / "problems.md": text}


def readme_page() -> dict[Path, str]:
    """The README, with the true answer to the request that it shows."""
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    request = re.search(r"^\$ curl .*? -d '(.*?)'$", text, re.MULTILINE | re.DOTALL)
    assert request is not None, "README.md has no curl call"
    answer = _laid_out(quote_of_example(request[1].encode()))
    begin, end = "```json answer\n", "```\n"
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    return {path: head + begin + answer + end + tail}


def quote_of_example(body: bytes) -> dict[str, Any]:
    """Return what the example shop's server answers to a cart."""
    from api.app import create_app
    from api.settings import Settings

    shop = ROOT / "examples" / "sklep"
    app = create_app(Settings(rules=shop / "rules", catalogue=shop / "catalogue"))
    found: dict[str, Any] = asyncio.run(_ask(app, "POST", "/v1/quotes", body))
    return found


def _laid_out(document: dict[str, Any]) -> str:
    """Write one member a line, and one element a line of lists of objects."""
    members = []
    for name, value in document.items():
        shown = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            elements = (json.dumps(one, ensure_ascii=False) for one in value)
            shown = "[\n   " + ",\n   ".join(elements) + "]"
        elif name == "evidence":
            pairs = (f'"{key}": "{found}"' for key, found in value.items())
            shown = "{\n   " + ",\n   ".join(pairs) + "}"
        members.append(f'  "{name}": {shown}')
    return "{\n" + ",\n".join(members) + "\n}\n"


async def _ask(app: Any, verb: str, path: str, body: bytes | None = None) -> Any:
    """Send one request to an application in this process."""
    import httpx

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://grosz"
    ) as client:
        headers = {"content-type": "application/json"}
        answer = await client.request(verb, path, content=body, headers=headers)
        return answer.raise_for_status().json()


def main() -> None:
    """Write every page that changed and remove pages of codes that are gone."""
    wanted = pages()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    for stale in sorted((REFERENCE / "diagnostics").glob("PR*.md")):
        if stale not in wanted:
            stale.unlink()
            print(f"removed {stale.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
