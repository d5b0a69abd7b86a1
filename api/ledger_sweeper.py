"""The process that sweeps a ledger on Redis, which has no owner that would."""

import os

from typing_extensions import override

from api.ledger_process import LedgerProcess
from ledger.redis import ADDRESS


class LedgerSweeper(LedgerProcess):
    """The sweeper of a ledger on Redis. Nobody waits for it, so nobody waits for its start.

    Args:
        address: The ledger's. It may have a password, so it is told in the environment, which only
            this user sees, and not in the arguments, which everybody does.
    """

    name = "the ledger's sweeper"
    pause_seconds = 5.0

    def __init__(self, address: str) -> None:
        super().__init__("ledger.redis", "--until-alone")
        self._address = address

    @override
    def environment(self) -> dict[str, str] | None:
        return {**os.environ, ADDRESS: self._address}
