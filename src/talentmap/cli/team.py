"""``talentmap team``: proposals for the team of a project."""

from __future__ import annotations

from typing import Annotated

import typer

from talentmap.cli.options import DataPath, IncludePrivate, Json, Lang, Out, Today

Many = list[str] | None


def _projects(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of the projects in the dataset named before, for tab completion; nothing when it cannot be read."""
    try:
        from talentmap.data import read_dataset

        return [name for name in read_dataset(ctx.params["path"]).projects["project_id"] if name.startswith(incomplete)]
    except Exception:
        return []


Project = Annotated[
    str | None, typer.Option("--project", metavar="ID", help="cli.option.project", autocompletion=_projects)
]
Size = Annotated[str | None, typer.Option("--size", metavar="4-6", help="cli.option.size")]
Weights = Annotated[Many, typer.Option("--weights", metavar="NAME=N,...", help="cli.option.weights")]
Include = Annotated[Many, typer.Option("--include", metavar="IDS", help="cli.option.include")]
Exclude = Annotated[Many, typer.Option("--exclude", metavar="IDS", help="cli.option.exclude")]
Together = Annotated[Many, typer.Option("--together", metavar="IDS", help="cli.option.together")]
Apart = Annotated[Many, typer.Option("--apart", metavar="IDS", help="cli.option.apart")]
AtMost = Annotated[Many, typer.Option("--unit-at-most", metavar="UNIT=N", help="cli.option.unit_at_most")]
AtLeast = Annotated[Many, typer.Option("--unit-at-least", metavar="UNIT=N", help="cli.option.unit_at_least")]
Alternatives = Annotated[str, typer.Option("--alternatives", metavar="N", help="cli.option.alternatives")]
Differ = Annotated[str, typer.Option("--differ", metavar="N", help="cli.option.differ")]
Seed = Annotated[str, typer.Option("--seed", metavar="N", help="cli.option.seed")]
TimeLimit = Annotated[str | None, typer.Option("--time-limit", metavar="SECONDS", help="cli.option.time_limit")]


def command(
    path: DataPath,
    project: Project = None,
    size: Size = None,
    weights: Weights = None,
    include: Include = None,
    exclude: Exclude = None,
    together: Together = None,
    apart: Apart = None,
    unit_at_most: AtMost = None,
    unit_at_least: AtLeast = None,
    alternatives: Alternatives = "3",
    differ: Differ = "1",
    seed: Seed = "7",
    time_limit: TimeLimit = None,
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    include_private: IncludePrivate = False,
    lang: Lang = None,
) -> int:
    """Propose teams with their proof, or say which rules cannot hold together."""
    return 0
