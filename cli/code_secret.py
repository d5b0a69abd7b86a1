"""The secret that unique codes are made of: read from a file or the environment, never printed."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.exit_codes import ExitCode
from cli.guard import StopError

if TYPE_CHECKING:
    from ledger.code_secret import Secret

_FROM_FILE: Final = "GROSZ_CODES_SECRET_FILE"
_FROM_ENVIRONMENT: Final = "GROSZ_CODES_SECRET"
# More than any secret has; what is longer is another file.
_READ_MAX: Final = 65_536

SecretFileOption = Annotated[
    Path | None,
    typer.Option(
        "--secret-file",
        metavar="FILE",
        help=f"Holds the secret of the codes; else ${_FROM_FILE} names the file, "
        f"or ${_FROM_ENVIRONMENT} is the secret.",
    ),
]


def read_secret(path: Path | None) -> "Secret":
    """Read the secret of the codes; white space around it does not belong to it.

    Raises:
        StopError: There is none, it cannot be read, or it is too weak. No message shows any of it.
    """
    from ledger.code_secret import Secret, SecretError

    named = os.environ.get(_FROM_FILE)
    if path is None and named:
        path = Path(named)
    try:
        if path is not None:
            with path.open("rb") as file:
                material = file.read(_READ_MAX)
        else:
            material = os.fsencode(os.environ.get(_FROM_ENVIRONMENT, ""))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise StopError(ExitCode.USAGE, f"cannot read the secret file `{path}`: {why}") from None
    material = material.strip()
    if path is None and not material:
        raise StopError(
            ExitCode.USAGE,
            "codes need a secret, and none is given",
            f"`openssl rand -hex 32 > codes.secret`, then --secret-file or ${_FROM_FILE}",
        )
    try:
        return Secret(material)
    except SecretError as error:
        raise StopError(ExitCode.INPUT, error.message, error.hint) from None
