"""What a want is: something to read, by its kind and what it is of."""

from typing import NamedTuple


class Want(NamedTuple):
    """Something to read: its kind, what it is of, and whatever else says which."""

    kind: str
    of: str
    more: str = ""
