"""The verbs, written once for every store that keeps ``ledger.records.Records``.

``perform`` is the door: the store's time, the first answer to a key, then the verb. A store calls
it inside one atomic step. Nothing here knows how records are kept.
"""

from ledger.verbs.manual import by_hand
from ledger.verbs.once import is_reading, perform
from ledger.verbs.sweep import end, lapse, touch

__all__ = ["by_hand", "end", "is_reading", "lapse", "perform", "touch"]
