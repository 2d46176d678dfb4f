"""Matching by trying everything, from plain fits: what the solvers are held against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.matching.problem import MatchProblem, match_problem
from talentmap.measures.credit import FIT_WEIGHTS
from talentmap.measures.fit import FitMatrix, fit_matrix

NOBODY = 10**6


def problem_of(data: Dataset, **options: Any) -> MatchProblem:
    """A problem with the defaults of match_roles."""
    usual: dict[str, Any] = {"roles": None, "people": None, "weights": FIT_WEIGHTS, "include_private": False}
    usual |= {"reassign": False, "open_unknown": False, "full": False}
    return match_problem(data, **{**usual, **options})


class Oracle:
    """Seats, acceptable pairs and preferences worked out from the tables one by one."""

    def __init__(self, data: Dataset, *, reassign: bool = False, open_unknown: bool = False) -> None:
        self.data, self.reassign, self.open_unknown = data, reassign, open_unknown
        fit: FitMatrix = fit_matrix(data)
        frame = fit.frame().set_index(["person_id", "role_id"])
        today = data.reference_date
        statuses = ("open", "future", "filled") if reassign else ("open", "future")
        roles = data.roles[data.roles["status"].isin(statuses)].set_index("role_id")
        people = data.people.set_index("person_id")
        here = {
            person
            for person, row in people.iterrows()
            if (pd.isna(row["start_date"]) or row["start_date"] <= today)
            and (pd.isna(row["end_date"]) or row["end_date"] >= today)
        }
        ended = set(data.roles.loc[data.roles["status"] == "ended", "role_id"])
        holds = {
            (row.person_id, row.role_id)
            for row in data.holdings.itertuples()
            if row.person_id in here
            and row.role_id not in ended
            and (pd.isna(row.since) or row.since <= today)
            and (pd.isna(row.until) or row.until >= today)
            and not (reassign and row.role_id in roles.index)
        }
        self.roles = sorted(roles.index)
        self.seats = {
            role: max(int(roles.loc[role, "headcount"]) - sum(r == role for _, r in holds), 0) for role in self.roles
        }
        holders = {person for person, _ in holds}
        self.people = sorted(p for p in here if people.loc[p, "fte"] > 0 and p not in holders)
        self.fit = {}
        for role in self.roles:
            for person in self.people:
                asked = roles.loc[role, "fte"]
                gate = frame.loc[(person, role), "gate"]
                allowed = gate == "open" or (open_unknown and gate == "unknown")
                if allowed and (pd.isna(asked) or people.loc[person, "fte"] >= asked - 1e-9):
                    self.fit[role, person] = int(frame.loc[(person, role), "fit"])
        self.wants = frame["wants"].fillna(0.0).to_dict()
        wishes = data.aspirations[data.aspirations["target_kind"] == "role"]
        self.wish = {}
        for person, group in wishes.groupby("person_id"):
            ordered = group.sort_values(["rank", "target_id"], na_position="last")["target_id"]
            self.wish |= {(role, person): place for place, role in enumerate(ordered, start=1)}

    def matchings(self) -> Iterator[dict[str, str]]:
        """Every allowed matching: person -> role."""

        def extend(at: int, left: dict[str, int], chosen: dict[str, str]) -> Iterator[dict[str, str]]:
            if at == len(self.people):
                yield dict(chosen)
                return
            yield from extend(at + 1, left, chosen)
            person = self.people[at]
            for role in self.roles:
                if left[role] and (role, person) in self.fit:
                    left[role] -= 1
                    chosen[person] = role
                    yield from extend(at + 1, left, chosen)
                    del chosen[person]
                    left[role] += 1

        return extend(0, dict(self.seats), {})

    def fits(self, matching: dict[str, str]) -> list[int]:
        """Fits of the seats filled, rising."""
        return sorted(self.fit[role, person] for person, role in matching.items())

    def ties(self, matching: dict[str, str]) -> tuple[int, list[int]]:
        """What decides among equals, lower is better: minus the points of wishes, then ids per role."""
        points = 0
        for person, role in matching.items():
            if (role, person) in self.wish:
                points += max(11 - self.wish[role, person], 1)
        ids: list[int] = []
        for role in self.roles:
            members = [at for at, person in enumerate(self.people) if matching.get(person) == role]
            ids += members + [NOBODY] * (self.seats[role] - len(members))
        return -points, ids

    def optimal(self) -> dict[str, str]:
        """Most seats, greatest total fit, wishes, ids."""
        return min(self.matchings(), key=lambda m: (-len(m), -sum(self.fits(m)), *self.ties(m)))

    def leximin(self) -> dict[str, str]:
        """Most seats, then the sorted fits from the lowest, then wishes and ids."""
        return min(self.matchings(), key=lambda m: (-len(m), [-fit for fit in self.fits(m)], *self.ties(m)))

    def liking(self, person: str, role: str) -> tuple[float, int, int, int]:
        """Lower is better liked."""
        wants = int(self.wants[person, role] * 1_000_000 + 1e-6)
        return self.wish.get((role, person), 1024), -wants, -self.fit[role, person], self.roles.index(role)

    def blocking(self, matching: dict[str, str]) -> list[tuple[str, str]]:
        """Pairs that would both rather have each other."""
        found = []
        for (role, person), fit in self.fit.items():
            mine = matching.get(person)
            if not self.seats[role] or mine == role:
                continue
            if mine is not None and self.liking(person, mine) < self.liking(person, role):
                continue
            members = [other for other, held in matching.items() if held == role]
            if len(members) < self.seats[role] or any(
                (-fit, person) < (-self.fit[role, other], other) for other in members
            ):
                found.append((role, person))
        return sorted(found)
