"""What a viewer may see by a plain reading of ``policy.csv`` and ``roles.csv``: row by row and word by word.

Nothing of ``access/view.py`` or ``access/policy.py`` takes part. How people stand to each other, and what they share,
is read by :class:`tests.access.worlds.Eyes`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from talentmap.access.viewer import Viewer
from tests.access.worlds import TODAY, Eyes, Row, Rows, World
from tests.shared import ROOT

Cell = tuple[str, str, object, bool]
"""Table, column, value, and whether the row is about the viewer."""
FOLDER = ROOT / "src" / "talentmap" / "access"
CODED = ("peer", "client")
WHOM = {
    "ties": ("person_a", "person_b"),
    "recognitions": ("person_id", "colleague_id"),
    "conversations": ("person_id", "partner_id"),
    "goals": ("owner",),
    "pools": ("member_id",),
}
"""Columns that say whom a row is about where that is not ``person_id`` alone."""
OF_EVERYBODY = ("units", "strengths", "roles", "role_requirements", "projects", "project_requirements", "offerings")
OF_EVERYBODY += ("programmes", "phases", "sessions", "rules")


def policy_rows() -> list[dict[str, str]]:
    """The rows of the file, without the line that holds its version."""
    lines = Path(FOLDER / "policy.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines[1:]))


def purposes(rows: Rows, viewer: Viewer) -> set[str]:
    """What the role may look for; with a portfolio also what an employee may, and with people what a manager may."""
    lines = Path(FOLDER / "roles.csv").read_text(encoding="utf-8").splitlines()
    of_role = {row["role"]: set(row["purposes"].split()) for row in csv.DictReader(lines)}
    found = set(of_role[viewer.role])
    if viewer.person_id is not None:
        found |= of_role["employee"]
        if any(row["manager_id"] == viewer.person_id for row in rows["people"]):
            found |= of_role["manager"]
    return found


def allowed(rows: Rows, viewer: Viewer, purpose: str) -> set[Cell]:
    """Every cell that some row of the policy lets this viewer see for this purpose."""
    eyes = Eyes(World(rows, viewer, purpose))
    return {
        (table, name, row[name], _is("party" if table in WHOM else "self", eyes, table, row))
        for table, columns, _, row in _granted(eyes)
        for name in columns
        if row[name] is not None
    }


def n_seen(rows: Rows, viewer: Viewer, purpose: str, table: str) -> int:
    """How many rows of a table this viewer sees anything of; a coded median counts as one."""
    eyes = Eyes(World(rows, viewer, purpose))
    return len({place for named, _, place, _ in _granted(eyes) if named == table})


def _granted(eyes: Eyes) -> Iterator[tuple[str, list[str], tuple[bool, int], Row]]:
    """Table, columns, which row it is (of the medians, or of the table) and the row, for each row of the policy."""
    medians = list(_medians(eyes.rows))
    for grant in policy_rows():
        if grant["purposes"] != "any" and eyes.purpose not in grant["purposes"].split():
            continue
        table, coded = grant["table"], grant["rule"] == "coded"
        for place, row in enumerate(medians if coded else eyes.rows.get(table, [])):
            if any(_is(word, eyes, table, row) for word in grant["who"].split()) and _rule(grant["rule"], eyes, row):
                yield table, _columns(grant["columns"], row, table), (coded, place), row


def _columns(words: str, row: Row, table: str) -> list[str]:
    if words == "*":
        named = {name for grant in policy_rows() if grant["table"] == table for name in grant["columns"].split()}
        return [name for name in row if name not in named]
    return [name for name in words.split() if name in row]


def _is(word: str, eyes: Eyes, table: str, row: Row) -> bool:
    """Whether the viewer stands to this row as a word of the policy says."""
    if not eyes.works_here:
        return False
    if word in ("hr", "analyst"):
        return eyes.viewer.role == word
    if word == "colleague":
        return True
    if eyes.me is None:
        return False
    if word == "writer":
        return row["assessor_id"] == eyes.me != row["person_id"]
    about = [row[name] for name in WHOM.get(table, ("person_id",))] if table not in OF_EVERYBODY else [eyes.me]
    rank = eyes.rank(about[0])
    return {"self": rank == 0, "manager": rank == 1, "unit": rank <= 2, "party": eyes.me in about}[word]


def _rule(rule: str, eyes: Eyes, row: Row) -> bool:
    if rule == "visibility":
        return row["source"] not in CODED and eyes.reaches(row)
    if rule == "common":
        return row["owner"] not in eyes.people
    return rule != "coded" or all(eyes.reaches(one) for one in row["cell"])  # type: ignore[attr-defined]


def _medians(rows: Rows) -> Iterator[Row]:
    """A row per closed round, strength and category with three raters; it has the day on which the round closed."""
    for held in rows["rounds"]:
        mine = [row for row in rows["claims"] if row.get("round_id") == held["round_id"] and row["source"] in CODED]
        if not held["closes"] < TODAY:  # type: ignore[operator]
            continue
        for strength in sorted({str(row["strength_id"]) for row in mine}):
            cell = [row for row in mine if row["strength_id"] == strength]
            if len({row["assessor_id"] for row in cell}) >= 3:
                same = {name: cell[0][name] for name in ("person_id", "strength_id", "round_id", "source")}
                yield {**same, "date": held["closes"], "cell": cell}


def day_words(value: pd.Timestamp) -> tuple[str, ...]:
    """A day as it may stand in English text."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec")
    return (str(value.date()), f"{value.day} {months[value.month - 1]} {value.year}")
