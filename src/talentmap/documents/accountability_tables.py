"""Tables in the accountability pack: made from the data dictionary, the store's own tables, policy and roles."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from talentmap.access.persons import ways
from talentmap.access.policy import Policy
from talentmap.access.purposes import load_roles
from talentmap.data.dictionary import Column, column_of
from talentmap.documents.accountability_sources import GoneError, Sources
from talentmap.vocabulary import current_language, text

_FILES = (("data/tables.csv", "data/columns.csv"), ("data/store/tables.csv", "data/store/columns.csv"))
_PERSONAL = frozenset(
    [
        "person_id",
        "member_id",
        "assessor_id",
        "owner",
        "subjects",
        "actor",
        "subject",
        "round_id",
        "invitation_id",
        "track_id",
    ]
)
"""Columns that name a person or something of one person without a reference to people."""
_ENDS = ("end_date", "until", "valid_until", "certificate_until", "to_date", "closes", "withdrawn")
RETENTION = "access/retention.csv"


@dataclass(frozen=True)
class DocumentTable:
    """A table in a paper: title, headings, and rows of text of which the last cell is the source."""

    key: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def title(self) -> str:
        """What stands above it, in the current language."""
        return text(f"accountability.table.{self.key}")

    def labels(self) -> tuple[str, ...]:
        """Headings in the current language."""
        return tuple(text(f"accountability.column.{name}") for name in self.headings)


@dataclass(frozen=True)
class Kept:
    """A table that the system may hold: where it stands, what it means in both languages, its columns."""

    name: str
    source: str
    meaning_nl: str
    meaning_en: str
    columns: tuple[Column, ...]

    @property
    def personal(self) -> bool:
        """Whether its rows are about people, or lead to somebody."""
        return any(column.refers == "people" or column.name in _PERSONAL for column in self.columns)

    def meaning(self) -> str:
        """What it holds, in the current language."""
        return self.meaning_nl if current_language() == "nl" else self.meaning_en


def kept_tables(sources: Sources) -> tuple[Kept, ...]:
    """Every table of the data dictionary and of the store, in the order of the files."""
    return tuple(_kept(sources))


def _kept(sources: Sources) -> Iterator[Kept]:
    for tables, columns in _FILES:
        meanings = {row["table"]: row for row in _rows(sources, tables)}
        lines: dict[str, list[Column]] = {}
        for row in _rows(sources, columns):
            lines.setdefault(row["table"], []).append(column_of(row))
        for name, held in lines.items():
            said = meanings.get(name, {})
            yield Kept(
                name,
                f"{columns}:{name}",
                said.get("meaning_nl", ""),
                said.get("meaning_en", ""),
                tuple(held),
            )


def _rows(sources: Sources, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sources.text(name))))


def document_table(key: str, sources: Sources, policy: Policy) -> DocumentTable:
    """One table by name, in the current language."""
    return {"data": _data, "policy": _policy, "roles": _roles, "retention": _retention}[key](sources, policy)


def _data(sources: Sources, policy: Policy) -> DocumentTable:
    rows = tuple(
        (table.name, table.meaning(), ", ".join(column.name for column in table.columns), table.source)
        for table in kept_tables(sources)
        if table.personal
    )
    return DocumentTable("data", ("table", "holds", "columns", "source"), rows)


def _policy(sources: Sources, policy: Policy) -> DocumentTable:
    cells = policy.table()[["table", "who", "purposes", "meaning"]].to_numpy().tolist()
    rows = tuple(
        (*map(str, row), f"access/policy.csv:{grant.table}.{grant.columns[0]}")
        for row, grant in zip(cells, policy.grants, strict=True)
    )
    return DocumentTable("policy", ("table", "who", "purposes", "meaning", "source"), rows)


def _roles(sources: Sources, policy: Policy) -> DocumentTable:
    rows = tuple((row.role, row.meaning(), f"access/roles.csv:{row.role}") for row in load_roles())
    return DocumentTable("roles", ("role", "meaning", "source"), rows)


def _retention(sources: Sources, policy: Policy) -> DocumentTable:
    said = _periods(sources)
    wholes = {way.table: way.of for way in ways() if way.how == "part"}
    rows = tuple(
        (
            table.name,
            table.meaning(),
            text(f"accountability.people.{'yes' if table.personal else 'no'}"),
            _end(table),
            said.get(table.name) or _unsaid(table, wholes.get(table.name, "")),
            table.source,
        )
        for table in kept_tables(sources)
    )
    return DocumentTable("retention", ("table", "holds", "people", "ends", "period", "source"), rows)


def _end(table: Kept) -> str:
    found = [f"{column.name}: {column.meaning()}" for column in table.columns if column.name in _ENDS]
    return "; ".join(found) or text("accountability.no_end")


def _periods(sources: Sources) -> dict[str, str]:
    """Table -> period and ground where the system proposes them, in the current language."""
    try:
        lines = _rows(sources, RETENTION)
    except GoneError:
        return {}
    meaning = f"meaning_{current_language()}"
    return {row["table"]: f"{row[meaning]} ({_ground(row)})" for row in lines}


def _unsaid(table: Kept, whole: str) -> str:
    """What stands in place of a period: parts go with their whole, and what is left is the organisation's to settle."""
    if whole:
        return text("accountability.with_whole", whole=whole)
    return text("accountability.to_decide" if table.personal else "accountability.not_personal")


def _ground(row: dict[str, str]) -> str:
    return text(f"accountability.ground.{row['ground']}")
