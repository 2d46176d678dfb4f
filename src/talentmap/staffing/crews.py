"""Each project as the question of its best team at prices of people (`optimise.crew`)."""

from __future__ import annotations

import numpy as np

from talentmap.evidence.levels import UNKNOWN
from talentmap.optimise.crew import Crew, Layer
from talentmap.optimise.formulation import Row
from talentmap.staffing.facts import Facts, Task
from talentmap.staffing.rules import Instance, instances


def crew_of(facts: Facts, task: Task) -> Crew:
    """The question of one project, with its rules.

    Coverage stands in layers: with distinct worths of a place 0 < w_1 < w_2 < ... a requirement is worth
    sum_l (w_l - w_(l-1)) x min(min_people, members at w_l or above), which is the sum of the highest credits. Energy is
    one place for whoever carries it, and where more than one must meet the requirement it hangs on their number.
    """
    rules = instances(facts, task)
    forced = [_only(r) for r in rules if r.rule == "must_include"]
    gone = {p for r in rules if r.rule in ("exclude", "availability") for p in r.rows[0].positions}
    rows = [
        row for r in rules if r.rule not in ("must_include", "exclude", "availability", "team_size") for row in r.rows
    ]
    layers: list[Layer] = []
    for k, part in enumerate(task.requirements):
        worth = np.array([*task.places[k], 0])[task.level[:, k]]  # unknown is -1 and reads the last one
        assert UNKNOWN == -1
        before = 0
        for step in sorted({w for w in task.places[k] if w}):
            layers.append(Layer(np.flatnonzero(worth >= step), step - before, part.min_people))
            before = step
        if task.energy_worth[k]:
            gate = -1
            if part.min_people > 1:
                gate = len(rows)
                rows.append(Row.count(np.flatnonzero(task.meets[:, k]).tolist()))
            lively = np.flatnonzero(task.lively[:, k])
            layers.append(Layer(lively, task.energy_worth[k], 1, gate, part.min_people))
    here = np.array([p for p in range(len(facts.people)) if p not in gone], dtype=np.int64)
    own = np.full(len(here), task.join, dtype=np.int64)
    own[np.isin(here, task.current or ())] = task.stay
    ties = facts.tie_units[facts.problem.priority(task.project), task.size[1]]
    turn = len(here) * task.number // max(1, len(facts.tasks))
    return Crew(here, task.size, layers, own, rows, forced, facts.pairs, ties, turn)


def _only(instance: Instance) -> int:
    return instance.rows[0].positions[0]
