"""``grosz codes import``: codes that another system made, as the digests a ledger keeps."""

import sys
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final

import typer

from cli.code_ledger import MaybeLedgerOption, in_ledger
from cli.code_secret import SecretFileOption, read_secret
from cli.codes_issue import tell
from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.loading import STDIN, RulesPath, compile_rules
from cli.terminal import complain, counted, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger import Store
    from ledger.code_files import CodeMistake, ImportedCode, ImportTerms
    from ledger.code_secret import CodeDigests
    from ledger.issuing import OnTheList

EXAMPLES: Final = (
    "grosz codes import rules codes.csv --coupon welcome > digests.csv",
    "grosz codes import rules codes.csv --coupon welcome --ledger ledger",
    "grosz codes import rules codes.csv --check       only tells mistakes",
    "grosz codes import rules codes.csv --check --json",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every row can be used"),
    (ExitCode.INPUT, "a row cannot, or the rules do not compile; the good rows are written"),
    (ExitCode.USAGE, "no secret, or a path is missing or unreadable"),
)
COLUMNS: Final = "digest,coupon,batch,expires,uses,blocked"


def import_codes(
    rules: RulesPath,
    codes: Annotated[
        str,
        typer.Argument(metavar="CODES.csv", help="With a column `code`; `-` is standard input."),
    ],
    coupon: Annotated[
        str, typer.Option("--coupon", metavar="ID", help="For rows that name none.")
    ] = "",
    batch: Annotated[
        str, typer.Option("--batch", metavar="NAME", help="For rows that name none.")
    ] = "import",
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="DATE", help="For rows without a last day.")
    ] = None,
    secret_file: SecretFileOption = None,
    ledger: MaybeLedgerOption = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; tell mistakes.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings as JSON; needs --check.")
    ] = False,
) -> None:
    """Read a file of codes and write what a ledger keeps of them: keyed digests, no codes.

    Columns are code and, where wanted, coupon, batch, serial, expires, uses, blocked. Rows that
    cannot be used are told with line and column; no message shows a code.
    """
    if as_json and not check:
        raise typer.BadParameter("findings are printed where no digests are: add --check")
    from ledger.code_files import CodeMistake, read_codes
    from ledger.code_secret import CodeDigests

    if ledger is not None and check:
        raise typer.BadParameter(
            "nothing is kept where rows are only checked", param_hint="--ledger"
        )
    terms = _terms(rules, coupon, batch, expires)
    digests = CodeDigests(read_secret(secret_file))
    if ledger is not None:
        _keep(codes, terms, digests, ledger)
        return
    taken, mistakes = 0, []
    if not check:
        say(COLUMNS)
    with _opened(codes) as file:
        for one in read_codes(file, terms, digests):
            if isinstance(one, CodeMistake):
                mistakes.append(one)
                continue
            taken += 1
            if not check:
                say(_row(one))
    if as_json:
        say(_findings(taken, mistakes))
    else:
        _tell(codes, taken, mistakes)
    if mistakes:
        raise typer.Exit(ExitCode.INPUT)


def _keep(name: str, terms: "ImportTerms", digests: "CodeDigests", ledger: str) -> None:
    """Put the good rows on the ledger's list, and tell the mistakes."""
    from ledger.code_files import CodeMistake, read_codes
    from ledger.issuing import save_imported

    taken, mistakes = 0, list[CodeMistake]()

    def rows(file: BinaryIO) -> "Iterator[ImportedCode]":
        nonlocal taken
        for one in read_codes(file, terms, digests):
            if isinstance(one, CodeMistake):
                mistakes.append(one)
            else:
                taken += 1
                yield one

    async def work(store: "Store") -> "OnTheList":
        with _opened(name) as file:
            return await save_imported(store, rows(file))

    done = in_ledger(ledger, work)
    _tell(name, taken, mistakes)
    tell(done, as_json=False)
    if mistakes:
        raise typer.Exit(ExitCode.INPUT)


def _terms(rules: Path, coupon: str, batch: str, expires: str | None) -> "ImportTerms":
    from ledger.code_files import ImportTerms

    compiled = compile_rules(rules)
    if compiled.program is None:
        raise StopError(ExitCode.INPUT)
    program = compiled.program
    try:
        last = None if expires is None else date.fromisoformat(expires)
    except ValueError:
        hint = "such as --expires 2026-11-30"
        raise StopError(ExitCode.USAGE, f"`{(expires or '')[:40]}` is no date", hint) from None
    patterns = {one.id: one.pattern for one in program.coupons.values() if one.pattern is not None}
    return ImportTerms(patterns, program.codes, coupon, batch, last)


@contextmanager
def _opened(name: str) -> "Iterator[BinaryIO]":
    if name == STDIN:
        yield sys.stdin.buffer
        return
    with ExitStack() as opened:
        try:
            file = opened.enter_context(Path(name).open("rb"))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise StopError(ExitCode.USAGE, f"cannot read `{name}`: {why}") from None
        yield file


def _row(one: "ImportedCode") -> str:
    record = one.record
    expires = "" if record.expires is None else record.expires.isoformat()
    batch = '"' + record.batch.replace('"', '""') + '"'
    blocked = "yes" if record.blocked else "no"
    return f"{one.digest.hex()},{record.coupon},{batch},{expires},{record.uses},{blocked}"


def _findings(taken: int, mistakes: "list[CodeMistake]") -> str:
    import msgspec

    return msgspec.json.encode({"codes": taken, "mistakes": mistakes}).decode()


def _tell(name: str, taken: int, mistakes: "list[CodeMistake]") -> None:
    shown = "standard input" if name == STDIN else name
    for one in mistakes:
        column = f"{one.column}: " if one.column else ""
        complain(f"{shown}:{one.row}: {column}{one.message}", hint=one.hint)
    if mistakes and mistakes[-1].ends:
        complain("reading stopped there", level="note")
    wrong = f", {counted(len(mistakes), 'mistake')}" if mistakes else ""
    complain(f"{counted(taken, 'code')}{wrong}", level="summary")
