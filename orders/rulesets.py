"""The rules that sold something: a goodwill return may have to price by them once they are gone."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from grammar.source import Source
from ledger.outcomes import Code
from orders.limits import RULESETS_KEPT
from orders.refusals import OrderRefusedError
from pricing.program import Program
from rules.compiler import compile_sources

_PREFIX: Final = "sha256:"
_DECODER: Final = msgspec.json.Decoder(dict[str, str])


class RulesetArchive:
    """A folder with the text of rulesets, one file for each digest; nothing in it ever changes.

    Args:
        folder: It is made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[str] = set()
        self._programs: dict[str, Program] = {}

    def keep(self, digest: str, sources: Sequence[Source]) -> None:
        """Keep a ruleset, synced, before anything that it sold is promised.

        Raises:
            OrderRefusedError: ``store-down``: it cannot be written.
        """
        if digest in self._written:
            return
        path = self._path(digest)
        try:
            if not path.exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                self._write(path, {source.name: source.text for source in sources})
        except OSError:
            raise OrderRefusedError(Code.STORE_DOWN) from None
        self._written.add(digest)

    def find(self, digest: str) -> Program | None:
        """Compile a ruleset that was kept; ``None`` where it was not, or is another one."""
        if digest in self._programs:
            return self._programs[digest]
        try:
            files = _DECODER.decode(self._path(digest).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None
        program = compile_sources([Source(*file) for file in files.items()]).program
        if program is None or program.digest != digest:
            return None
        while len(self._programs) >= RULESETS_KEPT:
            del self._programs[next(iter(self._programs))]
        self._programs[digest] = program
        return program

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest.removeprefix(_PREFIX)}.json"

    def _write(self, path: Path, files: dict[str, str]) -> None:
        """Write beside, sync, and put in place: nobody ever reads a part."""
        beside = path.with_suffix(f".{os.getpid()}")
        with beside.open("wb") as file:
            file.write(msgspec.json.encode(files))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
