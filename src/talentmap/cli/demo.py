"""``talentmap demo``: the main job on the example organisation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from talentmap.cli.options import Lang

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset
    from talentmap.matching import MatchResult
    from talentmap.teams import TeamResult

Folder = Annotated[str, typer.Option("--out", metavar="FOLDER", help="cli.option.demo_out")]
People = Annotated[str, typer.Option("--size", metavar="N", help="cli.option.demo_size")]
PROJECT = "P03"
SIZE: tuple[int, int] | None = (4, 6)
WEIGHTS = {"coverage": 1.0, "cohesion": 0.3}


def command(out: Folder = "out", size: People = "400", lang: Lang = None) -> int:
    """Map, matches and a team with its proof; a report with pictures and tables."""
    from talentmap.cli import tables
    from talentmap.cli.map import show_key_people, show_map
    from talentmap.cli.options import whole
    from talentmap.cli.output import working
    from talentmap.cli.show_match import show_matches
    from talentmap.cli.show_team import show_teams
    from talentmap.documents.bundle import write_report
    from talentmap.measures import capability_map, key_people
    from talentmap.vocabulary import text

    n_people = whole("--size", size, 50, 20_000)
    folder = _folder(out)
    with working(text("cli.working.example")):
        data = _example(n_people)
    tables.heading(text("cli.demo.heading", people=n_people, strengths=len(data.frames["strengths"])))
    with working(text("cli.working.map")):
        counts, people = capability_map(data), key_people(data)
    show_map(counts, "unit", 12)
    show_key_people(people, 5)
    with working(text("cli.working.matching")):
        matches = _matches(data)
    show_matches(matches, data, 12)
    with working(text("cli.working.team")):
        teams = _team(data)
    if teams is not None:
        show_teams(teams)
    with working(text("cli.working.report")):
        written = write_report(data, folder, matches=matches, teams=teams)
    tables.heading(text("cli.demo.written", folder=folder))
    tables.lines(written)
    tables.heading(text("cli.demo.next"))
    tables.lines([text("cli.demo.open", path=_page(folder)), text("cli.demo.app"), text("cli.demo.own")])
    return 0


def _folder(out: str) -> Path:
    """The folder, made when it is not there; a place that cannot be written is told before the work starts."""
    import os

    from talentmap.errors import ExportError
    from talentmap.vocabulary import text

    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(text("cli.bad.folder", path=out, why=error.strerror or error)) from error
    if not os.access(folder, os.W_OK):
        raise ExportError(text("cli.bad.folder", path=out, why="-"))
    return folder


def _example(n_people: int) -> Dataset:
    from talentmap import examples

    return examples.municipality(n_people)


def _matches(data: Dataset) -> MatchResult:
    from talentmap.matching import match_roles

    return match_roles(data)


def _team(data: Dataset) -> TeamResult | None:
    """A team for the project of the tour, else for the first there is; very small examples have none."""
    from talentmap.teams import TeamProblem, TeamWeights, propose_teams

    projects = data.frames["projects"]["project_id"].tolist()
    if not projects:
        return None
    project = PROJECT if PROJECT in projects else projects[0]
    problem = TeamProblem(data, project=project, size=SIZE, weights=TeamWeights(**WEIGHTS))
    return propose_teams(problem, alternatives=3)


def _page(folder: Path) -> Path:
    from talentmap.vocabulary import current_language

    return folder / f"report_{current_language()}.html"
