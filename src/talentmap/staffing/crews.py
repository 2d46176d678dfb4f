"""Each project as the question of its best team at prices of people (`optimise.crew`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from talentmap.evidence.levels import UNKNOWN
from talentmap.optimise.crew import Crew
from talentmap.optimise.formulation import Row
from talentmap.optimise.members import MemberProblem
from talentmap.staffing.facts import Facts
from talentmap.staffing.rules import Instance, instances
from talentmap.staffing.task import Task

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def crew_of(facts: Facts, task: Task) -> Crew:
    """The question of one project, with its rules.

    Coverage stands in layers: with distinct worths of a place 0 < w_1 < w_2 < ... a requirement is worth
    sum_l (w_l - w_(l-1)) x min(min_people, members at w_l or above), which is the sum of the highest credits. Energy is
    one place for whoever carries it, and where more than one must meet the requirement a bonus that waits for them.
    """
    rules = instances(facts, task)
    forced = [_only(r) for r in rules if r.rule == "must_include"]
    gone = np.zeros(len(facts.people), dtype=np.bool_)
    for rule in rules:
        if rule.rule in ("exclude", "availability"):
            gone[list(rule.rows[0].positions)] = True
    here = np.flatnonzero(~gone)
    if not len(here):
        return Crew(here, MemberProblem(0, *task.size), possible=False)
    place = np.full(len(gone), -1, dtype=np.int64)
    place[here] = np.arange(len(here))
    own = np.full(len(here), task.join, dtype=np.int64)
    own[np.isin(here, task.current or ())] = task.stay
    has, worth, places = _layers(task, here)
    later = [k for k, part in enumerate(task.requirements) if part.min_people > 1 and task.energy_worth[k]]
    pairs = place[facts.pairs]
    inside = (pairs >= 0).all(axis=1)
    problem = MemberProblem(
        len(here),
        *task.size,
        own=own,
        has=has,
        worth=worth,
        places=places,
        able=task.meets[here][:, later],
        spark=task.lively[here][:, later],
        bonus_worth=np.array([task.energy_worth[k] for k in later], dtype=np.int64),
        bonus_places=np.array([task.requirements[k].min_people for k in later], dtype=np.int64),
        pairs=pairs[inside],
        pair_worth=facts.tie_units[facts.problem.priority(task.project), task.size[1]][inside],
        forced=tuple(int(place[p]) for p in forced if not gone[p]),
        rows=_rows(rules, place),
    )
    turn = len(here) * task.number // max(1, len(facts.tasks))
    return Crew(here, problem, turn, possible=not gone[forced].any())


def _layers(task: Task, here: Ints) -> tuple[Bools, Ints, Ints]:
    """Who is in each layer, and its worth and places."""
    has, worth, places = [np.zeros((len(here), 0), dtype=np.bool_)], [], []
    for k, part in enumerate(task.requirements):
        credit = np.array([*task.places[k], 0])[task.level[here, k]]  # unknown is -1 and reads the last one
        assert UNKNOWN == -1
        before = 0
        for step in sorted({w for w in task.places[k] if w}):
            has.append((credit >= step)[:, None])
            worth.append(step - before)
            places.append(part.min_people)
            before = step
        if task.energy_worth[k] and part.min_people == 1:
            has.append(task.lively[here, k][:, None])
            worth.append(task.energy_worth[k])
            places.append(1)
    return np.hstack(has), np.array(worth, dtype=np.int64), np.array(places, dtype=np.int64)


def _rows(rules: tuple[Instance, ...], place: Ints) -> tuple[Row, ...]:
    """Rows of the other rules over those who are here."""
    found = []
    for rule in rules:
        if rule.rule in ("must_include", "exclude", "availability", "team_size"):
            continue
        for row in rule.rows:
            at = place[list(row.positions)]
            weights = np.array(row.coefficients, dtype=np.int64)[at >= 0]
            found.append(Row(tuple(at[at >= 0].tolist()), tuple(weights.tolist()), row.low, row.high))
    return tuple(found)


def _only(instance: Instance) -> int:
    return instance.rows[0].positions[0]
