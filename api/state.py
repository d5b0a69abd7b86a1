"""The active program: swapped as a whole, read as a whole.

A request takes one ``Snapshot`` when it begins and uses nothing else until it ends, so that no
quote is ever made half by the old rules and half by the new ones.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from api.problems import ProblemError
from pricing.goods import NO_PRICES

if TYPE_CHECKING:
    from catalogue.store import Catalogue
    from grammar.source import Source
    from pricing.program import Program


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One compiled ruleset with the catalogue it runs on; nothing in it ever changes.

    Attributes:
        program: The compiled ruleset.
        catalogue: Products and prices, or ``None`` where carts state for themselves.
        loaded_at: When it became active; aware.
        source: Name of the folder or file it came from, without its path.
        files: How many files of rules.
        warnings: How many things the compiler had to say about them.
        sources: Their text.
    """

    program: "Program"
    catalogue: "Catalogue | None"
    loaded_at: datetime
    source: str = ""
    files: int = 0
    warnings: int = 0
    sources: "tuple[Source, ...]" = ()

    @property
    def ruleset_digest(self) -> str:
        """``sha256:`` of the ruleset."""
        return self.program.digest

    @property
    def prices_digest(self) -> str:
        """``sha256:`` of the catalogue; noughts where there is none."""
        return NO_PRICES if self.catalogue is None else self.catalogue.digest

    def is_same_content(self, other: "Snapshot") -> bool:
        """Tell whether both price every cart alike."""
        return (self.ruleset_digest, self.prices_digest) == (
            other.ruleset_digest,
            other.prices_digest,
        )


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """A ruleset or catalogue that could not be loaded; what was active stayed so.

    Attributes:
        at: When it was tried; aware.
        message: One plain sentence.
        text: The whole story as a terminal shows it, rustc style; empty where that is all.
        diagnostics: The same for programs, in the form of ``/v1/rulesets/check``.
    """

    at: datetime
    message: str
    text: str
    diagnostics: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class ActiveState:
    """What this process serves now. Swapping is one assignment, hence atomic.

    Attributes:
        snapshot: What new requests use; ``None`` until a ruleset is loaded.
        last_failure: The last load that failed since the last that did not.
        is_draining: The server is about to stop.
    """

    snapshot: Snapshot | None = None
    last_failure: LoadFailure | None = field(default=None)
    is_draining: bool = False

    def swap(self, snapshot: Snapshot) -> None:
        """Make a snapshot the active one; requests under way keep theirs."""
        self.snapshot = snapshot
        self.last_failure = None

    def current(self) -> Snapshot:
        """Return the active snapshot.

        Raises:
            ProblemError: ``no-ruleset``: none is loaded yet.
        """
        if self.snapshot is None:
            raise ProblemError(
                "no-ruleset", "no ruleset is loaded yet", headers=(("retry-after", "1"),)
            )
        return self.snapshot
