"""Plans beside every plan there is, and cases worked by hand."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError, VerificationError
from talentmap.optimise.options import Progress
from talentmap.results import Status
from talentmap.staffing import StaffingProblem, StaffingWeights, plan_staffing, verify_staffing
from tests.staffing.oracle import Oracle, random_problem

N = 300 if os.environ.get("TALENTMAP_FULL") else 5


@pytest.mark.parametrize("seed", range(N))
def test_the_best_of_every_plan_is_found_and_proven(seed: int) -> None:
    problem = random_problem(seed)
    best = Oracle(problem).best()
    result = plan_staffing(problem, time_limit=None)
    if best is None:
        assert result.status is Status.INFEASIBLE
        assert result.conflicts
        with pytest.raises(NoSolutionError):
            result.table()
        return
    assert round(result.proof.best * problem.facts.scale) == best
    assert result.proof.bound >= result.proof.best
    assert result.status is Status.OPTIMAL
    assert result.terms()["points"].sum() == pytest.approx(result.proof.best)
    assert sum(part.objective for part in result.projects) == pytest.approx(result.proof.best)


def office(
    projects: list[tuple[str, str, str, float | None]],
    people: dict[str, float],
    skills: dict[str, dict[str, int]],
    needs: dict[str, dict[str, int]],
    **more: pd.DataFrame,
) -> Dataset:
    """People with hours and levels, and projects of one or two people with needs, all mandatory."""
    strengths = sorted({s for held in skills.values() for s in held} | {s for n in needs.values() for s in n})
    frames = {
        "people": pd.DataFrame({"person_id": list(people), "name": list(people), "fte": list(people.values())}).assign(
            unit="U"
        ),
        "strengths": pd.DataFrame({"strength_id": strengths, "name": strengths, "kind": "skill"}),
        "claims": pd.DataFrame(
            [
                (p, s, level, "self", "2026-01-01", "organisation")
                for p, held in skills.items()
                for s, level in held.items()
            ],
            columns=["person_id", "strength_id", "level", "source", "date", "visibility"],
        ).astype({"date": "datetime64[us]"}),
        "roles": pd.DataFrame({"role_id": ["R"], "title": ["R"], "headcount": [0], "status": ["open"]}),
        "role_requirements": pd.DataFrame(
            {"role_id": ["R"], "strength_id": strengths[:1], "level": [1], "weight": [1.0], "mandatory": [False]}
        ),
        "projects": pd.DataFrame(projects, columns=["project_id", "start_date", "end_date", "fte"])
        .assign(title=lambda f: f["project_id"], min_size=1, max_size=2)
        .astype({"start_date": "datetime64[us]", "end_date": "datetime64[us]", "fte": "float64"}),
        "project_requirements": pd.DataFrame(
            [(p, s, level, 1.0, True, 1) for p, asked in needs.items() for s, level in asked.items()],
            columns=["project_id", "strength_id", "level", "weight", "mandatory", "min_people"],
        ),
        **more,
    }
    return Dataset.from_frames(frames, today="2026-01-10")


SPRING, LATER = ("2026-03-01", "2026-05-31"), ("2026-06-01", "2026-08-31")
SUMMER = ("2026-05-01", "2026-08-31")


def two_projects(second: tuple[str, str], hours: float | None = 0.3, own: float = 0.4, **more: Any) -> Dataset:
    """Anna alone can do what both projects need."""
    return office(
        [("A", *SPRING, hours), ("B", *second, hours)],
        {"Anna": own, "Bert": 1.0},
        {"Anna": {"S": 4}, "Bert": {"T": 4}},
        {"A": {"S": 3}, "B": {"S": 3}},
        **more,
    )


def test_too_few_hours_for_two_projects_at_once() -> None:
    # 0.3 + 0.3 > 0.4 in May: one project is staffed, and the other says who is missing
    result = plan_staffing(StaffingProblem(two_projects(SUMMER)))
    assert result.status is Status.OPTIMAL
    assert result.proof.best == pytest.approx(1.0)
    (left,) = result.not_staffed
    assert left.alone == pytest.approx(1.0)
    assert left.reasons[0].details["people"] == "Anna"  # type: ignore[union-attr]
    assert list(result.scarce_table()["person_id"]) == ["Anna"]
    assert result.scarce_table()["price"].iloc[0] == pytest.approx(1.0)  # a second Anna would staff the other


def test_enough_hours_when_one_project_follows_the_other() -> None:
    result = plan_staffing(StaffingProblem(two_projects(LATER)))
    assert result.proof.best == pytest.approx(2.0)
    assert result.teams == {"A": ("Anna",), "B": ("Anna",)}
    assert result.scarce == ()
    loads = result.load_table()
    assert list(loads["fte"]) == [0.3, 0.3]
    assert list(loads["free"]) == [0.4, 0.4]


def test_hours_that_just_fit() -> None:
    data = two_projects(SUMMER, hours=0.1).replace(people=two_projects(SUMMER).people.assign(fte=[0.2, 1.0]))
    assert plan_staffing(StaffingProblem(data)).proof.best == pytest.approx(2.0)  # 0.1 + 0.1 = 0.2


def test_absence_in_the_days_two_projects_share() -> None:
    away = pd.DataFrame(
        {"person_id": ["Anna"], "from_date": ["2026-05-10"], "to_date": ["2026-05-12"], "part": ["day"], "fte": [0.5]}
    ).astype({"from_date": "datetime64[us]", "to_date": "datetime64[us]"})
    rested = two_projects(SUMMER, own=1.0)
    assert plan_staffing(StaffingProblem(rested)).proof.best == pytest.approx(2.0)
    assert plan_staffing(StaffingProblem(rested.replace(availability=away))).proof.best == pytest.approx(1.0)


def test_a_project_without_fte_takes_all_hours() -> None:
    data = two_projects(SUMMER, hours=None, own=1.0)
    result = plan_staffing(StaffingProblem(data))
    assert result.proof.best == pytest.approx(1.0)
    assert [reason.kind for reason in result.reasons] == ["staffing.no_fte"]
    assert plan_staffing(StaffingProblem(data, fte=0.5)).proof.best == pytest.approx(2.0)


def test_priority_decides_who_gets_the_only_one() -> None:
    for first in ("A", "B"):
        result = plan_staffing(StaffingProblem(two_projects(SUMMER), priorities={first: 2.0}))
        assert list(result.teams) == [first]
        assert result.proof.best == pytest.approx(2.0)


def test_most_projects_binds_and_does_not() -> None:
    assert plan_staffing(StaffingProblem(two_projects(LATER), most_projects=2)).proof.best == pytest.approx(2.0)
    one = plan_staffing(StaffingProblem(two_projects(LATER), most_projects=1))
    assert one.proof.best == pytest.approx(1.0)
    waived = StaffingProblem(two_projects(LATER), most_projects=1, waive=["most_projects:Anna"])
    assert plan_staffing(waived).proof.best == pytest.approx(2.0)


def test_all_projects_as_a_rule() -> None:
    fine = plan_staffing(StaffingProblem(two_projects(LATER), all_projects=True))
    assert fine.status is Status.OPTIMAL
    result = plan_staffing(StaffingProblem(two_projects(SUMMER), all_projects=True))
    assert result.status is Status.INFEASIBLE
    assert result.conflicts[0].names == ("all_projects:A", "all_projects:B", "capacity")
    waived = StaffingProblem(two_projects(SUMMER), all_projects=True, waive=["capacity:Anna"])
    assert plan_staffing(waived).status is Status.OPTIMAL


def test_a_project_nobody_can_do_names_its_rule() -> None:
    data = two_projects(LATER)
    needs = data.project_requirements.assign(level=[3, 5])
    result = plan_staffing(StaffingProblem(data.replace(project_requirements=needs)))
    (left,) = result.not_staffed
    assert left.project == "B"
    assert left.reasons[1].names == ("B/mandatory:S",)  # type: ignore[union-attr]
    waived = StaffingProblem(data.replace(project_requirements=needs), waive=["B/mandatory:S"])
    assert plan_staffing(waived).not_staffed == ()


def test_moving_costs_keep_a_team_until_they_are_too_small() -> None:
    # Bert gets project A at level 2 (credit 0.5), Anna at 3 (credit 1): half a point to gain by moving two people
    data = office(
        [("A", *SPRING, 0.3)], {"Anna": 1.0, "Bert": 1.0}, {"Anna": {"S": 3}, "Bert": {"S": 2}}, {"A": {"S": 3}}
    )
    data = data.replace(
        project_requirements=data.project_requirements.assign(mandatory=False),
        projects=data.projects.assign(max_size=1),
    )
    asked: dict[str, Any] = {"current": {"A": ["Bert"]}, "cost_join": 0.2}
    stays = plan_staffing(StaffingProblem(data, **asked, cost_leave=0.4))
    assert stays.teams == {"A": ("Bert",)}
    assert stays.proof.best == pytest.approx(0.5)
    moves = plan_staffing(StaffingProblem(data, **asked, cost_leave=0.2))
    assert moves.teams == {"A": ("Anna",)}
    assert moves.proof.best == pytest.approx(1.0 - 0.4)
    assert moves.terms().set_index("term")["points"]["moving"] == pytest.approx(-0.4)


RULES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "include": ({"include": {"A": ["Bert"]}}, ("Anna", "Bert")),
    "exclude": ({"exclude": {"A": ["Bert"]}}, ("Anna",)),
    "together": ({"together": {"A": [["Anna", "Bert"]]}}, ("Anna", "Bert")),
    "apart": ({"apart": {"A": [["Anna", "Bert"]]}}, ("Anna",)),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_binds(rule: str) -> None:
    more, expected = RULES[rule]
    data = two_projects(LATER)
    problem = StaffingProblem(data, projects=["A"], **more)
    result = plan_staffing(problem)
    assert result.status is Status.OPTIMAL
    assert set(expected) <= set(result.teams["A"]) if rule != "exclude" else "Bert" not in result.teams["A"]
    if rule == "apart":
        assert "Bert" not in result.teams["A"]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"exclude": {"A": ["Anna"]}}, "A/exclude:Anna"),
        ({"sizes": {"A": 3}}, "A/team_size:at_least"),
        ({"include": {"A": ["Bert", "Anna"]}, "apart": {"A": [["Anna", "Bert"]]}}, "A/apart:Anna Bert"),
        ({"sizes": {"A": 1}, "together": {"A": [["Anna", "Bert"]]}}, "A/together:Anna Bert"),
    ],
)
def test_a_rule_makes_a_project_impossible(more: dict[str, Any], name: str) -> None:
    result = plan_staffing(StaffingProblem(two_projects(LATER), projects=["A"], **more))
    (left,) = result.not_staffed
    assert name in left.reasons[1].names  # type: ignore[union-attr]


def test_rules_of_the_table_hold_for_their_project() -> None:
    rules = pd.DataFrame(
        {
            "rule_id": ["r1"],
            "rule": ["exclude"],
            "subjects": ["Anna"],
            "attribute": ["A"],
            "value": [None],
            "owner": ["HR"],
            "reason": ["leave"],
            "until": pd.to_datetime([None]),
        }
    )
    result = plan_staffing(StaffingProblem(two_projects(LATER).replace(rules=rules)))
    assert list(result.teams) == ["B"]
    assert "HR" in result.not_staffed[0].reasons[1].text()


def test_unit_rules_of_the_table() -> None:
    data = two_projects(LATER)
    data = data.replace(people=data.people.assign(unit=["V", "W"]))
    base = {"rule_id": ["r1"], "subjects": [None], "owner": ["HR"], "reason": [None], "until": pd.to_datetime([None])}
    for rule, unit, value, staffed in (
        ("unit_at_most", "V", "1", True),
        ("unit_at_most", "V", "0", False),
        ("unit_at_least", "W", "1", True),
        ("unit_at_least", "W", "2", False),
    ):
        rules = pd.DataFrame({**base, "rule": [rule], "attribute": [unit], "value": [value]})
        result = plan_staffing(StaffingProblem(data.replace(rules=rules), projects=["A"]))
        assert bool(result.teams) is staffed
        if staffed and unit == "W":
            assert result.teams["A"] == ("Anna", "Bert")


def test_a_listener_stops_with_the_best_so_far() -> None:
    heard: list[Progress] = []

    def stop(progress: Progress) -> bool:
        heard.append(progress)
        return False

    problem = random_problem(3).replace(all_projects=False)
    result = plan_staffing(problem, progress=stop)
    assert len(heard) == 1
    assert result.status.has_solution
    assert result.proof.bound >= result.proof.best
    assert "staffing.stopped" in [reason.kind for reason in result.reasons]
    best = Oracle(problem.replace(projects=problem.asked)).best()
    assert best is not None
    assert result.proof.bound * problem.facts.scale >= best - 1e-6


def test_a_time_limit_leaves_an_honest_bound() -> None:
    problem = random_problem(4).replace(all_projects=False)
    result = plan_staffing(problem, time_limit=1e-9)
    best = Oracle(problem).best()
    assert best is not None
    assert result.proof.bound * problem.facts.scale >= best - 1e-6
    assert result.proof.best * problem.facts.scale <= best + 1e-6


def test_the_order_of_rows_changes_nothing() -> None:
    problem = random_problem(11)
    data = problem.data
    turned = data.replace(**{name: frame.iloc[::-1].reset_index(drop=True) for name, frame in data.frames.items()})
    one, other = plan_staffing(problem), plan_staffing(problem.replace(data=turned))
    assert one.to_dict()["projects"] == other.to_dict()["projects"]


def test_verification_finds_a_plan_that_breaks_a_rule_or_lies() -> None:
    problem = StaffingProblem(two_projects(SUMMER))
    with pytest.raises(VerificationError, match="capacity:Anna"):
        verify_staffing(problem, {"A": ("Anna",), "B": ("Anna",)}, 2.0)
    with pytest.raises(VerificationError, match="mandatory"):
        verify_staffing(problem, {"A": ("Bert",)}, 0.0)
    with pytest.raises(VerificationError):
        verify_staffing(problem, {"A": ("Anna",)}, 1.5)
    verify_staffing(problem, {"A": ("Anna",)}, 1.0)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"projects": ["Z"]}, UnknownLabelError),
        ({"projects": []}, ProblemError),
        ({"priorities": {"A": -1}}, ProblemError),
        ({"priorities": {"Z": 1}}, UnknownLabelError),
        ({"priorities": 3}, ProblemError),
        ({"sizes": {"A": (3, 2)}}, ProblemError),
        ({"fte": 2.0}, ProblemError),
        ({"most_projects": 0}, ProblemError),
        ({"include": {"A": ["Zoë"]}}, UnknownLabelError),
        ({"weights": {"coverage": 1}}, ProblemError),
        ({"cost_join": np.nan}, ProblemError),
    ],
)
def test_wrong_questions_are_refused(wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        StaffingProblem(two_projects(SUMMER), **wrong)


def test_wrong_searches_are_refused() -> None:
    problem = StaffingProblem(two_projects(SUMMER))
    with pytest.raises(ProblemError):
        plan_staffing(problem, time_limit=0)
    with pytest.raises(ProblemError):
        plan_staffing(problem, seed=-1)
    with pytest.raises(UnknownLabelError):
        plan_staffing(problem.replace(waive=["A/mandatory:Z"]))
    with pytest.raises(ProblemError):
        StaffingWeights(0.0)
