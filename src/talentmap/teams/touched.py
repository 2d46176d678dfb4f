"""The facts of a question with the data of one person changed, without reading all data again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from talentmap.measures.credit import credit_table
from talentmap.teams.changes import ABOUT_DATA, Change
from talentmap.teams.facts import Facts, shares
from talentmap.teams.rules import Instance
from talentmap.teams.units import exact, to_units


def gain_at(facts: Facts, r: int, level: int) -> int:
    """Worth, in units, of a place of a requirement filled at this level; unknown (-1) is worth nothing."""
    if level < 0:
        return 0
    asked = facts.requirements
    place = shares(asked)[r] * exact(facts.problem.weights.coverage) / asked[r].min_people
    return to_units(place * exact(credit_table(facts.problem.credit)[asked[r].level, level]), facts.scale)


def touched(facts: Facts, p: int, changes: Iterable[Change]) -> Facts:
    """The facts with those of the changes that are about data and `plain` for them.

    Only what the person brings differs; scale, ties and who can take part stay.
    """
    data = sorted((c for c in changes if c.kind in ABOUT_DATA), key=lambda c: ABOUT_DATA.index(c.kind))
    if not data:
        return facts
    gain, meets, lively = facts.gain.copy(), facts.meets.copy(), facts.lively.copy()
    learners, said = facts.learners.copy(), facts.levels.energy[p] >= 1
    column = {r.strength_id: k for k, r in enumerate(facts.requirements)}
    for change in data:
        r = column[change.about]
        if change.kind in ("level", "unshare"):
            level = change.value[0] if change.kind == "level" else -1
            gain[p, r], meets[p, r] = gain_at(facts, r, level), level >= facts.requirements[r].level
            said[r] &= change.kind == "level"
        elif change.kind in ("energy", "energy_off"):
            said[r] = change.kind == "energy"
        else:
            learners[p, r] = change.kind == "aspiration" and not meets[p, r]
    lively[p] = meets[p] & said
    return replace(facts, gain=gain, meets=meets, lively=lively, learners=learners)


def moved(rules: Iterable[Instance], changes: Iterable[Change]) -> tuple[Instance, ...]:
    """The rules with those of the changes that drop or soften one."""
    dropped = {change.about for change in changes if change.kind == "drop"}
    bounds = {change.about: change.value[0] for change in changes if change.kind == "soften"}
    found = []
    for instance in rules:
        if instance.rule == "robust" and bounds.get("robust") == 0:
            continue
        if instance.name not in dropped:
            by_one = instance.name in bounds or (instance.rule == "robust" and "robust" in bounds)
            found.append(_by_one(instance) if by_one else instance)
    return tuple(found)


def _by_one(instance: Instance) -> Instance:
    row = instance.rows[0]
    low, high = (None if row.low is None else row.low - 1), (None if row.high is None else row.high + 1)
    return replace(instance, rows=(replace(row, low=low, high=high),))
