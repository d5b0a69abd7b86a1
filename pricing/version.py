"""The version a quote names as its maker; the package metadata carries the same one."""

from typing import Final

ENGINE_VERSION: Final = "0.1.0"
