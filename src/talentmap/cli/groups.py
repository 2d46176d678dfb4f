"""``talentmap groups``: everybody parted into groups and subgroups, with dates, proof and staff."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from talentmap.cli.options import DataPath, IncludePrivate, Json, Lang, Today
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.data.dataset import Dataset
    from talentmap.data.read_table import TableFile
    from talentmap.groups import GroupProblem, GroupResult
    from talentmap.programme import Staffing

POLICIES = ("under", "over", "exact", "between")
MIXES = ("worst", "leximin", "sum", "distance")
Many = list[str] | None


def _started(words: tuple[str, ...]) -> Any:
    return lambda incomplete: [word for word in words if word.startswith(incomplete)]


Size = Annotated[str, typer.Option("--size", metavar="12", help="cli.option.group_size")]
Policy = Annotated[
    str,
    typer.Option("--policy", metavar="|".join(POLICIES), help="cli.option.policy", autocompletion=_started(POLICIES)),
]
Number = Annotated[str | None, typer.Option("--groups", metavar="N", help="cli.option.n_groups")]
Subgroups = Annotated[Many, typer.Option("--subgroups", metavar="3", help="cli.option.subgroups")]
Rules = Annotated[str | None, typer.Option("--rules", metavar="FILE", help="cli.option.rules")]
Dates = Annotated[Many, typer.Option("--dates", metavar="DATES", help="cli.option.dates")]
PerDate = Annotated[str | None, typer.Option("--per-date", metavar="N", help="cli.option.per_date")]
Mix = Annotated[
    str, typer.Option("--mix", metavar="|".join(MIXES), help="cli.option.mix", autocompletion=_started(MIXES))
]
Waive = Annotated[Many, typer.Option("--waive", metavar="NAME", help="cli.option.waive")]
Out = Annotated[str | None, typer.Option("--out", metavar="FILE", help="cli.option.group_out")]
Seed = Annotated[str, typer.Option("--seed", metavar="N", help="cli.option.seed")]
TimeLimit = Annotated[str | None, typer.Option("--time-limit", metavar="SECONDS", help="cli.option.time_limit")]


def command(
    path: DataPath,
    size: Size = "12",
    policy: Policy = "under",
    groups: Number = None,
    subgroups: Subgroups = None,
    rules: Rules = None,
    dates: Dates = None,
    per_date: PerDate = None,
    mix: Mix = "worst",
    waive: Waive = None,
    seed: Seed = "7",
    time_limit: TimeLimit = None,
    as_json: Json = False,
    out: Out = None,
    today: Today = None,
    include_private: IncludePrivate = False,
    lang: Lang = None,
) -> int:
    """Plan the groups, or say which rules cannot hold together."""
    from talentmap.cli import options, output, reading

    output.checked_out(out)
    asked: dict[str, Any] = {
        "policy": options.choice("--policy", policy, POLICIES),
        "mix": options.choice("--mix", mix, MIXES),
        "n_groups": None if groups is None else options.whole("--groups", groups, 1),
        "per_date": None if per_date is None else options.whole("--per-date", per_date, 1),
        "subgroups": _depths(subgroups or ()),
        "dates": options.ids(dates) or None if dates else None,
        "waive": tuple(dict.fromkeys(waive or ())),
        "include_private": include_private,
    }
    asked["size"] = _size(size, asked["policy"])
    search: dict[str, Any] = {
        "seed": options.whole("--seed", seed, 0),
        "time_limit": None if time_limit is None else options.amount("--time-limit", time_limit),
    }
    data = reading.dataset(path, today)
    problem = _problem(data, asked, rules)
    from talentmap.groups import plan_groups  # late: a wrong option is told at once

    with output.stoppable(text("cli.working.groups")) as heard:
        result = plan_groups(problem, **search, progress=heard)
    return _answer(result, as_json=as_json, out=out)


def _size(value: str, policy: str) -> int | tuple[int, int]:
    """``12``, or ``10-14`` for the policy between."""
    from talentmap.cli.options import short, size_range

    if not re.fullmatch(r"[\d\s.:–-]+", value, flags=re.ASCII):
        raise ProblemError(text("cli.bad.group_size", found=short(value)))
    low, high = size_range(value) or (0, 0)
    if policy == "between":
        return low, high
    if low != high:
        raise ProblemError(text("cli.bad.group_range", found=short(value), policy=policy))
    return low


def _depths(values: list[str] | tuple[()]) -> tuple[int, ...]:
    """``3`` or ``3,2``: how many subgroups at each depth."""
    from talentmap.cli.options import whole, words_in_order

    return tuple(whole("--subgroups", word, 1, 1000) for word in words_in_order(values))


def _problem(data: Dataset, asked: dict[str, Any], file: str | None) -> GroupProblem:
    """The question; faults in a file of rules are told with the row they stand in."""
    from talentmap.groups import GroupProblem

    if file is None:
        return GroupProblem(data, **asked)
    from talentmap.groups.rules_file import check_rules, read_rules

    read: TableFile = read_rules(file)
    problem = GroupProblem(data, rules=read.frame, **asked)
    check_rules(problem, read)
    return problem


def _answer(result: GroupResult, *, as_json: bool, out: str | None) -> int:
    from talentmap.cli import output
    from talentmap.cli.show_groups import show_groups
    from talentmap.documents.group_staff import staffing_of, with_staff

    found = result.status.has_solution
    staff = staffing_of(result) if found else None
    answer = with_staff(result, staff)
    if as_json:
        output.print_json(answer)
    else:
        show_groups(result, staff)
    if out is None:
        return 0 if found else 1
    if not found and not out.lower().endswith(".json"):
        output.say(text("cli.nothing_written", path=out))
    elif out.lower().endswith(".html"):
        _lists(result, staff, out)
    else:
        from talentmap.documents.group_staff import staff_table

        output.write_answer(out, answer, lambda: staff_table(result, staff), title=text("group_lists.title"))
    return 0 if found else 1


def _lists(result: GroupResult, staff: Staffing | None, out: str) -> None:
    """The lists to print, a page for each group."""
    from pathlib import Path

    from talentmap.cli.output import say
    from talentmap.data.atomic import replaced_file
    from talentmap.documents.group_lists import group_lists
    from talentmap.documents.group_staff import staff_names

    page = group_lists(result, staff=staff_names(staff))
    with replaced_file(Path(out)) as file:
        file.write(page.encode("utf-8", "replace"))
    say(text("cli.written", path=out))
