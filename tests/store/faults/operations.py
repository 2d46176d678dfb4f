"""What is done while the disk fails: each operation of a workspace, on a small organisation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from talentmap.access import erasure, log
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import open_workspace
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.data.store import open_store
from talentmap.data.store.integrity import broken_references, checked_file
from talentmap.data.store.layout import all_tables
from talentmap.data.write import write_dataset

TODAY = "2026-06-01"
HR = Viewer(None, "hr")
DAY = "2026-01-05"


def organisation(level: int = 3) -> Dataset:
    """Two people with a claim each."""
    people = [{"person_id": one, "name": f"Naam {one}", "unit": "U", "fte": 1.0} for one in ("ann", "bob")]
    claims = [
        {
            "person_id": one,
            "strength_id": "s1",
            "level": level,
            "source": "self",
            "assessor_id": one,
            "date": DAY,
            "visibility": "organisation",
        }
        for one in ("ann", "bob")
    ]
    frames: dict[str, object] = {
        "people": people,
        "strengths": [{"strength_id": "s1", "name": "S", "kind": "skill"}],
        "claims": claims,
        "roles": [{"role_id": "r", "title": "R", "headcount": 1, "status": "open"}],
        "role_requirements": [{"role_id": "r", "strength_id": "s1", "level": 3, "weight": 1.0, "mandatory": False}],
    }
    return Dataset.from_frames({name: pd.DataFrame(rows) for name, rows in frames.items()})


def prepared(url: str) -> None:
    """A store with this organisation in it."""
    workspace = open_workspace(url, HR, create=True, today=TODAY)
    workspace.import_data(organisation(), dry_run=False)
    workspace.store.close()


def importing(url: str, _: Path) -> None:
    workspace = open_workspace(url, HR, today=TODAY)
    try:
        workspace.import_data(organisation(4), dry_run=False)
    finally:
        workspace.store.close()


def saving(url: str, _: Path) -> None:
    workspace = open_workspace(url, Viewer("bob"), today=TODAY)
    try:
        workspace.save_claim({"strength_id": "s1", "level": 2, "date": "2026-02-02"})
    finally:
        workspace.store.close()


def sharing(url: str, _: Path) -> None:
    workspace = open_workspace(url, Viewer("bob"), today=TODAY)
    try:
        workspace.share("s1", "ann", until="2026-12-31")
    finally:
        workspace.store.close()


def exporting(url: str, folder: Path) -> None:
    workspace = open_workspace(url, HR, today=TODAY)
    try:
        write_dataset(workspace.data("team"), folder / "export")
    finally:
        workspace.store.close()


def backing_up(url: str, folder: Path) -> None:
    store = open_store(url)
    try:
        store.backup(folder / "one.backup")
    finally:
        store.close()


def erasing(url: str, _: Path) -> None:
    store = open_store(url)
    try:
        erasure.erase(store, "bob", actor="hr", today=TODAY)
    finally:
        store.close()


OPERATIONS: Mapping[str, Callable[[str, Path], None]] = {
    "import": importing,
    "save": saving,
    "share": sharing,
    "export": exporting,
    "backup": backing_up,
    "erase": erasing,
}


_CHECKED: set[tuple[str, ...]] = set()
"""What was checked as a whole and found good, row by row with their checksums."""


def content(url: str) -> str:
    """Hash of everything a store says, but for ids drawn by lot; checked as a whole on the way."""
    store = open_store(url)  # has the database look at every page and index
    erasure.finish(store)  # an erasure that was stopped between rows and files goes on where it stopped
    with store.reading() as reading:
        sizes = reading.sizes()
        rows = {name: sorted(map(repr, reading._rows(all_tables()[name], {}))) for name in sizes}
        said = [
            "\n".join([name, *sorted(repr(row[:-3]) for row in reading._rows(table, {}))])  # without import and version
            for name, table in tables().items()
            if name in sizes
        ]
        assert log.verify(reading) >= 0
    whole = tuple(line for name in rows for line in (name, *rows[name]))
    if whole not in _CHECKED:
        store.check()
        _CHECKED.add(whole)
    store.close()
    return hashlib.sha256("\n".join([*said, str(sizes)]).encode()).hexdigest()


def next_command(url: str, *, look: bool = False) -> None:
    """What a person does after something went wrong: something else, which works; and whether all is whole then."""
    workspace = open_workspace(url, Viewer("ann"), today=TODAY)
    try:
        workspace.save_claim({"strength_id": "s1", "level": 1, "date": "2026-03-03"})
        if look:
            with workspace.store.reading() as reading:
                assert log.verify(reading) >= 1
                assert len(reading.frame("claims", person_id="ann", date="2026-03-03")) == 1
                assert broken_references(reading) == []
            with workspace.store._connected() as connection:
                if connection.dialect.name == "sqlite":
                    checked_file(connection, workspace.store.where)
    finally:
        workspace.store.close()
