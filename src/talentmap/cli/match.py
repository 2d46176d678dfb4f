"""``talentmap match``: people and the seats of roles."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from talentmap.cli.options import DataPath, IncludePrivate, Json, Lang, Limit, Out, Today

METHODS = ("optimal", "stable", "leximin")


def _methods(incomplete: str) -> list[str]:
    return [method for method in METHODS if method.startswith(incomplete)]


Method = Annotated[
    str, typer.Option("--method", metavar="|".join(METHODS), help="cli.option.method", autocompletion=_methods)
]
Full = Annotated[bool, typer.Option("--full", help="cli.option.full")]
Roles = Annotated[list[str] | None, typer.Option("--roles", metavar="IDS", help="cli.option.roles")]
Reassign = Annotated[bool, typer.Option("--reassign", help="cli.option.reassign")]
OpenUnknown = Annotated[bool, typer.Option("--open-unknown", help="cli.option.open_unknown")]


def command(
    path: DataPath,
    method: Method = "optimal",
    full: Full = False,
    roles: Roles = None,
    reassign: Reassign = False,
    open_unknown: OpenUnknown = False,
    limit: Limit = "20",
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    include_private: IncludePrivate = False,
    lang: Lang = None,
) -> int:
    """Match people to the open seats and say what stayed open, and why."""
    from talentmap.cli import output, reading
    from talentmap.cli.options import choice, ids, whole
    from talentmap.errors import ProblemError
    from talentmap.vocabulary import text

    output.checked_out(out)
    roles_asked = ids(roles) if roles else None
    if roles_asked == ():
        raise ProblemError(text("cli.bad.blank", option="--roles"))
    most = whole("--limit", limit, 1)
    chosen: Any = choice("--method", method, METHODS)
    data = reading.dataset(path, today)
    from talentmap.cli.show_match import show_matches
    from talentmap.matching import match_roles  # late: wrong options and faulty data are told first

    with output.working(text("cli.working.matching")):
        result = match_roles(
            data,
            method=chosen,
            roles=roles_asked,
            reassign=reassign,
            open_unknown=open_unknown,
            full=full,
            include_private=include_private,
        )
    answer = result.to_dict()
    if as_json:
        output.print_json(answer)
    else:
        show_matches(result, data, most)
    if result.status.has_solution or str(out).lower().endswith(".json"):
        output.write_answer(out, answer, result.table, title=text("cli.match.title"))
    elif out is not None:
        output.say(text("cli.nothing_written", path=out))
    return 0 if result.status.has_solution and not (full and len(result.unfilled)) else 1
