"""Every rule has a case in which it binds, one in which it does not, and one it makes impossible; every term one in
which it decides and one in which it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.results import Status
from talentmap.teams import TeamProblem, TeamWeights, propose_teams
from talentmap.teams.objective import TERMS
from talentmap.teams.rules import RULES, instances
from talentmap.teams.verify import Scorer
from tests.teams.oracle import small_organisation


def asked(**arguments: object) -> TeamProblem:
    return TeamProblem(small_organisation(), project="J1", **arguments)  # type: ignore[arg-type]


def needing(level: int, weight: float) -> TeamProblem:
    """S1 mandatory at this level and with this weight, and S2 at 2 by two people with weight 1."""
    data = small_organisation()
    need = data.project_requirements.assign(
        level=[level, 2], mandatory=[True, False], weight=[weight, 1.0], min_people=[1, 2]
    )
    return TeamProblem(data.replace(project_requirements=need), project="J1")


def surviving(lost: int, level: int, **arguments: object) -> TeamProblem:
    """S1 mandatory at this level, met by A at 3 and B at 4, and to be met after losing so many of a team of two."""
    data = small_organisation()
    need = data.project_requirements.assign(level=[level, 2], mandatory=[True, False])
    return TeamProblem(data.replace(project_requirements=need), project="J1", robust=lost, **arguments)  # type: ignore[arg-type]


def wishing(*people: str, **arguments: object) -> TeamProblem:
    """The small organisation in which these people wish to learn S2."""
    rows = pd.DataFrame({"person_id": list(people), "target_kind": "strength", "target_id": "S2"})
    return TeamProblem(small_organisation(aspirations=rows), project="J1", **arguments)  # type: ignore[arg-type]


def away(*people: str) -> TeamProblem:
    data = small_organisation()
    rows = pd.DataFrame({"person_id": list(people), "from_date": pd.Timestamp("2026-02-10"), "fte": 0.0})
    return TeamProblem(data.replace(availability=rows), project="J1")


@dataclass(frozen=True)
class Case:
    """Members where the rule binds (other than without it), where it does not, and a question it makes impossible."""

    binds: tuple[TeamProblem, tuple[str, ...]]
    loose: TeamProblem
    impossible: TeamProblem


FREE = ("A", "C")
CASES: dict[str, Callable[[], Case]] = {
    "must_include": lambda: Case(
        (asked(include=["B"]), ("B", "C")), asked(include=["A"]), asked(include=["A", "B", "C"])
    ),
    "exclude": lambda: Case(
        (asked(exclude=["A"]), ("B", "C")), asked(exclude=["F"]), asked(exclude=["A", "B", "C", "D", "E"])
    ),
    "together": lambda: Case(
        (asked(together=[["A", "F"], ["B", "E"]], exclude=["C"], include=["D"], size=(2, 3)), ("A", "D", "F")),
        asked(together=["E", "F"]),
        asked(together=["A", "B", "C"], include=["A"]),
    ),
    "apart": lambda: Case((asked(apart=["A", "C"]), ("A", "D")), asked(apart=["A", "B"]), asked(apart=list("ABCDEF"))),
    "unit_at_most": lambda: Case(
        (asked(unit_at_most={"North": 1}), ("A", "D")),
        asked(unit_at_most={"North": 2}),
        asked(unit_at_most={"North": 0, "South": 1}),
    ),
    "unit_at_least": lambda: Case(
        (asked(unit_at_least={"South": 1}), ("A", "D")),
        asked(unit_at_least={"North": 1}),
        asked(unit_at_least={"South": 4}),
    ),
    "mandatory": lambda: Case((needing(4, 0.1), ("B", "C")), needing(3, 20.0), needing(5, 1.0)),
    "robust": lambda: Case((surviving(1, 3), ("A", "B")), surviving(0, 3), surviving(1, 4)),
    "team_size": lambda: Case((asked(size=(1, 1)), ("A",)), asked(size=(1, 3)), asked(size=(7, 8))),
    "availability": lambda: Case((away("A"), ("B", "C")), away("F"), away(*"ABCDE")),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_binds_lets_go_and_forbids(rule: Callable[..., object]) -> None:
    assert rule.__name__ in CASES, f"rule {rule.__name__} has no case"
    case = CASES[rule.__name__]()
    problem, members = case.binds
    assert propose_teams(problem).best.members == members
    assert members != FREE
    assert any(one.rule == rule.__name__ for one in instances(problem.facts))
    assert propose_teams(case.loose).best.members == FREE
    impossible = propose_teams(case.impossible)
    assert impossible.status is Status.INFEASIBLE
    assert any(name.startswith(rule.__name__) for conflict in impossible.conflicts for name in conflict.names)


DECIDES: dict[str, tuple[TeamWeights, tuple[str, ...]]] = {
    "coverage": (TeamWeights(1.0), ("A", "C")),
    "energy": (TeamWeights(1.0, energy=0.1), ("A", "D")),
    "cohesion": (TeamWeights(1.0, cohesion=0.1), ("B", "C")),
    "balance": (TeamWeights(1.0, balance=0.1), ("A", "D")),
    "growth": (TeamWeights(1.0, growth=0.1), ("B", "C")),
}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_every_term_decides_or_does_not(term: object) -> None:
    name = term.name  # type: ignore[attr-defined]
    assert name in DECIDES, f"term {name} has no case"
    weights, members = DECIDES[name]
    best = propose_teams(wishing("B", weights=weights)).best
    assert best.members == members
    assert best.terms[name] > 0
    others = {other: weight for other, weight in weights.items() if other != name}
    without = TeamWeights(
        **{**others, "coverage": others.get("coverage", 0.0), "balance": others.get("balance") or 0.1}
    )
    assert propose_teams(wishing("B", weights=without)).best.terms[name] == (
        0 if name != "balance" else pytest.approx(0.05)
    )


def test_energy_is_of_all_requirements_and_only_of_met_ones() -> None:
    # A carries S1 with energy; S2 is not met by A B: one of two equal weights.
    best = propose_teams(asked(include=["A", "B"], weights=TeamWeights(1.0, 1.0))).best
    assert best.values["energy"] == pytest.approx(0.5)
    # with min_people 2 for S1 and only A in the team it is not met, so A's energy carries nothing
    data = small_organisation()
    need = data.project_requirements.assign(min_people=[2, 1])
    problem = TeamProblem(data.replace(project_requirements=need), project="J1", weights=TeamWeights(1.0, 1.0))
    assert propose_teams(problem.replace(include=["A", "C"])).best.values["energy"] == 0
    assert propose_teams(problem.replace(include=["A", "B"])).best.values["energy"] == pytest.approx(0.5)


def test_units_count_the_units_under_them() -> None:
    data = small_organisation(
        units=pd.DataFrame({"unit": ["All", "North", "South"], "parent_unit": [None, "All", "All"]})
    )
    result = propose_teams(TeamProblem(data, project="J1", unit_at_most={"All": 1}))
    assert {"unit_at_most:All 1", "team_size:at_least"} == set(result.conflicts[0].names)


def test_one_number_holds_for_every_unit() -> None:
    assert propose_teams(asked(unit_at_most=1)).best.members == ("A", "D")


@pytest.mark.parametrize(
    ("people", "why"),
    [
        ({"end_date": "2026-03-01"}, "teams.absent.leaves"),
        ({"start_date": "2026-02-01"}, "teams.absent.starts"),
        ({"fte": 0.4}, "teams.absent.hours"),
    ],
)
def test_presence_is_asked_of_every_day(people: dict[str, object], why: str) -> None:
    data = small_organisation()  # the project runs from 31 January to 1 April 2026 and asks 0.5 fte
    frame = data.people.copy()
    for column, value in people.items():
        frame.loc[frame["person_id"] == "A", column] = pd.Timestamp(value) if isinstance(value, str) else value
    problem = TeamProblem(data.replace(people=frame), project="J1")
    assert problem.facts.absent[0].kind == why
    assert "A kan niet meedoen" in problem.facts.absent[0].text("nl")
    assert "A" not in propose_teams(problem).best.members


def availability(*rows: tuple[str, str | None, str, float]) -> Dataset:
    frame = pd.DataFrame(rows, columns=["from_date", "to_date", "part", "fte"]).assign(person_id="A")
    frame[["from_date", "to_date"]] = frame[["from_date", "to_date"]].apply(pd.to_datetime)
    return small_organisation(availability=frame)


@pytest.mark.parametrize(
    ("rows", "present"),
    [
        ([("2026-02-01", "2026-02-10", "day", 0.5)], True),
        ([("2026-02-01", "2026-02-10", "day", 0.4)], False),
        ([("2026-04-02", None, "day", 0.0)], True),  # after the last day
        ([("2025-01-01", "2026-01-30", "day", 0.0)], True),  # before the first
        ([("2026-02-01", None, "morning", 0.0)], True),  # the afternoons are half of full time
        ([("2026-02-01", None, "morning", 0.0), ("2026-02-01", None, "afternoon", 0.4)], False),
    ],
)
def test_availability_bounds_what_is_left(rows: list[tuple[str, str | None, str, float]], present: bool) -> None:
    problem = TeamProblem(availability(*rows), project="J1")
    assert (0 not in problem.facts.absent) == present


def test_rules_of_the_table_hold_where_and_when_they_say() -> None:
    rules = pd.DataFrame(
        [
            ("K1", "exclude", "A", None, None, None),
            ("K2", "exclude", "C", "J1", None, "2026-12-31"),
            ("K3", "exclude", "D", "J1", None, "2026-01-15"),  # over before the project starts
            ("K4", "unit_at_most", None, "North", "1", None),
            ("K5", "something_else", "B", None, "x", None),
        ],
        columns=["rule_id", "rule", "subjects", "attribute", "value", "until"],
    ).assign(owner="HR", reason="because")
    rules["until"] = pd.to_datetime(rules["until"])
    problem = TeamProblem(small_organisation(rules=rules), project="J1")
    names = [one.name for one in instances(problem.facts)]
    assert names[:3] == ["exclude:A", "exclude:C", "unit_at_most:North 1"]
    assert propose_teams(problem).best.members == ("B", "D")


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": (3, 2)},
        {"size": 0},
        {"size": 2.5},
        {"size": (1, 2, 3)},
        {"unit_at_most": {"North": -1}},
        {"waive": ["team_size:at_most"]},
        {"credit": [[1.0]]},
        {"robust": -1},
        {"robust": 1.5},
    ],
)
def test_a_question_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ProblemError):
        asked(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"include": ["Z"]},
        {"apart": [["A", "Z"]]},
        {"unit_at_least": {"Nort": 1}},
        {"waive": ["availability:Z"]},
    ],
)
def test_an_unknown_name_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UnknownLabelError):
        asked(**wrong)


def test_a_misspelt_rule_to_waive_is_refused() -> None:
    with pytest.raises(UnknownLabelError, match="apart:A B"):
        propose_teams(asked(apart=["A", "B"], waive=["apart:B A"]))


def test_near_names_are_suggested() -> None:
    with pytest.raises(UnknownLabelError, match="North"):
        asked(unit_at_most={"Nort": 1})


@pytest.mark.parametrize("weights", [{"coverage": -1.0}, {"coverage": float("nan")}, {"coverage": 0.0}])
def test_weights_out_of_range(weights: dict[str, float]) -> None:
    with pytest.raises(ProblemError):
        TeamWeights(**weights)


def test_fingerprint_is_of_the_question_not_of_its_spelling() -> None:
    first = asked(include=["A", "B"], apart=[["C", "D"]], size=2)
    assert first.fingerprint == asked(include=["B", "A"], apart=["D", "C"], size=(2, 2)).fingerprint
    assert first.fingerprint != first.replace(include=["A"]).fingerprint
    assert first.fingerprint != first.replace(weights=TeamWeights(1.0, 0.1)).fingerprint


def test_growth_is_a_learner_beside_a_master() -> None:
    # B, D and F wish to learn S2 at 2; D has it at 3 and so is no learner. One seat is offered.
    problem = wishing("B", "D", "F", weights=TeamWeights(1.0, growth=0.1))
    best = propose_teams(problem).best
    assert best.members == ("B", "C")
    part = next(part for part in best.parts if part.term == "growth")
    assert (part.subject, part.carriers, part.beside) == ("S2", (("B", part.units),), ("C",))
    assert part.points == pytest.approx(0.1)
    scorer = Scorer(problem)
    values = {team: scorer.values(team)["growth"] for team in (("B", "F"), ("C", "D"), ("D", "F"), ("B", "C", "F"))}
    assert values == {("B", "F"): 0.0, ("C", "D"): 0.0, ("D", "F"): 1.0, ("B", "C", "F"): 1.0}


def test_seats_are_those_asked_for_or_those_somebody_wishes() -> None:
    weights = TeamWeights(1.0, growth=0.1)
    assert wishing("B", weights=weights).facts.growth_worth.astype(bool).tolist() == [False, True]
    assert wishing("D", weights=weights).facts.growth_worth.any() == np.False_  # D has it already: nobody to learn
    both = wishing("B", weights=weights, stretch=["S2", "S1"])
    assert propose_teams(both).best.values["growth"] == pytest.approx(0.5)  # nobody wishes to learn S1
    assert propose_teams(wishing("B", weights=weights, stretch=[])).best.values["growth"] == 0
    with pytest.raises(UnknownLabelError):
        wishing("B", stretch=["S9"])
    with pytest.raises(ProblemError, match="S2"):
        TeamProblem(small_organisation(), size=2, stretch=["S2"])


def test_a_robust_team_keeps_what_is_mandatory_whoever_is_lost() -> None:
    problem = surviving(1, 3, size=(2, 4))
    team = propose_teams(problem).best.members
    assert {"A", "B"} <= set(team)
    scorer = Scorer(problem)
    assert scorer.broken(("A", "C")) == ("robust:S1",)
    assert scorer.broken(("C", "D")) == ("mandatory:S1", "robust:S1")
    conflict = propose_teams(surviving(2, 3, size=(2, 4))).conflicts[0]  # A and B can, three are asked for
    assert conflict.names == ("robust:S1",)
    assert "3" in conflict.rules[0].text("en")
    assert "2" in conflict.relaxations[0].text("en")
    assert propose_teams(surviving(2, 3, size=(2, 4), waive=["robust:S1"])).best.members == ("A", "C")


@pytest.mark.parametrize("lost", range(5))
def test_trying_every_loss_and_counting_say_the_same(lost: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = Scorer(surviving(lost, 3))
    teams = [team for n in range(1, 5) for team in combinations("ABCDEF", n)]
    tried = [scorer.fails_when_lost(team, scorer.asked[0], lost) for team in teams]
    monkeypatch.setattr("talentmap.teams.verify._LOSSES", 0)
    assert [scorer.fails_when_lost(team, scorer.asked[0], lost) for team in teams] == tried
    assert False in tried or lost > 1
