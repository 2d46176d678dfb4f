"""A file or folder appears whole or not at all, and what stood there before stays whole until it does."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from talentmap.errors import ExportError
from talentmap.vocabulary import text


@contextmanager
def replaced_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside the target to write in; it takes the target's place when the block ends well.

    Raises
    ------
    ExportError
        The target is a folder, or the disk refused. The target is as it was and nothing is left beside it.
    """
    target = Path(os.path.realpath(path))  # a link keeps pointing at the file that is replaced
    if target.is_dir():
        raise ExportError(text("export.is_folder", path=path))
    with _as_export_error(path):
        part = _beside(target, "part")
        try:
            with open(part, "xb") as handle:
                yield cast(BinaryIO, handle)
                handle.flush()
                os.fsync(handle.fileno())
            if target.exists():
                shutil.copymode(target, part)
            os.replace(part, target)
        except BaseException:
            _removed(part)
            raise
        _synced(target.parent)


@contextmanager
def replaced_folder(path: Path, ours: Callable[[Path], bool]) -> Iterator[Path]:
    """Make a folder beside the target to write in; it takes the target's place when the block ends well.

    Two renames make the swap: the old folder steps aside, the new one takes its name, and only then the old one goes.
    A machine that stops between the two leaves the old folder whole beside the target, under a name ending in
    ``.old``; every other failure puts it back.

    Parameters
    ----------
    path
        The folder to replace or make.
    ours
        Says of an entry of the old folder whether it may go. One that may not stops everything: a folder with
        somebody's other work is never replaced.

    Raises
    ------
    ExportError
        The target is a file, holds something else, or the disk refused.
    """
    target = Path(os.path.realpath(path))
    with _as_export_error(path):
        _may_go(target, path, ours)
        part, old = _beside(target, "part"), _beside(target, "old")
        try:
            part.mkdir()
            yield part
            for entry in sorted(part.iterdir()):
                _synced(entry)
            _synced(part)
            _swapped(part, target, old)
        except BaseException:
            _removed(part)
            raise
        try:
            _synced(target.parent)
        finally:
            _removed(old)


def _may_go(target: Path, path: Path, ours: Callable[[Path], bool]) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError(text("export.is_file", path=path))
    strange = sorted(entry.name for entry in target.iterdir() if not ours(entry))
    if strange:
        raise ExportError(text("export.not_ours", path=path, names=", ".join(strange[:3]), count=len(strange)))


def _swapped(part: Path, target: Path, old: Path) -> None:
    if not target.exists():
        os.replace(part, target)
        return
    shutil.copymode(target, part)
    os.replace(target, old)
    try:
        os.replace(part, target)
    except BaseException:
        os.replace(old, target)
        raise


def _beside(target: Path, kind: str) -> Path:
    """A name in the same folder, hence on the same disk, where a rename is one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name[:60]}.{secrets.token_hex(6)}.{kind}")


def _synced(path: Path) -> None:
    """Ask the disk to keep it. A folder cannot be opened everywhere; there the file's own sync must do."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        if path.is_file():
            raise
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _removed(path: Path) -> None:
    """Take away a file or a flat folder of ours; what the disk refuses to give up stays, for the first error counts."""
    with suppress(OSError):
        if not path.is_dir():
            path.unlink()
            return
        for entry in path.iterdir():
            entry.unlink()
        path.rmdir()


@contextmanager
def _as_export_error(path: Path) -> Iterator[None]:
    try:
        yield
    except ExportError:
        raise
    except OSError as error:
        raise ExportError(text("export.unwritable", path=path, reason=error.strerror or error)) from error
