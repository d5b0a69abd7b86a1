"""Signatures of webhooks, as Standard Webhooks has them: HMAC-SHA256 over ``id.timestamp.body``."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

from typing_extensions import override

_PREFIX: Final = "whsec_"
# What the standard allows.
_KEY_BYTES_MIN: Final = 24
_KEY_BYTES_MAX: Final = 64


class SigningSecretError(ValueError):
    """A text is no secret for signing; the message says why and shows none of it."""


class SigningSecret:
    """A key that sender and receiver share; it never shows itself."""

    __slots__ = ("_key",)

    def __init__(self, text: str) -> None:
        """Read a secret: ``whsec_`` and base64, as the standard writes it.

        Raises:
            SigningSecretError: It is written otherwise, too short or too long.
        """
        written = text.strip()
        try:
            key = base64.b64decode(written.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not written.startswith(_PREFIX) or not _KEY_BYTES_MIN <= len(key) <= _KEY_BYTES_MAX:
            raise SigningSecretError(
                f"a signing secret is `{_PREFIX}` and {_KEY_BYTES_MIN} to {_KEY_BYTES_MAX} bytes"
                " in base64"
            )
        self._key = key

    def signature(self, message: bytes) -> str:
        """Return ``v1,`` and the message's signature in base64."""
        digest = hmac.new(self._key, message, hashlib.sha256).digest()
        return "v1," + base64.b64encode(digest).decode("ascii")

    @override
    def __repr__(self) -> str:
        return "SigningSecret()"


def sign(
    secrets: Iterable[SigningSecret], message_id: str, timestamp_s: int, body: bytes
) -> dict[str, str]:
    """Return the three headers that sign a message.

    Args:
        secrets: The one in use; while it is changed, the new and the old.
        message_id: The same for every try.
        timestamp_s: Of this try, in seconds since 1970.
        body: The bytes that are sent.
    """
    message = f"{message_id}.{timestamp_s}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": " ".join(secret.signature(message) for secret in secrets),
    }
