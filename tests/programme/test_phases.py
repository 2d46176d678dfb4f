"""Phases, sessions and progress by hand, and signals that go to the person first."""

from __future__ import annotations

import pandas as pd
import pytest

from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.programme.phases import phases_table, read_programme, sessions_table
from talentmap.programme.stalls import AUDIENCES, COACH_AFTER_DAYS, Signal, progress_table, stall_signals
from talentmap.vocabulary import use_language
from tests.programme.cohorts import dataset

HELD = {
    "programmes": "programme_id title start_date\nQ Honderd~dagen 2026-04-01",
    "phases": "phase_id programme_id number title days close_plan close_done\nF2 Q 2 Twee 10 0 2\nF1 Q 1 Een - - -",
    "sessions": "session_id programme_id phase_id kind title date day part minutes group reference\n"
    "N1 Q F1 workshop Samen - 1 day - G01 -\n"
    "N2 Q F2 talk Praten - 3 morning 45 - -\n"
    "N3 Q - film Kijken - - - 20 - Film~1\n"
    "N4 Q F1 theory Lezen 2026-04-20 2 - - - Boek",
}


def test_the_programme_of_the_package_is_four_times_twenty_five_days() -> None:
    found = phases_table(dataset(), start="2026-01-01")
    assert list(found["days"]) == [25, 25, 25, 25]
    # 1 January is day 1, so day 100 is 10 April; day 26 is 26 January.
    assert (found["first"][0], found["first"][1], found["last"][3]) == ("2026-01-01", "2026-01-26", "2026-04-10")
    assert set(found["close_plan"]) == set(found["close_done"]) == {1}
    sessions = sessions_table(dataset(), start="2026-01-01")
    assert {"workshop", "talk", "online", "assignment", "theory", "film"} == set(sessions["kind"])
    by_phase = sessions.groupby("phase_id")["kind"].agg(set)
    assert all({"workshop", "talk", "assignment"} <= kinds for kinds in by_phase)
    assert sessions["date"].between("2026-01-01", "2026-04-10").all()
    with use_language("nl"):
        assert phases_table(dataset(), start="2026-01-01")["title"][2].startswith("Doen")


def test_phases_of_the_data_follow_each_other_by_number() -> None:
    found = phases_table(dataset(**HELD))
    assert found[["phase_id", "first", "last", "days"]].to_numpy().tolist() == [
        ["F1", "2026-04-01", "2026-04-25", 25],
        ["F2", "2026-04-26", "2026-05-05", 10],
    ]
    sessions = sessions_table(dataset(**HELD)).set_index("session_id")
    assert sessions["date"].to_dict() == {"N1": "2026-04-01", "N2": "2026-04-28", "N3": "", "N4": "2026-04-20"}
    assert sessions.loc["N3", "reference"] == "Film 1"
    moved = sessions_table(dataset(**HELD), start="2026-04-11").set_index("session_id")["date"]
    assert moved.to_dict() == {"N1": "2026-04-11", "N2": "2026-05-08", "N3": "", "N4": "2026-04-20"}


def test_a_programme_that_cannot_be_told_is_asked_for() -> None:
    with pytest.raises(ProblemError, match="first day"):
        read_programme(dataset())
    with pytest.raises(UnknownLabelError, match="default"):
        read_programme(dataset(**HELD), "R")
    two = {**HELD, "programmes": f"{HELD['programmes']}\nR Ander 2026-09-01"}
    with pytest.raises(ProblemError, match="Q, R"):
        read_programme(dataset(**two))
    assert read_programme(dataset(**two), "R").phases == ()


PROGRESS = """
person_id session_id phase_id kind date
P01 N1 - attended 2026-04-01
P01 - F1 plan 2026-04-10
P01 - F1 done 2026-04-22
P02 - F1 plan 2026-04-12
P02 - F1 done 2026-05-03
P03 N1 - attended 2026-04-01
"""


def test_progress_counts_plans_and_actions_up_to_the_day() -> None:
    data = dataset(progress=PROGRESS, **HELD)
    table = progress_table(data, "2026-04-28", people=["P01", "P02", "P03", "P04"]).set_index(["person_id", "phase_id"])
    assert table["state"].to_dict() == {
        ("P01", "F1"): "closed",
        ("P01", "F2"): "running",
        ("P02", "F1"): "late",
        ("P02", "F2"): "running",
        ("P03", "F1"): "late",
        ("P03", "F2"): "running",
        ("P04", "F1"): "late",
        ("P04", "F2"): "running",
    }
    assert table.loc[("P01", "F1"), "closed_on"] == "2026-04-22"
    assert tuple(table.loc[("P02", "F1"), ["attended", "plan", "done"]]) == (0, 1, 0)
    later = progress_table(data, "2026-05-04").set_index(["person_id", "phase_id"])
    assert later.loc[("P02", "F1"), "state"] == "closed"
    assert later.loc[("P02", "F1"), "closed_on"] == "2026-05-03"
    assert list(later.index.levels[0]) == ["P01", "P02", "P03"]
    early = progress_table(data, "2026-03-01")
    assert set(early["state"]) == {"future"}


def test_somebody_who_stalls_hears_it_first_and_the_coach_only_after_a_week() -> None:
    """No plan by day 15 of the phase (15 April) is a signal; unanswered for 7 days the coach may hear of it."""
    data = dataset(progress=PROGRESS, **HELD)
    asked = {"people": ["P03"], "coaches": {"P03": "C1"}}
    assert stall_signals(data, "2026-04-14", **asked) == ()
    first = stall_signals(data, "2026-04-15", **asked)
    assert first == (Signal("P03", "participant", "P03", "no_plan", "F1", 1, "2026-04-15", 0),)
    assert [one.audience for one in stall_signals(data, "2026-04-21", **asked)] == ["participant"]
    both = stall_signals(data, "2026-04-22", **asked)
    assert [(one.audience, one.to, one.days) for one in both] == [("participant", "P03", 7), ("coach", "C1", 7)]
    assert [one.audience for one in stall_signals(data, "2026-04-22", people=["P03"])] == ["participant"]
    assert len(stall_signals(data, "2026-04-17", coach_after_days=2, **asked)) == 2


def test_an_answer_keeps_the_coach_out() -> None:
    answered = f"{PROGRESS}P03 N4 - attended 2026-04-20\n"
    asked = {"people": ["P03"], "coaches": {"P03": "C1"}}
    found = stall_signals(dataset(progress=answered, **HELD), "2026-04-24", **asked)
    assert [(one.kind, one.audience) for one in found] == [("no_plan", "participant")]


def test_a_phase_that_is_over_and_open_and_a_phase_gone_quiet() -> None:
    data = dataset(progress=PROGRESS, **HELD)
    found = stall_signals(data, "2026-04-26", people=["P02"])
    assert [(one.kind, one.since, one.days) for one in found] == [("not_closed", "2026-04-26", 0)]
    assert stall_signals(data, "2026-04-26", people=["P01"]) == ()
    quiet = stall_signals(data, "2026-04-20", people=["P02"], quiet_days=8)
    assert [(one.kind, one.since) for one in quiet] == [("quiet", "2026-04-20")]
    assert stall_signals(data, "2026-04-19", people=["P02"], quiet_days=8) == ()


def test_nobody_else_is_ever_told_and_the_coach_hears_no_more_than_needed() -> None:
    assert AUDIENCES == ("participant", "coach")
    data = dataset(progress=PROGRESS, **HELD)
    found = stall_signals(data, "2026-05-30", people=["P01", "P02", "P03", "P04"], coaches={"P03": "C1", "P04": "C1"})
    assert {one.audience for one in found} == {"participant", "coach"}
    manager = data.people.set_index("person_id")["manager_id"]
    for one in found:
        assert one.to == one.person_id if one.audience == "participant" else one.to == "C1"
        assert one.to != manager[one.person_id]
        if one.audience == "coach":
            assert one.text("en") == f"{one.person_id} could use a word (phase {one.number})."
            assert one.days >= COACH_AFTER_DAYS
    assert all(one.to_dict()["text"] for one in found)


def test_days_below_one_and_no_date_are_refused() -> None:
    data = dataset(progress=PROGRESS, **HELD)
    for wrong in (0, -1, True, 1.5):
        with pytest.raises(ProblemError, match="coach_after_days"):
            stall_signals(data, "2026-05-01", coach_after_days=wrong)  # type: ignore[arg-type]
    with pytest.raises(ProblemError, match="reference date"):
        progress_table(dataset(today=None, **HELD))


def test_empty_progress_gives_empty_tables() -> None:
    data = dataset(**HELD)
    assert len(progress_table(data)) == 0
    assert stall_signals(data) == ()
    assert isinstance(progress_table(data), pd.DataFrame)
