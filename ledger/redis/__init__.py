"""The ledger on Redis or Valkey: one node, or a cluster."""

from ledger.redis.promises import Finding, broken_promises

__all__ = ["Finding", "broken_promises"]
