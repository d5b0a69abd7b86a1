"""``grosz codes block``, ``unblock`` and ``expire``: take codes back, one by one or a batch."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.code_ledger import LedgerOption, in_ledger, refused
from cli.code_secret import SecretFileOption, read_secret
from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import clock_ms
from cli.terminal import complain, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger import Store
    from ledger.outcomes import CodesChanged, Refusal
    from ledger.requests import ChangeCodes

EXAMPLES: Final = (
    "grosz codes block LST-7Q0M --ledger ledger --reason stolen",
    "grosz codes block --coupon mailing --batch a --ledger ledger --reason lost",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "the codes are as asked, whatever they were before"),
    (ExitCode.INPUT, "there is no such code, or no such batch"),
    (ExitCode.USAGE, "neither codes nor a batch are named, no secret, or no ledger"),
)
# A code in these is typed as the customer has it; the command line's history may keep it.
CodesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[CODE...]", help="Single codes, as typed.")
]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why, for whoever reads the events later.")
]
CouponOption = Annotated[str, typer.Option("--coupon", metavar="ID", help="Coupon of the batch.")]
BatchOption = Annotated[str, typer.Option("--batch", metavar="NAME", help="A whole batch.")]


def block(
    ledger: LedgerOption,
    reason: ReasonOption,
    codes: CodesArgument = None,
    coupon: CouponOption = "",
    batch: BatchOption = "",
    secret_file: SecretFileOption = None,
) -> None:
    """Take codes back, so that they unlock nothing; a blocked code is told as an unknown one.

    Codes that were used stay used. Open orders keep what they were promised.
    """
    _change(ledger, codes or (), secret_file, reason=reason, coupon=coupon, batch=batch,
            blocked=True)  # fmt: skip


def unblock(
    ledger: LedgerOption,
    reason: ReasonOption,
    codes: CodesArgument = None,
    coupon: CouponOption = "",
    batch: BatchOption = "",
    secret_file: SecretFileOption = None,
) -> None:
    """Let blocked codes work again, each as often as it was not used yet."""
    _change(ledger, codes or (), secret_file, reason=reason, coupon=coupon, batch=batch,
            blocked=False)  # fmt: skip


def expire(
    ledger: LedgerOption,
    reason: ReasonOption,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="Their last day.")],
    codes: CodesArgument = None,
    coupon: CouponOption = "",
    batch: BatchOption = "",
    secret_file: SecretFileOption = None,
) -> None:
    """Give codes a last day; the day itself is still good. The earlier of code and batch holds."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        message = f"`{on[:40]}` is no date"
        raise StopError(ExitCode.USAGE, message, "such as --on 2026-11-30") from None
    _change(ledger, codes or (), secret_file, reason=reason, coupon=coupon, batch=batch,
            expires=day)  # fmt: skip


def _change(
    ledger: Any, codes: "Sequence[str]", secret_file: Any, *, batch: str, **what: Any
) -> None:
    if bool(codes) == bool(batch):
        hint = "name single codes, or --coupon and --batch"
        raise StopError(ExitCode.USAGE, "say which codes, or which batch, and not both", hint)
    from ledger import Refusal

    try:
        asked = _questions(codes, secret_file, batch=batch, **what)
    except ValueError as error:
        raise StopError(ExitCode.USAGE, str(error)) from None

    async def work(store: "Store") -> "list[CodesChanged | Refusal]":
        return [await store.change_codes(one) for one in asked]

    answers = in_ledger(ledger, work)
    changed = sum(one.codes for one in answers if not isinstance(one, Refusal))
    complain(f"{counted(changed, 'code')} changed", level="summary")
    for one in answers:
        if isinstance(one, Refusal):
            raise refused(one)


def _questions(codes: "Sequence[str]", secret_file: Any, **what: Any) -> "list[ChangeCodes]":
    from ledger.code_secret import CodeDigests
    from ledger.issuing import CLIENT
    from ledger.requests import ChangeCodes

    if not codes:
        return [ChangeCodes(client=CLIENT, sent_ms=clock_ms(), **what)]
    digests = CodeDigests(read_secret(secret_file))
    return [
        ChangeCodes(client=CLIENT, sent_ms=clock_ms(), digest=digests.of(code), **what)
        for code in codes
    ]
