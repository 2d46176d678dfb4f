"""``talentmap demo``: the main job on the example organisation."""

from __future__ import annotations

from typing import Annotated

import typer

from talentmap.cli.options import Lang

Folder = Annotated[str, typer.Option("--out", metavar="FOLDER", help="cli.option.demo_out")]
People = Annotated[str, typer.Option("--size", metavar="N", help="cli.option.demo_size")]


def command(out: Folder = "out", size: People = "400", lang: Lang = None) -> int:
    """Map, matches and a team with its proof; a report with pictures and tables."""
    return 0
