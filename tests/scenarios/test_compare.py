"""Changes side by side, on the toy organisation where every figure can be worked out by hand."""

from __future__ import annotations

import math
import pickle

import pytest

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.examples import toy
from talentmap.scenarios import (
    Change,
    compare,
    with_person,
    with_size,
    with_weights,
    without_person,
    without_rule,
)
from talentmap.teams import TeamProblem, TeamWeights


@pytest.fixture
def problem() -> TeamProblem:
    return TeamProblem(toy(), project="J1", weights=TeamWeights(1.0, 0.2, 0.3, 0.1))


def test_each_change_changes_the_question(problem: TeamProblem) -> None:
    assert without_person("P2").apply(problem).exclude == ("P2",)
    assert with_person("P2").apply(problem.replace(exclude=["P2"])).include == ("P2",)
    assert with_person("P2").apply(problem.replace(exclude=["P2"])).exclude == ()
    assert with_weights(cohesion=1.0).apply(problem).weights == TeamWeights(1.0, 0.2, 1.0, 0.1)
    assert with_size(2).apply(problem).sizes == (2, 2)
    assert with_size(2, 5).apply(problem).sizes == (2, 5)
    assert without_rule("mandatory:S4").apply(problem).waive == ("mandatory:S4",)


def test_side_by_side(problem: TeamProblem) -> None:
    # J1 asks S1 3 (weight 1), S2 3 (1) and S4 3 (2, mandatory). P3 alone meets S4 (certificate to 2027, P4's ended),
    # so without P3 there is no team. P5 meets S1, P2 and P6 meet S2: {P2, P3, P5} and {P3, P5, P6} cover all.
    told: list[tuple[int, int, str]] = []
    found = compare(
        problem,
        [without_person("P2"), without_person("P3"), [without_person("P3"), without_rule("mandatory:S4")]],
        progress=lambda done, of, what: told.append((done, of, what)),
    )
    table = found.table("en")
    assert table["status"].tolist() == ["optimal", "optimal", "infeasible", "optimal"]
    assert table["members"].tolist()[:3] == ["P2, P3, P5", "P3, P5, P6", ""]
    assert table["joined"].tolist()[1] == "P6"
    assert table["left"].tolist()[1] == "P2"
    assert table["coverage"].tolist()[:2] == pytest.approx([1.0, 1.0])
    assert table.loc[1, "change"] == pytest.approx(table.loc[1, "best"] - table.loc[0, "best"])
    assert math.isnan(table.loc[2, "best"])
    assert told == [(k, 4, scenario.text()) for k, scenario in enumerate(found.scenarios)]
    assert "without P2" in found.summary("en")
    assert "zonder P2" in found.summary("nl")
    assert str(found) == found.summary()
    assert len(found.to_dict()["scenarios"]) == 4  # type: ignore[arg-type]


def test_other_weights_are_another_scale(problem: TeamProblem) -> None:
    table = compare(problem, [with_weights(cohesion=1.0)]).table()
    assert math.isnan(table.loc[1, "change"])
    assert table.loc[1, "best"] > table.loc[0, "best"]


def test_a_comparison_pickles(problem: TeamProblem) -> None:
    found = compare(problem, [with_person("P7")])
    again = pickle.loads(pickle.dumps(found))
    assert again.table().equals(found.table())


def test_a_change_that_does_not_fit_is_refused_before_solving(problem: TeamProblem) -> None:
    with pytest.raises(UnknownLabelError, match="P99"):
        compare(problem, [without_person("P99")])
    with pytest.raises(UnknownLabelError, match="speed"):
        with_weights(speed=1.0)
    with pytest.raises(ProblemError):
        with_weights()
    with pytest.raises(ProblemError):
        compare(problem, [with_size(3, 2)])


def test_changes_are_plain_and_equal_by_what_they_say() -> None:
    assert with_person("P1") == with_person("P1")
    assert hash(with_weights(energy=1)) == hash(with_weights(energy=1.0))
    assert isinstance(with_size(3), Change)
    assert str(with_weights(energy=0.5)) == "weight energy 0.5"
