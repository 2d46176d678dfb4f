"""Asking first: the best of those who take part, and nothing by which to find out who declined."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

import talentmap as tm
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.results import Status
from talentmap.teams.check_record import check_record
from tests.teams.oracle import every_team, random_problem, small_organisation


def problem() -> tm.TeamProblem:
    """Best is A with D (energy); B and C can stand in for them."""
    return tm.TeamProblem(small_organisation(), project="J1", weights=tm.TeamWeights(energy=0.5))


def plain(result: tm.TeamResult) -> dict[str, Any]:
    """Everything an answer says, without the seconds it took."""
    told = result.to_dict()
    told.pop("timing")
    told["summary"], told["table"] = result.summary(), result.table().to_json() if result.teams else ""
    return told


def test_the_best_of_the_others_is_proposed() -> None:
    for seed in (7, 18):
        asked = random_problem(seed)
        people = list(asked.data.people["person_id"])
        declined = set(people[::3])
        left = [one for one in every_team(asked) if not declined & set(one[2])]
        found = tm.ask_first(asked, declined, alternatives=0)
        assert found.status.has_solution == bool(left), seed
        if left:
            assert found.best.members == left[0][2], seed
            assert found.proof.bound >= -every_team(asked)[0][0] / asked.facts.scale  # true for everybody


def test_nobody_declined_and_somebody_outside_declined_read_the_same() -> None:
    nobody = tm.ask_first(problem(), alternatives=1)
    assert nobody.best.members == tm.propose_teams(problem()).best.members == ("A", "D")
    for declined in (["E"], ["E", "F"]):
        other = tm.ask_first(problem(), declined, alternatives=1)
        assert json.dumps(plain(other)) == json.dumps(plain(nobody))
        for person in "ABCDEF":
            assert other.explain(person) == nobody.explain(person)
            assert other.explain(person).text() == nobody.explain(person).text()


def test_a_decliner_cannot_be_told_from_others_outside() -> None:
    found = tm.ask_first(problem(), ["A"], alternatives=0)
    assert found.best.members == ("B", "D")
    sentences = {p: found.explain(p).text().replace(p, "?") for p in "ACEF"}
    assert len(set(sentences.values())) == 1
    told = plain(found)
    about = {name: value for name, value in told["proof"].items() if name not in ("status", "best", "gap")}
    before = plain(tm.ask_first(problem(), alternatives=0))["proof"]
    assert about == {name: before[name] for name in about}
    assert about["problem"] == problem().fingerprint
    assert about["data"] == problem().data.fingerprint
    assert '"A"' not in json.dumps(told)
    words = " ".join(found.explain(p).text() for p in "BCDEF").replace(".", " ").split()
    assert "A" not in words


def test_what_is_kept_of_an_answer_holds_no_decliner() -> None:
    one, two = (tm.ask_first(problem(), who, alternatives=0) for who in (["A"], ["A", "E"]))
    assert one.best.members == two.best.members
    seen = []
    for found in (one, two):
        parts = {name: value for name, value in vars(found).items() if name not in ("problem", "proof")}
        seen.append((pickle.dumps(parts), found.proof, found.problem.fingerprint))
        assert found.problem.exclude == ()
        assert found.problem.waive == ()
    assert seen[0] == seen[1]


def test_no_team_left_names_no_rule_and_no_person() -> None:
    data = small_organisation()
    needs = data.project_requirements.assign(mandatory=True)
    asked = tm.TeamProblem(data.replace(project_requirements=needs), project="J1")
    impossible = tm.ask_first(asked, ["C", "D"])
    assert impossible.status is Status.NOT_FOUND
    assert impossible.conflicts == ()
    assert [reason.kind for reason in impossible.reasons] == ["consent.no_team"]
    # the same words where the question itself cannot be met, with nobody declining
    never = tm.ask_first(asked.replace(include=["A"], exclude=["A"]))
    assert (never.conflicts, [reason.kind for reason in never.reasons]) == ((), ["consent.no_team"])
    assert {impossible.explain(p).text().replace(p, "?") for p in "ABCDEF"} == {"? is not in this proposal."}


def test_a_record_is_true_and_does_not_tell() -> None:
    records, follow = {}, ("members", "terms", "status", "best", "gap", "sha256")  # from the team proposed alone
    for who in ("", "A", "AD", "ABCD"):
        found = tm.ask_first(problem(), list(who), alternatives=0)
        checked = check_record(found.record(), problem().data)
        assert checked.ok, (who, checked.to_dict())
        records[who] = {n: v for n, v in found.record().items() if n not in follow}
    assert len({json.dumps(record, sort_keys=True) for record in records.values()}) == 1


def test_what_would_need_everybody_is_not_given() -> None:
    found = tm.ask_first(problem(), ["A"])
    with pytest.raises(ProblemError, match="asked about first"):
        found.binding_rules()
    assert [reason.kind for reason in found.explain("D").reasons] == ["consent.explain.in", "consent.explain.carries"]


def test_it_is_an_option_and_checks_its_arguments() -> None:
    assert type(tm.propose_teams(problem())) is tm.TeamResult
    with pytest.raises(UnknownLabelError):
        tm.ask_first(problem(), ["Z"])
    with pytest.raises(ProblemError):
        tm.ask_first("problem")  # type: ignore[arg-type]
    with pytest.raises(UnknownLabelError):
        tm.ask_first(problem()).explain("Z")
