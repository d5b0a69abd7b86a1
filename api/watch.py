"""Notices that files changed: once a second, without opening any of them."""

from pathlib import Path

# Path inside its folder, modification time in nanoseconds, size and inode of every file.
Signature = tuple[tuple[str, int, int, int], ...]


def signature_of(*roots: Path | None) -> Signature:
    """Return what identifies the present state of every file under some folders.

    Hidden files are left out: editors keep their own things there. What vanishes while we look is
    left out too.
    """
    found: list[tuple[str, int, int, int]] = []
    for root in roots:
        if root is None:
            continue
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if any(part.startswith(".") for part in path.relative_to(root).parts):
                continue
            try:
                seen = path.stat()
            except OSError:
                continue
            found.append((str(path), seen.st_mtime_ns, seen.st_size, seen.st_ino))
    return tuple(found)


class Watch:
    """Tells when files have changed and have then stayed as they are for one look.

    A copy that takes a while is thus not read half-way.

    Args:
        roots: Folders or single files; ``None`` stands for nothing.
    """

    def __init__(self, *roots: Path | None) -> None:
        self._roots = roots
        self._loaded = self._last = signature_of(*roots)

    def has_settled_change(self) -> bool:
        """Look; tell whether what is there is new and the same as at the look before."""
        seen = signature_of(*self._roots)
        is_settled = seen == self._last
        self._last = seen
        return is_settled and seen != self._loaded

    def mark_loaded(self) -> None:
        """Remember the present state as known; call it before loading, not after."""
        self._loaded = self._last = signature_of(*self._roots)
