"""Change rows inside a backup, so that what was erased from a store is erased from its backups as well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from talentmap.data.atomic import _removed
from talentmap.data.store.backup import _copied, _working_copy
from talentmap.data.store.store import Store
from talentmap.data.store.writing import Writing

_LEFT = ("part", "copy", "old")


def rewritten(path: Path, change: Callable[[Writing], bool]) -> bool:
    """Carry out a change in a backup; a whole new file takes its place in one step, or nothing happened.

    Parameters
    ----------
    change
        Gets the rows of the backup in one change and says whether it changed any.

    Returns
    -------
    What `change` said.

    Raises
    ------
    StoreError
        The backup is not whole, newer than this program, or the disk refused.
    """
    from talentmap.data.store.opening import open_store  # late: opening makes a backup before each step

    with _working_copy(path) as copy:
        kept = open_store(copy)  # an older one comes up to date on the way
        try:
            with kept.writing() as writing:
                changed = change(writing)
            if changed:
                kept.compact()
                _copied(kept, path)
        finally:
            kept.close()
    return changed


def leftovers(store: Store, backups: list[Path]) -> list[Path]:
    """What a process that was killed left unfinished beside the store and its backups: names only talentmap gives."""
    named = [*backups, *([store.path] if store.path else [])]
    found: set[Path] = set()
    for one in named:
        for end in _LEFT:
            found.update(one.parent.glob(f".{_plain(one.name)}.????????????.{end}"))
    return sorted(found)


def cleared(path: Path) -> bool:
    """Take away a file or a flat folder of ours; whether it is gone."""
    _removed(path)
    return not path.exists()


def _plain(name: str) -> str:
    """The start of a name for a pattern in which nothing stands for anything else."""
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in name[:60])
