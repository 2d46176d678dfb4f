"""``talentmap staff``: a team for every project at once, within the hours people have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import DataPath, IncludePrivate, Json, Lang, Out, Today
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.staffing import StaffingResult

Many = list[str] | None
Projects = Annotated[Many, typer.Option("--projects", metavar="IDS", help="cli.option.projects")]
Weights = Annotated[Many, typer.Option("--weights", metavar="NAME=N,...", help="cli.option.staff_weights")]
Priorities = Annotated[Many, typer.Option("--priority", metavar="PROJECT=N,...", help="cli.option.priority")]
Every = Annotated[bool, typer.Option("--all-projects", help="cli.option.all_projects")]
MostProjects = Annotated[str | None, typer.Option("--most-projects", metavar="N", help="cli.option.most_projects")]
Fte = Annotated[str | None, typer.Option("--fte", metavar="FTE", help="cli.option.project_fte")]
Waive = Annotated[Many, typer.Option("--waive", metavar="NAME", help="cli.option.staff_waive")]
Seed = Annotated[str, typer.Option("--seed", metavar="N", help="cli.option.seed")]
TimeLimit = Annotated[str, typer.Option("--time-limit", metavar="SECONDS", help="cli.option.staff_time_limit")]


def command(
    path: DataPath,
    projects: Projects = None,
    weights: Weights = None,
    priority: Priorities = None,
    all_projects: Every = False,
    most_projects: MostProjects = None,
    fte: Fte = None,
    waive: Waive = None,
    seed: Seed = "7",
    time_limit: TimeLimit = "60",
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    include_private: IncludePrivate = False,
    lang: Lang = None,
) -> int:
    """Plan the teams of all projects together, with its proof, or say which projects cannot be staffed."""
    from talentmap.cli import options, output, reading

    output.checked_out(out)
    asked: dict[str, Any] = {
        "projects": options.ids(projects) or None if projects else None,
        "priorities": options.pairs("--priority", priority or (), commas=True),
        "all_projects": all_projects,
        "most_projects": None if most_projects is None else options.whole("--most-projects", most_projects, 1),
        "fte": None if fte is None else options.amount("--fte", fte),
        "waive": tuple(dict.fromkeys(waive or ())),
        "include_private": include_private,
    }
    weights_asked = options.pairs("--weights", weights or (), commas=True)
    search: dict[str, Any] = {
        "seed": options.whole("--seed", seed, 0),
        "time_limit": options.amount("--time-limit", time_limit),
    }
    from talentmap.staffing import StaffingProblem, plan_staffing  # late: a wrong option is told at once

    asked["weights"] = _weights(weights_asked)
    problem = StaffingProblem(reading.dataset(path, today), **asked)
    with output.stoppable(text("cli.working.staff")) as heard:
        result = plan_staffing(problem, **search, progress=heard)
    return _answer(result, as_json=as_json, out=out)


def _weights(asked: dict[str, float]) -> Any:
    """The weights asked for, all others 0; without any, coverage with a little energy."""
    from talentmap.cli.options import named
    from talentmap.staffing import StaffingWeights

    if not asked:
        return StaffingWeights(coverage=1.0, energy=0.2)
    return StaffingWeights(**named("--weights", asked, StaffingWeights.names()))


def _answer(result: StaffingResult, *, as_json: bool, out: str | None) -> int:
    from talentmap.cli import output
    from talentmap.cli.show_staff import show_staffing

    found = result.status.has_solution
    answer = result.to_dict()
    if as_json:
        output.print_json(answer)
    else:
        show_staffing(result)
    if found or str(out).lower().endswith(".json"):
        output.write_answer(out, answer, result.table, title=text("cli.staff.title"))
    elif out is not None:
        output.say(text("cli.nothing_written", path=out))
    return 0 if found else 1
