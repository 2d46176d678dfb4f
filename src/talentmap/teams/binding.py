"""Which rules bind, and what each costs: the best team without the rule against the best team."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from talentmap.results import Status
from talentmap.teams.candidate_changes import plain, rule_changes
from talentmap.teams.changes import Change, apply
from talentmap.teams.result import TeamResult
from talentmap.teams.trial import Trial


def binding_rules(result: TeamResult) -> pd.DataFrame:
    """Rules that keep a better team away; see :meth:`TeamResult.binding_rules`."""
    best = round(result.best.objective * result.problem.facts.scale)
    trial = Trial(result.problem, result.best.members[0], result.proof.seed, math.inf)
    changes = list(rule_changes(trial.facts, trial.rules))
    found = dict(_dearer(trial, [c for c in changes if plain(trial.facts, c)], best))
    scale = trial.facts.scale
    rows = []
    for change in changes:
        if plain(trial.facts, change):
            worth = found.get(change, best) / scale
        else:
            then = _alone(result, change)
            worth = -math.inf if then is None else then
        if worth > best / scale + 1e-12:
            text = change.reason("").text()
            rows.append((change.about, change.kind, change.name, worth, worth - best / scale, text))
    frame = pd.DataFrame(rows, columns=["rule", "change", "name", "best", "price", "text"])
    frame["proven"] = result.status is Status.OPTIMAL
    return frame.sort_values(["price", "name"], ascending=[False, True], ignore_index=True)


def _dearer(trial: Trial, changes: list[Change], best: int) -> Iterator[tuple[Change, int]]:
    """Changes that make a better team possible, with its worth; a block that does not hold none of them."""
    if not changes:
        return
    worth = trial.best(changes, inside=None)
    if worth is None or worth <= best:
        return
    if len(changes) == 1:
        yield changes[0], worth
        return
    middle = len(changes) // 2
    yield from _dearer(trial, changes[:middle], best)
    yield from _dearer(trial, changes[middle:], best)


def _alone(result: TeamResult, change: Change) -> float | None:
    """Worth of the best team of the question with a change that makes its worths other figures."""
    trial = Trial(apply(result.problem, [change]), result.best.members[0], result.proof.seed, math.inf)
    worth = trial.best((), inside=None)
    return None if worth is None else worth / trial.facts.scale
