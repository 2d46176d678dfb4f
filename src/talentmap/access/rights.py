"""Everything the store holds about one person, for that person: the right of access, by walking the schema.

A table that is added later is in it by itself. What others may keep to themselves stays out: ratings by peers and
clients are there as coded medians, what stood in a row before an import is not, and of rows about somebody else only
what names the person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from talentmap.access import log, looks
from talentmap.access.figures_kept import kept_of
from talentmap.access.own import owner
from talentmap.access.persons import ALL, VIEW, naming_rows, own_name, own_rows, ways
from talentmap.access.view import as_seen_by
from talentmap.access.workspace import Workspace
from talentmap.data.store import Reading
from talentmap.data.store.layout import all_tables

_MARKS = ["row_key", "row_import", "row_version"]


@dataclass(frozen=True, eq=False)
class Everything:
    """What the store holds about a person.

    Parameters
    ----------
    person_id
        Whom it is about.
    own
        Table -> rows about the person; a table without any is not named. Whoever looked at them stands in ``looked``;
        ``published`` names the group figures whose last snapshot still counts them.
    named
        ``table.column`` -> what names the person in rows of somebody else.
    log
        Lines of the log of what they did and of what was done about them: number, day, action, by_them, about_them.
    """

    person_id: str
    own: Mapping[str, pd.DataFrame]
    named: Mapping[str, pd.DataFrame]
    log: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """All of it as tables, by name; to write as a workbook or as files."""
        return {**self.own, **self.named, "log": self.log}

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values: dates as yyyy-mm-dd, blanks as None."""
        return {
            "person_id": self.person_id,
            "own": {name: _records(frame) for name, frame in self.own.items()},
            "named": {name: _records(frame) for name, frame in self.named.items()},
            "log": _records(self.log),
        }

    def to_json(self) -> str:
        """All of it as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)


def everything_about_me(workspace: Workspace) -> Everything:
    """Everything about the viewer.

    Raises
    ------
    AccessError
        The viewer is nobody with a portfolio here.
    """
    with workspace.store.reading() as reading:
        person = owner(workspace.viewer, reading)
        seen = as_seen_by(reading.dataset(workspace.today), workspace.viewer, "portfolio").frames
        whole = own_rows(reading, person)
        own = {name: _shown(name, frame, person, seen) for name, frame in whole.items()}
        own["published"] = pd.DataFrame({"name": kept_of(reading, person)}, dtype="str")
        lines = log.lines_about(reading, person)
        named = _named(reading, person, {name: set(frame["row_key"]) for name, frame in whole.items()}, seen)
    return Everything(
        person, {name: frame for name, frame in own.items() if frame is not None and len(frame)}, named, lines
    )


def who_looked(workspace: Workspace) -> pd.DataFrame:
    """Who looked at the viewer, newest first: day, who and purpose in words. Nobody else is shown this.

    Raises
    ------
    AccessError
        The viewer is nobody with a portfolio here.
    """
    with workspace.store.reading() as reading:
        return looks.who_looked(reading, workspace.viewer)


def _shown(table: str, frame: pd.DataFrame, person: str, seen: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """The columns of a table that its person sees; None where they see nothing of it."""
    shown = next(way.shown for way in ways() if way.table == table and way.how in ("own", "part"))
    if shown == VIEW:
        rows = seen[table]
        return rows[(rows["person_id"] == person).to_numpy(dtype=bool)].reset_index(drop=True)
    if not shown:
        return None
    columns = [str(name) for name in frame.columns if name not in _MARKS]
    chosen = columns if shown == ALL else shown.split()
    keys = list(all_tables()[table].keys)
    return frame.sort_values(keys, na_position="last", ignore_index=True)[chosen]


def _named(
    reading: Reading, person: str, own: Mapping[str, set[str]], seen: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    name, alone = own_name(reading, person)
    found = {}
    for way, frame in naming_rows(reading, person, name if alone else None):
        if not way.shown:
            continue
        if way.shown == VIEW:  # what they wrote of others
            rows = seen[way.table]
            rows = rows[((rows[way.column] == person) & (rows["person_id"] != person)).to_numpy(dtype=bool)]
            columns = list(all_tables()[way.table].names)
        else:
            rows = frame[~frame["row_key"].isin(own.get(way.table, set()))]
            columns = list(all_tables()[way.table].keys) if way.shown == ALL else way.shown.split()
        if way.how == "list":  # who else stands in it is theirs
            rows = rows.assign(**{way.column: person})
        if len(rows):
            found[f"{way.table}.{way.column}"] = rows[columns].reset_index(drop=True)
    return found


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): _value(value) for name, value in row.items()} for row in plain.to_dict("records")]


def _value(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return value.item() if hasattr(value, "item") else value
