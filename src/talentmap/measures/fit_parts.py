"""One fit taken apart, requirement by requirement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from talentmap.errors import UnknownLabelError
from talentmap.measures.fit_kernel import N_ENERGIES, FitKernel
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
    """Take one fit apart; `person` and `role` are positions.

    Works it out in plain whole numbers, apart from the kernel's sums over many people: each can check the other.
    """
    here = slice(int(kernel.first[role]), int(kernel.first[role + 1]))
    strength, weight, need = (each[here].tolist() for each in (kernel.strength, kernel.weight, kernel.need))
    states = kernel.states[strength, person].tolist()
    level, energy = [state // N_ENERGIES - 1 for state in states], [state % N_ENERGIES - 1 for state in states]
    credit = [int(kernel.credit[asked, known]) if known >= 0 else 0 for asked, known in zip(need, level, strict=True)]
    earned = [each * share for each, share in zip(weight, credit, strict=True)]
    wanted = [each if felt == 1 else 0 for each, felt in zip(weight, energy, strict=True)]
    said = sum(each for each, felt in zip(weight, energy, strict=True) if felt >= 0)
    shown = sum(each for each, known in zip(weight, level, strict=True) if known >= 0)
    w_can, w_wants, w_known = kernel.weights.micro
    total = sum(weight)
    whole = (
        _rounded(w_can * sum(earned), total * kernel.steps),
        _rounded(w_wants * sum(wanted), said),
        _rounded(w_known * shown, total),
    )
    can, wants = divided(whole[0], earned), divided(whole[1], wanted)
    parts = tuple(
        RequirementPart(
            strength_id=kernel.strengths[strength[at]],
            need=need[at],
            weight=weight[at] / total,
            mandatory=bool(kernel.mandatory[here.start + at]),
            level=level[at] if level[at] >= 0 else None,
            credit=credit[at] / kernel.steps if level[at] >= 0 else None,
            energy=energy[at] if energy[at] >= 0 else None,
            can=can[at],
            wants=wants[at],
        )
        for at in range(len(need))
    )
    return FitParts(kernel.people[person], kernel.roles[role], sum(whole), *whole, parts)


def _rounded(part: int, whole: int) -> int:
    """part / whole, rounded half up; 0 where undefined."""
    return (2 * part + whole) // (2 * whole) if whole else 0


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
