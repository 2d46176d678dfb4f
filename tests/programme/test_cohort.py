"""A cohort as a whole: what is planned together, from the plan of groups itself or from its JSON."""

from __future__ import annotations

import json
import pickle

import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.groups import GroupResult, plan_groups
from talentmap.programme.cohort import ProgrammeResult, plan_programme
from talentmap.results import Status
from tests.programme.cohorts import dataset, groups

POOLS = """
pool member_id name capacity
actor A1 Aad -
actor A2 Ans -
facilitator F1 Fenna -
facilitator F2 Fons -
coach C1 Cor 6
coach C2 Cas 6
room Z1 Zaal~1 -
"""
RULES = """
rule_id rule subjects value
R1 date - 2026-05-11~2026-05-12~2026-05-13
"""


@pytest.fixture(scope="module")
def data() -> Dataset:
    return dataset(12, pools=POOLS, rules=RULES)


@pytest.fixture(scope="module")
def planned(data: Dataset) -> GroupResult:
    return plan_groups(data, size=4, subgroups=2)


@pytest.fixture(scope="module")
def found(data: Dataset, planned: GroupResult) -> ProgrammeResult:
    return plan_programme(data, planned, start="2026-05-01")


def test_the_plan_of_groups_gets_staff_rooms_coaches_and_a_calendar(data: Dataset, found: ProgrammeResult) -> None:
    assert found.status is Status.OPTIMAL
    tables = found.tables()
    assert list(tables) == ["load", "staff", "after_care", "coaches", "phases", "sessions", "calendar"]
    # 3 groups of 2 subgroups: 6 posts for 2 actors, 3 each; a room per group; 12 people over 2 coaches.
    assert found.terms() == {
        "even_actor": {"best": 18, "bound": 18, "gap": 0.0},
        "even_facilitator": {"best": 18, "bound": 18, "gap": 0.0},
        "even_room": {"best": 9, "bound": 9, "gap": 0.0},
        "coached": {"best": 12, "bound": 12, "gap": 0.0},
    }
    load = tables["load"].set_index("member_id")
    assert load["used"].to_dict() == {"A1": 3, "A2": 3, "F1": 3, "F2": 3, "Z1": 3, "C1": 6, "C2": 6}
    assert load["left"].dropna().to_dict() == {"C1": 0, "C2": 0}
    assert set(tables["after_care"]["person_id"]) == set(data.people["person_id"])
    assert set(tables["calendar"]["owner_id"]) == {*data.people["person_id"], "A1", "A2", "F1", "F2", "C1", "C2"}
    assert "Participants: 12. Groups: 3. Phases: 4." in found.summary()


def test_the_json_of_the_plan_gives_the_same(data: Dataset, planned: GroupResult, found: ProgrammeResult) -> None:
    one = found.to_dict()
    two = plan_programme(data, json.loads(json.dumps(planned.to_dict(), default=str)), start="2026-05-01").to_dict()
    for answer in (one, two):
        answer.pop("timing")
    assert one == two
    json.dumps(one, allow_nan=False)


def test_a_result_can_be_kept(found: ProgrammeResult) -> None:
    again = pickle.loads(pickle.dumps(found))
    assert again.to_dict()["calendar"] == found.to_dict()["calendar"]
    assert again.summary() == found.summary()


def test_it_explains_people_coaches_and_staff(found: ProgrammeResult) -> None:
    told = found.explain("P05").text()
    assert "Mens 5 is in group" in told
    assert "(facilitator) on 2026-05-1" in told
    assert "gets" in told
    assert "Cor coaches 6 of at most 6." in found.explain("C1").text()
    assert "Aad (trainer-actor) has 3" in found.explain("A1").text()
    with pytest.raises(UnknownLabelError, match="X1"):
        found.explain("X1")


def test_pools_that_are_too_small_make_it_infeasible_and_keep_the_rest(data: Dataset) -> None:
    found = plan_programme(data, groups(("2026-05-11", "day", 3)))
    assert found.status is Status.INFEASIBLE
    assert [conflict.names for conflict in found.conflicts] == [("actor 2026-05-11",), ("facilitator 2026-05-11",)]
    assert "staff" not in found.tables()
    assert len(found.tables()["coaches"]) == 3
    assert found.to_dict()["status"] == "infeasible"


def test_what_cannot_be_planned_is_left_out_with_its_reason(data: Dataset) -> None:
    alone = plan_programme(data)
    assert [reason.kind for reason in alone.reasons] == ["programme.left.no_plan"]
    assert len(alone.book.people) == 12
    undated = plan_programme(data, groups(("", "day", 2)))
    assert "G01" in undated.reasons[0].text()
    assert undated.staffing is None
    nothing = plan_programme(dataset(2), groups(("2026-05-11", "day", 1)))
    assert nothing.reasons[0].kind == "programme.left.no_pools"
    assert nothing.coaches is None
    assert len(nothing.tables()["calendar"]) == 1


def test_participants_are_those_of_the_plan_or_as_named_or_in_progress(data: Dataset) -> None:
    assert plan_programme(data, groups(("2026-05-11", "day", 2))).book.people == ("P01", "P02")
    assert plan_programme(data, participants=["P04", "P03", "P04"]).book.people == ("P03", "P04")
    with pytest.raises(UnknownLabelError, match="P99"):
        plan_programme(data, participants=["P99"])
    held = {
        "programmes": "programme_id title start_date\nQ Q 2026-04-01",
        "phases": "phase_id programme_id number title\nF1 Q 1 Een",
        "progress": "person_id phase_id kind date\nP02 F1 plan 2026-04-05",
    }
    assert plan_programme(dataset(4, **held)).book.people == ("P02",)


def test_how_somebody_is_doing_is_not_in_what_an_organiser_sees() -> None:
    held = {
        "programmes": "programme_id title start_date\nQ Q 2026-04-01",
        "phases": "phase_id programme_id number title\nF1 Q 1 Een",
        "progress": "person_id phase_id kind date\nP02 F1 plan 2026-04-05",
    }
    found = plan_programme(dataset(4, **held))
    assert not {"progress", "signals"} & {*found.tables(), *found.to_dict()}
    assert "2026-04-05" not in str(found.to_dict())


def test_languages_per_group_need_a_plan(data: Dataset) -> None:
    with pytest.raises(ProblemError, match="plan"):
        plan_programme(data, language={"G01": "nl"})
    speaking = dataset(2, pools="pool member_id language\ncoach C1 nl\ncoach C2 en\nactor A1 en")
    plan = groups(("2026-05-11", "day", 1), ("2026-05-12", "day", 1))
    found = plan_programme(speaking, plan, language={"G01": "en"})
    assert found.coaches is not None
    assert dict(found.coaches.given) == {"P01": "C2", "P02": "C1"}
