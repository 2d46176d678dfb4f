"""``talentmap store``: make, fill, check, back up and restore the store of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import Json, Lang, Out, Today
from talentmap.vocabulary import text

if TYPE_CHECKING:
    import pandas as pd

Action = Annotated[str, typer.Argument(metavar="ACTION", help="cli.option.store_action")]
Where = Annotated[str, typer.Argument(metavar="STORE", help="cli.option.store")]
What = Annotated[str | None, typer.Argument(metavar="[WHAT]", help="cli.option.store_what")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="cli.option.dry_run")]
ACTIONS = ("init", "import", "undo", "backup", "restore", "check", "clear")
_NEEDS = {
    "import": "cli.store.folder",
    "undo": "cli.store.import_id",
    "backup": "cli.store.file",
    "restore": "cli.store.file",
}


def command(
    action: Action,
    store: Where,
    what: What = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    lang: Lang = None,
) -> int:
    """Do it; 0 when it is done."""
    from talentmap.cli import options, output, tables
    from talentmap.errors import ProblemError

    chosen = options.choice("ACTION", action, ACTIONS)
    output.checked_out(out)
    if chosen in _NEEDS and what is None:
        raise ProblemError(text("cli.store.missing", action=chosen, what=text(_NEEDS[chosen])))
    with output.working(text("cli.working.store", path=store)):
        answer, told, table = _done(chosen, store, what or "", dry_run, today)
    if as_json:
        output.print_json({"status": "ok", "action": chosen, **answer})
    else:
        tables.line(told, "bold")
        if table is not None and len(table):
            _show_due(table) if chosen == "clear" else _show(table)
    if table is not None:
        output.write_answer(out, answer, lambda: table, title=text("cli.store.title"))
    return 0


def _done(
    action: str, store: str, what: str, dry_run: bool, today: str | None
) -> tuple[dict[str, Any], str, pd.DataFrame | None]:
    """What was done: for a program, in words, and as a table where there is one."""
    from talentmap.access import keeping

    if action == "init":
        keeping.make_store(store)
        return {"store": store}, text("cli.store.made", path=store), None
    if action == "check":
        rows = dict(keeping.check_store(store))
        return {"rows": rows}, text("cli.store.good", path=store, n=sum(rows.values())), None
    if action == "backup":
        path = str(keeping.backup_store(store, what))
        return {"backup": path}, text("cli.store.kept", path=path), None
    if action == "restore":
        done = keeping.put_back(what, store)
        told = [text("cli.store.restored", path=store)]
        told += [text("cli.store.erased_again", n=done.erased, path=what)] if done.erased else []
        told += [text("cli.store.aside", path=path) for path in done.aside]
        return {"aside": [str(path) for path in done.aside], "erased": done.erased}, "\n".join(told), None
    if action == "clear":
        return _cleared(store, what, today)
    return _changed(action, store, what, dry_run, today)


def _cleared(store: str, code: str, today: str | None) -> tuple[dict[str, Any], str, pd.DataFrame | None]:
    """Without a code what is due is shown, with the code for it; with that code it goes."""
    from talentmap.access import keeping_people
    from talentmap.cli import options

    day = options.reference_date(today)
    done = keeping_people.clear_due(store, code, day) if code else keeping_people.clearing_of(store, day)
    answer = {"due": dict(done.rows), "code": done.code, "cleared": dict(done.cleared)}
    n = sum(done.rows.values())
    if code:
        return answer, text("cli.store.cleared", n=sum(done.cleared.values())), done.table()
    return answer, text("cli.store.due" if n else "cli.store.not_due", n=n, code=done.code), done.table()


def _changed(
    action: str, store: str, what: str, dry_run: bool, today: str | None
) -> tuple[dict[str, Any], str, pd.DataFrame | None]:
    from talentmap.access.viewer import Viewer
    from talentmap.access.workspace import open_workspace
    from talentmap.cli import options, output, reading

    data = reading.dataset(what, today) if action == "import" else None
    workspace = open_workspace(store, Viewer(None, "hr"), today=options.reference_date(today))
    if data is None:
        workspace.undo(what)
        return {"import_id": what}, text("cli.store.undone", import_id=what), None
    preview = workspace.import_data(data, dry_run=dry_run)
    table = preview.table()
    answer = {"import_id": preview.import_id, "counts": preview.counts().to_dict(), "lines": output.rows(table)}
    key = "cli.store.would" if dry_run else "cli.store.imported"
    return answer, text(key, summary=preview.summary(), import_id=preview.import_id or "-"), table


_MOST = 40


def _show(table: pd.DataFrame) -> None:
    from talentmap.cli import tables

    headings = ("table", "row", "what", "column", "before", "after")
    tables.print_rows(
        tuple((f"cli.column.import_{name}", "text") for name in headings),
        [tuple(_word(value) for value in row) for row in table.itertuples(index=False)],
        limit=_MOST,
    )


def _show_due(table: pd.DataFrame) -> None:
    from talentmap.cli import tables

    columns = (("cli.column.rights_table", "text"), ("cli.column.due", "number"), ("cli.column.cleared", "number"))
    rows = [(str(name), str(due), str(gone)) for name, due, gone in table.itertuples(index=False)]
    tables.print_rows(columns, rows, limit=len(rows))


def _word(value: Any) -> str:
    if value is None or value != value:
        return ""
    return str(value.date()) if hasattr(value, "date") else str(value)
