"""What keeps a store: making it, checking it, backups. It shows no content, so it asks for no viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from talentmap.access import erased, log
from talentmap.data.store import Store, Writing, open_store
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
        erased.with_key(writing)
    found = store.backup(path)
    store.close()
    return found


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    Parameters
    ----------
    aside
        Where damaged files were put; empty when there were none.
    erased
        People who stood in the backup and had been erased since: erased again before anything came into the store.
        The backup itself still holds them when it is not where the store made it.
    """

    aside: tuple[Path, ...] = ()
    erased: int = 0


def put_back(backup: str | Path, url: str | Path) -> Restored:
    """Put a backup in the place of what a store holds now; who was erased since stays erased, in the same operation.

    Known of erasures is what the store holds, and the lists beside the backup and beside the store.

    Raises
    ------
    StoreError
        The backup is not whole, or something other than a store stands there.
    """
    people = 0

    def before(writing: Writing, store: Store) -> None:
        nonlocal people
        folders = {Path(backup).expanduser().absolute().parent, erased.home_of(store)}
        people = erased.erased_again(writing, store, sorted(folders))

    def then(writing: Writing) -> None:
        log.append(writing, MACHINE, "restore")
        erased.told_again(writing, people)

    aside = restore_store(backup, url, before=before, then=then)
    store = open_store(url)
    erased.kept_lists(store)
    store.close()
    return Restored(tuple(aside), people)
