"""Weights: what is refused, for every objective alike."""

from __future__ import annotations

import pytest

from talentmap.errors import ProblemError
from talentmap.staffing import StaffingWeights
from talentmap.teams import TeamWeights


@pytest.mark.parametrize("kind", [TeamWeights, StaffingWeights])
@pytest.mark.parametrize("wrong", [-0.1, 1000.5, float("nan"), float("inf"), "1", True, None])
def test_a_weight_is_a_number_from_0_to_1000(kind, wrong):
    with pytest.raises(ProblemError, match="energy"):
        kind(energy=wrong)


@pytest.mark.parametrize("kind", [TeamWeights, StaffingWeights])
def test_one_weight_is_above_0(kind):
    with pytest.raises(ProblemError):
        kind(coverage=0)
    assert kind(coverage=0, energy=2).items()[:2] == (("coverage", 0.0), ("energy", 2.0))
