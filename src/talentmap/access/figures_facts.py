"""The table of person-level values that figures are made of, checked and in order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from talentmap.access.figures_groups import FigureGroups
from talentmap.errors import ProblemError
from talentmap.vocabulary import text

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class FigureInput:
    """Everything that figures are made of; the arguments of :func:`~talentmap.access.figures.publish`."""

    table: pd.DataFrame
    groups: FigureGroups
    known: pd.DataFrame
    contributes: Sequence[bool]
    chains: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Facts:
    """What is counted: people in order of id, figures in order of the table."""

    ids: list[str]
    unit: NDArray[np.object_]
    location: NDArray[np.object_]
    manager: NDArray[np.object_]
    figures: tuple[str, ...]
    values: NDArray[np.int8]
    contributes: Flags

    @property
    def raw_ids(self) -> list[bytes]:
        """Ids as bytes."""
        return [each.encode() for each in self.ids]

    def digest(self) -> bytes:
        """A key for whoever holds everything."""
        parts = [repr((self.ids, self.unit.tolist(), self.location.tolist())).encode(), self.values.tobytes()]
        return hashlib.sha256(b"|".join(parts)).digest()


def facts_of(table: pd.DataFrame, groups: FigureGroups, contributes: Sequence[bool] | None) -> Facts:
    """What is counted of the people in these groups, checked.

    Raises
    ------
    ProblemError
        A person stands twice, or a value is neither 0, 1 nor missing.
    """
    people = groups.people.sort_values("person_id", ignore_index=True)
    for frame in (table, people):
        twice = frame["person_id"][frame["person_id"].duplicated()]
        if len(twice):
            raise ProblemError(text("figures.twice", person=twice.iloc[0]))
    figures = tuple(str(name) for name in table.columns if name != "person_id")
    place = pd.Index(table["person_id"]).get_indexer(pd.Index(people["person_id"]))
    values = _coded(table.drop(columns="person_id"), place)
    if contributes is None:
        gave = np.asarray((values >= 0).any(axis=1))
    else:
        gave = np.append(np.asarray(contributes, dtype=bool), False)[place]
    return Facts(
        [str(each) for each in people["person_id"]],
        people["unit"].astype(object).where(people["unit"].notna(), "").to_numpy(dtype=object),
        people["location"].astype(object).where(people["location"].notna(), "").to_numpy(dtype=object),
        _managers(people),
        figures,
        values,
        gave,
    )


def _managers(people: pd.DataFrame) -> NDArray[np.object_]:
    """Manager of each person, blank where there is none or it is not said."""
    if "manager_id" not in people:
        return np.full(len(people), "", dtype=object)
    return people["manager_id"].astype(object).where(people["manager_id"].notna(), "").to_numpy(dtype=object)


def _coded(flags: pd.DataFrame, place: NDArray[np.intp]) -> NDArray[np.int8]:
    """1, 0 and -1 for missing, in the order of the people; -1 for who has no row."""
    values = np.full((len(flags) + 1, flags.shape[1]), np.nan)
    if all(pd.api.types.is_numeric_dtype(dtype) for dtype in flags.dtypes):
        values[:-1] = flags.to_numpy(dtype="float64", na_value=np.nan)
    else:
        for f, name in enumerate(flags.columns):
            values[:-1, f] = pd.to_numeric(flags[name], errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    missing = np.isnan(values)
    wrong = ~missing & (values != 0) & (values != 1)
    wrong[:-1] |= missing[:-1] & flags.notna().to_numpy()
    if wrong.any():
        row, f = (int(each[0]) for each in np.nonzero(wrong))
        found = repr(flags.iloc[:, f].tolist()[row])
        raise ProblemError(text("figures.no_flag", figure=flags.columns[f], found=found))
    return np.where(missing, -1, values).astype(np.int8)[place]


def ranks_of(known: pd.DataFrame | None, facts: Facts) -> NDArray[np.int8]:
    """How far each value can be seen, in the order of the facts; 0 where `known` does not say."""
    ranks = np.zeros(facts.values.shape, dtype=np.int8)
    if known is None:
        return ranks
    place = pd.Index(known["person_id"]).get_indexer(pd.Index(facts.ids))
    given = [f for f, name in enumerate(facts.figures) if name in known.columns]
    columns = known[[facts.figures[f] for f in given]].fillna(0).to_numpy(dtype=np.int8)
    ranks[:, given] = np.vstack([columns, np.zeros((1, len(given)), dtype=np.int8)])[place]
    return ranks
