"""``grosz codes status``: what the ledger knows of batches, or of single codes."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

from cli.code_ledger import LedgerOption, in_ledger, refused
from cli.code_secret import SecretFileOption, read_secret
from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.loading import RulesPath, compile_rules
from cli.terminal import counted, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger import Facts, Store
    from ledger.outcomes import BatchesFound, Refusal

EXAMPLES: Final = (
    "grosz codes status rules --ledger ledger                       every batch",
    "grosz codes status rules WEL-7Q0M-3W8K-ZT5H --ledger ledger    one code",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "it was told, whatever it is"),
    (ExitCode.INPUT, "the rules do not compile"),
    (ExitCode.USAGE, "no secret, or no ledger"),
)


@dataclass(frozen=True, slots=True)
class CodeState:
    """What a code is worth today.

    Attributes:
        code: As typed.
        status: ``good``, ``used``, ``blocked``, ``expired`` or ``unknown``.
        coupon, batch: Where it belongs; empty for an unknown one.
        expires: Its last day, or ``None``.
        used: Uses posted and held.
        uses: How often it may be used.
    """

    code: str
    status: str
    coupon: str = ""
    batch: str = ""
    expires: date | None = None
    used: int = 0
    uses: int = 0


def status(
    rules: RulesPath,
    ledger: LedgerOption,
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE...]", help="As typed; none lists batches.")
    ] = None,
    secret_file: SecretFileOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one document of all.")] = False,
) -> None:
    """Tell of each code whether it is good, used, blocked, expired or unknown; or list batches.

    The rules say in which timezone a code's last day ends.
    """
    compiled = compile_rules(rules)
    if compiled.program is None:
        raise StopError(ExitCode.INPUT)
    if codes:
        _tell_codes(codes, ledger, secret_file, compiled.program.shop.timezone, as_json=as_json)
    else:
        _tell_batches(ledger, as_json=as_json)


def _tell_codes(
    codes: "Sequence[str]", ledger: str, secret_file: Path | None, zone: str, *, as_json: bool
) -> None:
    from ledger import Refusal, keys
    from ledger.code_records import status_of
    from ledger.code_secret import CodeDigests
    from ledger.issuing import CLIENT
    from ledger.requests import Read

    digests = [CodeDigests(read_secret(secret_file)).of(code) for code in codes]
    accounts = tuple(keys.code(digest.hex()) for digest in digests)

    async def work(store: "Store") -> "Facts | Refusal":
        return await store.read(Read(client=CLIENT, accounts=accounts, codes=tuple(digests)))

    found = in_ledger(ledger, work)
    if isinstance(found, Refusal):
        raise refused(found)
    today = datetime.fromtimestamp(found.at_ms / 1000, UTC).astimezone(ZoneInfo(zone)).date()
    states = []
    for code, row, usage in zip(codes, found.codes, found.accounts, strict=True):
        worth = "blocked" if usage.closed else status_of(row, usage.used, today)
        if row is None or worth is None:
            states.append(CodeState(code, "unknown"))
        else:
            states.append(
                CodeState(code, worth, row.coupon, row.batch, row.expires, usage.used, row.uses)
            )
    if as_json:
        import msgspec

        say(msgspec.json.encode([asdict(one) for one in states]).decode())
        return
    for one in states:
        say(_sentence(one))


def _sentence(one: CodeState) -> str:
    shown = "".join(sign if sign.isprintable() else "?" for sign in one.code[:60])
    if one.status == "unknown":
        return f"{shown}  unknown"
    until = f", until {one.expires.isoformat()}" if one.expires else ""
    return (
        f"{shown}  {one.status}  {one.used} of {counted(one.uses, 'use')}{until}"
        f"  `{one.coupon}` `{one.batch}`"
    )


def _tell_batches(ledger: str, *, as_json: bool) -> None:
    from ledger import Refusal
    from ledger.code_list import BATCH_OF_ORDERS
    from ledger.issuing import CLIENT
    from ledger.requests import FindBatches

    async def work(store: "Store") -> "BatchesFound | Refusal":
        return await store.find_batches(FindBatches(client=CLIENT))

    found = in_ledger(ledger, work)
    if isinstance(found, Refusal):
        raise refused(found)
    if as_json:
        import msgspec

        say(msgspec.json.encode(found.batches).decode())
        return
    for one in found.batches:
        until = f", until {one.expires.isoformat()}" if one.expires else ""
        blocked = ", blocked" if one.blocked else ""
        of_orders = one.name == BATCH_OF_ORDERS and not one.codes
        codes = "codes of orders" if of_orders else counted(one.codes, "code")
        say(f"{one.coupon}  `{one.name}`  {codes}{until}{blocked}")
    if not found.batches:
        say("no codes are on the list")
