"""``grosz codes generate``: a batch of unique codes as CSV, the same every time."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.code_progress import progress
from cli.code_secret import SecretFileOption, read_secret
from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.loading import RulesPath, compile_rules
from cli.terminal import complain, counted, say

if TYPE_CHECKING:
    from ledger.batches import Batch
    from pricing.program import Coupon

EXAMPLES: Final = (
    "openssl rand -hex 32 > codes.secret          once; keep it safe",
    "export GROSZ_CODES_SECRET_FILE=codes.secret",
    "grosz codes generate rules welcome 1000 --batch mailing-1 > codes.csv",
    "grosz codes generate rules welcome 1000000 --batch print --out codes.csv",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every code is written"),
    (ExitCode.INPUT, "the rules do not compile, or so many codes could be guessed"),
    (ExitCode.USAGE, "no such coupon, no secret, or a path is missing or unreadable"),
)


def generate(
    rules: RulesPath,
    coupon: Annotated[str, typer.Argument(metavar="COUPON", help="A coupon with `codes unique`.")],
    count: Annotated[int, typer.Argument(metavar="COUNT", min=1, help="How many codes.")],
    batch: Annotated[
        str, typer.Option("--batch", metavar="NAME", help="A new name makes new codes.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write there, whole or not at all.")
    ] = None,
    issued: Annotated[
        str | None,
        typer.Option("--issued", metavar="DATE", help="First day, where the coupon's codes end."),
    ] = None,
    secret_file: SecretFileOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was made, not the codes; needs --out.")
    ] = False,
) -> None:
    """Write a batch of unique codes as CSV: code, coupon, batch, serial, last day.

    Codes are derived from the secret, the coupon, the batch and its pattern, and are stored
    nowhere. The same command writes the same bytes, so an export that broke off is made again.
    """
    if as_json and out is None:
        raise typer.BadParameter("name a file for the codes with --out", param_hint="--json")
    wanted = batch_of(rules, coupon, count, batch, issued)
    secret = read_secret(secret_file)
    from ledger.batches import exported
    from ledger.code_shapes import CodeShapeError

    digest = sha256()
    try:
        with progress(count) as told, _target(out) as write:
            for piece in exported(wanted, secret, told):
                digest.update(piece)
                write(piece)
    except CodeShapeError as error:
        raise StopError(ExitCode.INPUT, error.message, error.hint) from None
    if as_json:
        say(_summary(wanted, digest.hexdigest()))
    else:
        where = f" in `{out}`" if out is not None else ""
        complain(f"{counted(count, 'code')} of batch `{batch}`{where}", level="summary")


def batch_of(rules: Path, name: str, count: int, batch: str, issued: str | None) -> "Batch":
    """Return the batch of a coupon that a command names.

    Raises:
        StopError: The rules do not compile, or there is no such coupon.
    """
    compiled = compile_rules(rules)
    if compiled.program is None:
        raise StopError(ExitCode.INPUT)
    unique = {one.id: one for one in compiled.program.coupons.values() if one.pattern is not None}
    if name not in unique:
        known = ", ".join(sorted(unique)) or "none"
        raise StopError(
            ExitCode.USAGE,
            f"there is no coupon `{name[:40]}` with unique codes",
            f"coupons with `codes unique`: {known}",
        )
    from ledger.batches import Batch

    coupon = unique[name]
    assert coupon.pattern is not None
    return Batch(name, batch, coupon.pattern, count, _last_day(coupon, issued))


def _last_day(coupon: "Coupon", issued: str | None) -> date | None:
    """Return the last day of the codes; the day of issue is stated, so that bytes stay the same."""
    from pricing.issuing import last_day

    if coupon.expires_count is None:
        return None
    hint = "such as --issued 2026-11-05"
    if issued is None:
        message = f"codes of `{coupon.id}` end, so say from which day they count"
        raise StopError(ExitCode.USAGE, message, hint)
    try:
        return last_day(coupon, date.fromisoformat(issued))
    except ValueError:
        raise StopError(ExitCode.USAGE, f"`{issued[:40]}` is no date", hint) from None


def _summary(batch: "Batch", digest: str) -> str:
    import msgspec

    document = {
        "coupon": batch.coupon,
        "batch": batch.name,
        "pattern": batch.pattern,
        "count": batch.count,
        "expires": batch.expires,
        "file": f"sha256:{digest}",
    }
    return msgspec.json.encode(document).decode()


@contextmanager
def _target(path: Path | None) -> Iterator[Callable[[bytes], object]]:
    """Yield what writes the codes; a file appears whole, and only its owner may read it."""
    if path is None:
        yield sys.stdout.buffer.write
        sys.stdout.buffer.flush()
        return
    target = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StopError(ExitCode.USAGE, f"cannot write `{path}`: {why}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file.write
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
