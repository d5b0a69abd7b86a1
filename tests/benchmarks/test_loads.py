"""The load generators count what they say, and stop or tell where an answer is wrong."""

import socket
import threading
from collections.abc import Sequence

import pytest

from benchmarks.carts import cart_bytes
from benchmarks.http import histogram
from benchmarks.load import drive, exchange, request_bytes, summary
from benchmarks.open_load import OpenLoad
from benchmarks.servers import ECHO, grosz, serving, write_shop

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"
OTHER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nax"
BROKEN = b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno"


def test_the_load_generator_and_the_echo_peer_agree():
    body = cart_bytes()
    with serving(ECHO) as server:
        with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
            head, answer = exchange(connection, request_bytes("/echo", body))
        assert head.startswith(b"HTTP/1.1 200")
        assert answer == body
        for fresh in (False, True):
            request = request_bytes("/echo", body, fresh=fresh)
            found = drive(server.port, request, 0.05, fresh=fresh)
            assert found["answer_bytes"] == len(body)
            assert found["requests"] == len(found["latencies_us"]) > 0
            assert found["p50_us"] <= found["p99_us"]
        assert server.cpu_seconds() > 0


def test_the_open_model_keeps_its_rate_and_reads_the_ruleset(tmp_path):
    write_shop(tmp_path, 10)
    with serving(grosz(tmp_path)) as server:
        request = request_bytes("/v1/quotes", cart_bytes())
        with OpenLoad(server.port, request, 20) as load:
            found = load.run(0.5)
        assert found["requests"] == 10
        assert load.failures == 0
        assert load.ruleset.startswith(b"sha256:")


def test_a_pause_is_charged_to_every_request_that_was_due_in_it(monkeypatch):
    monkeypatch.setattr("benchmarks.open_load.CONNECTIONS", 1)
    with _answering((b"", OK, OK, OK, OK, OK), pause=0.3) as port:
        with OpenLoad(port, request_bytes("/", b"{}"), 100) as load:
            found = load.run(0.1)
        assert found["requests"] == 10
        assert load.failures == 0
        # Sent only after the pause, each has waited since its own due time.
        assert found["latencies_us"][0] > 150_000
        assert found["latencies_us"][-1] > found["latencies_us"][0] + 50_000


def test_an_answer_that_is_no_200_is_counted_as_a_failure():
    with _answering((BROKEN,)) as port:
        with OpenLoad(port, request_bytes("/", b"{}"), 50) as load:
            load.run(0.1)
        assert load.failures == 5


@pytest.mark.parametrize(("answers", "said"), [((BROKEN,), "500"), ((OK, OTHER), "differed")])
def test_an_answer_that_is_wrong_stops_the_closed_model(answers: tuple[bytes, ...], said: str):
    with _answering(answers) as port, pytest.raises(ValueError, match=said):
        drive(port, request_bytes("/", b"{}"), 5)


def test_percentiles_are_of_all_latencies():
    found = summary([n * 1_000 for n in range(200, 0, -1)], 1_000_000_000)
    assert (found["p50_us"], found["p99_us"]) == (101, 199)
    assert found["requests_per_second"] == 200


def test_a_histogram_counts_everything_once():
    found = histogram([*range(1, 1_000), 50_000], bars=10)
    assert sum(found["count"]) == 1_000
    assert found["upto"] == sorted(found["upto"])
    assert found["count"][-1] >= 1


class _answering:  # noqa: N801 - read as a word in `with`
    """A server whose connections all give these answers in turn, the last one again and again."""

    def __init__(self, answers: Sequence[bytes], pause: float = 0.0) -> None:
        self._answers, self._pause = answers, pause
        self._over = threading.Event()

    def __enter__(self) -> int:
        self._door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self._door.getsockname()[1]

    def __exit__(self, *_: object) -> None:
        self._over.set()
        # A thread that waits in accept is not woken by closing; a visitor is what it waits for.
        with socket.create_connection(self._door.getsockname()):
            self._threads[0].join()
        self._door.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            one, _ = self._door.accept()
            if self._over.is_set():
                one.close()
                return
            thread = threading.Thread(target=self._answer, args=(one,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _answer(self, one: socket.socket) -> None:
        answers = list(self._answers)
        with one:
            while self._is_asked(one):
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if not answer:
                    self._over.wait(self._pause)
                    answer = answers[0]
                one.sendall(answer)

    def _is_asked(self, one: socket.socket) -> bool:
        try:
            return bool(one.recv(4096))
        except ConnectionError:
            return False
