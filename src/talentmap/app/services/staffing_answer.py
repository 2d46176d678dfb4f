"""A staffing plan, shaped for reading: figures, a card per project, loads and people in demand."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.people import Names
from talentmap.app.services.words import day, number, percent
from talentmap.results import Conflict, Reason
from talentmap.staffing import StaffedProject, StaffingResult
from talentmap.vocabulary import text


@dataclass(frozen=True)
class ProjectCard:
    """One project of a plan in words.

    Parameters
    ----------
    id, title, when
        Which project, and its days and hours.
    worth
        What it is worth and what it could be at most, in a sentence; blank where it is not staffed.
    terms
        Name, value in [0, 1] and weight of each term that counts.
    people
        Name and what they carry, per member.
    why
        Why it is not staffed.
    """

    id: str
    title: str
    when: str
    worth: str
    terms: tuple[tuple[str, float, float], ...]
    people: tuple[tuple[str, tuple[str, ...]], ...]
    why: tuple[str, ...]


def plan_facts(result: StaffingResult) -> list[tuple[str, object, str, str]]:
    """The plan in four figures."""
    staffed = [part for part in result.projects if part.staffed]
    people = {person for part in staffed for person in part.members}
    full = [load for load in result.loads if load.free and load.fte >= load.free - 1e-9]
    met = [part.values["coverage"] for part in staffed if "coverage" in part.values]
    return [
        (text("staffing_app.fact.staffed"), len(staffed), text("staffing_app.fact.of", n=len(result.projects)), ""),
        (text("staffing_app.fact.people"), len(people), "", ""),
        (text("staffing_app.fact.covered"), sum(one >= 1 - 1e-9 for one in met), text("staffing_app.fact.all_met"), ""),
        (
            text("staffing_app.fact.full"),
            len({load.person for load in full}),
            text("staffing_app.fact.full_note"),
            "warm",
        ),
    ]


def project_cards(result: StaffingResult, names: Names) -> list[ProjectCard]:
    """A card per project, those not staffed first."""
    parts = sorted(result.projects, key=lambda part: (part.staffed, part.project))
    return [_card(result, part, names) for part in parts]


def _card(result: StaffingResult, part: StaffedProject, names: Names) -> ProjectCard:
    row = result.problem.row(part.project)
    days = " – ".join(day(pd.Timestamp(d)) for d in (row["start_date"], row["end_date"]) if not pd.isna(d))
    hours = result.problem.hours(part.project)
    fte = text("staffing_app.fte", fte=number(hours, 2)) if hours == hours else text("staffing_app.fte_all")
    carried: dict[str, list[str]] = {person: [] for person in part.members}
    for piece in part.parts:
        if piece.term == "coverage":
            for person, units in piece.carriers:
                if units:
                    carried[person].append(names.strengths.get(piece.subject, piece.subject))
    worth = ""
    if part.staffed:
        alone = part.alone == part.alone
        worth = text(
            "staffing_app.worth_alone" if alone else "staffing_app.worth",
            best=number(part.objective, 3),
            alone=number(part.alone, 3),
        )
    weighted = [(name, weight) for name, weight in result.problem.weights.items() if weight]
    return ProjectCard(
        part.project,
        names.projects[part.project],
        " · ".join(one for one in (days, fte) if one),
        worth,
        tuple((text(f"staffing.term.{name}"), part.values.get(name, 0.0), weight) for name, weight in weighted),
        tuple((names.people[person], tuple(met)) for person, met in carried.items()),
        tuple(sentence for reason in part.reasons for sentence in _said(reason, names)),
    )


def _said(reason: Reason | Conflict, names: Names) -> list[str]:
    if isinstance(reason, Conflict):
        return names.say_all((*reason.rules, *reason.relaxations))
    return [names.say(reason)]


def plan_shown(result: StaffingResult, names: Names) -> pd.DataFrame:
    """Who works on what, with names."""
    table = result.table()
    table["project_id"] = table["project_id"].map(names.projects)
    table["person_id"] = table["person_id"].map(names.people)
    table["requirement"] = table["requirement"].map(names.strengths)
    for column in ("from_date", "to_date"):
        table[column] = ["–" if pd.isna(found) else day(pd.Timestamp(found)) for found in table[column]]
    return _headed(table)


def loads_shown(result: StaffingResult, names: Names) -> pd.DataFrame:
    """Hours per person and period, fullest first, with the share of what they have."""
    table = result.load_table()
    table["share"] = [
        percent(fte / free) if free else "–" for fte, free in zip(table["fte"], table["free"], strict=True)
    ]
    table = table.sort_values(["person_id", "from_date"], ignore_index=True)
    table["person_id"] = table["person_id"].map(names.people)
    table["projects"] = [_titles(cell, names) for cell in table["projects"]]
    return _headed(table)


def scarce_shown(result: StaffingResult, names: Names) -> pd.DataFrame:
    """People in demand, dearest first."""
    table = result.scarce_table()
    table["person_id"] = table["person_id"].map(names.people)
    table["projects"] = [_titles(cell, names) for cell in table["projects"]]
    return _headed(table)


def _titles(cell: str, names: Names) -> str:
    return ", ".join(names.projects.get(one, one) for one in cell.split())


def _headed(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={name: text(f"staffing_app.column.{name}") for name in table.columns})
