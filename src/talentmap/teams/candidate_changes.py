"""Which small changes come into question for one person: of the rules in force, and of what is their own to share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from talentmap.results.reasons import Value
from talentmap.teams import own_data
from talentmap.teams.changes import Change
from talentmap.teams.facts import Facts, known_profiles
from talentmap.teams.presence import absences
from talentmap.teams.rules import Instance
from talentmap.teams.stretch import wishes
from talentmap.teams.touched import gain_at

_HIGHEST = 5


def rule_changes(facts: Facts, rules: tuple[Instance, ...]) -> Iterator[Change]:
    """Every rule in force dropped, and moved by one where it has a bound; sizes one up or down."""
    yield from _sizes(*facts.problem.sizes)
    if facts.problem.robust:
        yield Change("soften", "robust", 1, (facts.problem.robust - 1,))
    for instance in rules:
        if instance.rule in ("team_size", "availability"):
            continue
        shown = _shown(instance)
        bound = _bound(facts, instance)
        if bound is not None:
            yield Change("soften", instance.name, 1, (bound,), shown=shown)
        yield Change("drop", instance.name, 1 if bound is None else 2, shown=shown)


def _sizes(low: int, high: int) -> Iterator[Change]:
    """A fixed size moves as a whole; else one end moves."""
    moved = ((low - 1, high), (low + 1, high), (low, high - 1), (low, high + 1))
    if low == high:
        moved = ((low - 1, high - 1), (low + 1, high + 1), (low - 1, high), (low, high + 1))
    for least, most in moved:
        if 1 <= least <= most:
            yield Change("size", "team_size", 1, (least, most), shown={"least": least, "most": most})


def _bound(facts: Facts, instance: Instance) -> int | None:
    """The bound moved by one where something of the rule is then left."""
    row = instance.rows[0]
    if instance.rule == "unit_at_most":
        return (row.high or 0) + 1
    if instance.rule == "unit_at_least" and (row.low or 0) > 1:
        return (row.low or 0) - 1
    if instance.rule == "mandatory":
        least = next(r.min_people for r in facts.requirements if instance.name == f"mandatory:{r.strength_id}")
        return least - 1 if least > 1 else None
    return None


def _shown(instance: Instance) -> Mapping[str, Value]:
    return {name: value for name, value in instance.reason.details.items() if name not in ("able", "level")}


def gains_of(facts: Facts, p: int) -> Iterator[Change]:
    """What a person outside the team could bring: a higher level, energy, a wish to learn."""
    person, offered = facts.people[p], _offered(facts)
    for r, requirement in enumerate(facts.requirements):
        known, need, strength = int(facts.levels.level[p, r]), requirement.level, requirement.strength_id
        steps = [(known + 1, 1), (known + 2, 2)] if known >= 0 else [(need - 1, 1), (need, 2)]
        now = (int(facts.gain[p, r]), bool(facts.meets[p, r]))
        for level, step in steps:
            if not 0 <= level <= _HIGHEST:
                continue
            then = (gain_at(facts, r, level), level >= need)
            if then > now and then[0] >= now[0]:
                shown: dict[str, Value] = {"strength": strength, "known": known >= 0}
                yield Change("level", strength, step, (level,), person, shown)
                now = then
        if facts.energy_worth[r] and facts.levels.energy[p, r] < 1:
            yield Change("energy", strength, 1, (), person, {"strength": strength})
        if offered[r] and not facts.meets[p, r] and (person, strength) not in wishes(facts.problem.data):
            yield Change("aspiration", strength, 1, (), person, {"strength": strength})


def losses_of(facts: Facts, p: int) -> Iterator[Change]:
    """What a member could keep to themself: own ratings and certificates where nobody else rated, energy, a wish.

    Where others rated too, taking back the own part would show what the others said; it is left out.
    """
    person, offered = facts.people[p], _offered(facts)
    frame = known_profiles(facts.problem)
    frame = frame[(frame["person_id"] == person) & (frame["basis"] != "others")]
    alone = set(frame["strength_id"])
    for r, requirement in enumerate(facts.requirements):
        strength = requirement.strength_id
        shown: dict[str, Value] = {"strength": strength}
        if strength in alone and (facts.gain[p, r] or facts.meets[p, r]):
            yield Change("unshare", strength, 1, (), person, shown)
        if facts.energy_worth[r] and facts.lively[p, r]:
            yield Change("energy_off", strength, 1, (), person, shown)
        if offered[r] and facts.learners[p, r]:
            yield Change("aspiration_off", strength, 1, (), person, shown)


def hours_of(facts: Facts, p: int) -> Iterator[Change]:
    """For somebody who cannot take part: own availability where that is the reason, else the rule given up."""
    person = facts.people[p]
    freed = facts.problem.replace(data=own_data.with_hours(facts.problem, person))
    if p not in absences(freed):
        yield Change("availability", "availability", 1, (), person)
    else:
        yield Change("drop", f"availability:{person}", 2, person=person, shown={"person": person})


def _offered(facts: Facts) -> np.ndarray:
    """Shape (n_requirements,): where a wish to learn may count."""
    stretch = facts.problem.stretch
    counts = bool(facts.problem.weights.growth)
    return np.array([counts and (stretch is None or r.strength_id in stretch) for r in facts.requirements], dtype=bool)


def plain(facts: Facts, change: Change) -> bool:
    """Whether a change only widens what is possible, or only moves what one person brings.

    Then worths before and after are in the same units and bounds carry over from one set of changes to another.
    Others (sizes, places of a requirement, who can take part, stretch seats that come or go) make a question of their
    own.
    """
    if change.kind in ("size", "availability") or change.about.startswith("availability:"):
        return False
    if change.kind == "soften" and change.about.startswith("mandatory:"):
        return False
    if change.kind not in ("level", "unshare", "aspiration", "aspiration_off") or not facts.problem.weights.growth:
        return True
    r = next(k for k, r in enumerate(facts.requirements) if r.strength_id == change.about)
    if change.kind == "aspiration":
        return bool(facts.growth_worth[r])
    if change.kind == "aspiration_off":
        return facts.problem.stretch is not None or int(facts.learners[:, r].sum()) > 1
    return (change.person, change.about) not in wishes(facts.problem.data)
