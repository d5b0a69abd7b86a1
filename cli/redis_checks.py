"""What ``grosz doctor --ledger redis://…`` looks at: does this Redis keep what the ledger needs."""

import asyncio
from typing import Final

from cli.doctor import Check

SCHEMES: Final = ("redis://", "rediss://", "redis+cluster://", "rediss+cluster://", "unix://")


def redis_checks(url: str) -> tuple[Check, ...]:
    """Check a Redis or Valkey, its replicas, or every node of its cluster.

    Args:
        url: Its address; user and password in it are not repeated.
    """
    from ledger.redis.promises import broken_promises

    try:
        findings = asyncio.run(broken_promises(url))
    except ValueError as error:
        return (_wrong("ledger", "an address that cannot be read", str(error)),)
    if not findings:
        return (Check("ledger", ok=True, found="keeps its promises"),)
    return tuple(
        _wrong(f"ledger {one.node}", f"{one.setting} is {one.found}", f"{one.wanted}: {one.reason}")
        for one in findings
    )


def _wrong(name: str, found: str, hint: str) -> Check:
    return Check(name, ok=False, found=found, hint=hint)
