"""``talentmap access``: who may log in to a shared app, as whom and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from talentmap.cli.options import Json, Lang, Out
from talentmap.vocabulary import text

if TYPE_CHECKING:
    import pandas as pd

Action = Annotated[str, typer.Argument(metavar="ACTION", help="cli.option.access_action")]
Where = Annotated[str, typer.Argument(metavar="STORE", help="cli.option.store")]
Subject = Annotated[str | None, typer.Argument(metavar="[SUBJECT]", help="cli.option.subject")]
Person = Annotated[str | None, typer.Option("--person", metavar="ID", help="cli.option.access_person")]
Role = Annotated[str, typer.Option("--role", metavar="ROLE", help="cli.option.access_role")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="cli.option.access_since")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="cli.option.access_until")]
ACTIONS = ("give", "end", "list")


def command(
    action: Action,
    store: Where,
    subject: Subject = None,
    person: Person = None,
    role: Role = "employee",
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
    out: Out = None,
    lang: Lang = None,
) -> int:
    """Give or take access, or show who has it; 0 when it is done."""
    from talentmap.access.identity import access_given, end_access, give_access
    from talentmap.access.viewer import Viewer
    from talentmap.access.workspace import open_workspace
    from talentmap.cli import options, output, tables
    from talentmap.errors import ProblemError

    chosen = options.choice("ACTION", action, ACTIONS)
    output.checked_out(out)
    if chosen != "list" and not subject:
        raise ProblemError(text("cli.access.subject"))
    days = {"since": options.reference_date(since), "until": options.reference_date(until)}
    workspace = open_workspace(store, Viewer(None, "administrator"))
    if chosen == "give":
        give_access(workspace, str(subject), person_id=person, role=role, **days)
    elif chosen == "end":
        end_access(workspace, str(subject))
    found = access_given(workspace)
    if as_json:
        output.print_json({"status": "ok", "action": chosen, "access": output.rows(found)})
    else:
        tables.line(text(f"cli.access.{chosen}", subject=subject or "", n=len(found)), "bold")
        if len(found):
            _show(found)
    output.write_answer(out, {"access": output.rows(found)}, lambda: found, title=text("cli.access.title"))
    return 0


def _show(found: pd.DataFrame) -> None:
    from talentmap.cli import tables

    blank = found.astype(object).where(found.notna(), "")
    rows = [tuple(str(value).removesuffix(" 00:00:00") for value in row) for row in blank.itertuples(index=False)]
    tables.print_rows(tuple((f"cli.column.access_{name}", "text") for name in found.columns), rows)
