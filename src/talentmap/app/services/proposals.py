"""Tables of a team result, shaped for reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from talentmap.app.services.people import Names
from talentmap.app.services.words import number
from talentmap.teams import TeamResult
from talentmap.vocabulary import text


@dataclass(frozen=True)
class Carried:
    """A requirement somebody meets in a team, with their level."""

    strength: str
    level: int


def team_table(result: TeamResult) -> pd.DataFrame:
    """Who brings what, read from the data once per answer."""
    return _read(result).copy()


@lru_cache(maxsize=16)
def _read(result: TeamResult) -> pd.DataFrame:
    return result.table()


def carried(result: TeamResult) -> list[dict[str, list[Carried]]]:
    """Per proposal: person -> the requirements they meet."""
    table = team_table(result)
    met = table[table["meets"]]
    found: list[dict[str, list[Carried]]] = [{} for _ in result.teams]
    for team, person, strength, level in zip(
        met["team"], met["person_id"], met["requirement"], met["level"], strict=True
    ):
        found[team - 1].setdefault(person, []).append(Carried(strength, int(level)))
    return found


def coverage_shown(result: TeamResult, names: Names) -> pd.DataFrame:
    """Who brings what, with names for ids and headers in the current language."""
    table = team_table(result)
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


def side_by_side(result: TeamResult, names: Names) -> pd.DataFrame:
    """Proposals as columns: worth, terms and size first, then everybody who is in one of them.

    People in every proposal come first, so that those who differ stand together.
    """
    teams = result.teams
    weighted = [name for name, weight in result.problem.weights.items() if weight]
    rows = [[text("app.column.best"), *(number(team.objective, 3) for team in teams)]]
    for name in weighted:
        term = text("teams_app.of_which", term=text(f"teams.term.{name}"))
        rows.append([term, *(number(team.terms[name], 3) for team in teams)])
    rows.append([text("teams_app.n_members"), *(str(len(team.members)) for team in teams)])
    everybody = sorted({person for team in teams for person in team.members}, key=lambda p: (names.people[p], p))
    everybody.sort(key=lambda person: -sum(person in team.members for team in teams))
    for person in everybody:
        cells = [text("teams_app.is_in") if person in team.members else "–" for team in teams]
        rows.append([names.people[person], *cells])
    heads = [text("teams_app.compared_head"), *(text("app.team.proposal", n=n + 1) for n in range(len(teams)))]
    return pd.DataFrame(rows, columns=heads)


def differences(result: TeamResult, names: Names) -> list[str]:
    """Per alternative: what it costs, who comes and who goes, as a sentence."""
    best = result.best
    said = []
    for n, team in enumerate(result.teams[1:], 2):
        come = ", ".join(names.people[p] for p in team.members if p not in best.members) or "–"
        leave = ", ".join(names.people[p] for p in best.members if p not in team.members) or "–"
        cost = best.objective - team.objective
        key = "teams_app.differs" if abs(cost) >= 5e-7 else "teams_app.differs_free"
        said.append(text(key, n=n, cost=number(cost, 3), come=come, leave=leave))
    return said
