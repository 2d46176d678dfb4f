"""Fit of people and roles, with the parts that make it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from talentmap.data.dataset import Dataset
from talentmap.evidence import level_array, places, profiles
from talentmap.measures.credit import FIT_WEIGHTS, FitWeights, credit_table
from talentmap.measures.fit_kernel import GATE_UNKNOWN, GATE_UNMET, OPEN, FitKernel, fit_kernel
from talentmap.measures.fit_parts import FitParts, pair_parts, unknown_label

GATES = ("open", "unknown", "unmet")
"""Names of the gate codes 0, 1 and 2."""

__all__ = ["GATES", "GATE_UNKNOWN", "GATE_UNMET", "OPEN", "FitMatrix", "FitParts", "fit_matrix"]


@dataclass(frozen=True, eq=False)
class FitMatrix:
    """Fit of people (rows) and roles (columns), in id order unless asked otherwise.

    Arrays have the shape (n_people, n_roles) and are worked out when first asked for. For very many pairs work role by
    role on :attr:`kernel` instead, which needs no array of that size.

    Parameters
    ----------
    kernel
        Works out any part of any pair.
    """

    kernel: FitKernel

    @property
    def people(self) -> tuple[str, ...]:
        """Ids of the rows."""
        return self.kernel.people

    @property
    def roles(self) -> tuple[str, ...]:
        """Ids of the columns."""
        return self.kernel.roles

    @property
    def weights(self) -> FitWeights:
        """Weights of the parts."""
        return self.kernel.weights

    @property
    def shape(self) -> tuple[int, int]:
        """(n_people, n_roles)."""
        return len(self.people), len(self.roles)

    @property
    def can(self) -> NDArray[np.float64]:
        """Credit over the known requirements, in [0, 1]; NaN where none is known."""
        return self._ratios["can"]

    @property
    def can_low(self) -> NDArray[np.float64]:
        """Credit over all requirements with the unknown as 0; NaN where the role has no requirement."""
        return self._ratios["can_low"]

    @property
    def can_high(self) -> NDArray[np.float64]:
        """Credit over all requirements with the unknown as 1; NaN where the role has no requirement."""
        return self._ratios["can_high"]

    @property
    def wants(self) -> NDArray[np.float64]:
        """Share of the requirements with known energy that have energy >= 1; NaN where the person said nothing."""
        return self._ratios["wants"]

    @property
    def known(self) -> NDArray[np.float64]:
        """Share of the requirements with evidence; NaN where the role has no requirement."""
        return self._ratios["known"]

    @property
    def fit(self) -> NDArray[np.int64]:
        """fit_low in units of 1e-6: ``can_part + wants_part + known_part``, exactly."""
        return self._parts["fit"]

    @property
    def can_part(self) -> NDArray[np.int64]:
        """Part of the fit that comes from ``can_low``, in units of 1e-6."""
        return self._parts["can"]

    @property
    def wants_part(self) -> NDArray[np.int64]:
        """Part of the fit that comes from ``wants``, in units of 1e-6; 0 where that is NaN."""
        return self._parts["wants"]

    @property
    def known_part(self) -> NDArray[np.int64]:
        """Part of the fit that comes from ``known``, in units of 1e-6."""
        return self._parts["known"]

    @cached_property
    def gate(self) -> NDArray[np.int8]:
        """0 every mandatory requirement is met, 1 one is unknown and none unmet, 2 one is known to be unmet."""
        gates = np.zeros(self.shape, dtype=np.int8)
        for role in range(len(self.roles)):
            found = self.kernel.gates(role)
            if found is not None:
                gates[:, role] = found
        return gates

    def parts(self, person: str, role: str) -> FitParts:
        """The fit of one pair, requirement by requirement.

        Raises
        ------
        UnknownLabelError
            The person or the role is not in this table.
        """
        return pair_parts(self.kernel, self._place(person, self.people), self._place(role, self.roles))

    def table(self) -> pd.DataFrame:
        """fit_low as a table of people (rows) x roles (columns), in [0, 1] when the weights add up to 1."""
        index, columns = pd.Index(self.people, name="person_id"), pd.Index(self.roles, name="role_id")
        return pd.DataFrame(self.fit / 1_000_000, index=index, columns=columns)

    def frame(self) -> pd.DataFrame:
        """Long table, one row per person and role, by person then role.

        Columns person_id, role_id, fit (in units of 1e-6) and its parts can_part, wants_part, known_part; the shares
        can, can_low, can_high, wants, known; and gate (open, unknown, unmet).
        """
        n_people, n_roles = self.shape
        people, roles = pd.Series(self.people, dtype="str"), pd.Series(self.roles, dtype="str")
        columns: dict[str, object] = {
            "person_id": people.take(np.repeat(np.arange(n_people), n_roles)).reset_index(drop=True),
            "role_id": roles.take(np.tile(np.arange(n_roles), n_people)).reset_index(drop=True),
        }
        for name in ("fit", "can_part", "wants_part", "known_part", "can", "can_low", "can_high", "wants", "known"):
            columns[name] = getattr(self, name).ravel()
        columns["gate"] = pd.Categorical.from_codes(
            self.gate.ravel().astype(np.int64), dtype=pd.CategoricalDtype(list(GATES))
        )
        return pd.DataFrame(columns)

    def _place(self, label: str, labels: Sequence[str]) -> int:
        if label not in labels:
            raise unknown_label("fit.unknown_label", label, labels)
        return labels.index(label)

    @cached_property
    def _parts(self) -> Mapping[str, NDArray[np.int64]]:
        names = ("can", "wants", "known", "fit")
        arrays = {name: np.zeros(self.shape, dtype=np.int64) for name in names}
        for role in range(len(self.roles)):
            fits = self.kernel.fits(role)
            for name in names:
                arrays[name][:, role] = getattr(fits, name)
        return arrays

    @cached_property
    def _ratios(self) -> Mapping[str, NDArray[np.float64]]:
        names = ("can", "can_low", "can_high", "wants", "known")
        arrays = {name: np.full(self.shape, np.nan) for name in names}
        with np.errstate(invalid="ignore", divide="ignore"):
            for role in range(len(self.roles)):
                sums = self.kernel.sums(role)
                credit = sums.can / sums.steps
                arrays["can"][:, role] = credit / sums.known
                arrays["can_low"][:, role] = credit / np.float64(sums.total)
                arrays["can_high"][:, role] = (credit + sums.total - sums.known) / np.float64(sums.total)
                arrays["wants"][:, role] = sums.wants / sums.said
                arrays["known"][:, role] = sums.known / np.float64(sums.total)
        return arrays


def fit_matrix(
    data: Dataset,
    *,
    people: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    weights: FitWeights = FIT_WEIGHTS,
    credit: ArrayLike | None = None,
    include_private: bool = False,
) -> FitMatrix:
    """Fit of each person and role at the reference date.

    can = sum of weight x credit over known requirements / sum of their weights; ``can_low`` and ``can_high`` divide by
    all weights and take the unknown as 0 and as 1. wants = weighted share of the required strengths with known energy
    that have energy >= 1. known = weighted share of the requirements with evidence.

    fit_low = weights.can x can_low + weights.wants x wants + weights.known x known, where each of the three parts is
    rounded half up to a whole number of 1e-6 and an undefined part counts 0; the fit is their sum, so the parts add up
    exactly. A role without requirements asks nothing: its shares are NaN and its fit is 0 for everybody.

    Parameters
    ----------
    people, roles
        Ids wanted, in the order wanted; all, in id order, if not said.
    weights
        Of the parts.
    credit
        Table of shape (6, 6) of the credit of a known level (column) for a level needed (row), in steps of 0.001;
        ``talentmap.measures.credit.CREDIT`` if not said.
    include_private
        True also uses claims whose owner keeps them private.

    Returns
    -------
    FitMatrix of shape (n_people, n_roles).

    Raises
    ------
    UnknownLabelError
        A person or role is not in the data.
    ProblemError
        A credit table of another shape or range.

    Notes
    -----
    Our definition: levels are ordinal, so a level is never averaged but turned into credit by a table; the lower end
    of the fit is what matching maximises, because only what is known may be promised. Requirement weights enter in
    proportion, as whole numbers: exact when they have at most six digits after the point and add up, in units of
    their common step, to no more than 2^19 (2^24 / 1,000 at worst with a credit table in steps of 0.001); otherwise
    rounded to that precision.
    """
    people = _asked(people, data.frames["people"]["person_id"], "fit.unknown_person")
    roles = _asked(roles, data.frames["roles"]["role_id"], "fit.unknown_role")
    requirements = data.frames["role_requirements"]
    requirements = requirements[requirements["role_id"].isin(roles)]
    strengths = tuple(sorted(requirements["strength_id"].unique()))
    levels = level_array(profiles(data, include_private=include_private), people, strengths)
    return FitMatrix(fit_kernel(requirements, roles, levels, weights, credit_table(credit)))


def _asked(wanted: Sequence[str] | None, known: pd.Series, key: str) -> tuple[str, ...]:
    if wanted is None:
        return tuple(known)
    wanted = tuple(dict.fromkeys(wanted))
    missing = np.flatnonzero(places(pd.Series(wanted, dtype="str"), known) < 0)
    if len(missing):
        raise unknown_label(key, wanted[missing[0]], tuple(known))
    return wanted
