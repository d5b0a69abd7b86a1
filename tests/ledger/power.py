"""A disk that forgets what was not synced when the power is cut."""

import random
from pathlib import Path

import apsw


class PowerCutError(Exception):
    """The machine is off: nothing more reaches the disk."""


class Disk:
    """What is on the platters, and what is still on its way.

    Attributes:
        cut_at: The number of the write, truncation or sync at which the power goes; None is never.
        error: What is raised then; another one than a cut is raised once, and the disk goes on.
        is_off: Everything else is for nothing: what closes the files hears no more errors.
        steps: How many there were.
    """

    def __init__(self, cut_at: int | None = None, error: type[Exception] = PowerCutError) -> None:
        self.cut_at = cut_at
        self.error = error
        self.steps = 0
        self.is_off = False
        self._safe: dict[str, bytearray] = {}
        self._under_way: dict[str, list[tuple[int, bytes | None]]] = {}

    def opened(self, name: str) -> None:
        self._safe.setdefault(name, bytearray())
        self._under_way.setdefault(name, [])

    def write(self, name: str, offset: int, data: bytes | None) -> None:
        """Note a write, or a truncation where there is no data."""
        if self._is_alive():
            self._under_way[name].append((offset, data))

    def sync(self, name: str) -> None:
        if self._is_alive():
            self._apply(name, self._under_way.pop(name))
            self._under_way[name] = []

    def delete(self, name: str) -> None:
        if self._is_alive():
            self._safe.pop(name, None)
            self._under_way.pop(name, None)

    def after_the_cut(self, folder: Path, chance: random.Random) -> None:
        """Write what is left into a folder: what was synced, and whatever else got through."""
        share = 0.5 if self.error is PowerCutError else 1
        for name, under_way in self._under_way.items():
            self._apply(name, [one for one in under_way if chance.random() < share])
        for name, content in self._safe.items():
            if not name.endswith("-shm"):
                (folder / Path(name).name).write_bytes(content)

    def _is_alive(self) -> bool:
        self.steps += 1
        if not self.is_off and self.cut_at is not None and self.steps >= self.cut_at:
            if self.error is not PowerCutError:
                self.cut_at = None
            raise self.error
        return not self.is_off

    def _apply(self, name: str, changes: list[tuple[int, bytes | None]]) -> None:
        content = self._safe[name]
        for offset, data in changes:
            if data is None:
                del content[offset:]
            else:
                content.extend(bytes(max(0, offset + len(data) - len(content))))
                content[offset : offset + len(data)] = data


class PowerVfs(apsw.VFS):
    """A file system layer that tells a disk everything."""

    def __init__(self, name: str, disk: Disk) -> None:
        self._disk = disk
        super().__init__(name, "")

    def xOpen(self, name, flags):  # noqa: N802 - the library's name
        path = str(name.filename() if isinstance(name, apsw.URIFilename) else name)
        self._disk.opened(path)
        return PowerFile(self._disk, path, name, flags)

    def xDelete(self, filename, syncdir):  # noqa: N802 - the library's name
        self._disk.delete(filename)
        super().xDelete(filename, syncdir)


class PowerFile(apsw.VFSFile):
    """A file of that layer."""

    def __init__(self, disk: Disk, path: str, name, flags) -> None:
        self._disk = disk
        self._path = path
        super().__init__("", name, flags)

    def xWrite(self, data, offset):  # noqa: N802 - the library's name
        self._disk.write(self._path, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, newsize):  # noqa: N802 - the library's name
        self._disk.write(self._path, newsize, None)
        super().xTruncate(newsize)

    def xSync(self, flags):  # noqa: N802 - the library's name
        self._disk.sync(self._path)
        super().xSync(flags)
