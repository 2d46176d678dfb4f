"""Team proposals on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from talentmap.cli import tables
from talentmap.documents.naming import Names
from talentmap.vocabulary import text

if TYPE_CHECKING:
    import pandas as pd

    from talentmap.teams import Team, TeamResult


def show_teams(result: TeamResult) -> None:
    """The best team with what each member brings, its proof, and how the alternatives differ."""
    problem = result.problem
    title = str(problem.project_row["title"])
    low, high = problem.sizes
    tables.heading(text("cli.team.heading", project=problem.project, title=title, low=low, high=high))
    if not result.status.has_solution:
        tables.line(text(f"results.status.{result.status.value}"), "bold red")
    else:
        tables.line(result.proof.text(), "bold")
        _show_best(result)
        _show_alternatives(result)
    if result.reasons or result.conflicts:
        tables.heading(text("cli.team.remarks"))
        names = Names(problem.data, with_ids=True)
        sentences = [names.reason(reason).text() for reason in result.reasons]
        sentences += [line for conflict in result.conflicts for line in names.sentences(conflict)]
        tables.lines(sentences)


def _show_best(result: TeamResult) -> None:
    from talentmap.measures.names import strength_names

    best, table = result.best, result.table()
    first = table[table["team"] == 1]
    people = result.problem.data.frames["people"].set_index("person_id")
    strengths = strength_names(result.problem.data).to_dict()
    tables.heading(text("cli.team.proposal", number=1, sum=terms_sum(best, result)))
    tables.print_rows(
        (
            ("cli.column.person_id", "id"),
            ("cli.column.name", "text"),
            ("cli.column.unit", "text"),
            ("cli.column.brings", "text"),
        ),
        [
            (
                person,
                people.loc[person, "name"],
                people.loc[person, "unit"],
                brings(first, person, strengths) or _ties(best, person),
            )
            for person in best.members
        ],
    )


def brings(table: pd.DataFrame, person: str, strengths: Any) -> str:
    """What a member brings of what is asked: strength and level where it is met, strongest first."""
    rows = table[(table["person_id"] == person) & table["meets"]].sort_values(
        ["part", "level"], ascending=False, kind="stable"
    )
    return ", ".join(f"{strengths.get(row.requirement, row.requirement)} {row.level}" for row in rows.itertuples())


def _ties(team: Team, person: str) -> str:
    """Said of a member who brings no strength that is asked: with how many of the others they work already."""
    known = [part for part in team.parts if part.term == "cohesion" and person in dict(part.carriers)]
    return text("cli.team.ties", n=len(known)) if known else ""


def terms_sum(team: Team, result: TeamResult) -> str:
    """The objective as the sum of its terms: ``0.912 = coverage 0.812 + cohesion 0.100``."""
    weights = dict(result.problem.weights.items())
    shown = [
        f"{text(f'teams.term.{name}')} {tables.figure(value, 3)}" for name, value in team.terms.items() if weights[name]
    ]
    return f"{tables.figure(team.objective, 3)} = {' + '.join(shown)}"


def _show_alternatives(result: TeamResult) -> None:
    if len(result.teams) < 2:
        return
    tables.heading(text("cli.team.alternatives"))
    best = set(result.best.members)
    rows = []
    for number, team in enumerate(result.teams[1:], 2):
        leaves = ", ".join(person for person in result.best.members if person not in team.members)
        joins = ", ".join(person for person in team.members if person not in best)
        rows.append((str(number), tables.figure(team.objective, 3), leaves or "-", joins or "-"))
    tables.print_rows(
        (
            ("cli.column.proposal", "number"),
            ("cli.column.best", "number"),
            ("cli.column.leaves", "id"),
            ("cli.column.joins", "id"),
        ),
        rows,
    )
