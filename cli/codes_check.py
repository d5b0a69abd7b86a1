"""``grosz codes check``: is what was typed a code at all, and of which coupon."""

import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.loading import STDIN, RulesPath, compile_rules
from cli.terminal import say, styled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.program import Program

EXAMPLES: Final = (
    "grosz codes check rules WEL-X7K4-QM2P-9ABC    is it well formed?",
    "grosz codes check rules - < typed.txt         one code a line",
    "grosz codes check rules - --json < typed.txt  for a script",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every code is public or well formed"),
    (ExitCode.INPUT, "one is not, or the rules do not compile"),
    (ExitCode.USAGE, "a path is missing or unreadable"),
)

Verdict = Literal["public", "well-formed", "mistyped", "no-such-code"]
_MEANINGS: Final[dict[Verdict, str]] = {
    "public": "the public code of",
    "well-formed": "has the form of the codes of",
    "mistyped": "has a typing mistake, or was not made here; it has the pattern of",
    "no-such-code": "fits no coupon",
}


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A code as typed, and what it can be.

    Attributes:
        code: As typed.
        verdict: What it is.
        coupon: The coupon it is of, or ``None``.
    """

    code: str
    verdict: Verdict
    coupon: str | None = None

    @property
    def is_right(self) -> bool:
        """Whether it may be a code that works."""
        return self.verdict in ("public", "well-formed")


def check_codes(
    rules: RulesPath,
    codes: Annotated[
        list[str],
        typer.Argument(metavar="CODE...", help="As typed; `-` reads standard input, one a line."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one document of all.")] = False,
) -> None:
    """Tell whether codes are well formed, without asking whether they were ever issued.

    The check character of a unique code finds every single wrong character and every two that
    changed places. Codes imported from another system have none and may be called mistyped.
    """
    compiled = compile_rules(rules)
    if compiled.program is None:
        raise StopError(ExitCode.INPUT)
    checked = [judge(code, compiled.program) for code in _typed(codes)]
    if as_json:
        import msgspec

        say(msgspec.json.encode([asdict(one) for one in checked]).decode())
    else:
        for one in checked:
            _say(one)
    if not all(one.is_right for one in checked):
        raise typer.Exit(ExitCode.INPUT)


def judge(typed: str, program: "Program") -> CheckedCode:
    """Return what a code can be under a ruleset."""
    from ledger.code_shapes import CodeShapeError, shape_of
    from pricing.codes import normalise

    public = program.codes.get(normalise(typed))
    if public is not None:
        return CheckedCode(typed, "public", public)
    near: str | None = None
    for name in sorted(program.coupons):
        pattern = program.coupons[name].pattern
        if pattern is None:
            continue
        try:
            problem = shape_of(pattern).problem(typed)
        except CodeShapeError:
            continue  # no batch of it can exist
        if problem is None:
            return CheckedCode(typed, "well-formed", name)
        if problem == "check":
            near = near or name
    return CheckedCode(typed, "mistyped" if near else "no-such-code", near)


def _typed(codes: "Iterable[str]") -> list[str]:
    found: list[str] = []
    for code in codes:
        if code != STDIN:
            found.append(code)
            continue
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise StopError(ExitCode.INPUT, "standard input is not UTF-8") from None
        found += [line.strip() for line in text.splitlines() if line.strip()]
    return found


def _say(one: CheckedCode) -> None:
    mark = styled("ok", "green", sys.stdout) if one.is_right else styled("no", "red", sys.stdout)
    shown = "".join(sign if sign.isprintable() else "?" for sign in one.code[:60])
    coupon = f" `{one.coupon}`" if one.coupon else ""
    say(f"{mark}  {shown}  {_MEANINGS[one.verdict]}{coupon}")
