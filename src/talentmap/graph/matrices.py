"""The Dataset as sparse matrices with labels, in id order: what calculations run on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.evidence import places, profiles
from talentmap.graph.holdings import valid_holdings

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Labelled:
    """A sparse matrix that knows its rows and columns.

    Parameters
    ----------
    rows, columns
        Labels, in the order of their ids.
    values
        ``scipy.sparse.csr_array`` of shape (n_rows, n_columns).
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: csr_array

    def frame(self) -> pd.DataFrame:
        """The matrix written out, for small ones: cells without an entry are 0."""
        return pd.DataFrame(self.values.toarray(), index=pd.Index(self.rows), columns=pd.Index(self.columns))


@dataclass(frozen=True, eq=False)
class Matrices:
    """Everything known, asked, held and tied, as labelled matrices.

    A level of 0 is an entry like any other. Arithmetic on sparse matrices drops zeros, so each matrix of levels has a
    mask beside it that says which cells have a value at all.

    Parameters
    ----------
    level, known
        people x strengths: level 0-5 (int8), and True where it is known.
    energy, energy_known
        people x strengths: energy -2..2 (int8), and True where the person said it.
    role_level, role_weight, role_asked, role_mandatory
        roles x strengths: level asked 0-5 (int8), weight, True where it is asked, True where it is a gate.
    project_level, project_weight, project_asked, project_mandatory
        projects x strengths: the same for projects.
    holds
        people x roles: True where the person holds the role at the reference date.
    ties
        people x people, symmetric: weight divided by the largest, in (0, 1].
    """

    level: Labelled
    known: Labelled
    energy: Labelled
    energy_known: Labelled
    role_level: Labelled
    role_weight: Labelled
    role_asked: Labelled
    role_mandatory: Labelled
    project_level: Labelled
    project_weight: Labelled
    project_asked: Labelled
    project_mandatory: Labelled
    holds: Labelled
    ties: Labelled


def matrices(data: Dataset, *, include_private: bool = False) -> Matrices:
    """Lay the dataset out as labelled sparse matrices, rows and columns in id order.

    Parameters
    ----------
    data
        The dataset; everybody in it has a row, also who left.
    include_private
        True also uses claims whose owner keeps them private.
    """
    people, strengths, roles, projects = (
        tuple(data.frames[table][key])
        for table, key in (
            ("people", "person_id"),
            ("strengths", "strength_id"),
            ("roles", "role_id"),
            ("projects", "project_id"),
        )
    )
    found = profiles(data, include_private=include_private)
    spoken = found[found["energy"].notna()]
    at = ("person_id", people, "strength_id", strengths)
    held = data.frames["holdings"][valid_holdings(data)]
    of_roles, of_projects = data.frames["role_requirements"], data.frames["project_requirements"]
    in_role = ("role_id", roles, "strength_id", strengths)
    in_project = ("project_id", projects, "strength_id", strengths)
    return Matrices(
        level=_labelled(found, *at, found["level"]),
        known=_labelled(found, *at),
        energy=_labelled(spoken, *at, spoken["energy"].astype("int8")),
        energy_known=_labelled(spoken, *at),
        role_level=_labelled(of_roles, *in_role, of_roles["level"]),
        role_weight=_labelled(of_roles, *in_role, of_roles["weight"]),
        role_asked=_labelled(of_roles, *in_role),
        role_mandatory=_labelled(of_roles[of_roles["mandatory"]], *in_role),
        project_level=_labelled(of_projects, *in_project, of_projects["level"]),
        project_weight=_labelled(of_projects, *in_project, of_projects["weight"]),
        project_asked=_labelled(of_projects, *in_project),
        project_mandatory=_labelled(of_projects[of_projects["mandatory"]], *in_project),
        holds=_labelled(held.drop_duplicates(["person_id", "role_id"]), "person_id", people, "role_id", roles),
        ties=scaled_ties(data),
    )


def scaled_ties(data: Dataset) -> Labelled:
    """Ties as a symmetric people x people matrix, weights divided by the largest."""
    people = tuple(data.frames["people"]["person_id"])
    ties = data.frames["ties"]
    both = pd.concat([ties, ties.rename(columns={"person_a": "person_b", "person_b": "person_a"})])
    return _labelled(both, "person_a", people, "person_b", people, both["weight"] / both["weight"].max())


def _labelled(
    frame: pd.DataFrame,
    row: str,
    rows: tuple[str, ...],
    column: str,
    columns: tuple[str, ...],
    values: pd.Series | None = None,
) -> Labelled:
    """Matrix with an entry for every row of the frame, explicit zeros kept; True where no values are given."""
    from scipy.sparse import csr_array  # late: half of the start-up time of the package otherwise

    numbers = np.ones(len(frame), dtype=bool) if values is None else values.to_numpy()
    at = (places(frame[row], rows), places(frame[column], columns))
    matrix = csr_array((numbers, at), shape=(len(rows), len(columns)))
    matrix.sort_indices()
    return Labelled(rows, columns, matrix)
