"""The ledger on Redis or Valkey: one node, or a cluster.

``open_store`` opens what a URL names; ``broken_promises`` says which settings of its servers do not
keep what a ledger needs. ``python -m ledger.redis`` sweeps the one that ``ADDRESS`` names in the
environment.
"""

from ledger.redis.promises import Finding, broken_promises
from ledger.redis.store import RedisStore, open_store
from ledger.redis.url import ADDRESS, RedisUrlError

__all__ = ["ADDRESS", "Finding", "RedisStore", "RedisUrlError", "broken_promises", "open_store"]
