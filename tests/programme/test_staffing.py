"""Staff for groups: hand-worked cases, every small case by trying all, and shortages that are what they say."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import NoSolutionError, ProblemError, UnknownLabelError
from talentmap.programme.asks import Asks, asks_of
from talentmap.programme.plans import read_plan
from talentmap.programme.pools import HALVES, free_members
from talentmap.programme.shortage import part_of
from talentmap.programme.staffing import STAFF_POOLS, Staffing, after_care, staff_groups
from talentmap.results import Status
from tests.programme.cohorts import FULL, Plan, dataset, drawn, groups

POOLS = """
pool member_id name capacity from_date to_date part language certificate_until
actor A1 - - 2026-05-11 2026-05-12 - nl -
actor A2 - - 2026-05-11 2026-05-13 - nl~en -
actor A3 - 1 - - morning - -
actor A3 - 1 - - afternoon - -
facilitator F1 Fenna - - - - - 2026-05-12
facilitator F2 Fedde - - - - - -
room Z1 Zaal~1 2 - - - - -
"""


def test_who_is_there_by_window_half_language_and_certificate() -> None:
    data = dataset(pools=POOLS)
    assert free_members(data, "actor", "2026-05-11") == ("A1", "A2", "A3")
    assert free_members(data, "actor", "2026-05-13") == ("A2", "A3")
    assert free_members(data, "actor", "2026-05-11", language="EN") == ("A2", "A3")
    assert free_members(data, "facilitator", "2026-05-12") == ("F1", "F2")
    assert free_members(data, "facilitator", "2026-05-13") == ("F2",)
    with pytest.raises(UnknownLabelError, match="actor, facilitator, coach, room"):
        free_members(data, "acteur", "2026-05-11")
    with pytest.raises(ProblemError, match="yyyy-mm-dd"):
        free_members(data, "actor", "morgen")
    with pytest.raises(UnknownLabelError, match="morning"):
        free_members(data, "actor", "2026-05-11", "evening")


def test_an_employee_in_a_pool_is_absent_when_availability_says_so() -> None:
    pools = "pool member_id\ncoach P02\ncoach P03"
    away = "person_id from_date to_date part fte\nP02 2026-05-11 2026-05-11 morning 0\nP03 2026-05-11 - - 0.5"
    data = dataset(pools=pools, availability=away)
    assert free_members(data, "coach", "2026-05-11") == ("P03",)
    assert free_members(data, "coach", "2026-05-11", "afternoon") == ("P02", "P03")


def test_loads_are_as_even_as_the_days_allow() -> None:
    """11 May: 2 of A1, A2, A3; 12 May: 2 of A1, A2, A3; 13 May: 1 of A2, A3. A3 at most 1: 2 + 2 + 1 = 4 + 4 + 1."""
    data = dataset(6, pools=POOLS)
    plan = groups(("2026-05-11", "day", 2), ("2026-05-12", "day", 2), ("2026-05-13", "day", 1))
    found = staff_groups(data, plan)
    assert found.status is Status.OPTIMAL
    assert found.squares["actor"] == found.bounds["actor"] == 9
    assert dict(zip(found.load["member_id"], found.load["used"], strict=True))["A3"] == 1
    assert found.of("G01") == {"room": "Z1"}
    # 13 May only F2; the other two dates want two facilitators each, so both work on both.
    assert found.squares["facilitator"] == 2**2 + 3**2
    assert "cannot be more even" in found.summary()
    assert (
        found.explain("F2").text()
        == "Fedde (facilitator) has 3; in this pool it runs from 2 to 3, and it cannot be more even."
    )
    assert "Fenna (facilitator) on 2026-05-11" in found.explain("G01.1").text() + found.explain("G01.2").text()


def test_after_care_is_with_the_facilitator_of_the_own_subgroup() -> None:
    data = dataset(4, pools=POOLS)
    plan = groups(("2026-05-11", "day", 2), size=2)
    staffing = staff_groups(data, plan)
    care = after_care(plan, staffing, data)
    assert len(care) == 4
    for row in care.itertuples():
        assert staffing.of(str(row.subgroup))["facilitator"] == row.facilitator_id
    assert set(care["person_id"]) == {"P01", "P02", "P03", "P04"}
    assert list(care["facilitator_id"]) == ["F1", "F1", "F2", "F2"]


def test_a_shortage_names_date_pool_and_who_is_free() -> None:
    data = dataset(6, pools=POOLS)
    plan = groups(("2026-05-12", "day", 1), ("2026-05-13", "day", 2))
    found = staff_groups(data, plan)
    assert found.status is Status.INFEASIBLE
    assert [conflict.names for conflict in found.conflicts] == [("facilitator 2026-05-13",)]
    said = found.conflicts[0].text()
    assert "2026-05-13 (whole day): asked for 2 × facilitator, there are 1: Fedde (F2)." in said
    assert "Fenna (F1) (certificate ended by then)" in said
    assert "With 1 × facilitator more on 2026-05-13 it can be done." in said
    with pytest.raises(NoSolutionError, match="2026-05-13"):
        found.table()
    assert found.to_dict()["status"] == "infeasible"


def test_a_limit_over_several_dates_is_part_of_the_shortage() -> None:
    """One actor for at most 2 subgroups, asked on three dates: all three dates and the limit, and nothing less."""
    pools = "pool member_id capacity\nactor A1 2"
    plan = groups(*((f"2026-05-1{k}", "day", 1) for k in (1, 2, 3)))
    found = staff_groups(dataset(3, pools=pools), plan)
    assert found.conflicts[0].names == (
        *("actor 2026-05-11", "actor 2026-05-12", "actor 2026-05-13"),
        "capacity actor A1",
    )


def test_nobody_guides_while_taking_part_and_nobody_is_in_two_pools_at_once() -> None:
    pools = "pool member_id\nactor P01\nactor A2\nfacilitator A2\nfacilitator F1"
    plan = groups(("2026-05-11", "morning", 1), ("2026-05-11", "afternoon", 1))
    found = staff_groups(dataset(2, pools=pools), plan)
    assert found.method == "solver"
    assert found.of("G01.1") == {"actor": "A2", "facilitator": "F1"}
    assert found.of("G02.1")["actor"] in ("P01", "A2")
    assert (found.of("G02.1")["actor"], found.of("G02.1")["facilitator"]) != ("A2", "A2")


def test_the_part_of_the_subgroups_may_differ_from_that_of_their_group() -> None:
    pools = "pool member_id part\nactor A1 afternoon"
    plan = groups(("2026-05-11", "day", 1))
    assert staff_groups(dataset(1, pools=pools), plan).status is Status.INFEASIBLE
    found = staff_groups(dataset(1, pools=pools), plan, part="afternoon")
    assert list(found.table()["part"]) == ["afternoon"]


def test_the_language_is_that_of_the_group() -> None:
    data = dataset(4, pools=POOLS)
    plan = groups(("2026-05-11", "day", 1), ("2026-05-12", "day", 1))
    found = staff_groups(data, plan, language={"G02": "en"}, pools=["actor"])
    assert found.of("G02.1")["actor"] in ("A2", "A3")
    assert staff_groups(data, plan, language="fr", pools=["facilitator"]).status is Status.OPTIMAL
    assert (
        staff_groups(data, groups(("2026-05-11", "day", 2)), language="fr", pools=["actor"]).status is Status.INFEASIBLE
    )


def test_wrong_plans_are_refused() -> None:
    data = dataset(2, pools=POOLS)
    with pytest.raises(ProblemError, match="no date"):
        staff_groups(data, groups(("", "day", 1)))
    for plan in ({}, {"groups": []}, {"groups": [{"id": "G01", "members": "P01"}]}, 3):
        with pytest.raises(ProblemError):
            staff_groups(data, plan)
    with pytest.raises(UnknownLabelError, match="P09"):
        staff_groups(data, {"groups": [{"id": "G01", "date": "2026-05-11", "members": ["P09"]}]})
    twice = [{"id": name, "date": "2026-05-11", "members": ["P01"]} for name in ("G01", "G02")]
    with pytest.raises(ProblemError, match="P01 is in group G02 and in group G01"):
        staff_groups(data, {"groups": twice})
    with pytest.raises(NoSolutionError, match="infeasible"):
        staff_groups(data, {"status": "infeasible", "groups": []})


def every_answer(asks: Asks) -> list[dict[tuple[int, int], int]]:
    """All ways to answer all asks, nobody twice at one half of a day, within limits."""
    rows = []
    for k, ask in enumerate(asks.asks):
        own = [w for a, w in asks.allowed if a == k]
        ways = itertools.product(*(range(asks.allowed[k, w] + 1) for w in own))
        rows.append(
            [{(k, w): n for w, n in zip(own, way, strict=True) if n} for way in ways if sum(way) == len(ask.units)]
        )
    return [
        merged
        for chosen in itertools.product(*rows)
        if _keeps(asks, merged := {p: n for row in chosen for p, n in row.items()})
    ]


def _keeps(asks: Asks, hands: dict[tuple[int, int], int]) -> bool:
    loads: dict[int, int] = {}
    at: dict[object, int] = {}
    for (k, w), n in hands.items():
        loads[w] = loads.get(w, 0) + n
        for half in HALVES[asks.asks[k].part]:
            key = (asks.identity(w), asks.asks[k].date, half)
            at[key] = at.get(key, 0) + n
    within = all((limit := asks.limit(w)) is None or n <= limit for w, n in loads.items())
    return within and all(n <= (1 if key[0][0] == "person" else 9) for key, n in at.items())  # type: ignore[index]


def squares(asks: Asks, hands: dict[tuple[int, int], int], pool: str) -> int:
    loads: dict[int, int] = {}
    for (_, w), n in hands.items():
        if asks.members[w].pool == pool:
            loads[w] = loads.get(w, 0) + n
    return sum(n * n for n in loads.values())


def agrees(data: Dataset, plan: Plan) -> Staffing:
    """Brute force says the same: possible or not, and how even."""
    found = staff_groups(data, plan)
    held = tuple(pool for pool in STAFF_POOLS if pool in set(data.pools["pool"]))
    asks = asks_of(data, read_plan(plan, data), held)
    every = every_answer(asks)
    assert found.status is (Status.OPTIMAL if every else Status.INFEASIBLE)
    if every:
        best = min(sum(squares(asks, hands, pool) for pool in held) for hands in every)
        assert sum(found.squares.values()) == sum(found.bounds.values()) == best
    else:
        for conflict in found.conflicts:
            _is_a_conflict(asks, conflict.names)
        gone = {conflict.names[0] for conflict in found.conflicts}
        assert every_answer(part_of(asks, [k for k, ask in enumerate(asks.asks) if ask.name not in gone]))
    return found


def _is_a_conflict(asks: Asks, names: tuple[str, ...]) -> None:
    """It cannot hold on its own; without any one of it the rest can."""
    wanted = [k for k, ask in enumerate(asks.asks) if ask.name in names]
    limited = {w: f"capacity {one.pool} {one.id}" for w, one in enumerate(asks.members)}
    limits = [w for w, name in limited.items() if name in names]
    assert len(wanted) + len(limits) == len(names)
    assert not every_answer(part_of(asks, wanted, limits))
    for k in wanted:
        assert every_answer(part_of(asks, [other for other in wanted if other != k], limits))
    for w in limits:
        assert every_answer(part_of(asks, wanted, [other for other in limits if other != w]))


@pytest.mark.parametrize("seed", range(600 if FULL else 15))
def test_whole_days_agree_with_trying_all(seed: int) -> None:
    data, plan = drawn(random.Random(seed))
    assert agrees(data, plan).method == "prices"


@cache
def coupled(seed: int) -> Staffing:
    """A draw with parts of days and two pools, which may share people, as brute force agrees with it."""
    return agrees(
        *drawn(random.Random(1000 + seed), parts=("day", "morning", "afternoon"), pools=("actor", "facilitator"))
    )


@pytest.mark.parametrize(
    ("method", "status", "seeds"),
    [
        ("solver", Status.OPTIMAL, (102, 107, 122, 124, 126, 139, 197)),
        ("prices", Status.OPTIMAL, (14, 19, 22)),
        ("solver", Status.INFEASIBLE, (0, 5)),
        ("prices", Status.INFEASIBLE, (1, 2)),
    ],
)
def test_halves_and_shared_people_agree_with_trying_all(method: str, status: Status, seeds: tuple[int, ...]) -> None:
    """Most draws have no plan, so each way to end is looked at by name."""
    every = range(300) if FULL else seeds
    ended = {seed: (found.method, found.status) for seed, found in ((seed, coupled(seed)) for seed in every)}
    assert {ended[seed] for seed in seeds} == {(method, status)}


def test_the_order_of_rows_changes_nothing_and_ties_go_to_low_ids() -> None:
    data, plan = drawn(random.Random(4), pools=("actor", "facilitator"))
    rows = data.pools
    other = data.replace(pools=rows.sample(frac=1, random_state=1))
    one, two = staff_groups(data, plan), staff_groups(other, plan)
    assert one.status is two.status
    pd.testing.assert_frame_equal(one.posts, two.posts)
    free = dataset(3, pools="pool member_id\nactor A3\nactor A1\nactor A2")
    found = staff_groups(free, groups(("2026-05-11", "day", 1), ("2026-05-12", "day", 1)))
    assert list(found.posts["member_id"]) == ["A1", "A2"]


def test_a_room_needs_no_certificate_and_holds_as_many_groups_as_it_says() -> None:
    pools = "pool member_id capacity certificate_until\nroom Z1 2 2020-01-01\nroom Z2 - -"
    plan = groups(*[("2026-05-11", "day", 1)] * 3)
    found = staff_groups(dataset(3, pools=pools), plan)
    assert sorted(found.posts["member_id"]) == ["Z1", "Z1", "Z2"]
    more = staff_groups(dataset(4, pools=pools), groups(*[("2026-05-11", "day", 1)] * 4))
    assert more.conflicts[0].names == ("room 2026-05-11",)
    assert "asked room for number of groups 4, there is room for 3: Z1, Z2." in more.conflicts[0].text()


def test_the_proof_is_not_taken_on_trust() -> None:
    """Posts that break a rule, or loads that are less even than proven, do not pass the check."""
    from talentmap.errors import VerificationError
    from talentmap.programme.check_staff import verify_staffing
    from talentmap.programme.even import answer_asks

    data = dataset(6, pools=POOLS)
    plan = read_plan(groups(("2026-05-11", "day", 2), ("2026-05-12", "day", 1), ("2026-05-13", "day", 1)), data)
    asked = ("actor", "facilitator")
    answer = answer_asks(asks_of(data, plan, asked))
    posts = staff_groups(data, plan, pools=asked).posts
    verify_staffing(data, plan, posts, asked, answer)
    for row, member in ((0, "A9"), (len(posts) - 1, "F1"), (len(posts) - 2, "A1")):
        wrong = posts.copy()
        wrong.loc[row, "member_id"] = member
        with pytest.raises(VerificationError):
            verify_staffing(data, plan, wrong, asked, answer)
    with pytest.raises(VerificationError, match="posts"):
        verify_staffing(data, plan, posts.iloc[1:], asked, answer)
    with pytest.raises(VerificationError, match="even"):
        verify_staffing(data, plan, posts, asked, replace(answer, bounds={"actor": 1, "facilitator": 1}))
