"""What tests of the commands about customers share."""

from datetime import datetime
from zoneinfo import ZoneInfo

TODAY = datetime.now(ZoneInfo("Europe/Warsaw")).date()


def adjust(ledger, reference: str, points: int, identifier: str, *more: str):
    options = ("--programme", "club", "--id", identifier, "--reason", "apology", *more)
    return ledger("customer", "adjust", *options, "--", reference, str(points))
