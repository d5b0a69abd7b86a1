"""The digest of a ruleset: which rules made a price."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from grammar.source import Source

# Raised whenever the same text may mean another price; part of every ruleset's digest.
LANGUAGE_VERSION: Final = 1


def digest_of(sources: Sequence[Source], lists: Mapping[str, str]) -> str:
    """Return the digest of a ruleset: of the language version and the texts.

    Names of rule files take no part and texts are taken in sorted order: renaming a file is no
    change. Lists count with their names, because rules call them by name.
    """
    digest = hashlib.sha256(b"grosz language %d\n" % LANGUAGE_VERSION)
    for text in sorted(source.text for source in sources):
        digest.update(_digest(text))
    for name in sorted(lists):
        digest.update(_digest(name))
        digest.update(_digest(lists[name]))
    return f"sha256:{digest.hexdigest()}"


def _digest(text: str) -> bytes:
    # A text may hold what is no character; its digest is still its own.
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()
