"""Why somebody is in their group, which rules keep them out of others, and what swapping them would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from talentmap.groups.prices import Amount, Change, Prices
from talentmap.groups.result import Group, GroupResult
from talentmap.results import Explanation, Reason

if TYPE_CHECKING:
    from talentmap.groups.verify import Scorer

FEW = 3
"""So many swaps are told; the table has them all."""


def explain(result: GroupResult, person_id: str) -> Explanation:
    """Reasons about one person; see :meth:`~talentmap.groups.result.GroupResult.explain`.

    Of others it says ids and groups only: nothing about what they can do.
    """
    group = result.group_of(person_id)
    prices = Prices(result.problem, result.plan)
    options = prices.options(person_id)
    reasons = [
        *_place(result, prices.scorer, group, person_id),
        *_company(prices.scorer, group, person_id),
        *_by_hand(result, person_id),
        *_closed(prices, person_id, options),
        *_swaps(prices, person_id, options),
    ]
    return Explanation(person_id, tuple(reasons))


def swap_table(result: GroupResult, person_id: str) -> pd.DataFrame:
    """What every swap of somebody with somebody in another group would change, and every move that sizes allow.

    Returns
    -------
    One row per change, those that break no rule first and then the best: ``swap_with`` (missing for a move alone),
    ``group`` (where the person would go), one column per term with its figure after the change, one column
    ``<term>.change`` with the difference, and ``breaks`` (names of rules that would break).

    Raises
    ------
    UnknownLabelError, NoSolutionError
        They are in no group; there is no plan.
    """
    result.group_of(person_id)
    prices = Prices(result.problem, result.plan)
    rows = []
    for change in ranked(prices.options(person_id)):
        row: dict[str, object] = {"swap_with": _other(change, person_id), "group": dict(change.moves)[person_id]}
        for name, after in change.values.items():
            row[name] = figure(name, after)
            row[f"{name}.change"] = figure(name, after - prices.values[name])
        rows.append(row | {"breaks": ", ".join(change.breaks)})
    columns = ["swap_with", "group", *(f"{name}{end}" for name in prices.terms for end in ("", ".change")), "breaks"]
    return pd.DataFrame(rows, columns=columns)


def ranked(options: Sequence[Change]) -> list[Change]:
    """Changes that break no rule first, then by the terms in order of priority; equal ones by id."""
    left = sorted(options, key=lambda change: (len(change.breaks), change.moves))
    left.sort(key=lambda change: change.key, reverse=True)
    return sorted(left, key=lambda change: bool(change.breaks))


def figure(name: str, amount: Amount) -> float:
    """A figure in the unit of its term: people, pairs, a share, or distance (kept in millionths)."""
    return float(amount) / 10**6 if name == "distance" else float(amount)


def _place(result: GroupResult, scorer: Scorer, group: Group, person: str) -> Iterator[Reason]:
    """The group, whether its date was wished, and who could come then."""
    when = {"group": group.id, "date": group.date, "part": group.part}
    if not group.date:
        yield Reason("groups_edit.explain.in", person, len(group.members), "people", None, when)
        return
    yield Reason("groups_edit.explain.in_on", person, len(group.members), "people", None, when)
    wished = scorer.wished.get(person, ())
    if (group.date, group.part) in wished:
        yield Reason("groups_edit.explain.wished", person, group.date)
    elif wished:
        asked = " ".join(date for date, _ in wished)
        used = {(other.date, other.part): other.id for other in result.plan}
        met = ", ".join(used[slot] for slot in wished if slot in used)
        yield Reason("groups_edit.explain.not_wished", person, group.date, "", None, {"asked": asked})
        if met:
            yield Reason("groups_edit.explain.wished_groups", person, met)
        else:
            yield Reason("groups_edit.explain.wished_unused", person)
    else:
        yield Reason("groups_edit.explain.no_wish", person)
    members = result.problem.members
    able = sum(not scorer.cannot(other, group.date, group.part) for other in members)
    yield Reason("groups_edit.explain.able", person, able, "people", len(members), when)


def _company(scorer: Scorer, group: Group, person: str) -> Iterator[Reason]:
    """Partners this person wished for (never who wished for them), and people they met before."""
    asked = {other for o in scorer.orders if o.kind == "wish_with" and o.subjects[0] == person for other in o.subjects}
    asked.discard(person)
    if asked:
        here = ", ".join(sorted(asked & set(group.members))) or "-"
        away = ", ".join(sorted(asked - set(group.members))) or "-"
        yield Reason("groups_edit.explain.partners", person, len(asked), "people", None, {"here": here, "away": away})
    met = sorted(
        {a if b == person else b for a, b in scorer.pairs("fresh") if person in (a, b)} & set(group.members),
    )
    if met:
        yield Reason("groups_edit.explain.met_again", person, ", ".join(met))


def _by_hand(result: GroupResult, person: str) -> Iterator[Reason]:
    """Rules broken by hand for this person."""
    for reason in result.reasons:
        if person in str(reason.details.get("moved", "")).split(", "):
            yield reason


def _closed(prices: Prices, person: str, options: Sequence[Change]) -> Iterator[Reason]:
    """Groups that no swap opens, by the rules that each of these swaps breaks."""
    by_group: dict[str, list[Change]] = {}
    for change in options:
        by_group.setdefault(dict(change.moves)[person], []).append(change)
    away = [group.id for group in prices.groups if group.id in by_group and prices.away(person, group.id)]
    by_rule: dict[str, list[str]] = {}
    mixed: list[str] = []
    free: list[str] = []
    for other in sorted(set(by_group) - set(away)):
        changes = by_group[other]
        always = set.intersection(*(set(change.breaks) for change in changes))
        for name in sorted(always):
            by_rule.setdefault(name, []).append(other)
        if not always:
            (mixed if all(change.breaks for change in changes) else free).append(other)
    if away:
        yield Reason("groups_edit.explain.away", person, ", ".join(sorted(away)))
    for name, shut in by_rule.items():
        yield Reason("groups_edit.explain.closed", person, ", ".join(shut), "", None, {"rule": name})
        if name in prices.rules:
            yield prices.rules[name].reason
    if mixed:
        yield Reason("groups_edit.explain.closed_mixed", person, ", ".join(mixed))
    if free:
        yield Reason("groups_edit.explain.free", person, ", ".join(free))


def _swaps(prices: Prices, person: str, options: Sequence[Change]) -> Iterator[Reason]:
    """The best few changes that break no rule, each followed by the terms it changes."""
    kept = [change for change in ranked(options) if not change.breaks]
    kind = "groups_edit.explain.swaps" if kept else "groups_edit.explain.no_swap"
    yield Reason(kind, person, len(kept), "swaps", len(options), {"better": sum(c.key > prices.key for c in kept)})
    for change in kept[:FEW]:
        other, to = _other(change, person), dict(change.moves)[person]
        kind = "groups_edit.explain.move" if other is None else "groups_edit.explain.swap"
        yield Reason(kind, person, other, "", None, {"group": to})
        yield from told(prices.values, change.values)


def told(before: dict[str, Amount], after: object) -> Iterator[Reason]:
    """What a change does to each term, as one reason each; one that says so where nothing changes."""
    assert isinstance(after, dict)
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        yield Reason("groups_edit.change.none", "terms")
    for name in changed:
        new, old = figure(name, after[name]), figure(name, before[name])
        shown: tuple[float | int, float | int] = (new, old)
        if name not in ("mix", "distance"):
            shown = (int(new), int(old))
        yield Reason(f"groups_edit.change.{name}", name, shown[0], "", shown[1])


def _other(change: Change, person: str) -> str | None:
    """Who swaps with this person; None for a move alone."""
    return next((who for who, _ in change.moves if who != person), None)
