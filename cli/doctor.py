"""``grosz doctor``: is this installation sound?"""

import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    packages_distributions,
)
from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.terminal import say, wants_colour

EXAMPLES: Final = (
    "grosz doctor          a table for a person",
    "grosz doctor --json   the same for a machine",
    "grosz doctor --ledger /var/lib/grosz   look at a ledger too",
    "grosz doctor --ledger redis://127.0.0.1:6379   and at a Redis",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "all is well"),
    (ExitCode.INPUT, "at least one check failed; its row says what to do"),
)

OUR_DISTRIBUTION: Final = "grosz"
OUR_PACKAGES: Final = ("pricing", "grammar", "rules", "catalogue", "ledger", "orders", "api", "cli")
PYTHON_MIN: Final = (3, 11)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What it is.
        ok: Whether it is as it should be.
        found: What was found.
        hint: What to do where it is not; empty where it is.
    """

    name: str
    ok: bool
    found: str
    hint: str = ""


def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    ledger: Annotated[
        str | None, typer.Option(help="Look at the ledger at this address too.", metavar="ADDRESS")
    ] = None,
) -> None:
    """Look whether this installation is sound: Python, packages, name clashes, time zones.

    Our packages have plain names (`rules`, `pricing`), and other distributions install packages of
    the same names. In one environment they overwrite each other and pip says nothing; this says it.
    Nothing is written anywhere, not in a ledger either.
    """
    checks = examine() if ledger is None else (*examine(), *ledger_checks(ledger))
    if json:
        import msgspec

        document = {"ok": all(c.ok for c in checks), "checks": [asdict(c) for c in checks]}
        say(msgspec.json.encode(document).decode())
    else:
        _print_table(checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(ExitCode.INPUT)


def examine() -> tuple[Check, ...]:
    """Run every check; none of them raises."""
    return (
        python_check(sys.version_info[:3]),
        distribution_check(),
        core_check(),
        *requirement_checks(),
        *ownership_checks(packages_distributions()),
        *import_checks(),
        timezone_check(),
        encoding_check(sys.stdout.encoding),
    )


def ledger_checks(address: str) -> tuple[Check, ...]:
    """Check the store of a ledger: does it keep what the ledger promises."""
    from cli.redis_checks import SCHEMES, redis_checks

    if address.startswith(SCHEMES):
        return redis_checks(address)
    if "://" not in address:
        from cli.ledger_doctor import file_checks

        return file_checks(address)
    hint = f"name a folder, or an address that begins with {', '.join(SCHEMES)}"
    return (Check("ledger", ok=False, found="no address of a ledger", hint=hint),)


def python_check(version: tuple[int, ...]) -> Check:
    """Check the version of Python."""
    found = ".".join(map(str, version))
    needed = ".".join(map(str, PYTHON_MIN))
    is_new = version >= PYTHON_MIN
    return Check("python", is_new, found, "" if is_new else f"install Python {needed} or newer")


def distribution_check() -> Check:
    """Check that we are installed at all, and that code and metadata are of one version."""
    from pricing.version import ENGINE_VERSION

    ours = _ours()
    if ours is None:
        return Check("grosz", ok=False, found="not installed", hint="pip install grosz")
    same = ours.version == ENGINE_VERSION
    found = f"{ours.version}{' (editable)' if is_editable(ours) else ''}"
    if not same:
        found += f", but the code says {ENGINE_VERSION}"
    return Check("grosz", same, found, "" if same else "install it again")


def core_check() -> Check:
    """Tell whether the core is compiled; it prices the same either way, only faster."""
    from pricing.version import IS_COMPILED

    return Check("core", ok=True, found="compiled" if IS_COMPILED else "interpreted")


def requirement_checks() -> tuple[Check, ...]:
    """Check that everything we require is there."""
    ours = _ours()
    checks = []
    for requirement in (ours.requires or []) if ours is not None else []:
        if "extra ==" in requirement or "sys_platform" in requirement:
            continue
        matched = re.match(r"[A-Za-z0-9._-]+", requirement)
        assert matched is not None, requirement
        try:
            checks.append(Check(matched[0], ok=True, found=distribution(matched[0]).version))
        except PackageNotFoundError:
            hint = f'pip install "{requirement}"'
            checks.append(Check(matched[0], ok=False, found="not installed", hint=hint))
    return tuple(checks)


def ownership_checks(owners: Mapping[str, list[str]]) -> tuple[Check, ...]:
    """Check that each of our packages was installed by us alone.

    An editable installation lists no files, so there only the presence of others is looked for.

    Args:
        owners: Distributions by top-level package, as ``packages_distributions`` returns them.
    """
    ours = _ours()
    lists_files = ours is not None and not is_editable(ours)
    checks = []
    for package in OUR_PACKAGES:
        who = sorted(set(owners.get(package, ())))
        others = [name for name in who if name.lower() != OUR_DISTRIBUTION]
        missing = lists_files and len(others) == len(who)
        hint = ""
        if others:
            hint = f"uninstall {', '.join(others)} here, or give grosz an environment of its own"
        elif missing:
            hint = "install grosz again"
        found = ", ".join(who) if who else ("this checkout" if not missing else "nobody")
        checks.append(Check(f"package {package}", not hint, found, hint))
    return tuple(checks)


def import_checks() -> tuple[Check, ...]:
    """Check that every package of ours can be imported and is complete."""
    entries = ("pricing.wire", "grammar.parser", "rules.compiler", "catalogue.load", "api.app")
    failed = []
    for entry in entries:
        try:
            import_module(entry)
        except ImportError as error:
            failed.append(f"{entry} ({error})")
    hint = "install grosz again" if failed else ""
    return (Check("imports", not failed, ", ".join(failed) or "all", hint),)


def timezone_check() -> Check:
    """Check that time zones are there; Windows and slim containers bring none of their own."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Warsaw")
    except ZoneInfoNotFoundError:
        return Check("time zones", ok=False, found="none", hint="pip install tzdata")
    return Check("time zones", ok=True, found="Europe/Warsaw")


def encoding_check(encoding: str | None) -> Check:
    """Tell the encoding of the output; letters it lacks show as `?`, which is no failure."""
    return Check("output encoding", ok=True, found=encoding or "unknown")


def is_editable(ours: Distribution) -> bool:
    """Tell whether a distribution is an editable installation."""
    return '"editable": true' in (ours.read_text("direct_url.json") or "").replace(":t", ": t")


def _ours() -> Distribution | None:
    try:
        return distribution(OUR_DISTRIBUTION)
    except PackageNotFoundError:
        return None


def _print_table(checks: tuple[Check, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("check", "", "found", "what to do", box=None, header_style="bold")
    for check in checks:
        verdict = "[green]ok[/]" if check.ok else "[red]wrong[/]"
        table.add_row(check.name, verdict, check.found, check.hint)
    console = Console(no_color=not wants_colour(sys.stdout), highlight=False)
    console.print(table)
