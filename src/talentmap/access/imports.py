"""Take a dataset into the store: shown first, carried out as one change, undone as one change."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from talentmap.access import log
from talentmap.access.import_forged import refuse_forged
from talentmap.access.import_plan import COLUMNS, WHAT, Plan, import_plan
from talentmap.access.view import as_seen_by
from talentmap.access.viewer import PURPOSES, Viewer
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.data.store import Reading, Writing
from talentmap.data.store.values import key_series, plain, row_of, row_text
from talentmap.errors import DataError, StoreError
from talentmap.vocabulary import VISIBILITIES, text


@dataclass(frozen=True, eq=False)
class ImportPreview:
    """What an import does, as far as the viewer may see what stands there.

    A row that the viewer may not see is shown as if it were not there: as ``added`` when the file has it, not at all
    when the file has not. What really happens to it follows the same rules.

    Parameters
    ----------
    lines
        See :meth:`table`.
    import_id
        Id to undo it by; None for a dry run.
    """

    lines: pd.DataFrame
    import_id: str | None = None

    def table(self) -> pd.DataFrame:
        """One line per row or, for changes, per cell: table, row (its key), what, column, before, after.

        ``what`` is added, changed, narrowed (fewer people see it), kept (the file says otherwise, but the person's own
        or the narrower visibility stands), gone, stays (not in the file, but never removed by an import) or refused
        (a row of ``sharing``: only the person shares).
        """
        return self.lines.copy(deep=False)

    def counts(self) -> pd.Series:
        """Number of lines per ``what``, in a fixed order, zeros included."""
        return self.lines["what"].value_counts().reindex(list(WHAT), fill_value=0)

    def summary(self) -> str:
        """The counts in words."""
        counts = self.counts()
        parts = [text(f"store.count.{what}", n=int(counts[what])) for what in WHAT if counts[what]]
        return ", ".join(parts) or text("store.count.nothing")


def previewed(reading: Reading, offered: Dataset, viewer: Viewer, today: object) -> ImportPreview:
    """The difference between what this viewer sees and what is offered; refuses what no import may say."""
    refuse_forged(offered)
    keys = _keys(offered)
    plans = import_plan(_seen(reading, viewer, today, keys), offered, keys)
    lines = [plan.lines for plan in plans.values()]
    return ImportPreview(pd.concat(lines, ignore_index=True) if lines else pd.DataFrame(columns=list(COLUMNS)))


def carried_out(writing: Writing, offered: Dataset, actor: str, today: object = None) -> str:
    """Do what the plan against the whole store says, and keep what is needed to undo it.

    Returns
    -------
    Id of the import.

    Raises
    ------
    StoreError
        The result would break a rule that every dataset keeps; nothing is imported.
    DataError
        It holds an outcome of a feedback round, which only a store makes.
    """
    refuse_forged(offered)
    import_id = f"I{writing.version:06d}-{secrets.token_hex(3)}"
    keys = _keys(offered)
    standing = {name: writing.frame(name, marks=True) for name in keys}
    plans = import_plan(standing, offered, keys)
    row = {"import_id": import_id, "actor": actor, "fingerprint": offered.fingerprint, "change": writing.version}
    writing.insert("imports", [row])
    writing.origin = import_id
    kept: list[dict[str, object]] = []
    for name, plan in plans.items():
        kept += _applied(writing, name, plan, standing[name])
    writing.origin = None
    numbered = [{"import_id": import_id, "number": place, **one} for place, one in enumerate(kept, start=1)]
    writing.insert("import_changes", numbered)
    checked_whole(writing)
    log.append(writing, actor, "import", import_id, day=today)
    return import_id


def checked_whole(writing: Writing) -> None:
    """What the store will hold keeps every rule of a dataset; says which table does not, never a row of it."""
    try:
        writing.dataset()
    except DataError as error:
        where = ", ".join(sorted({str(one) for one in error.faults["file"]}))
        raise StoreError(text("store.import.misfit", tables=where), "refused") from None


def _applied(writing: Writing, name: str, plan: Plan, standing: pd.DataFrame) -> list[dict[str, object]]:
    """Carry out the plan of one table; one row of ``import_changes`` for each row of it."""
    before = standing.set_index("row_key")
    added = _no_wider(writing, plan.added) if name == "claims" else plan.added
    writing.insert(name, added)
    kept = [_change(name, key, "added", row, None) for key, row in _with_keys(name, added)]
    for key, values in plan.changed.items():
        row = _plain_row(name, cast("pd.Series", before.loc[key]))
        writing.update(name, {column: row[column] for column in tables()[name].keys}, values, None)
        kept.append(_change(name, key, "changed", row, row))
    for key in plan.gone:
        row = _plain_row(name, cast("pd.Series", before.loc[key]))
        writing.delete(name, {column: row[column] for column in tables()[name].keys}, None)
        kept.append(_change(name, key, "gone", row, row))
    return kept


def _no_wider(writing: Writing, added: pd.DataFrame) -> pd.DataFrame:
    """A claim that an import took away comes back no wider than it was: two imports do not widen what one may not."""
    gone = writing.frame("import_changes", table="claims", what="gone") if len(added) else pd.DataFrame()
    if not len(gone):
        return added
    rank = {value: place for place, value in enumerate(VISIBILITIES)}
    most: dict[str, int] = {}
    for key, before in zip(gone["row"], gone["before"], strict=True):
        was = rank[row_of(tables()["claims"], before)["visibility"]]
        most[key] = min(most.get(key, was), was)
    wanted = [rank[value] for value in added["visibility"]]
    keys = key_series(tables()["claims"], added)
    narrow = [VISIBILITIES[min(want, most.get(key, want))] for key, want in zip(keys, wanted, strict=True)]
    return added.assign(visibility=pd.Series(narrow, index=added.index, dtype=added["visibility"].dtype))


def undone(writing: Writing, import_id: str, viewer: Viewer, today: object, actor: str) -> None:
    """Put back what an import changed, as if it had not been.

    Raises
    ------
    StoreError
        There is no such import (kind ``absent``), it was undone already, or rows changed since (kind ``changed``):
        they are listed, and nothing was undone.
    """
    found = writing.row("imports", {"import_id": import_id})
    if found is None:
        raise StoreError(text("store.import.unknown", import_id=import_id), "absent")
    if found["undone"] is not None:
        raise StoreError(text("store.import.undone", import_id=import_id), "refused")
    changes = writing.frame("import_changes", import_id=import_id).sort_values("number", ascending=False)
    now = {name: writing.frame(name, marks=True).set_index("row_key") for name in changes["table"].unique()}
    versions = {name: frame["row_version"].to_dict() for name, frame in now.items()}
    listed = zip(changes["table"], changes["row"], changes["what"], strict=True)
    since = [
        (table, row)
        for table, row, what in listed
        if versions[table].get(row) != (None if what == "gone" else found["change"])
    ]
    if since:
        shown = _shown(since, _seen(writing, viewer, today, now))
        raise StoreError(text("store.import.changed", import_id=import_id, rows=shown), "changed")
    for name in changes["table"].unique():
        _put_back(writing, str(name), changes[changes["table"] == name], now[name])
    writing.update("imports", {"import_id": import_id}, {"undone": writing.version}, None)
    for number in changes["number"]:
        writing.delete("import_changes", {"import_id": import_id, "number": int(number)}, None)
    checked_whole(writing)
    log.append(writing, actor, "import.undo", import_id, day=today)


_SHOWN = 10


def _shown(rows: list[tuple[str, str]], seen: Mapping[str, pd.DataFrame]) -> str:
    """The rows that the viewer may see by name, the others as one."""
    keys = {name: set(frame["row_key"]) for name, frame in seen.items()}
    named = sorted(f"{table} {row}" for table, row in rows if row in keys[table])
    rest = [text("store.import.hidden")] if len(named) < len(rows) else []
    return ", ".join([*named[:_SHOWN], *(["…"] if len(named) > _SHOWN else []), *rest])


def _put_back(writing: Writing, name: str, changes: pd.DataFrame, now: pd.DataFrame) -> None:
    table = tables()[name]
    for key in changes.loc[changes["what"] != "gone", "row"]:
        row = _plain_row(name, now.loc[key])
        writing.delete(name, {column: row[column] for column in table.keys}, None)
    before = [row_of(table, kept) for kept in changes["before"] if not pd.isna(kept)]
    writing.insert(name, before, as_before=True)


def _change(name: str, key: str, what: str, row: Mapping[str, object], before: dict | None) -> dict[str, object]:
    person = next((row[one] for one in ("person_id", "person_a", "owner") if one in row), None)
    kept = None if before is None else row_text(before)
    return {"table": name, "row": key, "person_id": person, "what": what, "before": kept}


def _seen(reading: Reading, viewer: Viewer, today: object, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """What the viewer sees for any purpose, with the marks of those rows. Coded medians are no rows of the store."""
    data = reading.dataset(today)
    views = [as_seen_by(data, viewer, purpose) for purpose in PURPOSES]
    found = {}
    for name in names:
        whole = _together(name, [view.frames[name] for view in views])
        marks = reading.frame(name, marks=True).set_index("row_key")["row_import"]
        whole["row_import"] = marks.reindex(whole.index)
        found[name] = whole.reset_index()
    return found


def _together(name: str, views: list[pd.DataFrame]) -> pd.DataFrame:
    """Every row of these views, by its key; a cell is filled as soon as one of them shows it."""
    whole: pd.DataFrame | None = None
    last: pd.DataFrame | None = None
    for view in views:
        if last is not None and view.equals(last):
            continue
        last = view
        frame = view[~view["source"].isin(["peer", "client"])] if name == "claims" else view
        frame = frame.set_index(pd.Index(key_series(tables()[name], frame), name="row_key")).astype(object)
        whole = frame if whole is None else whole.combine_first(frame)
    assert whole is not None
    return whole


def _keys(offered: Dataset) -> dict[str, pd.Series]:
    """Table -> key of each row, for the tables that are offered; people always, for they say who is new."""
    filled = [name for name in tables() if len(offered.frames[name]) or name == "people"]
    return {name: key_series(tables()[name], offered.frames[name]) for name in filled}


def _with_keys(name: str, rows: pd.DataFrame) -> list[tuple[str, dict]]:
    return list(zip(key_series(tables()[name], rows), rows.to_dict("records"), strict=True))


def _plain_row(name: str, row: pd.Series) -> dict[str, object]:
    """A row with its marks as values that JSON can keep; blanks as None."""
    table = tables()[name]
    found: dict[str, object] = {}
    for column, value in row.items():
        label = str(column)
        if label in table.names:
            found[label] = plain(table[label], value)
        else:
            found[label] = None if pd.isna(value) else int(value) if label == "row_version" else str(value)
    return found
