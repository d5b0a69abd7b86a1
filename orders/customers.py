"""From a customer's reference to the name under which the ledger knows the customer."""

import hashlib
from typing import Final

from ledger.limits import NAME_CHARS_MAX

_FORBIDDEN: Final = frozenset("{}")


def ledger_customer(reference: str) -> str:
    """Return the ledger's name of a customer: the reference, or its digest where no name is one."""
    fits = 1 <= len(reference) <= NAME_CHARS_MAX and reference.isprintable()
    if fits and _FORBIDDEN.isdisjoint(reference):
        return reference
    return "ref-" + hashlib.sha256(reference.encode("utf-8", "surrogatepass")).hexdigest()
