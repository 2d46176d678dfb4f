"""Figures of example organisations for the tests: flags per person, how far they can be seen, and who sits where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from talentmap.access.figures import publish
from talentmap.access.figures_groups import FigureGroups, figure_groups
from talentmap.access.figures_table import PublishedTable
from talentmap.evidence import profiles
from talentmap.examples import municipality
from tests.access.attacker import Snapshot

KEY = b"a secret that the tests know"
LEVELS = (("known", 0), ("present", 2), ("strong", 4))
RANK = {"private": 0, "manager": 1, "team": 2, "organisation": 3}


@dataclass
class Organisation:
    """What goes into the figures: flags, ranks and groups, with the truth by person and chain."""

    flags: pd.DataFrame
    ranks: pd.DataFrame
    groups: FigureGroups
    chains: list[tuple[str, ...]]
    managers: dict[str, str]
    gave: pd.Series

    def publish(self, **options: object) -> PublishedTable:
        """The figures."""
        given = {"known": self.ranks, "key": KEY, "chains": self.chains, "contributes": self.gave, **options}
        return publish(self.flags, self.groups, **given)

    def snapshot(self, published: PublishedTable) -> Snapshot:
        """What an attacker has of it."""
        places = {p: (u, where) for p, u, where, _ in self.groups.people.itertuples(index=False)}
        return Snapshot(published.to_dict(), places, self.groups.parents)

    def truth(self, chain: tuple[str, ...]) -> dict[str, int]:
        """Person -> figures of the chain that hold for them."""
        counted = (self.flags[list(chain)] == 1).sum(axis=1)
        return dict(zip(self.flags["person_id"], counted.astype(int), strict=True))

    def seen_by(self, viewer: str | None, chain: tuple[str, ...]) -> dict[str, int]:
        """What this viewer sees one by one: their own, their reports', their unit's and everybody's, by rank.

        A manager sees all of their reports that is counted, so of them they know also that there is nothing.
        """
        truth = self.truth(chain)
        unit = dict(zip(self.groups.people["person_id"], self.groups.people["unit"], strict=True))
        rank = dict(zip(self.ranks["person_id"], self.ranks[chain[0]], strict=True))

        def sees(person: str) -> bool:
            if viewer is None or viewer not in unit:
                return rank[person] >= 3
            if person == viewer or self.managers.get(person) == viewer:
                return True
            return rank[person] >= (2 if unit.get(person) == unit[viewer] else 3)

        return {person: truth[person] for person in unit if sees(person)}

    def giving(self) -> set[str]:
        """Who contributes: shared evidence of any strength, not just of those looked at."""
        return set(self.flags["person_id"][self.gave])


def example(n_people: int, seed: int, strengths: Iterable[int]) -> Organisation:
    """The figures of an example municipality for some of its strengths."""
    data = municipality(n_people, seed=seed)
    names = data.frames["strengths"]["strength_id"].iloc[list(strengths)]
    people = data.frames["people"]
    ids = people["person_id"]
    level = profiles(data).set_index(["strength_id", "person_id"])["level"]
    claims = data.frames["claims"]
    seen = claims.assign(rank=claims["visibility"].astype(str).map(RANK).astype(int))
    rank = seen.groupby(["strength_id", "person_id"], observed=True)["rank"].max()
    flags, ranks = {"person_id": ids.to_numpy()}, {"person_id": ids.to_numpy()}
    for strength in names:
        pairs = pd.MultiIndex.from_product([[strength], ids])  # of a strength nobody claims, everybody is unknown
        values = level.reindex(pairs).to_numpy(dtype=float, na_value=np.nan)
        for name, least in LEVELS:
            flags[f"{strength}.{name}"] = np.where(np.isnan(values), np.nan, (values >= least).astype(float))
            ranks[f"{strength}.{name}"] = rank.reindex(pairs).fillna(0).to_numpy(dtype=int)
    chains = [tuple(f"{strength}.{name}" for name, _ in LEVELS) for strength in names]
    gave = ids.isin(seen["person_id"][seen["rank"] > 0]).reset_index(drop=True)
    managers = dict(zip(ids, people["manager_id"].astype(object), strict=True))
    return Organisation(pd.DataFrame(flags), pd.DataFrame(ranks), figure_groups(data), chains, managers, gave)
