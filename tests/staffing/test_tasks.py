"""Tasks within everyone's hours: hand-worked plans, reasons, what the next best costs, and bad input."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError, VerificationError
from talentmap.results import Status
from talentmap.staffing.tasks import assign_tasks, verify_tasks
from talentmap.vocabulary import use_language


def frame(rows: dict[str, list[float]]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=["T1", "T2", "T3"])


COST = frame({"P1": [1, 2, 3], "P2": [4, 4, 4]})
HOURS = frame({"P1": [5, 5, 5], "P2": [4, 4, 4]})
ROOM = pd.Series({"P1": 10.0, "P2": 8.0})


def test_a_small_plan_worked_by_hand() -> None:
    # P1 has time for two of three; the third goes to P2 at 4. Cheapest: P1 does T1 and T2 (1 + 2), P2 does T3 (4).
    found = assign_tasks(COST, HOURS, ROOM)
    assert found.status is Status.OPTIMAL
    assert found.person == {"T1": "P1", "T2": "P1", "T3": "P2"}
    assert found.proof.best == found.proof.bound == 7
    assert found.loads()["free"].tolist() == [0.0, 4.0]
    assert found.table()["hours"].tolist() == [5.0, 5.0, 4.0]
    assert found.proof.verified
    assert found.to_dict()["best"] == 7


def test_why_this_person_and_what_the_next_best_costs() -> None:
    found = assign_tasks(COST, HOURS, ROOM)
    reasons = {reason.kind: reason for reason in found.explain("T3").reasons}
    assert reasons["tasks.cheaper_full"].details["person"] == "P1"
    assert reasons["tasks.cheaper_full"].details["free"] == 0.0
    # Without P2 for T3: P1 takes T3 and T1, P2 takes T2: 3 + 1 + 4 = 8, one more.
    assert reasons["tasks.next"].value == 1
    assert reasons["tasks.next"].details["other"] == "P1"
    only = COST.copy()
    only.loc["P1", "T3"] = np.nan
    kinds = [reason.kind for reason in assign_tasks(only, HOURS, ROOM).explain("T3").reasons]
    assert kinds == ["tasks.person", "tasks.only"]
    with use_language("nl"):
        assert "kost dan 1 meer" in found.explain("T3").text()
    with pytest.raises(UnknownLabelError):
        found.explain("T9")


@pytest.mark.parametrize("seed", range(5))
def test_the_next_best_is_the_best_without_the_pair(seed: int) -> None:
    draw = np.random.default_rng(seed)
    cost, hours = (pd.DataFrame(draw.integers(1, 9, (3, 5)) + half, list("abc"), list("vwxyz")) for half in (0.5, 0.25))
    room = pd.Series(draw.integers(8, 14, 3) * 1.0, list("abc"))

    def best(banned: tuple[int, int] | None) -> float:
        least = math.inf
        for place in itertools.product(range(3), repeat=5):
            spent = [sum(hours.iloc[i, j] for j, i in enumerate(place) if i == p) for p in range(3)]
            if banned and place[banned[1]] == banned[0]:
                continue
            if all(spent[p] <= room.iloc[p] for p in range(3)):
                least = min(least, sum(cost.iloc[i, j] for j, i in enumerate(place)))
        return least

    found = assign_tasks(cost, hours, room)
    if best(None) == math.inf:
        assert found.status is Status.INFEASIBLE
        return
    assert found.proof.best == pytest.approx(best(None))
    assert found.proof.bound == pytest.approx(best(None), rel=1e-5)
    for j, task in enumerate(cost.columns):
        banned = (list("abc").index(found.person[task]), j)
        last = found.explain(task).reasons[-1]
        if last.kind == "tasks.only":
            assert best(banned) == math.inf
        else:
            assert last.value == pytest.approx(best(banned) - best(None), abs=1e-9)


def test_what_does_not_fit_is_a_result_with_a_reason() -> None:
    nobody = COST.copy()
    nobody["T2"] = np.nan
    cases = {
        "tasks.nobody": assign_tasks(nobody, HOURS, ROOM),
        "tasks.too_long": assign_tasks(COST, HOURS, ROOM / 4),
        "tasks.too_few": assign_tasks(COST, HOURS, pd.Series({"P1": 6.0, "P2": 7.0})),
    }
    for kind, found in cases.items():
        assert found.status is Status.INFEASIBLE
        assert {reason.kind for reason in found.reasons} == {kind}
        assert found.reasons[0].text() in found.summary()
        with pytest.raises(NoSolutionError):
            found.table()


def test_order_of_rows_does_not_matter_and_a_wrong_plan_is_refused() -> None:
    found = assign_tasks(COST, HOURS, ROOM)
    turned = assign_tasks(COST.iloc[::-1, ::-1], HOURS.iloc[::-1], ROOM.iloc[::-1])
    assert turned.person == found.person
    assert turned.proof == found.proof
    with pytest.raises(VerificationError):
        verify_tasks(found.problem, np.array([0, 0, 0]))


def test_bad_input_says_where() -> None:
    with pytest.raises(ProblemError, match="T3"):
        assign_tasks(COST, HOURS.drop(columns="T3"), ROOM)
    with pytest.raises(ProblemError, match="hours: -1"):
        assign_tasks(COST, HOURS - 5, ROOM)
    with pytest.raises(ProblemError, match="capacity"):
        assign_tasks(COST, HOURS, ROOM * np.nan)
    with pytest.raises(ProblemError, match="P2"):
        assign_tasks(COST, HOURS, ROOM.rename({"P2": "P3"}))
    with pytest.raises(ProblemError, match="cost"):
        assign_tasks(COST * np.inf, HOURS, ROOM)
