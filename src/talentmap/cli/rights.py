"""``talentmap erase``, ``talentmap log`` and ``talentmap dossier``: rights of people in the store of a workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from talentmap.cli.options import Json, Lang, Out, Today
from talentmap.vocabulary import text

Where = Annotated[str, typer.Argument(metavar="STORE", help="cli.option.store")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="cli.option.rights_person")]
MaybePerson = Annotated[str | None, typer.Argument(metavar="[PERSON]", help="cli.option.rights_person")]
Finish = Annotated[bool, typer.Option("--finish", help="cli.option.erase_finish")]
Action = Annotated[str, typer.Argument(metavar="ACTION", help="cli.option.log_action")]
Head = Annotated[str | None, typer.Argument(metavar="[HEAD]", help="cli.option.log_head")]


def erase(
    store: Where,
    person: MaybePerson = None,
    finish: Finish = False,
    as_json: Json = False,
    today: Today = None,
    lang: Lang = None,
) -> int:
    """Do it; 0 when every file is cleared."""
    from talentmap.access import keeping_people
    from talentmap.cli import options, output, tables
    from talentmap.errors import ProblemError

    if (person is None) != finish:
        raise ProblemError(text("cli.rights.who"))
    with output.working(text("cli.working.store", path=store)):
        if person is None:
            done = keeping_people.finish_erasures(store)
        else:
            done = keeping_people.erase_person(store, person, options.reference_date(today))
    if as_json:
        answer = {
            "gone": dict(done.gone),
            "changed": dict(done.changed),
            "mentions": output.rows(done.mentions),
            "rewritten": [str(path) for path in done.rewritten],
            "removed": [str(path) for path in done.removed],
            "missing": [str(path) for path in done.missing],
        }
        output.print_json({"status": "ok", **answer})
        return 0
    tables.line(done.summary(), "bold")
    if len(done.mentions):
        columns = tuple((f"cli.column.rights_{name}", "text") for name in ("table", "row", "column"))
        tables.print_rows(columns, [tuple(map(str, row)) for row in done.mentions.itertuples(index=False)], limit=40)
    return 0


def log(action: Action, store: Where, head: Head = None, as_json: Json = False, lang: Lang = None) -> int:
    """Show the head of the log, or verify the chain."""
    from talentmap.access import keeping_people
    from talentmap.cli import options, output, tables

    if options.choice("ACTION", action, ("head", "verify")) == "head":
        found = keeping_people.log_head(store)
        answer: dict[str, object] = {"head": found}
        told = found
    else:
        lines = keeping_people.verify_log(store, head)
        key = "cli.rights.chain" if head is None else "cli.rights.chain_head"
        answer = {"lines": lines, "head": head}
        told = text(key, n=lines)
    if as_json:
        output.print_json({"status": "ok", **answer})
    else:
        tables.line(told)
    return 0


def dossier(
    store: Where, person: Person, as_json: Json = False, out: Out = None, today: Today = None, lang: Lang = None
) -> int:
    """Everything the store holds about one person, for that person: rows per table, or all of it as JSON."""
    import pandas as pd

    from talentmap.access import keeping_people
    from talentmap.cli import options, output, tables

    output.checked_out(out)
    found = keeping_people.everything_of(store, person, options.reference_date(today))
    answer = {"status": "ok", **found.to_dict()}
    counts = pd.DataFrame([(name, len(frame)) for name, frame in found.tables().items()], columns=["table", "rows"])
    if as_json:
        output.print_json(answer)
    else:
        columns = (("cli.column.rights_table", "text"), ("cli.column.rights_rows", "number"))
        tables.print_rows(
            columns, [(str(name), str(n)) for name, n in counts.itertuples(index=False)], limit=len(counts)
        )
    output.write_answer(out, answer, lambda: counts, title=text("cli.rights.title"))
    return 0
