"""``talentmap template``: an empty workbook to fill in."""

from __future__ import annotations

from typing import Annotated

import typer

from talentmap.cli.options import Lang

OutPath = Annotated[str, typer.Argument(metavar="OUT.xlsx", help="cli.option.template_out")]


def command(out: OutPath, lang: Lang = None) -> int:
    """Write the template in the language of the user."""
    from pathlib import Path

    from talentmap.cli import tables
    from talentmap.data.template import write_template
    from talentmap.errors import ProblemError
    from talentmap.vocabulary import current_language, text

    if Path(out).suffix.lower() != ".xlsx":
        raise ProblemError(text("cli.bad.template", found=out))
    write_template(out, lang=current_language())
    tables.line(text("cli.template.done", path=out))
    return 0
