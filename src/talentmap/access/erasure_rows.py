"""The rows of an erasure: the person's own go, others' rows lose the reference and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pandas as pd

from talentmap.access.figures_kept import forget_in_figures
from talentmap.access.persons import Way, naming_rows, own_name, own_rows
from talentmap.data.store import Writing
from talentmap.data.store.layout import all_tables
from talentmap.data.tombstones import tombstone

_BETWEEN_PEOPLE = ("together", "apart", "wish_with", "fresh", "refuse")
"""Kinds of rules that say nothing of somebody alone."""
_TELLING = 4
"""Signs an id must have before it says anything in running text."""
_WORDS = {"claims": ("note",)}
"""Table -> what the person wrote in a row of somebody else's."""


def erased_rows(writing: Writing, person_id: str) -> tuple[Counter[str], Counter[str]]:
    """Take a person out of every table; table -> rows that went, and rows of others that changed.

    Everything else stays as it is, to the last byte. Nothing is written in the log here. Afterwards no column that
    names people holds the id, nor the name where nobody else has it.
    """
    forget_in_figures(writing, person_id)
    name, alone = own_name(writing, person_id)
    own = own_rows(writing, person_id)
    keys = {table: set(rows["row_key"]) for table, rows in own.items()}
    gone: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    stands: dict[str, str] = {}
    _judgements(writing, person_id, own, changed)
    _imports(writing, person_id, name if alone else None, gone)
    for way, rows in list(naming_rows(writing, person_id, name if alone else None)):
        for row in _rows(rows[~rows["row_key"].isin(keys.get(way.table, set()))]):
            if way.how == "goes" or not _changed(writing, way, row, person_id, stands):
                _deleted(writing, way.table, row)
                gone[way.table] += 1
            else:
                changed[way.table] += 1
    for table, rows in own.items():
        for row in _rows(rows):
            _deleted(writing, table, row)
        gone[table] += len(rows)
    return gone, changed


def _changed(writing: Writing, way: Way, row: dict[str, Any], person_id: str, stands: dict[str, str]) -> bool:
    """Take the person out of one row of somebody else's; False when nothing would be left of it."""
    values: dict[str, Any] = {way.column: None}
    if way.how == "list":
        ids = str(row[way.column]).split()
        rest = [one for one in ids if one != person_id]
        pair = row.get("rule") in _BETWEEN_PEOPLE
        if not rest or (pair and len(rest) < 2) or (row.get("rule") == "wish_with" and ids[0] == person_id):
            return False
        values = {way.column: " ".join(rest)}
    elif way.how == "tombstone":
        values = {way.column: _stand(stands, _category(way, row)), **dict.fromkeys(_WORDS.get(way.table, ()))}
    elif way.how == "rater":
        values = {way.column: None, "name": _stand(stands, str(row["category"]))}
        _unsaid(writing, row)
    key = _key(way.table, row)
    after = {**key, **{name: value for name, value in values.items() if name in key}}
    if after != key and writing.row(way.table, after) is not None:
        return False  # the same row without the person is there already
    writing.update(way.table, key, values, None)
    return True


def _category(way: Way, row: dict[str, Any]) -> str:
    return str(row["source"]) if way.table == "claims" else "viewer"


def _stand(stands: dict[str, str], category: str) -> str:
    if category not in stands:
        stands[category] = tombstone(category)
    return stands[category]


def _unsaid(writing: Writing, invitation: dict[str, Any]) -> None:
    """What somebody wrote as a rater in a round that was not published yet goes; the levels stay, under a tombstone."""
    key = {"invitation_id": invitation["invitation_id"]}
    if writing.row("round_answers", key) is not None:
        writing.update("round_answers", key, {"comment": None, "may_read": None, "marks": None}, None)


def _judgements(writing: Writing, person_id: str, own: dict[str, pd.DataFrame], changed: Counter[str]) -> None:
    """What somebody wrote as an assessor of prior learning goes; the judgements stay."""
    tracks = writing.frame("evc_tracks", assessor_id=person_id)
    mine = set(own["evc_tracks"]["track_id"]) if "evc_tracks" in own else set()
    for track in sorted(set(tracks["track_id"]) - mine):
        history = writing.frame("evc_history", track_id=track, who="assessor")
        for table, rows in (("evc_matrix", writing.frame("evc_matrix", track_id=track)), ("evc_history", history)):
            for row in _rows(rows[rows["remark"].notna()]):
                writing.update(table, _key(table, row), {"remark": None}, None)
                changed[table] += 1


def _imports(writing: Writing, person_id: str, name: str | None, gone: Counter[str]) -> None:
    """What is kept to undo an import and names the person, in a key or in what stood there, goes."""
    rows = writing.frame("import_changes")
    wanted = _words(person_id, name)
    if len(rows) and wanted is not None:
        kept = rows["row"].fillna("") + "\n" + rows["before"].fillna("")
        for row in _rows(rows[kept.str.contains(wanted, regex=True)]):
            _deleted(writing, "import_changes", row)
            gone["import_changes"] += 1


def mentions(writing: Writing, person_id: str, name: str | None) -> pd.DataFrame:
    """Text in rows of others in which the name, or the id, still stands as a word: for a human to look at.

    Returns
    -------
    table, row (its key) and column, in the order of the schema.
    """
    found = []
    wanted = _words(person_id if len(person_id) >= _TELLING else None, name)
    filled = writing.sizes().keys() - {"log"}
    for table in all_tables().values():
        columns = [column.name for column in table.columns if column.type == "text"]
        if table.name not in filled or not columns or wanted is None:
            continue
        frame = writing.frame(table.name, marks=True)
        for column in columns:
            hit = frame[column].fillna("").str.contains(wanted, regex=True)
            found += [(table.name, key, column) for key in frame.loc[hit, "row_key"]]
    return pd.DataFrame(found, columns=["table", "row", "column"], dtype="str")


def _words(*words: str | None) -> re.Pattern[str] | None:
    """Any of these as a word of its own."""
    known = [re.escape(word) for word in words if word]
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(known)})(?![\w-])") if known else None


def _deleted(writing: Writing, table: str, row: dict[str, Any]) -> None:
    writing.delete(table, _key(table, row), None)


def _key(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in all_tables()[table].keys}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    if not len(frame):  # often, and pandas takes its time over nothing too
        return []
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
