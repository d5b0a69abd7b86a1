"""The digest of a ruleset: which rules made a price."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

# Raised whenever the same text may mean another price; part of every ruleset's digest.
LANGUAGE_VERSION: Final = 1


def digest_of(texts: Iterable[tuple[str, bytes]], lists: Mapping[str, str]) -> str:
    """Return the digest of a ruleset: of the language version and the texts.

    Names of rule files take no part and texts are taken in sorted order: renaming a file is no
    change. Lists count with their names, because rules call them by name.

    Args:
        texts: The text of each rule file, with its own digest.
        lists: Texts of the lists of products, by name.
    """
    digest = hashlib.sha256(b"grosz language %d\n" % LANGUAGE_VERSION)
    for _, known in sorted(texts):
        digest.update(known)
    for name in sorted(lists):
        digest.update(digest_of_text(name))
        digest.update(digest_of_text(lists[name]))
    return f"sha256:{digest.hexdigest()}"


def digest_of_text(text: str) -> bytes:
    """Return the digest of one text."""
    # A text may hold what is no character; its digest is still its own.
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()
