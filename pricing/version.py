"""The version a quote names as its maker; the package metadata carries the same one."""

from typing import Final

ENGINE_VERSION: Final = "0.1.0"
# Whether this package runs as native modules, which price the same (docs/how-to/compile-the-core).
IS_COMPILED: Final = __file__.endswith((".so", ".pyd"))
