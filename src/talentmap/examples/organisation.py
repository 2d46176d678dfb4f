"""The invented municipality, at any size: from templates and draws to a checked Dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.examples import tables_people as by_people
from talentmap.examples import tables_work as by_work
from talentmap.examples.abilities import Abilities, build_abilities
from talentmap.examples.bonds import Ties, build_recognitions, build_ties
from talentmap.examples.draws import Draws, Ints
from talentmap.examples.labels import Ids, numbered
from talentmap.examples.plans import Absence, Wishes, build_absence, build_goals, build_wishes
from talentmap.examples.portfolios import Claims, build_claims, build_items
from talentmap.examples.structure import Staff, build_staff, person_names
from talentmap.examples.work import Work, build_work
from talentmap.vocabulary import text

ROOT = "Gemeente Waterrijk"
_DISTRICT = 600
"""People in a district of a large organisation; up to 800 people there is one district."""
_ALONE = 800


@dataclass(frozen=True, eq=False)
class District:
    """Everything about one district, people by position."""

    prefix: str
    root: str
    staff: Staff
    names: list[str]
    work: Work
    abilities: Abilities
    claims: Claims
    ties: Ties
    recognitions: tuple[Ints, Ints, Ints, Ints]
    wishes: Wishes
    absence: Absence
    goals: tuple[Ints, Ints, Ints, Ints]


def municipality(people: int = 400, *, seed: int = 2026) -> Dataset:
    """Make the example municipality Waterrijk: 400 people, as in ``data/municipality``.

    The same as :func:`organisation`; other sizes give municipalities of the same make.
    """
    return organisation(people, seed)


def organisation(n_people: int = 400, seed: int = 2026) -> Dataset:
    """Make an invented municipality of any size, plausible in structure.

    Teams of 6 to 20 in directorates, a line of three levels, three places (60/30/10 % of the people), 120 strengths of
    four kinds, portfolios from six sources, 40 roles, 6 projects, ties, wishes, absence, learning offers and goals.
    What people can do follows from six dispositions, their present work and role, earlier work and chance; 12 % are
    under-used, 12 % share nothing that others may see, and some strengths hang on one or two people.

    Above 800 people the organisation consists of districts of about 600, each with its own roles and projects.

    Parameters
    ----------
    n_people
        1 or more. Below 400 people some teams are missing, and with them their roles and projects.
    seed
        Same seed and size, same Dataset, on any machine and version of numpy.

    Raises
    ------
    ValueError
        `n_people` is below 1, or `seed` below 0.

    References
    ----------
    Our definition. All people, names of units and figures are invented; no real organisation stood model.
    """
    if n_people < 1 or seed < 0:
        raise ValueError(text("examples.size", people=n_people, seed=seed))
    n_districts = 1 if n_people <= _ALONE else (n_people + _DISTRICT // 2) // _DISTRICT
    sizes = [n_people // n_districts + (k < n_people % n_districts) for k in range(n_districts)]
    width = len(str(n_districts))
    prefixes = [f"Stadsdeel {k + 1:0{width}d} " if n_districts > 1 else "" for k in range(n_districts)]
    made = [_district(size, prefix, (seed, k)) for k, (size, prefix) in enumerate(zip(sizes, prefixes, strict=True))]
    return Dataset.from_frames(_tables(made))


def _district(n_people: int, prefix: str, name: tuple[int, int]) -> District:
    """One district; every step has a stream of draws of its own, so that a change in one leaves the others alone."""
    root = prefix.strip() or ROOT
    staff = build_staff(n_people, prefix, Draws(*name, 1))
    work = build_work(staff, root, Draws(*name, 2))
    abilities = build_abilities(staff, work, Draws(*name, 3))
    items = build_items(staff, work, abilities, Draws(*name, 4))
    ties = build_ties(staff, Draws(*name, 5))
    wishes = build_wishes(staff, work, abilities, Draws(*name, 6))
    return District(
        prefix=prefix,
        root=root,
        staff=staff,
        names=person_names(n_people, Draws(*name, 7)),
        work=work,
        abilities=abilities,
        claims=build_claims(staff, work, abilities, items, Draws(*name, 8)),
        ties=ties,
        recognitions=build_recognitions(staff, ties, items, Draws(*name, 9)),
        wishes=wishes,
        absence=build_absence(staff, Draws(*name, 10)),
        goals=build_goals(abilities, wishes, Draws(*name, 11)),
    )


def _tables(made: Sequence[District]) -> dict[str, pd.DataFrame]:
    """All tables of all districts; numbers of people, roles and projects run on from district to district."""
    people = numbered("P", [d.staff.number for d in made], least=3)
    roles = numbered("R", [np.arange(len(d.work.roles)) for d in made], least=2)
    n_projects = sum(len(d.work.projects) for d in made)
    letter = "P" if n_projects < 100 else "J"  # P01 is a project and P001 a person: with P100 nobody could tell
    projects = numbered(letter, [np.arange(len(d.work.projects)) for d in made], least=2)
    ids = [Ids(*each) for each in zip(people, roles, projects, strict=True)]
    pairs = list(zip(made, ids, strict=True))
    return {
        "people": pd.concat([by_people.people_of(d.staff, d.names, i, ids[0]) for d, i in pairs]),
        "units": by_people.units_of([(d.staff, d.root) for d in made], ROOT),
        "strengths": by_work.strengths_table(),
        "claims": by_people.claims_of([d.claims for d in made], ids),
        "rounds": by_people.rounds_of([d.claims for d in made], ids),
        "roles": pd.concat([by_work.roles_of(d.work, i) for d, i in pairs]),
        "role_requirements": pd.concat([by_work.role_needs_of(d.work, i) for d, i in pairs]),
        "holdings": pd.concat([by_work.holdings_of(d.staff, d.work, i) for d, i in pairs]),
        "projects": pd.concat([by_work.projects_of(d.work, d.staff, i) for d, i in pairs]),
        "project_requirements": pd.concat([by_work.project_needs_of(d.work, i) for d, i in pairs]),
        "ties": pd.concat([by_people.ties_of(d.ties, i) for d, i in pairs]),
        "recognitions": pd.concat([by_people.recognitions_of(d.recognitions, i) for d, i in pairs]),
        "aspirations": pd.concat([by_people.aspirations_of(d.wishes, i) for d, i in pairs]),
        "availability": pd.concat([by_people.availability_of(d.absence, i) for d, i in pairs]),
        "offerings": by_work.offerings_table(),
        "goals": by_people.goals_of([(d.goals, d.staff, d.prefix) for d in made], ids),
    }
