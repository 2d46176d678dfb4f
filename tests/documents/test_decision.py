"""The decision record: a named person, a reason, a date, and the proof."""

from __future__ import annotations

import json
import pickle

import pytest

from talentmap import examples
from talentmap.documents import decision_record
from talentmap.errors import NoSolutionError, ProblemError
from talentmap.matching import match_roles
from talentmap.teams import TeamProblem, TeamResult, propose_teams


@pytest.fixture(scope="module")
def teams() -> TeamResult:
    return propose_teams(TeamProblem(examples.toy(), project="J1"), alternatives=2)


def test_keeps_who_why_when_and_on_what_proof(teams: TeamResult) -> None:
    record = decision_record(teams, 1, decided_by=" P1 ", reason="They know\nthe neighbourhood. ")
    read = json.loads(record.to_json())
    assert read == record.to_dict()
    assert read["decided_by"] == "Anouk de Vries"  # an id of the data becomes the name
    assert read["reason"] == "They know\nthe neighbourhood."
    assert read["date"] == "2026-06-01"  # the reference date, never the clock
    assert read["proposal"] == 2
    assert [row["person_id"] for row in read["rows"]] == list(teams.teams[1].members)
    assert read["best"] == pytest.approx(sum(read["terms"].values()))
    assert [other["proposal"] for other in read["others"]] == [1, 3]
    assert read["proof"]["status"] == "optimal"
    assert read["data"] == examples.toy().fingerprint
    assert pickle.loads(pickle.dumps(record)).to_dict() == read


def test_a_date_can_be_given(teams: TeamResult) -> None:
    assert decision_record(teams, decided_by="A", reason="b", date="2026-07-09").date == "2026-07-09"
    with pytest.raises(ProblemError, match="yyyy-mm-dd"):
        decision_record(teams, decided_by="A", reason="b", date="soon")


@pytest.mark.parametrize(
    ("team", "decided_by", "reason", "said"),
    [(0, " ", "b", "name"), (0, "A", "\n", "reason"), (3, "A", "b", "no proposal 4"), (-1, "A", "b", "no proposal 0")],
)
def test_nothing_is_decided_without_a_name_a_reason_and_a_proposal(
    teams: TeamResult, team: int, decided_by: str, reason: str, said: str
) -> None:
    with pytest.raises(ProblemError, match=said):
        decision_record(teams, team, decided_by=decided_by, reason=reason)


def test_an_infeasible_result_cannot_be_taken_along() -> None:
    problem = TeamProblem(examples.toy(), project="J1", include=["P1", "P2"], apart=[["P1", "P2"]])
    with pytest.raises(NoSolutionError, match="no proposal"):
        decision_record(propose_teams(problem), decided_by="A", reason="b")


@pytest.mark.parametrize(("lang", "heading"), [("nl", "Besloten door"), ("en", "Decided by")])
def test_page_is_escaped_and_asks_nothing_from_outside(teams: TeamResult, lang: str, heading: str) -> None:
    page = decision_record(teams, decided_by="<script>alert(1)</script>", reason='"><img src=x>').to_html(lang)
    assert f'<html lang="{lang}">' in page
    assert heading in page
    assert ("dekking" if lang == "nl" else "coverage") in page
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")
    assert teams.proof.problem in page


def test_role_matches_can_be_taken_along_too() -> None:
    data = examples.toy()
    record = decision_record(match_roles(data), decided_by="P1", reason="b", data=data)
    read = record.to_dict()
    assert read["decided_by"] == "Anouk de Vries"
    assert read["date"] == "2026-06-01"
    assert [(row["role_id"], row["person_id"]) for row in record.rows] == [("R1", "P4"), ("R2", "P6"), ("R3", "P1")]
    assert record.rows[0]["name"] == "Douwe Hoekstra"
    assert sum(record.terms.values()) == pytest.approx(record.best)
    assert "Douwe Hoekstra" in record.to_html("nl")
    with pytest.raises(ProblemError, match="give the day"):
        decision_record(match_roles(data), decided_by="A", reason="b")
    with pytest.raises(ProblemError, match="no proposal 2"):
        decision_record(match_roles(data), 1, decided_by="A", reason="b", data=data)
