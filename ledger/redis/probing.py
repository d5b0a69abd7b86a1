"""Whether the servers of a ledger take changes: a replica or a full one answers and does not."""

import asyncio
import secrets
import time
from typing import Final

from ledger.redis.line import LostError, NotReachedError, ReplyError, SlowError
from ledger.redis.names import Names, bucket_tag
from ledger.redis.nodes import Nodes
from ledger.redis.url import Settings

# Beyond waiting for disks. Whoever asks has little time, and asks again.
_PATIENCE_S: Final = 1.0
_RETRY_S: Final = 0.05


async def why_no_changes(nodes: Nodes, names: Names, settings: Settings) -> str | None:
    """Write something that means nothing to each node; None where all have it on their disks.

    A cluster is asked where its orders are, so a node that has none of them is not.

    Returns:
        Why orders cannot be taken now, in words for people; that of one node where there are many.
    """
    keys = [names.in_bucket(bucket_tag(number), "again") for number in range(names.buckets)]
    patience_s = _PATIENCE_S + settings.wait_ms / 1000
    try:
        async with asyncio.timeout(patience_s):
            some = await nodes.one_of_each(keys)
    except (NotReachedError, LostError, ReplyError, TimeoutError) as error:
        return str(error) or "nobody tells where keys are"
    found = await asyncio.gather(*(_why(nodes, key, patience_s) for key in some))
    return next((one for one in found if one is not None), None)


async def _why(nodes: Nodes, key: str, patience_s: float) -> str | None:
    deadline = time.monotonic() + patience_s
    why = "a node does not answer"
    while (left := deadline - time.monotonic()) > 0:
        try:
            async with asyncio.timeout(left):
                await nodes.commit(key, [], [["SET", key, secrets.token_hex(6)]])
        except SlowError:
            return "the disks that a change is waited for are too slow, or a replica is away"
        except TimeoutError:
            return why
        except (NotReachedError, LostError, ReplyError) as error:
            # A node that takes over, or comes back, is another one in a moment.
            why = str(error) or why
            await asyncio.sleep(_RETRY_S)
        else:
            return None
    return why
