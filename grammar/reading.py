"""Bytes to text: the one place where an encoding matters."""

from grammar.diagnostics import Diagnostic
from grammar.messages.reading import NotUtf8
from grammar.source import Source


def decode(name: str, data: bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Decode a file.

    Returns:
        The source, with signs of replacement where it is not UTF-8, and the one complaint about the
        first of them.
    """
    try:
        return Source(name, data.decode("utf-8")), ()
    except UnicodeDecodeError as error:
        source = Source(name, data.decode("utf-8", errors="replace"))
        start = len(data[: error.start].decode("utf-8"))
        complaint = NotUtf8(source.span(start, start + 1), byte=data[error.start])
        return source, (complaint.diagnostic(),)
