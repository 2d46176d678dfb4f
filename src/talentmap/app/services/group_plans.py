"""Plans kept to be held side by side."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.group_answer import figure_of, term_name
from talentmap.app.services.groups import GroupChoices
from talentmap.app.services.words import number
from talentmap.groups import GroupResult
from talentmap.vocabulary import text

MOST = 4
"""So many plans stand side by side."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A plan with its question and a name."""

    name: str
    choices: GroupChoices
    result: GroupResult


def keep(plans: list[Kept], choices: GroupChoices, result: GroupResult) -> list[Kept]:
    """The plans with this one among them, once per question, the last few."""
    if any(plan.choices == choices for plan in plans):
        return [Kept(plan.name, choices, result) if plan.choices == choices else plan for plan in plans]
    name = text("groups_app.plan", n=len(result.groups), policy=policy_in_words(choices.policy))
    names = [name, *(f"{name} ({k})" for k in range(2, MOST + 2))]
    free = next(one for one in names if all(plan.name != one for plan in plans))
    return [*plans, Kept(free, choices, result)][-MOST:]


def policy_in_words(policy: str) -> str:
    """A policy as part of a sentence."""
    shown = text(f"groups_app.policy.{policy}")
    return shown[:1].lower() + shown[1:]


def side_by_side(plans: list[Kept]) -> pd.DataFrame:
    """One row per figure, one column per plan."""
    rows: dict[str, list[str]] = {}

    def put(label: str, k: int, value: str) -> None:
        rows.setdefault(label, ["–"] * len(plans))[k] = value

    for k, plan in enumerate(plans):
        result = plan.result
        sizes = sorted((len(group.members) for group in result.groups), reverse=True)
        put(text("groups_app.column.groups"), k, number(len(sizes)))
        shown = ", ".join(f"{sizes.count(size)} × {size}" for size in dict.fromkeys(sizes))
        put(text("groups_app.column.sizes"), k, shown or "–")
        put(text("groups_app.column.subgroups"), k, number(sum(len(group.leaves()) for group in result.groups)))
        put(text("groups_app.column.rules"), k, number(sum(row.on for row in plan.choices.rules)))
        for term in result.terms:
            proven = "✓" if term.proven else f"≤ {figure_of(term.bound, term.unit)}"
            put(term_name(term.name), k, f"{figure_of(term.best, term.unit)} {proven}")
        put(text("groups_app.column.proof"), k, text(f"results.status.{result.status.value}"))
        seconds = result.proof.timing.get("total", float("nan"))
        put(text("groups_app.column.seconds"), k, number(seconds, 1))
    frame = pd.DataFrame(rows.values(), columns=[plan.name for plan in plans])
    frame.insert(0, text("groups_app.column.figure"), list(rows))
    return frame
