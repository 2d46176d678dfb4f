"""``talentmap round``: feedback rounds in a store: open, invite by forms, renew lost forms, take answers in, close.

What comes of a round is read by the person it is about, in the app: no command shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import Json, Lang
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.access.rounds_form import Form
    from talentmap.access.rounds_rules import Rater
    from talentmap.access.workspace import Workspace

Action = Annotated[str, typer.Argument(metavar="ACTION", help="cli.option.round_action")]
Where = Annotated[str, typer.Argument(metavar="STORE", help="cli.option.store")]
What = Annotated[list[str] | None, typer.Argument(metavar="[WHAT]...", help="cli.option.round_what")]
Person = Annotated[str | None, typer.Option("--person", metavar="ID", help="cli.option.round_person")]
Closes = Annotated[str | None, typer.Option("--closes", metavar="DATE", help="cli.option.round_closes")]
Outside = Annotated[list[str] | None, typer.Option("--outside", metavar="GROUP:NAME", help="cli.option.round_outside")]
Forms = Annotated[str, typer.Option("--forms", metavar="FOLDER", help="cli.option.round_forms")]
Day = Annotated[str | None, typer.Option("--today", metavar="DATE", help="cli.option.round_today")]
ACTIONS = ("open", "invite", "renew", "list", "answer", "close")
_NEEDS = {"open": "strengths", "invite": "round", "renew": "round", "answer": "file", "close": "round"}


def command(
    action: Action,
    store: Where,
    what: What = None,
    person: Person = None,
    closes: Closes = None,
    outside: Outside = None,
    forms: Forms = "feedback",
    as_json: Json = False,
    today: Day = None,
    lang: Lang = None,
) -> int:
    """Do it; 0 when it is done."""
    from talentmap.access.workspace import open_workspace
    from talentmap.cli import options, output, tables
    from talentmap.errors import ProblemError

    chosen, given = options.choice("ACTION", action, ACTIONS), tuple(what or ())
    if chosen in _NEEDS and not given:
        raise ProblemError(text("cli_rounds.missing", action=chosen, what=text(f"cli_rounds.{_NEEDS[chosen]}")))
    if chosen != "answer" and not person:
        raise ProblemError(text("cli_rounds.missing", action=chosen, what=text("cli_rounds.person")))
    if chosen == "open" and not closes:
        raise ProblemError(text("cli_rounds.missing", action=chosen, what=text("cli_rounds.closes")))
    workspace = open_workspace(store, _viewer(person, chosen), today=_day(today))
    if chosen == "list":
        return _list(workspace, as_json)
    if chosen == "open":
        answer, told = _opened(workspace, given, str(closes))
    elif chosen in ("invite", "renew"):
        raters = _raters(chosen, given[1:], outside or ())
        answer, told = (_invited if chosen == "invite" else _renewed)(workspace, given[0], raters, Path(forms))
    elif chosen == "answer":
        answer, told = _answered(workspace, given)
    else:
        answer, told = _closed(workspace, given[0])
    if as_json:
        output.print_json({"status": "ok", "action": chosen, **answer})
    else:
        for line in told:
            tables.line(line)
    return 0


def _viewer(person: str | None, action: str) -> Any:
    """The person whose round it is; HR for files that came back."""
    from talentmap.access.viewer import Viewer

    return Viewer(None, "hr") if action == "answer" else Viewer(person)


def _day(today: str | None) -> object:
    import datetime as dt

    from talentmap.cli import options

    return options.reference_date(today) or dt.date.today()  # noqa: DTZ011 - the day here


def _opened(workspace: Workspace, strengths: Sequence[str], closes: str) -> tuple[dict[str, Any], list[str]]:
    from talentmap.access.rounds import open_round
    from talentmap.cli import options

    last = options.reference_date(closes)
    found = open_round(workspace, strengths, last)
    return {"round_id": found, "closes": last}, [text("cli_rounds.opened", round=found, day=last)]


def _raters(action: str, colleagues: Sequence[str], outside: Sequence[str]) -> list[Rater]:
    from talentmap.errors import ProblemError

    raters = [_rater(one, "person_id") for one in colleagues] + [_rater(one, "name") for one in outside]
    if not raters:
        raise ProblemError(text("cli_rounds.missing", action=action, what=text("cli_rounds.raters")))
    return raters


def _invited(
    workspace: Workspace, round_id: str, raters: Sequence[Rater], folder: Path
) -> tuple[dict[str, Any], list[str]]:
    """Invite, and write a form per rater."""
    from talentmap.access.rounds import invite_raters

    free = _free(folder, len(raters))
    return _written(round_id, invite_raters(workspace, round_id, raters), free, "cli_rounds.invited")


def _renewed(
    workspace: Workspace, round_id: str, raters: Sequence[Rater], folder: Path
) -> tuple[dict[str, Any], list[str]]:
    """A form in place of each that was lost; nothing where one of these was not invited."""
    from talentmap.access.rounds import invited_raters, new_form
    from talentmap.access.rounds_rules import Rater
    from talentmap.errors import UnknownLabelError

    invited: dict[Rater, str] = {}
    for row in invited_raters(workspace, round_id).to_dict("records"):
        person = row["person_id"] if isinstance(row["person_id"], str) else None
        rater = Rater(row["category"], person, "" if person else row["name"])
        invited[rater] = row["invitation_id"]
    wanted = tuple(dict.fromkeys(raters))
    for one in wanted:
        if one not in invited:
            who = f"{one.category}:{one.person_id or one.name}"
            raise UnknownLabelError(text("cli_rounds.not_invited", found=who, round=round_id), who)
    free = _free(folder, len(wanted))
    made = [new_form(workspace, round_id, invited[one]) for one in wanted]
    return _written(round_id, made, free, "cli_rounds.renewed")


def _written(round_id: str, made: Sequence[Form], free: Sequence[Path], said: str) -> tuple[dict[str, Any], list[str]]:
    """Write the forms: the token in each is shown this once."""
    from talentmap.access.rounds_form import write_form
    from talentmap.vocabulary import current_language

    rows = []
    for form, path in zip(made, free, strict=True):
        write_form(form, path, current_language())
        rows.append({"rater": form.rater, "category": form.category, "form": str(path)})
    told = [text(said, n=len(rows))]
    told += [
        text(
            "cli_rounds.form", rater=row["rater"], category=text(f"rounds.category.{row['category']}"), path=row["form"]
        )
        for row in rows
    ]
    return {"round_id": round_id, "forms": rows}, told


def _free(folder: Path, n: int) -> list[Path]:
    """Names of forms that are not taken, in a folder that is there before anything is done.

    A number and no name, so that a folder tells nobody who rates whom.
    """
    from talentmap.errors import ExportError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise ExportError(text("cli_rounds.folder", path=folder)) from error
    numbered = (folder / f"feedback_{place}.xlsx" for place in range(1, len(taken) + n + 1))
    return [path for path in numbered if path.name not in taken][:n]


def _rater(typed: str, who: str) -> Rater:
    from talentmap.access.rounds_rules import CATEGORIES, Rater
    from talentmap.cli import options
    from talentmap.errors import ProblemError

    category, colon, named = typed.partition(":")
    if not colon or not named.strip():
        raise ProblemError(text("cli_rounds.rater", found=options.short(typed), known=", ".join(CATEGORIES)))
    group = options.choice("GROUP", category.strip(), CATEGORIES)
    return Rater(group, named.strip()) if who == "person_id" else Rater(group, name=named.strip())


def _answered(workspace: Workspace, files: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Take in forms that came back, one by one; what was taken in before a fault stays."""
    from talentmap.access.rounds_answer import hand_in_form

    receipts = [hand_in_form(workspace, path) for path in files]
    return {"taken_in": len(receipts)}, [receipt.text() for receipt in receipts]


def _closed(workspace: Workspace, round_id: str) -> tuple[dict[str, Any], list[str]]:
    from talentmap.access.rounds import close_round

    close_round(workspace, round_id)
    return {"round_id": round_id}, [text("cli_rounds.closed", round=round_id)]


def _list(workspace: Workspace, as_json: bool) -> int:
    """The rounds of one person: when, and how many of each group handed in; never who."""
    from talentmap.access.rounds import handed_in, own_rounds
    from talentmap.cli import output, tables

    found = own_rounds(workspace)
    counts = {str(one): handed_in(workspace, str(one)) for one in found["round_id"]}
    if as_json:
        rows = [
            {
                **row,
                "groups": {
                    name: {"invited": n, "handed_in": done} for name, (n, done) in counts[row["round_id"]].items()
                },
            }
            for row in output.rows(found)
        ]
        output.print_json({"status": "ok", "action": "list", "rounds": rows})
        return 0
    tables.line(text("cli_rounds.list", n=len(found)), "bold")
    lines = []
    for row in found.to_dict("records"):
        groups = [
            text("cli_rounds.count", category=text(f"rounds.category.{name}"), done=done, n=n)
            for name, (n, done) in counts[str(row["round_id"])].items()
        ]
        state = text("cli_rounds.state.closed" if row["closed"] else "cli_rounds.state.open")
        lines.append((str(row["round_id"]), state, str(row["closes"].date()), "; ".join(groups)))
    if lines:
        heads = ("round", "state", "closes", "handed_in")
        tables.print_rows(tuple((f"cli_rounds.column.{name}", "text") for name in heads), lines)
    return 0
