"""``talentmap accountability``: the drafts that tell what the system does, made from its settings and code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from talentmap.cli.options import Json, Lang
from talentmap.vocabulary import current_language, text

Owner = Annotated[str | None, typer.Option("--owner", metavar="NAME", help="cli.option.accountability_owner")]
Folder = Annotated[str, typer.Option("--out", metavar="FOLDER", help="cli.option.accountability_out")]
Organisation = Annotated[
    str | None, typer.Option("--organisation", metavar="NAME", help="cli.option.accountability_organisation")
]
Day = Annotated[str | None, typer.Option("--date", metavar="DATE", help="cli.option.accountability_date")]
PolicyFile = Annotated[str | None, typer.Option("--policy", metavar="FILE", help="cli.option.accountability_policy")]
ConfigFile = Annotated[str | None, typer.Option("--config", metavar="FILE", help="cli.option.accountability_config")]


def command(
    owner: Owner = None,
    out: Folder = "accountability",
    organisation: Organisation = None,
    date: Day = None,
    policy: PolicyFile = None,
    config: ConfigFile = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Write the drafts; 0 when they are there."""
    from talentmap.cli import output, tables
    from talentmap.documents.accountability import prepared

    with output.working(text("cli.working.accountability")):
        drafts = prepared(owner=owner or "", organisation=organisation, date=date, policy=policy, config=config)
        files = drafts.write(out)
    if as_json:
        answer = {"folder": out, "files": files, "questions": drafts.questions, "stale": list(drafts.stale)}
        output.print_json({"status": "ok", "state": drafts.content.state, **answer})
        return 0
    start = Path(out) / f"index_{current_language()}.html"
    tables.line(text("cli.accountability.written", n=len(files), owner=drafts.owner, path=start), "bold")
    tables.line(text("cli.accountability.open", n=drafts.questions))
    if drafts.stale:
        tables.line(text("cli.accountability.stale", n=len(drafts.stale), which=", ".join(drafts.stale)), "bold red")
    return 0
