"""A row of the table of problems."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

Retry = Literal["never", "after-change", "later"]


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One row of the table.

    Attributes:
        slug: Last part of its ``type``.
        status: The HTTP status it comes with.
        title: What it is, the same for every occurrence.
        retry: Whether the same request may be sent again.
        advice: What a client or the person behind it does about it.
    """

    slug: str
    status: HTTPStatus
    title: str
    retry: Retry
    advice: str


def kind_of(
    slug: str, status: HTTPStatus, title: str, advice: str, retry: Retry = "after-change"
) -> ProblemKind:
    """Return a row of the table; most requests can be sent again once they are changed."""
    return ProblemKind(slug, status, title, retry, advice)
