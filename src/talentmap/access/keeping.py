"""What keeps a store: making it, checking it, backups. It shows no content, so it asks for no viewer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from talentmap.access import log
from talentmap.data.store import Writing, open_store
from talentmap.data.store.backup import restore_store
from talentmap.errors import StoreError
from talentmap.vocabulary import text

MACHINE = "administrator"
"""Who stands in the log for what is done at the machine itself."""


def make_store(url: str | Path) -> None:
    """Make a store where there is none; one that is there is opened and left as it is.

    Raises
    ------
    StoreError
        Something else stands there, or the disk refused.
    """
    open_store(url, create=True).close()


def check_store(url: str | Path) -> Mapping[str, int]:
    """Read everything in a store; number of rows per table that has any.

    Raises
    ------
    StoreError, DataError
        What is wrong.
    """
    store = open_store(url)
    store.check()
    with store.reading() as reading:
        log_lines = log.verify(reading)
        found = reading.sizes()
    store.close()
    if log_lines < 0:
        raise StoreError(text("store.error.chain", where=store.where, line=-log_lines), "damaged")
    return found


def backup_store(url: str | Path, path: str | Path) -> Path:
    """Write a store to a file of its own.

    Returns
    -------
    Where it stands.

    Raises
    ------
    StoreError
        Something else stands there, or the disk refused.
    """
    store = open_store(url)
    with store.writing() as writing:
        log.append(writing, MACHINE, "backup")
    found = store.backup(path)
    store.close()
    return found


def put_back(backup: str | Path, url: str | Path) -> list[Path]:
    """Put a backup in the place of what a store holds now.

    Returns
    -------
    Where damaged files were put; empty when there were none.

    Raises
    ------
    StoreError
        The backup is not whole, or something other than a store stands there.
    """
    return restore_store(backup, url, then=_noted)


def _noted(writing: Writing) -> None:
    log.append(writing, MACHINE, "restore")
