"""What the invented municipality is made of: CSV files of strengths, teams, roles, projects, offers, goals, names."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from talentmap.examples.draws import Floats, Ints

FACTORS = ("people", "analysis", "order", "create", "care", "lead")
"""The six dispositions behind the strengths: what somebody is like, before what they learned."""


def rows(name: str) -> list[dict[str, str]]:
    """Rows of ``templates/<name>.csv``."""
    source = files("talentmap.examples").joinpath("templates").joinpath(f"{name}.csv")
    return list(csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"), newline="")))


@dataclass(frozen=True)
class Need:
    """One thing asked: strength (position), level, weight, gate or not, and how many people must have it."""

    strength: int
    level: int
    weight: int
    mandatory: bool
    people: int


@dataclass(frozen=True)
class RoleTemplate:
    """A role as it is in every municipality. `team` ``*`` stands for every team."""

    title: str
    team: str
    status: str
    seats: int
    holders: int
    fte: float
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class ProjectTemplate:
    """A project as it is in every municipality."""

    title: str
    team: str
    start: str
    weeks: int
    sizes: tuple[int, int]
    fte: float
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class TeamTemplate:
    """A team: the directorate it belongs to, where it works, and how much its work adds to each strength (levels)."""

    directorate: str
    name: str
    order: int
    location: str
    core: Floats


@dataclass(frozen=True, eq=False)
class Strengths:
    """The strengths as arrays of shape (n_strengths,): usual level, dispositions behind it, kind, certificates."""

    rows: tuple[Mapping[str, str], ...]
    ids: tuple[str, ...]
    base: Floats
    first: Ints
    second: Ints
    kind: tuple[str, ...]
    certificate: Ints

    def position(self, strength_id: str) -> int:
        """Where a strength stands in the arrays."""
        return self.ids.index(strength_id)


@lru_cache(maxsize=1)
def strengths() -> Strengths:
    """All strengths, in id order."""
    found = sorted(rows("strengths"), key=lambda row: row["strength_id"])
    return Strengths(
        rows=tuple(found),
        ids=tuple(row["strength_id"] for row in found),
        base=np.array([int(row["base"]) / 10 for row in found]),
        first=np.array([FACTORS.index(row["factor"]) for row in found]),
        second=np.array([FACTORS.index(row["second"] or row["factor"]) for row in found]),
        kind=tuple(row["kind"] for row in found),
        certificate=np.flatnonzero([row["certificate"] == "yes" for row in found]),
    )


def _need(text: str) -> Need:
    """``K08:4:3!*2``: strength, level, weight, ``!`` for a gate, ``*2`` for two people."""
    asked, _, people = text.partition("*")
    strength, level, weight = asked.rstrip("!").split(":")
    return Need(strengths().position(strength), int(level), int(weight), asked.endswith("!"), int(people or 1))


def _needs(text: str) -> tuple[Need, ...]:
    return tuple(_need(part) for part in text.split())


@lru_cache(maxsize=1)
def teams() -> tuple[TeamTemplate, ...]:
    """All teams, the one to set up first in front; number 0 is the management team."""
    made = []
    for row in rows("teams"):
        core = np.zeros(len(strengths().ids))
        for part in row["core"].split():
            strength, tenths = part.split(":")
            core[strengths().position(strength)] = int(tenths) / 10
        made.append(TeamTemplate(row["directorate"], row["team"], int(row["order"]), row["location"], core))
    return tuple(sorted(made, key=lambda team: team.order))


@lru_cache(maxsize=1)
def roles() -> tuple[RoleTemplate, ...]:
    """All roles, in the order of the file."""
    return tuple(
        RoleTemplate(
            title=row["title"],
            team=row["team"],
            status=row["status"],
            seats=int(row["seats"]),
            holders=int(row["holders"]),
            fte=float(row["fte"] or "nan"),
            needs=_needs(row["requirements"]),
        )
        for row in rows("roles")
    )


@lru_cache(maxsize=1)
def projects() -> tuple[ProjectTemplate, ...]:
    """All projects, in the order of the file."""
    return tuple(
        ProjectTemplate(
            title=row["title"],
            team=row["team"],
            start=row["start"],
            weeks=int(row["weeks"]),
            sizes=(int(row["min_size"]), int(row["max_size"])),
            fte=float(row["fte"]),
            needs=_needs(row["requirements"]),
        )
        for row in rows("projects")
    )


@lru_cache(maxsize=1)
def names() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(part, origin) -> names; part is ``first`` or ``last``."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows("names"):
        found.setdefault((row["part"], row["origin"]), []).append(row["name"])
    return {key: tuple(values) for key, values in found.items()}
