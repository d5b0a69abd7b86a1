"""The names of accounts: ``{group} account``.

The group says which accounts can change in one step where a store has several groups (a hash tag
in Redis); SQLite and the model have one group for everything and only compare whole names.
"""

from typing import Final

_CUSTOMER: Final = "{customer/"
_POINTS: Final = "} points/"
_FORBIDDEN: Final = frozenset("{}\n\r\t")


def total(series: str) -> str:
    """Name the uses of a coupon or promotion in total: ``{series/S} total``."""
    return f"{{series/{_part(series)}}} total"


def budget(series: str) -> str:
    """Name the money a campaign may spend, in grosze: ``{series/S} budget``."""
    return f"{{series/{_part(series)}}} budget"


def per_customer(customer: str, series: str, window: str = "") -> str:
    """Name one customer's uses: ``{customer/C} S``, or of a window: ``{customer/C} S/2026-11-05``.

    The window is a local date of the shop: a day, an ISO week (``2026-W45``) or a month
    (``2026-11``). Empty means ever.
    """
    return f"{_of(customer)} {_part(series)}" + (f"/{_part(window)}" if window else "")


def limit(series: str, counts: str, customer: str | None = None, window: str = "") -> str:
    """Name what a limit counts: in total, or one customer's own, ever or of one window.

    ``{series/S} total``, ``{series/S} budget``, ``{customer/C} S/2026-11``. Orders are counted
    without a word of their own; ``times``, ``units``, ``measure`` and ``amount`` stand in the name.
    """
    if customer is not None:
        owner = series if counts == "baskets" else f"{series}/{_part(counts)}"
        return per_customer(customer, owner, window)
    if counts == "amount":
        return budget(series)
    return total(series) + ("" if counts == "baskets" else f"/{_part(counts)}")


def code(digest: str) -> str:
    """Name the uses of one code by its keyed digest in hexadecimal: ``{code/hhhh} digest``."""
    if len(digest) < 16 or set(digest) - set("0123456789abcdef"):
        raise ValueError("a code is named by at least 16 lower-case hexadecimal digits")
    return f"{{code/{digest[:4]}}} {digest}"


def first(customer: str, channel: str) -> str:
    """Name a customer's orders in a channel, for promotions on the first one; ``*`` is all."""
    return f"{_of(customer)} first/{_part(channel)}"


def one_of(customer: str, group: str) -> str:
    """Name a customer's uses of a group of promotions of which one may be used."""
    return f"{_of(customer)} group/{_part(group)}"


def points(customer: str, programme: str) -> str:
    """Name a customer's book of points in one programme: ``{customer/C} points/P``."""
    return f"{_of(customer)} points/{_part(programme)}"


def customer_of(name: str) -> str | None:
    """Return whose an account or a book is; None where it is no customer's."""
    if not name.startswith(_CUSTOMER):
        return None
    return name[len(_CUSTOMER) : name.index("}")]


def of_customer(name: str, customer: str) -> str:
    """Return the name that an account or a book of one customer has for another."""
    return _of(customer) + name[name.index("}") + 1 :]


def programme_of(book: str) -> str:
    """Return the programme of a book of points."""
    return book.partition(_POINTS)[2]


def group(account: str) -> str:
    """Return what stands between the braces of an account's name; ValueError where none do."""
    inside, brace, rest = account.removeprefix("{").partition("} ")
    if not (account.startswith("{") and inside and brace and rest):
        raise ValueError("an account is named `{group} account`")
    return inside


def _of(customer: str) -> str:
    return f"{{customer/{_part(customer)}}}"


def _part(text: str) -> str:
    if not text or not _FORBIDDEN.isdisjoint(text):
        raise ValueError("a part of an account's name is empty or has a brace or a line break")
    return text
