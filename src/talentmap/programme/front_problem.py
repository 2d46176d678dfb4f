"""The question who the front runners are: read from the data, checked, and laid out as arrays."""

from __future__ import annotations

import hashlib
import json
import numbers
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.in_force import employed
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.graph.matrices import scaled_ties
from talentmap.programme.coverage import Reach
from talentmap.vocabulary import text

PerTeam = Mapping[str, int] | int


@dataclass(frozen=True, eq=False)
class FrontRunnerProblem:
    """How many front runners, from which volunteers, spread over which teams.

    Colleagues are the people employed at the reference date. Somebody whose team is blank belongs to no team: no rule
    per team holds for them.

    Parameters
    ----------
    data
        The dataset; people and ties are used, claims are not.
    places
        Front runners to choose.
    volunteers
        Ids of who offered; nobody is a volunteer unless they say so.
    team
        Column of people that says the team; None for none.
    least, most
        Fewest and most front runners per team: a number for all, or by team (a team not named: 0, and no limit).

    Raises
    ------
    ProblemError, UnknownLabelError
        An argument of the wrong kind or out of range, or an id, column or team that the data do not hold.
    """

    data: Dataset
    places: int
    volunteers: tuple[str, ...]
    team: str | None
    least: PerTeam
    most: PerTeam | None

    def __post_init__(self) -> None:
        if not isinstance(self.data, Dataset):
            raise ProblemError(text("results.not_dataset", found=type(self.data).__name__))
        people = self.data.frames["people"]
        if self.team is not None:
            _known(self.team, [str(name) for name in people.columns if name != "person_id"], "column")
        put = object.__setattr__
        put(self, "places", _whole("n", self.places, 1))
        put(self, "volunteers", _ids(self.volunteers, set(people["person_id"])))
        for name in ("least", "most"):
            put(self, name, self._bounds(name, getattr(self, name)))

    def _bounds(self, name: str, given: object) -> dict[str, int]:
        """Bound of each team that has one."""
        if given is None or self.team is None:
            return {}
        if isinstance(given, Mapping):
            for label in given:
                _known(label, list(self.teams), "team")
            return {team: _whole(f"{name}_per_team", given[team], 0) for team in self.teams if team in given}
        number = _whole(f"{name}_per_team", given, 0)
        return dict.fromkeys(self.teams, number)

    @cached_property
    def team_of(self) -> Mapping[str, str]:
        """Person -> team, blank where not known; everybody employed, in id order."""
        frame = self.data.frames["people"][employed(self.data)]
        teams = frame[self.team].astype(object) if self.team is not None else pd.Series(None, frame.index, dtype=object)
        return {p: "" if pd.isna(t) else str(t) for p, t in zip(frame["person_id"], teams, strict=True)}

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """Teams in which somebody is employed, sorted."""
        return tuple(sorted(set(self.team_of.values()) - {""}))

    @cached_property
    def able(self) -> tuple[str, ...]:
        """Volunteers who are employed, in id order."""
        return tuple(p for p in self.volunteers if p in self.team_of)

    @cached_property
    def able_in(self) -> Mapping[str, int]:
        """Team -> volunteers in it."""
        found = dict.fromkeys(self.teams, 0)
        for person in self.able:
            if self.team_of[person]:
                found[self.team_of[person]] += 1
        return found

    def low(self, team: str) -> int:
        """Fewest front runners of a team."""
        assert isinstance(self.least, dict)
        return int(self.least.get(team, 0))

    def high(self, team: str) -> int | None:
        """Most front runners of a team, None without a limit."""
        assert isinstance(self.most, dict)
        return self.most.get(team)

    @cached_property
    def ties(self) -> Mapping[str, tuple[str, ...]]:
        """Person -> employed colleagues they are known to be tied to, by id. No tie on record is not: no tie."""
        found = scaled_ties(self.data)
        starts, others = found.values.indptr, found.values.indices
        return {
            person: tuple(
                found.columns[j]
                for j in others[starts[k] : starts[k + 1]].tolist()
                if j != k and found.columns[j] in self.team_of
            )
            for k, person in enumerate(found.rows)
            if person in self.team_of
        }

    @cached_property
    def reach(self) -> Reach:
        """The question as arrays; its rules must be possible."""
        from scipy.sparse import csr_array

        place = {person: k for k, person in enumerate(self.able)}
        groups: dict[tuple[int, ...], int] = {}
        for person, tied in self.ties.items():
            reachers = tuple(sorted({place[p] for p in (person, *tied) if p in place}))
            if reachers:
                groups[reachers] = groups.get(reachers, 0) + 1
        rows = np.array([p for reachers in groups for p in reachers], dtype=np.int64)
        columns = np.repeat(np.arange(len(groups)), [len(reachers) for reachers in groups])
        ones = np.ones(len(rows), dtype=np.int64)
        reaches = csr_array((ones, (rows, columns)), shape=(len(place), len(groups)))
        reaches.sort_indices()
        number = {team: k for k, team in enumerate((*self.teams, ""))}
        sizes = [*(self.able_in[team] for team in self.teams), len(self.able)]
        high = [self.high(team) for team in self.teams]
        most = [size if h is None else min(h, size) for size, h in zip(sizes, [*high, None], strict=True)]
        return Reach(
            reaches=reaches,
            weight=np.array(list(groups.values()), dtype=np.int64),
            team=np.array([number[self.team_of[p]] for p in self.able], dtype=np.int64),
            low=np.array([*(self.low(team) for team in self.teams), 0], dtype=np.int64),
            high=np.array(most, dtype=np.int64),
            places=self.places,
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the question: the data and every argument, whatever order they were given in."""
        asked = [self.data.fingerprint, self.places, self.volunteers, self.team, self.least, self.most]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _whole(name: str, value: object, least: int) -> int:
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or int(value) < least:
        raise ProblemError(text("front_runners.wrong.number", name=name, found=repr(value), least=least))
    return int(value)


def _ids(given: object, known: set[str]) -> tuple[str, ...]:
    parts = [given] if isinstance(given, str) else list(given) if isinstance(given, Iterable) else [given]
    for part in parts:
        if not isinstance(part, str):
            raise ProblemError(text("front_runners.wrong.ids", found=repr(part)))
        if part not in known:
            _known(part, sorted(known), "person")
    return tuple(sorted(set(parts)))


def _known(label: object, known: list[str], kind: str) -> None:
    """Refuse what the data do not hold, with the nearest that they do."""
    if label in known:
        return
    from rapidfuzz.process import extract

    near = [str(found[0]) for found in extract(str(label), known, limit=3, score_cutoff=50)]
    key = f"front_runners.wrong.{kind}"
    shown = ", ".join(near or known[:5]) or "-"
    raise UnknownLabelError(text(key, label=label, near=shown), str(label), near)
