"""Reasons why somebody is in the best team or not, with figures worked out by hand."""

from __future__ import annotations

import pytest

from talentmap.errors import UnknownLabelError
from talentmap.results import Explanation
from talentmap.teams import TeamProblem, TeamWeights, propose_teams
from talentmap.vocabulary import LANGUAGES
from tests.teams.oracle import small_organisation


def asked(**arguments: object) -> TeamProblem:
    return TeamProblem(small_organisation(), project="J1", **arguments)  # type: ignore[arg-type]


def kinds(explanation: Explanation) -> list[str]:
    """Kinds of the reasons, without those of the sums and of what would turn the outcome (test_whynot)."""
    return [reason.kind for reason in explanation.reasons if not reason.kind.startswith("whynot.")]


def test_inside_what_is_brought_and_what_leaving_costs() -> None:
    # B C: 1.0 for coverage and 0.5 for their tie. Without B: A C or A D cover all, A D has 0.25 x 0.5 of tie: 1.125.
    result = propose_teams(asked(weights=TeamWeights(1.0, cohesion=0.5)))
    told = result.explain("B")
    assert kinds(told) == [
        "teams.explain.in",
        "teams.explain.carries",
        "teams.explain.tie",
        "teams.explain.forced_out",
    ]
    inside, carries, tie, out = (reason for reason in told.reasons if not reason.kind.startswith("whynot."))
    assert inside.value == pytest.approx(1.0)  # 1.5 - 0.5 (C alone covers one of two)
    assert (carries.value, carries.details["strength"], carries.details["level"]) == (0.5, "S1", 4)
    assert (tie.value, tie.details["other"]) == (0.5, "C")
    assert out.value == pytest.approx(0.375)
    assert (out.details["come"], out.details["leave"]) == ("A, D", "B, C")


def test_outside_what_joining_costs() -> None:
    result = propose_teams(asked())  # A C
    told = result.explain("E")  # E C: 0.25 + 0.5
    assert kinds(told) == [
        "teams.explain.out",
        "teams.explain.meets_none",
        "teams.explain.not_known",
        "teams.explain.forced_in",
    ]
    assert next(r for r in told.reasons if r.kind == "teams.explain.forced_in").value == pytest.approx(0.25)
    assert kinds(result.explain("B"))[-1] == "teams.explain.forced_in.free"  # as good, but later in the order


def test_outside_because_of_a_rule_or_absence() -> None:
    assert "teams.rule.exclude" in kinds(propose_teams(asked(exclude=["A"])).explain("A"))
    impossible = propose_teams(asked(include=["A"], apart=["A", "B"])).explain("B")
    assert kinds(impossible)[-1] == "teams.explain.impossible"
    assert "apart:A B" in str(next(r for r in impossible.reasons if r.kind == "teams.explain.impossible").value)
    data = small_organisation()
    people = data.people.copy()
    people.loc[people["person_id"] == "A", "fte"] = 0.1
    absent = propose_teams(TeamProblem(data.replace(people=people), project="J1")).explain("A")
    assert kinds(absent) == ["teams.explain.out", "teams.absent.hours"]


def test_without_whom_nothing_works() -> None:
    data = small_organisation()
    need = data.project_requirements.assign(level=[4, 2], mandatory=[True, False])
    told = propose_teams(TeamProblem(data.replace(project_requirements=need), project="J1")).explain("B")
    assert kinds(told)[-1] == "teams.explain.needed"


def test_without_a_team_the_conflicts_that_name_the_person() -> None:
    result = propose_teams(asked(include=["A", "B"], apart=["A", "B"]))
    assert kinds(result.explain("A")) == ["teams.explain.no_team", "teams.rule.must_include", "teams.rule.apart"]
    assert kinds(result.explain("F")) == ["teams.explain.no_team"]


def test_every_reason_reads_in_both_languages() -> None:
    result = propose_teams(asked(weights=TeamWeights(1.0, 0.5, 0.2, 0.1), together=["A", "D"]))
    for person in "ACF":
        told = result.explain(person)
        for lang in LANGUAGES:
            sentences = told.text(lang).splitlines()
            assert sentences
            assert not any("{" in sentence or "None" in sentence for sentence in sentences)


def test_an_unknown_person_is_an_error() -> None:
    with pytest.raises(UnknownLabelError):
        propose_teams(asked()).explain("Z")
