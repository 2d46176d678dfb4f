"""When nothing is possible: conflicts satisfy their definition, and ways out work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, combinations

import pytest

from talentmap.results import Status
from talentmap.teams import TeamProblem, propose_teams
from talentmap.teams.rules import Instance, instances
from talentmap.vocabulary import use_language
from tests.teams.oracle import N_PROBLEMS, random_problem, small_organisation


def together_possible(rules: Sequence[Instance], n: int) -> bool:
    """Whether some set of people, of any size, keeps all these rules: by looking at every set."""
    sets: Iterable[tuple[int, ...]] = chain.from_iterable(combinations(range(n), k) for k in range(n + 1))
    return any(all(row.holds(chosen) for rule in rules for row in rule.rows) for chosen in sets)


@pytest.mark.parametrize("seed", range(1000, 1000 + N_PROBLEMS // 2))
def test_conflicts_satisfy_their_definition(seed: int) -> None:
    problem = random_problem(seed, most=7)
    result = propose_teams(problem, alternatives=0)
    rules = {rule.name: rule for rule in instances(problem.facts)}
    n = len(problem.facts.people)
    if result.reasons and result.reasons[0].kind == "teams.no_requirements":
        return
    assert (result.status is Status.INFEASIBLE) == (not together_possible(list(rules.values()), n))
    assert bool(result.conflicts) == (result.status is Status.INFEASIBLE)
    for conflict in result.conflicts:
        assert not together_possible([rules[name] for name in conflict.names], n)
        for gone in conflict.names:
            assert together_possible([rules[name] for name in conflict.names if name != gone], n)
    if result.conflicts:
        first = [conflict.names for conflict in result.conflicts]
        # the request minus one rule of each conflict is feasible, for at least one choice of those rules
        assert any(
            together_possible([rule for name, rule in rules.items() if name not in gone], n)
            for gone in product_of(first)
        )
        for conflict in result.conflicts:
            for way in conflict.relaxations:
                assert way.subject in conflict.names
                assert way.text("nl")
                assert way.text("en")


def product_of(conflicts: list[tuple[str, ...]]) -> Iterable[frozenset[str]]:
    chosen: list[frozenset[str]] = [frozenset()]
    for names in conflicts:
        chosen = [one | {name} for one in chosen for name in names]
    return chosen


def test_a_single_conflict_lists_every_way_out_with_its_price() -> None:
    problem = TeamProblem(small_organisation(), project="J1", include=["A", "B", "C"])
    result = propose_teams(problem)
    assert result.status is Status.INFEASIBLE
    (conflict,) = result.conflicts
    assert conflict.names == ("must_include:A", "must_include:B", "must_include:C", "team_size:at_most")
    # A C or B C cover both requirements: 1.0; A B covers one: 0.5; three members cover both
    prices = {way.subject: way.details["best"] for way in conflict.relaxations}
    assert prices == {
        "must_include:A": 1.0,
        "must_include:B": 1.0,
        "must_include:C": 0.5,
        "team_size:at_most": 1.0,
    }
    assert conflict.relaxations[-1].subject == "must_include:C"  # the least good way out comes last
    grow = next(way for way in conflict.relaxations if way.subject == "team_size:at_most")
    assert (grow.value, grow.compared_to) == (3, 2)
    assert propose_teams(problem.replace(size=(2, 3))).best.objective == pytest.approx(1.0)
    assert propose_teams(problem.replace(waive=["must_include:C"])).best.objective == pytest.approx(0.5)


def test_two_conflicts_are_both_found_and_solved_together() -> None:
    problem = TeamProblem(
        small_organisation(), project="J1", size=(2, 4), include=["A", "B", "E"], apart=["A", "B"], exclude=["E"]
    )
    result = propose_teams(problem)
    names = [set(conflict.names) for conflict in result.conflicts]
    assert {"must_include:A", "must_include:B", "apart:A B"} in names
    assert {"must_include:E", "exclude:E"} in names
    ways = [way.subject for conflict in result.conflicts for way in conflict.relaxations]
    assert len(ways) == 2
    assert propose_teams(problem.replace(waive=ways)).status is Status.OPTIMAL


def test_an_absent_person_who_must_join_is_named_with_the_reason() -> None:
    data = small_organisation()
    people = data.people.copy()
    people.loc[people["person_id"] == "A", "fte"] = 0.2
    result = propose_teams(TeamProblem(data.replace(people=people), project="J1", include=["A"]))
    (conflict,) = result.conflicts
    assert conflict.names == ("must_include:A", "availability:A")
    assert "0.2 fte" in conflict.text("en")
    with use_language("nl"):
        assert "maak A vrij" in conflict.text()


def test_owner_and_reason_of_a_rule_in_the_table_are_told() -> None:
    import pandas as pd

    rules = pd.DataFrame(
        {
            "rule_id": ["K7"],
            "rule": ["apart"],
            "subjects": ["A B"],
            "owner": ["Works council"],
            "reason": ["married couple"],
        }
    )
    problem = TeamProblem(small_organisation(rules=rules), project="J1", include=["A", "B"])
    (conflict,) = propose_teams(problem).conflicts
    assert "K7" in conflict.text("en")
    assert "Works council" in conflict.text("en")
    assert "married couple" in conflict.text("nl")
