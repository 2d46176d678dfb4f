"""Who works where: teams of 6 to 20, a line of three levels, places of work, appointments and names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talentmap.examples.draws import Draws, Flags, Floats, Ints
from talentmap.examples.templates import TeamTemplate, names, teams

SMALLEST, LARGEST = 6, 20
_USUAL = 133
"""Tenths of people in a usual team: 400 people make 30 teams."""
_WITH_MANAGEMENT = 10
"""From this many teams on there is a management team with a director for each directorate."""
LOCATIONS = (("Stadhuis", "hall", 60), ("Wijkcentrum De Brink", "district", 30), ("Gemeentewerf", "yard", 10))
"""Place, the word for it in the templates, and percentage of the people."""
_ORIGINS = (
    ("dutch", 64),
    ("frisian", 8),
    ("turkish", 8),
    ("moroccan", 8),
    ("surinamese", 7),
    ("antillean", 5),
)
_FTE = ((1.0, 46), (0.89, 21), (0.78, 8), (0.67, 14), (0.56, 7), (0.44, 4))
"""Shares of a week of 36 hours: 36, 32, 28, 24, 20 and 16 hours, with percentages."""


@dataclass(frozen=True, eq=False)
class Team:
    """A team with its unit name and the positions [start, stop) of its members; the manager comes first."""

    template: TeamTemplate
    unit: str
    directorate: str
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Staff:
    """The people of one district by position; arrays of shape (n_people,).

    ``manager`` is a position, -1 at the top. ``number`` is the number a person is known by: positions follow the
    teams, and an id that told the team would let every tie by id favour one team.
    """

    teams: tuple[Team, ...]
    team: Ints
    manager: Ints
    leads: Flags
    number: Ints
    location: Ints
    fte: Floats
    service_days: Ints

    @property
    def n_people(self) -> int:
        """How many people there are."""
        return len(self.team)


def build_staff(n_people: int, prefix: str, draws: Draws) -> Staff:
    """Lay out the teams of one district and the people in them.

    Parameters
    ----------
    n_people
        At least 1. Below 6 there is one team of that size; otherwise every team has 6 to 20 people.
    prefix
        Put before the name of every unit, to tell districts apart.
    """
    made = _teams(n_people, prefix, draws)
    team = np.repeat(np.arange(len(made)), [each.stop - each.start for each in made])
    manager, leads = _line(made, n_people)
    return Staff(
        teams=made,
        team=team,
        manager=manager,
        leads=leads,
        number=draws.order(n_people),
        location=_locations(made, team, draws),
        fte=np.where(leads & draws.chance(n_people, 0.6), 1.0, _drawn(_FTE, n_people, draws)),
        service_days=(draws.share(n_people) ** 2 * 13_000).astype(np.int64) + 60,
    )


def _teams(n_people: int, prefix: str, draws: Draws) -> tuple[Team, ...]:
    n_teams = max(1, (10 * n_people + _USUAL // 2) // _USUAL)
    known = teams()
    offset = 0 if n_teams >= _WITH_MANAGEMENT else 1  # 0 is the management team
    chosen = [_copy(known, offset + k) for k in range(n_teams)]
    chosen.sort(key=lambda each: (each[0].order != 0, _directorates().index(each[0].directorate), each[0].order))
    sizes = _sizes(n_people, [template for template, _ in chosen], draws)
    made, start = [], 0
    for (template, copy), size in zip(chosen, sizes, strict=True):
        unit = f"{prefix}{template.name}" + (f" {copy}" if copy > 1 else "")
        directorate = f"{prefix}{template.directorate}" if template.directorate else ""
        made.append(Team(template, unit, directorate, start, start + size))
        start += size
    return tuple(made)


def _copy(known: tuple[TeamTemplate, ...], k: int) -> tuple[TeamTemplate, int]:
    """The k-th team to set up; beyond the list the teams below management come again, with a number."""
    if k < len(known):
        return known[k], 1
    again = known[1:]
    return again[(k - len(known)) % len(again)], (k - len(known)) // len(again) + 2


def _directorates() -> list[str]:
    return list(dict.fromkeys(template.directorate for template in teams()))


def _sizes(n_people: int, chosen: list[TeamTemplate], draws: Draws) -> list[int]:
    """Six each, the rest one by one, more for the teams that are set up first; management has one per directorate."""
    if n_people <= SMALLEST or len(chosen) == 1:
        return [n_people]
    fixed = [template.order == 0 for template in chosen]
    n_directorates = len({template.directorate for template in chosen} - {""})
    sizes = [max(SMALLEST, 1 + n_directorates) if management else SMALLEST for management in fixed]
    weights = np.array([0.0 if management else 40.0 - t.order for t, management in zip(chosen, fixed, strict=True)])
    for _ in range(n_people - sum(sizes)):
        team = int(draws.pick(1, weights)[0])
        sizes[team] += 1
        if sizes[team] == LARGEST:
            weights[team] = 0.0
    return sizes


def _line(made: tuple[Team, ...], n_people: int) -> tuple[Ints, Flags]:
    """Manager of each position. Members -> manager of the team -> director -> top; without directors -> top."""
    manager = np.zeros(n_people, dtype=np.int64)
    leads = np.zeros(n_people, dtype=bool)
    has_directors = made[0].template.order == 0
    found = list(dict.fromkeys(each.directorate for each in made if each.directorate))
    director = {name: 1 + k for k, name in enumerate(found)} if has_directors else {}
    for each in made:
        leads[each.start] = True
        manager[each.start + 1 : each.stop] = each.start
        manager[each.start] = director.get(each.directorate, 0)
    leads[list(director.values())] = True
    manager[0] = -1
    return manager, leads


def _locations(made: tuple[Team, ...], team: Ints, draws: Draws) -> Ints:
    """60/30/10 % of the people to the whole person, those whose team works at a place first."""
    n = len(team)
    home = np.array([[each.template.location == word for _, word, _ in LOCATIONS] for each in made])[team]
    free = np.ones(n, dtype=bool)
    place = np.zeros(n, dtype=np.int64)
    for k in (2, 1):
        wish = np.where(home[:, k], 1.0, 0.0) + 0.4 * draws.bell(n)
        order = np.argsort(np.where(free, -wish, np.inf), kind="stable")
        taken = order[: (n * LOCATIONS[k][2] + 50) // 100]
        place[taken] = k
        free[taken] = False
    return place


def _drawn(table: tuple[tuple[float, int], ...], n: int, draws: Draws) -> Floats:
    return np.array([value for value, _ in table])[draws.pick(n, [weight for _, weight in table])]


def person_names(n_people: int, draws: Draws) -> list[str]:
    """Invented names: first and last name mostly from one region of origin. A full name seldom occurs twice."""
    first = draws.pick(n_people, [weight for _, weight in _ORIGINS])
    last = np.where(draws.chance(n_people, 0.1), draws.pick(n_people, [w for _, w in _ORIGINS]), first)
    shares = draws.share(6 * n_people).reshape(n_people, 2, 3)
    seen: set[str] = set()
    made = []
    for i in range(n_people):
        firsts = names()["first", _ORIGINS[int(first[i])][0]]
        lasts = names()["last", _ORIGINS[int(last[i])][0]]
        once, again = (f"{firsts[int(a * len(firsts))]} {lasts[int(b * len(lasts))]}" for a, b, _ in shares[i])
        made.append(again if once in seen and shares[i, 0, 2] > 0.25 else once)
        seen.add(made[-1])
    return made
