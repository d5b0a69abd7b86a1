"""``grosz ledger backup`` and ``restore``: a copy of a ledger at work, and the way back."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError
from cli.ledger_place import LedgerPlace, clock_ms, folder_of
from cli.terminal import complain

EXAMPLES: Final = (
    "grosz ledger backup /var/lib/grosz /backup/monday.sqlite",
    "grosz ledger restore /backup/monday.sqlite /var/lib/grosz   # all stopped",
)
EXIT_CODES: Final = (
    (ExitCode.OK, "done; everything is on the disk"),
    (ExitCode.INPUT, "the backup is no sound ledger"),
    (ExitCode.USAGE, "there is no ledger, or the file is there already"),
    (ExitCode.ENVIRONMENT, "the disk is full or not allowed, or the owner runs"),
)


def backup(
    place: LedgerPlace,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; must not be there.")],
) -> None:
    """Copy a ledger as it is at this moment, while it is at work.

    The copy appears whole or not at all. It is a ledger of its own: `grosz ledger check` reads it.
    """
    from ledger.sqlite import LedgerFileError
    from ledger.sqlite.backup import back_up

    folder = folder_of(place)
    if not target.resolve().parent.is_dir():
        raise StopError(ExitCode.USAGE, f"there is no folder for `{target}`")
    is_watched = sys.stderr.isatty()

    def told(done: int, whole: int) -> None:
        if is_watched:
            sys.stderr.write(f"\r{done * 100 // max(whole, 1)} %")

    try:
        back_up(folder, target, told)
    except LedgerFileError as error:
        raise StopError(ExitCode.USAGE, str(error)) from None
    if is_watched:
        sys.stderr.write("\r")
    complain(f"{target.stat().st_size} bytes in `{target}`", level="summary")


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The backup; it stays.")],
    folder: Annotated[Path, typer.Argument(help="Folder of the ledger; its owner must not run.")],
) -> None:
    """Put a backup in the place of a ledger. What was there is kept under another name.

    What happened after the backup is gone from the ledger, although others may have been told of
    it: new events have identifiers of a new epoch. Stop server, owner and relay first.
    """
    from ledger.sqlite import LedgerFileError
    from ledger.sqlite.backup import restore as put_back

    if not source.is_file():
        raise StopError(ExitCode.USAGE, f"there is no backup `{source}`")
    if not folder.is_dir():
        raise StopError(ExitCode.USAGE, f"there is no folder `{folder}`")
    try:
        before = put_back(source, folder, clock_ms)
    except LedgerFileError as error:
        raise StopError(ExitCode.INPUT, str(error)) from None
    if before is not None:
        complain(f"what was there is now `{before}`", level="note")
    complain(f"`{folder}` is as it was in `{source}`, in a new epoch", level="summary")
