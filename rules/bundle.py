"""A ruleset on disk: a folder of ``*.promo`` files, or a single one."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from grammar.source import Source
from rules.compiler import LIST_SUFFIX, CompileResult, compile_sources
from rules.workspace import Workspace

SUFFIX: Final = ".promo"
# A rule file of four megabytes is twenty thousand promotions; more is a mistake or an attack.
SOURCE_BYTES_MAX: Final = 4 << 20
# Lists of products beside the rules; a whole assortment takes some megabytes.
LIST_BYTES_MAX: Final = 16 << 20
FILES_MAX: Final = 5_000


class BundleError(Exception):
    """A ruleset that cannot be read at all; the message is for people and names the file."""


def read_folder(path: Path) -> tuple[Source, ...]:
    """Read the rule files of a folder and its subfolders, or a single file.

    Lists of products (``*.csv``) that a rule file names come with them. Names are paths inside the
    folder.

    Raises:
        BundleError: Nothing is there, it holds no rule files, or one cannot be read as UTF-8.
    """
    if path.is_file():
        found, folder = [path], path.parent
    elif path.is_dir():
        found, folder = sorted(f for f in path.rglob(f"*{SUFFIX}") if f.is_file()), path
    else:
        raise BundleError(f"{path}: there is no such file or folder")
    if not found:
        raise BundleError(f"{path}: the folder holds no file whose name ends in {SUFFIX}")
    if len(found) > FILES_MAX:
        raise BundleError(f"{path}: the folder holds more than {FILES_MAX} rule files")
    rules = [
        Source(file.relative_to(folder).as_posix(), _read(file, SOURCE_BYTES_MAX)) for file in found
    ]
    return (*rules, *_named_lists(folder, rules))


def _named_lists(folder: Path, rules: list[Source]) -> Iterator[Source]:
    """Read the lists that some rule file names; other CSV files of the folder are no concern."""
    if not any(LIST_SUFFIX in source.text for source in rules):
        return
    for file in sorted(folder.rglob(f"*{LIST_SUFFIX}")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and any(f'"{name}"' in source.text for source in rules):
            yield Source(name, _read(file, LIST_BYTES_MAX))


def _read(file: Path, limit: int) -> str:
    try:
        size = file.stat().st_size
        if size > limit:
            raise BundleError(f"{file}: the file has {size} bytes; the limit is {limit}")
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BundleError(
            f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from error
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise BundleError(f"{file}: {reason}") from error


def compile_folder(
    path: Path,
    *,
    attributes: Collection[str] | None = None,
    workspace: Workspace | None = None,
) -> CompileResult:
    """Read and compile a ruleset.

    Args:
        path: A folder, or a single file.
        attributes: Columns of the catalogue; without them any attribute is taken on trust.
        workspace: What an earlier compilation remembered; with it only what changed is compiled.

    Raises:
        BundleError: It cannot be read at all.
    """
    return compile_sources(read_folder(path), attributes=attributes, workspace=workspace)
