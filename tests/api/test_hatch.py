"""Open sockets go through a hatch, in order, and wait in it for whoever takes them."""

import contextlib
import socket
from collections.abc import Iterator

import pytest

from api.hatch import Hatch


@pytest.fixture
def hatch() -> Iterator[Hatch]:
    one = Hatch()
    yield one
    one.close()


def test_what_is_put_in_comes_out_in_order_and_is_the_same_connection(hatch):
    with contextlib.ExitStack() as held:
        far = []
        for number in range(3):
            here, there = socket.socketpair()
            far.append(held.enter_context(here))
            here.sendall(b"%d" % number)
            with there:
                assert hatch.put(there.fileno())
        taken = [held.enter_context(hatch.take()) for _ in far]
        assert [one.recv(1) for one in taken] == [b"0", b"1", b"2"]
        taken[1].sendall(b"answer")
        assert far[1].recv(6) == b"answer"
        assert hatch.take() is None


def test_a_connection_outlives_the_one_who_put_it_in(hatch):
    far, near = socket.socketpair()
    with far:
        with near:
            assert hatch.put(near.fileno())
        far.sendall(b"sent while nobody listened")
        with hatch.take() as taken:
            assert taken.recv(26) == b"sent while nobody listened"


def test_a_full_hatch_says_so_and_has_room_again_when_something_is_taken(hatch):
    far, near = socket.socketpair()
    with far, near:
        count = 0
        while count < 10_000 and hatch.put(near.fileno()):
            count += 1
        assert 16 <= count < 10_000
        for _ in range(count):
            hatch.take().close()
        assert hatch.take() is None
        assert hatch.put(near.fileno())
