"""Secrets and what is derived from them: HMAC-SHA256, one purpose a key.

A secret is never printed, never stored beside what it protects, and never leaves this module but
as an HMAC.
"""

import hmac
from typing import Final

from ledger.limits import SECRET_BYTES_MAX, SECRET_BYTES_MIN
from pricing.codes import normalise

_HASH: Final = "sha256"
DIGEST_BYTES: Final = 32


class SecretError(Exception):
    """What was given cannot be a secret; the message never shows it.

    Attributes:
        message: One plain sentence, lower-case, without a final stop.
        hint: What to do about it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Secret:
    """Bytes that nobody shall see; printing it shows none of them."""

    __slots__ = ("_bytes",)

    def __init__(self, material: bytes) -> None:
        """Take the bytes as they are.

        Raises:
            SecretError: They are too few to be unguessable, or far too many.
        """
        hint = "make one with `openssl rand -hex 32`"
        if len(material) < SECRET_BYTES_MIN:
            raise SecretError(
                f"a secret has at least {SECRET_BYTES_MIN} bytes, this one has {len(material)}",
                hint,
            )
        if len(material) > SECRET_BYTES_MAX:
            raise SecretError(f"a secret has at most {SECRET_BYTES_MAX} bytes", hint)
        if len(set(material)) == 1:
            raise SecretError("a secret of one byte repeated is none", hint)
        self._bytes = material

    def derive(self, purpose: str, *names: str) -> bytes:
        """Return the key of one purpose; other names or another purpose give an unrelated one."""
        parts = [part.encode() for part in (purpose, *names)]
        message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(self._bytes, message, _HASH)


class CodeDigests:
    """What is stored in place of codes: a leaked table gives none of them away."""

    __slots__ = ("_key",)

    def __init__(self, secret: Secret) -> None:
        self._key = secret.derive("code digests")

    def of(self, code: str) -> bytes:
        """Return the keyed digest of a code, however it was typed."""
        return hmac.digest(self._key, normalise(code).encode(), _HASH)
