"""A change said to a node that is lost before it promised: perhaps it was done."""

import asyncio

import pytest

from ledger.redis.line import LostError, NotReachedError, ReplyError, Rounds, SlowError


class Wire:
    """A line that does what it is told and then answers the waiting with something."""

    def __init__(self, promise: Exception | list[int], reply: Exception | bytes = b"done") -> None:
        self._promise = promise
        self._reply = reply

    def ask(self, command):
        answer = asyncio.get_running_loop().create_future()
        said = self._promise if command[0] == "WAITAOF" else self._reply
        if isinstance(said, NotReachedError):
            raise said
        if isinstance(said, Exception):
            answer.set_exception(said)
        else:
            answer.set_result(said)
        return answer


def asked(wire: Wire):
    async def ask():
        return await Rounds(wire, ["WAITAOF", 1, 1, 1]).ask(["FCALL"])

    return asyncio.run(ask())


def test_what_disks_have_is_answered():
    assert asked(Wire([1, 1])) == b"done"


@pytest.mark.parametrize(
    "promise",
    [
        ReplyError("ERR WAITAOF cannot be used with replica instances."),
        NotReachedError("the line was lost"),
        LostError("the line was lost"),
    ],
)
def test_a_node_that_is_lost_before_it_promised_may_have_done_it(promise: Exception):
    with pytest.raises(LostError):
        asked(Wire(promise))


def test_disks_that_are_slow_leave_it_done_and_not_promised():
    with pytest.raises(SlowError):
        asked(Wire([1, 0]))


def test_what_was_refused_stays_refused_whatever_the_disks_say():
    with pytest.raises(ReplyError, match="NOREPLICAS"):
        asked(Wire([1, 0], ReplyError("NOREPLICAS Not enough good replicas to write.")))
