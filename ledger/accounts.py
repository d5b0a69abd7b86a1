"""Accounts: how much was given, is held and was used, and the one rule for every debit."""

from enum import StrEnum

import msgspec

from ledger import keys
from ledger.limits import ACCOUNT_CHARS_MAX, AMOUNT_MAX


class Account(msgspec.Struct, frozen=True):
    """The balances of one account. One that nobody used yet is all zeros.

    Attributes:
        credits: What was given back or granted; it adds to every allowance.
        pending: What open orders hold.
        posted: What confirmed orders used; it never falls.
        closed: Nothing more may be taken.
    """

    credits: int = 0
    pending: int = 0
    posted: int = 0
    closed: bool = False


class Debit(msgspec.Struct, frozen=True):
    """What one order takes of one account.

    Attributes:
        account: Its name (``ledger.keys``).
        amount: Uses, pieces, grams or grosze; at least 1.
        allowance: The limit, which travels with the debit from the ruleset; None counts without
            limiting.
    """

    account: str
    amount: int
    allowance: int | None = None

    def __post_init__(self) -> None:
        check_account(self.account)
        if not 1 <= self.amount <= AMOUNT_MAX:
            raise ValueError(f"a debit is between 1 and {AMOUNT_MAX}")
        if self.allowance is not None and not 0 <= self.allowance <= AMOUNT_MAX:
            raise ValueError(f"an allowance is between 0 and {AMOUNT_MAX}")


class Why(StrEnum):
    """Why something cannot be had."""

    EXHAUSTED = "exhausted"  # used up: waiting does not help
    HELD = "held"  # other orders hold it: it may come back


class Shortage(msgspec.Struct, frozen=True):
    """One thing an order wanted and cannot have.

    Attributes:
        account: The account or the book of points.
        wanted: How much.
        left: How much there is, what the order itself holds included; never negative.
        why: Used up, or held by others.
        orders: Open orders of the same customer that hold some of it, so that a till can cancel
            the abandoned cart.
    """

    account: str
    wanted: int
    left: int
    why: Why
    orders: tuple[str, ...] = ()


def short_of(debit: Debit, account: Account, own: int) -> Shortage | None:
    """Apply the one rule: ``pending + posted + amount <= credits + allowance``.

    Args:
        debit: What is wanted.
        account: The account as it is.
        own: What the same order holds of it already; that is free to itself.

    Returns:
        None where it fits, else what is missing, without the orders that hold it.
    """
    if account.closed:
        return Shortage(debit.account, debit.amount, 0, Why.EXHAUSTED)
    if debit.allowance is None:
        return None
    room = account.credits + debit.allowance
    left = room - account.pending - account.posted + own
    if debit.amount <= left:
        return None
    used_up = account.posted + debit.amount > room
    why = Why.EXHAUSTED if used_up else Why.HELD
    return Shortage(debit.account, debit.amount, max(left, 0), why)


def check_account(name: str) -> None:
    """Raise ValueError for a text that is not the name of an account."""
    if len(name) > ACCOUNT_CHARS_MAX:
        raise ValueError(f"the name of an account has at most {ACCOUNT_CHARS_MAX} characters")
    keys.group(name)
