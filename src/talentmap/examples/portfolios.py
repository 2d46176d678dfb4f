"""What people and those around them say: claims with source, date and visibility."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from talentmap.examples.abilities import Abilities
from talentmap.examples.draws import Draws, Flags, Floats, Ints
from talentmap.examples.structure import Staff
from talentmap.examples.templates import strengths, teams
from talentmap.examples.work import Work
from talentmap.vocabulary import SOURCES, VISIBILITIES

TODAY = int(np.datetime64("2026-05-29", "D").astype(np.int64))
"""Day of the newest claim, a Friday, in days since 1970."""
_NONE = -1
_ROUNDS = (("2024-najaar", 560), ("2025-najaar", 200), ("2026-voorjaar", 25))
"""Feedback rounds: name, and how many days before TODAY they closed."""
_ERROR = (0.2, 0.6, 0.2)
"""Chance that somebody rates one too low, right, or one too high."""

Claims = dict[str, Ints]
"""Columns of equal length: person and assessor (positions, -1 none), strength, level, energy (-9 none), source,
date and valid_until (days, -1 none), visibility, round (-1 none)."""
NO_ENERGY = -9


@dataclass(frozen=True, eq=False)
class Items:
    """What stands in portfolios: a row per person and strength, strongest first for each person."""

    person: Ints
    strength: Ints
    place: Ints
    visibility: Ints


def build_items(staff: Staff, work: Work, abilities: Abilities, draws: Draws) -> Items:
    """Choose what people put in their portfolio: mostly what they are good at or what their role asks."""
    n, n_strengths = abilities.level.shape
    asked = np.zeros((n, n_strengths))
    for k, role in enumerate(work.roles):
        for need in role.template.needs:
            asked[work.role_of == k, need.strength] = 1.3
    interest = abilities.level + asked + 0.9 * draws.bell(n * n_strengths).reshape(n, n_strengths)
    interest += 0.3 * abilities.energy + 0.5 * abilities.worked
    interest[abilities.rare[:, 0], abilities.rare[:, 1]] = 99.0
    ranked = np.argsort(-interest, axis=1, kind="stable")
    length = np.where(abilities.shares == 0, 0, draws.between(n, 9, 17) + 2 * abilities.underused)
    place = np.arange(n_strengths)[None, :].repeat(n, axis=0)
    kept = place < length[:, None]
    person = np.repeat(np.arange(n), length)
    visibility = _visibility(person, abilities, draws)
    strength = ranked[kept]
    is_rare = interest[person, strength] == 99.0
    return Items(person, strength, place[kept], np.where(is_rare, len(VISIBILITIES) - 1, visibility))


def _visibility(person: Ints, abilities: Abilities, draws: Draws) -> Ints:
    """Who may see each item: a person tends to be open or reserved, and decides per item."""
    n_people, n_items = len(abilities.shares), len(person)
    openness = draws.bell(n_people)[person] + 0.9 * draws.bell(n_items)
    rank = (openness > -1.75).astype(np.int64) + (openness > -0.85) + (openness > -0.05)
    return np.where(abilities.shares[person] == 1, 0, rank)


def build_claims(staff: Staff, work: Work, abilities: Abilities, items: Items, draws: Draws) -> Claims:
    """Draw all claims about the items, in columns."""
    parts = [
        *_by_themselves(abilities, items, draws),
        *_by_peers(staff, abilities, items, draws),
        _by_managers(staff, abilities, items, draws),
        _by_clients(abilities, items, draws),
        _certificates(abilities, items, draws),
        _recognised(staff, abilities, items, draws),
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _claims(
    items: Items,
    rows: Ints,
    source: str,
    level: Ints,
    ago: Ints,
    *,
    assessor: Ints | None = None,
    energy: Ints | None = None,
    valid_days: Ints | None = None,
    round_: int = _NONE,
) -> Claims:
    n = len(rows)
    date = workday(TODAY - ago)
    nobody = np.full(n, _NONE, dtype=np.int64)
    return {
        "person": items.person[rows],
        "strength": items.strength[rows],
        "level": level.clip(0, 5),
        "energy": np.full(n, NO_ENERGY, dtype=np.int64) if energy is None else energy,
        "source": np.full(n, SOURCES.index(source), dtype=np.int64),
        "assessor": nobody if assessor is None else assessor,
        "date": date,
        "visibility": items.visibility[rows],
        "valid_until": nobody if valid_days is None else np.where(valid_days >= 0, date + valid_days, _NONE),
        "round": np.full(n, round_, dtype=np.int64),
    }


def workday(day: Ints) -> Ints:
    """The day itself, or the Friday before it. Day 0, 1 January 1970, was a Thursday."""
    weekday = (day + 3) % 7
    return day - np.maximum(weekday - 4, 0)


def _rated(abilities: Abilities, items: Items, rows: Ints, draws: Draws) -> Ints:
    return abilities.level[items.person[rows], items.strength[rows]] + draws.pick(len(rows), _ERROR) - 1


def _some(items: Items, keep: Flags | Floats) -> Ints:
    return np.flatnonzero(keep[: len(items.person)])


def _by_themselves(abilities: Abilities, items: Items, draws: Draws) -> Iterator[Claims]:
    """Own claims, with energy; some replace an older and lower one."""
    rows = _some(items, draws.chance(len(items.person), 0.93))
    level = _rated(abilities, items, rows, draws)
    energy = abilities.energy[items.person[rows], items.strength[rows]]
    said = np.where(draws.chance(len(rows), 0.88), energy, NO_ENERGY)
    ago = (draws.share(len(rows)) ** 1.5 * 700).astype(np.int64)
    yield _claims(items, rows, "self", level, ago, assessor=items.person[rows], energy=said)
    before = np.flatnonzero(draws.chance(len(rows), 0.14))
    older = ago[before] + draws.between(len(before), 150, 350)
    old = rows[before]
    yield _claims(items, old, "self", level[before] - 1, older, assessor=items.person[old], energy=said[before])


def _by_peers(staff: Staff, abilities: Abilities, items: Items, draws: Draws) -> Iterator[Claims]:
    """Rounds of feedback: three or four colleagues of the own team rate four strong items of a person."""
    starts = np.array([team.start for team in staff.teams])[staff.team]
    sizes = np.array([team.stop - team.start for team in staff.teams])[staff.team]
    place = np.arange(staff.n_people) - starts
    for number, (_, closed) in enumerate(_ROUNDS):
        joins = draws.chance(staff.n_people, 0.17) & (sizes > 3)
        first = draws.below(staff.n_people, np.maximum(sizes - 1, 1))
        raters = 3 + draws.chance(staff.n_people, 0.4)
        rows = np.flatnonzero(joins[items.person] & (items.place < 4))
        for k in range(4):
            of = rows[(raters[items.person[rows]] > k) & (sizes[items.person[rows]] > k + 1)]
            person = items.person[of]
            step = 1 + (first[person] + k) % np.maximum(sizes[person] - 1, 1)
            assessor = starts[person] + (place[person] + step) % sizes[person]
            ago = closed + draws.below(staff.n_people, 21)[person]
            level = _rated(abilities, items, of, draws)
            yield _claims(items, of, "peer", level, ago, assessor=assessor, round_=number)


def _by_managers(staff: Staff, abilities: Abilities, items: Items, draws: Draws) -> Claims:
    """The yearly conversation: half of the managers' people hear about a handful of items."""
    talks = draws.chance(staff.n_people, 0.5) & (staff.manager >= 0)
    ago = (draws.share(staff.n_people) * 600).astype(np.int64) + 3
    rows = np.flatnonzero(talks[items.person] & (items.place < 7) & draws.chance(len(items.person), 0.6))
    person = items.person[rows]
    level = _rated(abilities, items, rows, draws)
    return _claims(items, rows, "manager", level, ago[person], assessor=staff.manager[person])


def _by_clients(abilities: Abilities, items: Items, draws: Draws) -> Claims:
    """People outside say something about the strongest items; who they are is not known."""
    asked = draws.chance(len(abilities.shares), 0.12)
    rows = np.flatnonzero(asked[items.person] & (items.place < 3))
    return _claims(items, rows, "client", _rated(abilities, items, rows, draws), draws.between(len(rows), 5, 700))


def _certificates(abilities: Abilities, items: Items, draws: Draws) -> Claims:
    """Certificates exist for some strengths; most hold for one to four years, so some have ended."""
    n = len(items.person)
    level = abilities.level[items.person, items.strength]
    possible = np.isin(items.strength, strengths().certificate) & (level >= 2)
    rows = np.flatnonzero(possible & draws.chance(n, 0.5))
    years = draws.between(len(rows), 1, 4)
    valid = np.where(draws.chance(len(rows), 0.75), years * 365, _NONE)
    ago = draws.between(len(rows), 20, 1050)
    return _claims(items, rows, "certificate", level[rows].clip(1, 4), ago, valid_days=valid)


def _recognised(staff: Staff, abilities: Abilities, items: Items, draws: Draws) -> Claims:
    """Prior learning of people with long service, recognised in what their work is about (EVC)."""
    chosen = draws.chance(staff.n_people, 0.09) & (staff.service_days > 2_500)
    core = np.array([team.core for team in teams()])
    order = np.array([team.template.order for team in staff.teams])[staff.team]
    level = abilities.level[items.person, items.strength]
    central = core[order[items.person], items.strength] >= 1.0
    rows = np.flatnonzero(chosen[items.person] & central & (level >= 3))
    return _claims(items, rows, "evc", level[rows].clip(0, 4), draws.between(len(rows), 60, 900))


def round_names() -> tuple[str, ...]:
    """Names of the feedback rounds by number."""
    return tuple(name for name, _ in _ROUNDS)


def round_days() -> tuple[Ints, Ints]:
    """First and last day of the feedback rounds by number, in days since 1970: four weeks each."""
    closed = TODAY - np.array([ago for _, ago in _ROUNDS], dtype=np.int64)
    return closed - 28, closed
