"""One fit taken apart, requirement by requirement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from talentmap.errors import UnknownLabelError
from talentmap.measures.fit_kernel import FitKernel, state_energy, state_level
from talentmap.vocabulary import text


@dataclass(frozen=True)
class RequirementPart:
    """What one requirement adds to a fit.

    Parameters
    ----------
    strength_id, need, weight, mandatory
        The requirement; weight as a share of all requirements of the role, in [0, 1].
    level
        Level known of the person; None where unknown.
    credit
        In [0, 1]; None where the level is unknown.
    energy
        1 energy of at least 1, 0 below 1, None where the person said nothing.
    can, wants
        What it adds to the parts of the fit, in units of 1e-6.
    """

    strength_id: str
    need: int
    weight: float
    mandatory: bool
    level: int | None
    credit: float | None
    energy: int | None
    can: int
    wants: int


@dataclass(frozen=True)
class FitParts:
    """The fit of one person and role, in units of 1e-6.

    ``fit = can + wants + known``; ``can`` and ``wants`` are the sums over ``requirements``, exactly (rounding by
    largest remainder, ties to the first requirement).
    """

    person_id: str
    role_id: str
    fit: int
    can: int
    wants: int
    known: int
    requirements: tuple[RequirementPart, ...]

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {**asdict(self), "requirements": [asdict(part) for part in self.requirements]}


def pair_parts(kernel: FitKernel, person: int, role: int) -> FitParts:
    """Take one fit apart; `person` and `role` are positions."""
    here = np.array([person])
    fits = kernel.fits(role, here)
    rows = kernel.requirements(role)
    states = np.array([int(kernel.states_of(row, here)[0]) for row in rows], dtype=np.int64)
    level, energy = state_level(states), state_energy(states)
    weight, need = kernel.weight[rows.start : rows.stop], kernel.need[rows.start : rows.stop]
    credit = np.where(level >= 0, kernel.credit[need, np.maximum(level, 0)], 0)
    can = divided(int(fits.can[0]), (weight * credit).tolist())
    wants = divided(int(fits.wants[0]), (weight * (energy == 1)).tolist())
    total = max(int(weight.sum()), 1)
    parts = tuple(
        RequirementPart(
            strength_id=kernel.strengths[int(kernel.strength[row])],
            need=int(need[at]),
            weight=int(weight[at]) / total,
            mandatory=bool(kernel.mandatory[row]),
            level=int(level[at]) if level[at] >= 0 else None,
            credit=int(credit[at]) / kernel.steps if level[at] >= 0 else None,
            energy=int(energy[at]) if energy[at] >= 0 else None,
            can=can[at],
            wants=wants[at],
        )
        for at, row in enumerate(rows)
    )
    known, fit = int(fits.known[0]), int(fits.fit[0])
    return FitParts(kernel.people[person], kernel.roles[role], fit, int(fits.can[0]), int(fits.wants[0]), known, parts)


def divided(whole: int, shares: Sequence[int]) -> list[int]:
    """`whole` divided in proportion to `shares` into whole numbers that add up to it, by largest remainder.

    All zero where the shares are: there is then nothing to divide.
    """
    total = sum(shares)
    if not total:
        return [0] * len(shares)
    parts = [whole * share // total for share in shares]
    rest = [(-(whole * share % total), at) for at, share in enumerate(shares)]
    for _, at in sorted(rest)[: whole - sum(parts)]:
        parts[at] += 1
    return parts


def unknown_label(key: str, label: str, labels: Sequence[str]) -> UnknownLabelError:
    """The error for an id that is not among the labels, with the nearest ones; `key` names the sentence."""
    import difflib  # late: only needed for a mistake

    near = tuple(difflib.get_close_matches(str(label), [str(each) for each in labels], n=3))
    return UnknownLabelError(text(key, label=label, near=", ".join(near) or text("fit.nothing_near")), str(label), near)
