"""Tables of a team result, shaped for reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.people import Names
from talentmap.teams import TeamResult
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Carried:
    """A requirement somebody meets in a team, with their level."""

    strength: str
    level: int


def carried(result: TeamResult) -> list[dict[str, list[Carried]]]:
    """Per proposal: person -> the requirements they meet."""
    table = result.table()
    met = table[table["meets"]]
    found: list[dict[str, list[Carried]]] = [{} for _ in result.teams]
    for team, person, strength, level in zip(
        met["team"], met["person_id"], met["requirement"], met["level"], strict=True
    ):
        found[team - 1].setdefault(person, []).append(Carried(strength, int(level)))
    return found


def coverage_shown(result: TeamResult, names: Names) -> pd.DataFrame:
    """Who brings what, with names for ids and headers in the current language."""
    table = result.table()
    table["person_id"] = table["person_id"].map(names.people)
    table["requirement"] = table["requirement"].map(names.strengths)
    return headed(table)


def terms_shown(result: TeamResult) -> pd.DataFrame:
    """The terms of each proposal, which add up to its worth."""
    table = result.terms()
    table["term"] = [text(f"teams.term.{name}") for name in table["term"]]
    return headed(table)


def headed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with headers in the current language."""
    heads: Mapping[str, str] = {name: text(f"app.column.{name}") for name in table.columns}
    return table.rename(columns=heads)
