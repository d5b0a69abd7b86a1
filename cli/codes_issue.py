"""``grosz codes issue``: put a batch of unique codes on the ledger's list, so that they work."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.code_ledger import LedgerOption, in_ledger, refused
from cli.code_progress import progress
from cli.code_secret import SecretFileOption, read_secret
from cli.codes_generate import batch_of
from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.loading import RulesPath
from cli.terminal import complain, counted, say

if TYPE_CHECKING:
    from ledger import Store
    from ledger.issuing import OnTheList

EXAMPLES: Final = (
    "grosz codes generate rules welcome 1000000 --batch print --out codes.csv",
    "grosz codes issue rules welcome 1000000 --batch print --ledger ledger",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "every code is on the list"),
    (ExitCode.INPUT, "the rules do not compile, or the batch is there with another last day"),
    (ExitCode.USAGE, "no such coupon, no secret, or no ledger"),
)


def issue(
    rules: RulesPath,
    coupon: Annotated[str, typer.Argument(metavar="COUPON", help="A coupon with `codes unique`.")],
    count: Annotated[int, typer.Argument(metavar="COUNT", min=1, help="How many codes.")],
    batch: Annotated[
        str, typer.Option("--batch", metavar="NAME", help="As the batch was generated.")
    ],
    ledger: LedgerOption,
    issued: Annotated[
        str | None,
        typer.Option("--issued", metavar="DATE", help="First day, where the coupon's codes end."),
    ] = None,
    secret_file: SecretFileOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Put a batch of unique codes on the ledger's list: keyed digests, no codes.

    A code works once it is on the list, and not before. The codes are derived again, so nothing is
    read but the secret. Issued again, a batch changes nothing; one that broke off goes on.
    """
    wanted = batch_of(rules, coupon, count, batch, issued)
    secret = read_secret(secret_file)
    from ledger.code_shapes import CodeShapeError
    from ledger.issuing import issue as put_on_the_list

    async def work(store: "Store") -> "OnTheList":
        with progress(count) as told:
            return await put_on_the_list(store, wanted, secret, told)

    try:
        done = in_ledger(ledger, work)
    except CodeShapeError as error:
        raise StopError(ExitCode.INPUT, error.message, error.hint) from None
    tell(done, as_json=as_json, of=f"of batch `{batch}` ")


def tell(done: "OnTheList", *, as_json: bool, of: str = "") -> None:
    """Say what came on the list.

    Raises:
        StopError: It ended early.
    """
    if as_json:
        import msgspec

        told = {"new": done.new, "known": done.known, "elsewhere": done.elsewhere}
        say(msgspec.json.encode(told).decode())
    else:
        codes = counted(done.new + done.known, "code")
        complain(f"{codes} {of}on the list, {done.new} new", level="summary")
        if done.elsewhere:
            others = counted(done.elsewhere, "code")
            complain(f"{others} in another batch, where they stay", level="note")
    if done.refused is not None:
        raise refused(done.refused)
