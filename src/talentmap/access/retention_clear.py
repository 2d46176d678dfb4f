"""Clear what was kept long enough: an act of somebody, after they saw what it takes away, and never by itself.

What :func:`talentmap.access.retention.due` lists goes, with the parts of those rows and with what was kept to undo an
import of them. A person who is due is erased as a whole, from the backups too. Other rows go from the store; a backup
keeps them until it is replaced, and after a restore they are due again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from talentmap.access import erasure, log
from talentmap.access.coded import CODED_SOURCES
from talentmap.access.imports import checked_whole
from talentmap.access.persons import with_parts
from talentmap.access.retention import due
from talentmap.data.store import Reading, Store, Writing
from talentmap.data.store.layout import all_tables
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

_CODE = 12
_PEOPLE = "people"


@dataclass(frozen=True, eq=False)
class Clearing:
    """What is due, or what was cleared. It names nobody.

    Parameters
    ----------
    rows
        Table -> rows due; of ``people`` those who are erased as a whole.
    code
        What :func:`clear` asks for: it stands for exactly these rows, as they are now.
    cleared
        Table -> rows that went, parts and rows of erased people included; empty when nothing was cleared yet.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    code: str = ""
    cleared: Mapping[str, int] = field(default_factory=dict)

    def table(self) -> pd.DataFrame:
        """table, due and cleared (rows)."""
        names = [name for name in all_tables() if name in self.rows or name in self.cleared]
        rows = [(name, self.rows.get(name, 0), self.cleared.get(name, 0)) for name in names]
        return pd.DataFrame(rows, columns=["table", "due", "cleared"]).astype({"table": "str"})


def clearing(reading: Reading, today: object) -> Clearing:
    """What would be cleared on a day; nothing is.

    Raises
    ------
    ProblemError
        No day was given.
    """
    found = due(reading, today)
    return Clearing(dict(Counter(found["table"])), _code(reading, found))


def clear(store: Store, code: str, *, actor: str, today: object) -> Clearing:
    """Clear what is due, if it still is what was shown. One change, but for people, who are erased one by one after it.

    Parameters
    ----------
    code
        Of the :class:`Clearing` that was shown.
    actor
        Who does it, for the log; the line says that it was done, not what went.

    Raises
    ------
    ProblemError
        Something else is due than was shown, or no day was given. Nothing was cleared.
    StoreError
        What would be left breaks a rule that every dataset keeps, or the store refused: nothing was cleared. Or as for
        ``erase``: the rows are gone, and the same command, asked anew, goes on with the people and files.
    """
    with store.writing() as writing:
        found = due(writing, today)
        shown = _code(writing, found)
        if code != shown:
            raise ProblemError(text("rights.clear.other", found=code[:40]))
        people = sorted(found.loc[found["table"] == _PEOPLE, "row"])
        cleared = _cleared(writing, found[found["table"] != _PEOPLE])
        if len(found):
            checked_whole(writing)
            log.append(writing, actor, "retention.clear", day=today)
    for person in people:
        cleared.update(erasure.erase(store, person, actor=actor, today=today).gone)
    if cleared:
        store.compact()
    return Clearing(dict(Counter(found["table"])), shown, dict(cleared))


def _cleared(writing: Writing, found: pd.DataFrame) -> Counter[str]:
    """Delete these rows with their parts; rows per table."""
    gone: Counter[str] = Counter()
    whole = {}
    for name in found["table"].unique():
        rows = writing.frame(name, marks=True)
        whole[str(name)] = rows[rows["row_key"].isin(found.loc[found["table"] == name, "row"])].reset_index(drop=True)
    if "rounds" in whole:
        gone["claims"] += _outcomes(writing, whole["rounds"])
    if "goals" in whole:
        _left(writing, set(whole["goals"]["goal_id"]))
    for name, rows in with_parts(writing, whole).items():
        _deleted(writing, name, rows)
        gone[name] += len(rows)
    return +gone


def _outcomes(writing: Writing, rounds: pd.DataFrame) -> int:
    """What peers and clients gave in a round goes with it; other claims of it stay, and name no round any more."""
    ended = set(zip(rounds["round_id"], rounds["person_id"], strict=True))
    claims = writing.frame("claims", marks=True)
    mine = [pair in ended for pair in zip(claims["round_id"], claims["person_id"], strict=True)]
    claims = claims[mine].reset_index(drop=True)
    coded = claims["source"].isin(CODED_SOURCES)
    for row in claims[~coded].to_dict("records"):
        writing.update("claims", _key("claims", row), {"round_id": None}, None)
    _deleted(writing, "claims", claims[coded])
    return int(coded.sum())


def _left(writing: Writing, goals: set[str]) -> None:
    """Personal goals go on without the goal of the team they took part in."""
    for row in writing.frame("personal_goals").to_dict("records"):
        if row["team_goal"] in goals:
            writing.update("personal_goals", _key("personal_goals", row), {"team_goal": None}, None)


def _deleted(writing: Writing, name: str, rows: pd.DataFrame) -> None:
    """These rows, and what was kept of them to undo an import."""
    keys = set(rows["row_key"])
    for row in rows.to_dict("records"):
        writing.delete(name, _key(name, row), None)
    kept = writing.frame("import_changes", table=name)
    for row in kept[kept["row"].isin(keys)].to_dict("records"):
        writing.delete("import_changes", _key("import_changes", row), None)


def _key(name: str, row: Mapping[Any, object]) -> dict[str, object]:
    return {column: row[column] for column in all_tables()[name].keys}


def _code(reading: Reading, found: pd.DataFrame) -> str:
    """Short hash of which rows are due, in which version."""
    lines = []
    for name in sorted(found["table"].unique()):
        rows = reading.frame(name, marks=True).set_index("row_key")["row_version"]
        lines += [f"{name} {key} {rows[key]}" for key in sorted(found.loc[found["table"] == name, "row"])]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_CODE]
