"""Rights of people as the keeper of the machine carries them out: erasure, the log, what is due, everything of one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from talentmap.access import erasure, log, retention
from talentmap.access.erasure import Erasure
from talentmap.access.keeping import MACHINE
from talentmap.access.retention_clear import Clearing, clear, clearing
from talentmap.access.rights import Everything, everything_about_me
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import open_workspace
from talentmap.data.store import open_store
from talentmap.errors import StoreError
from talentmap.vocabulary import text


def erase_person(url: str | Path, person_id: str, today: object = None) -> Erasure:
    """Erase a person from a store, its files and its backups; see :func:`talentmap.access.erasure.erase`."""
    store = open_store(url)
    try:
        return erasure.erase(store, person_id, actor=MACHINE, today=today)
    finally:
        store.close()


def finish_erasures(url: str | Path) -> Erasure:
    """Clear the files of erasures that were stopped half-way."""
    store = open_store(url)
    try:
        return erasure.finish(store)
    finally:
        store.close()


def log_head(url: str | Path) -> str:
    """Number and hash of the last line of the log, to be kept outside the system."""
    with open_store(url).reading() as reading:
        return log.head_of(reading)


def verify_log(url: str | Path, head: str | None = None) -> int:
    """Follow the chain of the log, up to and past a head that was kept; number of its lines.

    Raises
    ------
    StoreError
        A line was changed, removed, added or swapped; says from which line on (kind ``damaged``).
    """
    store = open_store(url)
    with store.reading() as reading:
        lines = log.verify(reading, head)
    if lines < 0:
        raise StoreError(text("store.error.chain", where=store.where, line=-lines), "damaged")
    return lines


def everything_of(url: str | Path, person_id: str, today: object = None) -> Everything:
    """What a person is shown who asks what is kept about them."""
    return everything_about_me(open_workspace(url, Viewer(person_id), today=today))


def due_rows(url: str | Path, today: object) -> pd.DataFrame:
    """What has been kept long enough; see :func:`talentmap.access.retention.due`."""
    with open_store(url).reading() as reading:
        return retention.due(reading, today)


def clearing_of(url: str | Path, today: object) -> Clearing:
    """What would be cleared on a day; see :func:`talentmap.access.retention_clear.clearing`."""
    with open_store(url).reading() as reading:
        return clearing(reading, today)


def clear_due(url: str | Path, code: str, today: object) -> Clearing:
    """Clear what is due, if it still is what was shown; see :func:`talentmap.access.retention_clear.clear`."""
    store = open_store(url)
    try:
        return clear(store, code, actor=MACHINE, today=today)
    finally:
        store.close()
