"""Messages between workers and the owner: four bytes of length, then msgpack.

A question is ``[id, deadline, [verb, key, body]]``, an answer ``[id, outcome]``. The deadline is in
milliseconds of the machine's monotonic clock, which both share and nobody sets.
"""

import struct
import time
from collections.abc import Iterator
from typing import Final, get_args

import msgspec

from ledger.limits import FRAME_BYTES_MAX
from ledger.outcomes import ENCODER, Outcome
from ledger.requests import Key, Verb

_LENGTH: Final = struct.Struct(">I")


class Named(msgspec.Struct, frozen=True, array_like=True):
    """A verb by its name, its key, and its body as bytes that only that verb's decoder reads."""

    verb: str
    key: Key | None
    body: msgspec.Raw


class Question(msgspec.Struct, frozen=True, array_like=True):
    """What a worker sends."""

    id: int
    deadline_ms: int
    named: Named


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """What the owner sends back; in any order."""

    id: int
    outcome: Outcome


class BadFrameError(Exception):
    """Bytes that are no message: whoever sent them is cut off."""


_QUESTION: Final = msgspec.msgpack.Decoder(Question)
_REPLY: Final = msgspec.msgpack.Decoder(Reply)
_BODIES: Final[dict[str, msgspec.msgpack.Decoder[Verb]]] = {
    kind.__name__.lower(): msgspec.msgpack.Decoder(kind) for kind in get_args(Verb)
}


def monotonic_ms() -> int:
    """Return the time in which deadlines are told."""
    return time.monotonic_ns() // 1_000_000


def encode_question(number: int, deadline_ms: int, verb: Verb, key: Key | None) -> bytes:
    """Encode a question; ValueError where it is longer than a frame may be."""
    named = Named(type(verb).__name__.lower(), key, msgspec.Raw(ENCODER.encode(verb)))
    return _framed(ENCODER.encode(Question(number, deadline_ms, named)))


def decode_question(frame: bytes) -> tuple[Question, Verb]:
    """Decode a question; BadFrameError where it is none, or its body breaks a rule of its verb."""
    try:
        question = _QUESTION.decode(frame)
        return question, _BODIES[question.named.verb].decode(question.named.body)
    except (msgspec.DecodeError, KeyError) as error:
        raise BadFrameError(f"not a question: {error}") from error


def encode_reply(number: int, outcome: Outcome) -> bytes:
    """Encode an answer."""
    return _framed(ENCODER.encode(Reply(number, outcome)))


def decode_reply(frame: bytes) -> Reply:
    """Decode an answer; BadFrameError where it is none."""
    try:
        return _REPLY.decode(frame)
    except msgspec.DecodeError as error:
        raise BadFrameError(f"not an answer: {error}") from error


def split(buffer: bytearray) -> Iterator[bytes]:
    """Take whole frames off the front of a buffer; BadFrameError where one is too long."""
    while len(buffer) >= _LENGTH.size:
        (length,) = _LENGTH.unpack_from(buffer)
        if length > FRAME_BYTES_MAX:
            raise BadFrameError(f"a frame of {length} bytes; {FRAME_BYTES_MAX} are the most")
        end = _LENGTH.size + length
        if len(buffer) < end:
            return
        frame = bytes(buffer[_LENGTH.size : end])
        del buffer[:end]
        yield frame


def _framed(body: bytes) -> bytes:
    if len(body) > FRAME_BYTES_MAX:
        raise ValueError(f"a message of {len(body)} bytes; {FRAME_BYTES_MAX} are the most")
    return _LENGTH.pack(len(body)) + body
