"""Erase a person: from every table, every file of the store and every backup it made, and from the log by their key.

The rows go in one change, with the note that files are still to be cleared. Backups are then rewritten one by one, each
whole, and at last the store itself is written anew. Whatever stops it in between, the same command goes on with it.
A mark that nobody can read stays behind, so that a backup put back later does not bring the person back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from talentmap.access import erased, log
from talentmap.access.erasure_rows import erased_rows, mentions
from talentmap.access.persons import naming_rows, own_name, own_rows
from talentmap.data.store import Reading, Store, Writing
from talentmap.data.store.rewrite import cleared, leftovers, rewritten
from talentmap.errors import StoreError, UnknownLabelError
from talentmap.vocabulary import text

_DAMAGED = re.compile(r"\.damaged-\d+(-wal|-shm|-journal)?")


@dataclass(frozen=True, eq=False)
class Erasure:
    """What was done. It does not say who was erased.

    Parameters
    ----------
    gone, changed
        Table -> rows that went; rows of others that lost the reference.
    mentions
        Text in rows of others where the name or id still stands: table, row, column. A human decides about those.
    rewritten, removed
        Backups that were rewritten; damaged files put aside and unfinished files that were removed.
    missing
        Backups that are not where they were made: erase from those as well, or destroy them.
    """

    gone: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    mentions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["table", "row", "column"]))
    rewritten: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()

    def summary(self) -> str:
        """What was done, in words."""
        said = [
            text("rights.erase.done", n=sum(self.gone.values()), changed=sum(self.changed.values())),
            text("rights.erase.files", n=len(self.rewritten), removed=len(self.removed)),
        ]
        if len(self.mentions):
            said.append(text("rights.erase.mentions", n=len(self.mentions)))
        if self.missing:
            said.append(text("rights.erase.missing", paths=", ".join(map(str, self.missing))))
        return " ".join(said)


def erase(store: Store, person_id: str, *, actor: str, today: object = None) -> Erasure:
    """Erase a person from the store, its files and its backups.

    Rows of others stay as they are, but for the reference: an assessor becomes a tombstone of their category
    (``erased.peer.1f3a9c20``), other references become blank. Lines of the log stay; the key by which their pseudonym
    could be told goes, so that they say nothing any more and the chain still holds.

    Parameters
    ----------
    actor
        Who does it, for the log.
    today
        The day, for the log.

    Raises
    ------
    UnknownLabelError
        The store knows nobody of that id.
    StoreError
        The rows are erased but a file is not: a backup is not whole, the disk refused, or somebody else has the store
        open. The same command, or :func:`finish`, goes on where it stopped. Or nothing was done.
    """
    with store.writing() as writing:
        waiting = set(writing.frame("erasing")["person_id"].dropna())
        known = _known(writing, person_id)
        if not known and person_id not in waiting:
            raise UnknownLabelError(text("rights.erase.unknown", found=person_id), person_id)
        rows = _begun(writing, person_id, actor, today, noted=person_id in waiting) if known else Erasure()
    files = finish(store)
    return Erasure(rows.gone, rows.changed, rows.mentions, files.rewritten, files.removed, files.missing)


def finish(store: Store) -> Erasure:
    """Clear the files of erasures that were stopped half-way; nothing when there are none.

    Raises
    ------
    StoreError
        As for :func:`erase`.
    """
    with store.reading() as reading:
        notes = reading.frame("erasing")
    if not len(notes):
        return Erasure()
    people = sorted(set(notes["person_id"].dropna()))
    removed = [path for path in _remnants(store) if cleared(path)]
    backups, missing = _backups(store)
    done = [path for path in backups if _cleaned(store, path, people)]
    erased.kept_lists(store)
    with store.writing() as writing:
        for number in notes["number"]:
            writing.update("erasing", {"number": int(number)}, {"person_id": None}, None)
    _compacted(store)
    with store.writing() as writing:
        for number in notes["number"]:
            writing.delete("erasing", {"number": int(number)}, None)
    return Erasure(rewritten=tuple(done), removed=tuple(removed), missing=tuple(missing))


def _begun(writing: Writing, person_id: str, actor: str, today: object, *, noted: bool) -> Erasure:
    """The rows, the line in the log and the note that files are still to be cleared: one change."""
    log.append(writing, actor, "erase", person_id, day=today)
    name, alone = own_name(writing, person_id)
    gone, changed = erased_rows(writing, person_id)
    found = mentions(writing, person_id, name if alone else None)
    erased.noted(writing, person_id)
    if not noted:
        last = writing.last("erasing", "number")
        number = int(last["number"]) + 1 if last else 1
        writing.insert("erasing", [{"number": number, "person_id": person_id, "day": today}])
    return Erasure(dict(gone), dict(changed), found)


def _known(reading: Reading, person_id: str) -> bool:
    """Whether anything of this person stands in the store."""
    if reading.row("people", {"person_id": person_id}) is not None:
        return True
    return bool(own_rows(reading, person_id)) or next(naming_rows(reading, person_id, None), None) is not None


def _backups(store: Store) -> tuple[list[Path], list[Path]]:
    """Backups that are there, and those that are not where they were made."""
    with store.reading() as reading:
        named = {Path(path) for path in reading.frame("backups")["path"]}
    beside = (
        {store.path, *(Path(f"{store.path}{end}") for end in ("-wal", "-shm", "-journal"))} if store.path else set()
    )
    there = [path for path in store.files() if path not in beside and not _DAMAGED.search(path.name)]
    return there, sorted(path for path in named if not path.exists())


def _remnants(store: Store) -> list[Path]:
    """Damaged files put aside, from which nothing can be taken out, and what a killed process left unfinished."""
    there, _ = _backups(store)
    damaged = [path for path in store.files() if _DAMAGED.search(path.name)]
    return sorted({*damaged, *leftovers(store, there)})


def _cleaned(store: Store, path: Path, people: list[str]) -> bool:
    """Erase people from a backup as well, with the marks of it; whether there was anything of them in it."""

    def change(writing: Writing) -> bool:
        notes = writing.frame("erasing")
        for number in notes["number"]:
            writing.delete("erasing", {"number": int(number)}, None)
        known = [person for person in people if _known(writing, person)]
        for person in known:
            erased_rows(writing, person)
        if known:
            with store.reading() as reading:
                erased.adopted(writing, reading)
        return bool(known) or bool(len(notes))

    try:
        return rewritten(path, change)
    except StoreError as error:
        raise StoreError(text("rights.erase.backup", path=path, said=error), error.kind) from error


def _compacted(store: Store) -> None:
    """Write the store anew, and see that its journal is empty."""
    store.compact()
    journal = Path(f"{store.path}-wal")
    if store.path and journal.exists() and journal.stat().st_size:
        raise StoreError(text("rights.erase.open", where=store.where), "busy")
