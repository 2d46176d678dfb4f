"""The question for a close team: what must be carried, by whom it can be, and what counts as near."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.evidence import PRESENT
from talentmap.measures.requirements import Requirement
from talentmap.teams.asked import strings
from talentmap.teams.communication_cover import MEASURES, Cover
from talentmap.teams.communication_network import UNITS, Ints, Network
from talentmap.teams.problem import TeamProblem
from talentmap.teams.records import records
from talentmap.teams.units import exact, to_units
from talentmap.vocabulary import text

LENGTHS = ("inverse", "complement")
"""How a length is made of a tie whose scaled weight is w: 1 / w, or 1 - w and at least :data:`SHORTEST`."""
SOURCES = ("ties", "recognitions", "both")
"""What joins people: rows of ``ties``, of ``recognitions``, or the stronger of the two."""
SHORTEST = Fraction(1, 100)
"""Length of the strongest tie by ``complement``: people are never at no distance, or a path through many is free."""
_WEAKEST = Fraction(1, 1_000_000)
"""A weaker tie counts as this weak, so that lengths stay whole numbers a computer holds exactly."""

Strengths = Sequence[str] | Mapping[str, int] | pd.DataFrame


@dataclass(frozen=True, eq=False)
class CloseProblem:
    """What :func:`talentmap.teams.communication.closest_team` was asked; its arguments, checked.

    Parameters
    ----------
    team
        Requirements, dates, who is asked for and who is not, as for any team. Its size is not a rule here.
    measure, length, through
        One of :data:`MEASURES`, :data:`LENGTHS`, :data:`SOURCES`.
    """

    team: TeamProblem
    measure: str = MEASURES[0]
    length: str = LENGTHS[0]
    through: str = SOURCES[0]

    def __post_init__(self) -> None:
        for name, known in (("measure", MEASURES), ("length", LENGTHS), ("through", SOURCES)):
            value = getattr(self, name)
            if value not in known:
                shown = text("close.wrong.choice", name=name, found=repr(value), known=", ".join(known))
                raise UnknownLabelError(shown, str(value), known)

    @property
    def data(self) -> Dataset:
        """The dataset."""
        return self.team.data

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What must be carried, by strength."""
        return self.team.facts.requirements

    @property
    def sized(self) -> bool:
        """Whether the project has a size, which is then told when the team has another."""
        return bool(self.team.project_row[["min_size", "max_size"]].notna().any())

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """Ids of people who must be in the team, by argument or by a row of ``rules``."""
        return self._ordered("must_include")

    @cached_property
    def unwanted(self) -> tuple[str, ...]:
        """Ids of people who must not be in the team."""
        return self._ordered("exclude")

    def _ordered(self, rule: str) -> tuple[str, ...]:
        return tuple(sorted({p for order in self.team.facts.orders if order.rule == rule for p in order.people}))

    @cached_property
    def able(self) -> Ints:
        """Positions of those who can be members."""
        facts = self.team.facts
        out = {facts.position[person] for person in self.unwanted} | set(facts.absent)
        return np.array([k for k in range(len(facts.people)) if k not in out], dtype=np.int64)

    def cover(self, until: float) -> Cover:
        """The bare question: a group of holders per requirement, and one for each person who must be in."""
        facts = self.team.facts
        holders = [self.able[facts.meets[self.able, r]] for r in range(len(self.requirements))]
        needed = [requirement.min_people for requirement in self.requirements]
        for person in self.wanted:
            own = np.array([facts.position[person]], dtype=np.int64)
            holders.append(own[np.isin(own, self.able)])
            needed.append(1)
        return Cover(self.network, tuple(holders), tuple(needed), self.able, until)

    @cached_property
    def network(self) -> Network:
        """Everybody who is there on the days of the project, tied as the data say.

        Somebody without hours for the project can still be a go-between; somebody not yet or no longer employed
        cannot.
        """
        facts = self.team.facts
        gone = {k for k, reason in facts.absent.items() if reason.kind != "teams.absent.hours"}
        lengths = {}
        for (a, b), weight in scaled_ties(self.data, self.through).items():
            one, other = facts.position[a], facts.position[b]
            if one not in gone and other not in gone:
                lengths[one, other] = to_units(length_of(weight, self.length), UNITS)
        pairs = np.array(list(lengths), dtype=np.int64).reshape(-1, 2)
        return Network(len(facts.people), pairs, np.array(list(lengths.values()), dtype=np.int64))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the question: the data and every argument."""
        asked = [self.team.fingerprint, self.measure, self.length, self.through]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def length_of(weight: Fraction, length: str) -> Fraction:
    """Length of a tie whose scaled weight, in (0, 1], is this."""
    if length == "inverse":
        return 1 / max(weight, _WEAKEST)
    return max(1 - weight, SHORTEST)


def scaled_ties(data: Dataset, through: str) -> dict[tuple[str, str], Fraction]:
    """Pair of ids in order -> weight as a share of the largest of its table; of both tables the larger share.

    The weight of a pair that named each other's strengths is how often they did, whoever named whom.
    """
    found: dict[tuple[str, str], Fraction] = {}
    tables = SOURCES[:2] if through == "both" else (through,)
    for table in tables:
        own: dict[tuple[str, str], Fraction] = {}
        for pair, weight in _pairs(data, table):
            own[pair] = max(own.get(pair, Fraction(0)), weight) if table == "ties" else own.get(pair, 0) + weight
        largest = max(own.values(), default=Fraction(1))
        for pair, weight in own.items():
            found[pair] = max(found.get(pair, Fraction(0)), weight / largest)
    return dict(sorted(found.items()))


def _pairs(data: Dataset, table: str) -> Iterator[tuple[tuple[str, str], Fraction]]:
    for row in records(data.frames[table]):
        a, b, weight = (
            (row.person_a, row.person_b, exact(row.weight))
            if table == "ties"
            else (row.person_id, row.colleague_id, Fraction(1))
        )
        if a != b:
            yield (min(a, b), max(a, b)), weight


def size_of(data: Dataset, project: str | None) -> int | None:
    """The size to ask a team of: None for the project's own, any number where it has none."""
    projects = data.frames["projects"]
    own = projects[projects["project_id"] == project]
    return 1 if own[["min_size", "max_size"]].isna().all(axis=None) and (project is None or len(own)) else None


def asked_strengths(strengths: Strengths | None, min_people: int) -> pd.DataFrame | None:
    """Requirements from ids, from ids with a level, or from a frame; None where the project's count.

    Raises
    ------
    ProblemError
        Nothing is asked, or not in one of these forms.
    """
    if strengths is None or isinstance(strengths, pd.DataFrame):
        return strengths
    levels = dict(strengths) if isinstance(strengths, Mapping) else dict.fromkeys(strings(strengths), PRESENT)
    if not levels:
        raise ProblemError(text("close.wrong.nothing"))
    frame = pd.DataFrame({"strength_id": list(levels), "level": list(levels.values())})
    return frame.assign(min_people=min_people)
