"""Matching with coaches: every small case by trying all, each bar by hand, and conflicts that are what they say."""

from __future__ import annotations

import itertools
import random

import pytest

from talentmap.data.dataset import Dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.programme.coach_goal import Score, score_of
from talentmap.programme.coach_pairs import Pairs, talks_of
from talentmap.programme.coaches import CoachResult, match_coaches
from talentmap.results import Status
from tests.programme.cohorts import FULL, dataset, people

COACHES = """
pool member_id name capacity from_date to_date part language certificate_until
coach C1 Cor 2 - - - nl 2026-06-30
coach C2 Cas 2 2026-05-01 2026-05-31 - nl~en -
coach P03 - 1 - - morning - -
"""


def every_plan(pairs: Pairs) -> list[dict[str, str]]:
    """All plans: everybody one allowed coach or none, within limits."""
    choices = []
    for person in pairs.people:
        choices.append([None, *(coach.id for coach in pairs.coaches if pairs.allowed(person, coach.id))])
    limits = {coach.id: coach.capacity for coach in pairs.coaches}
    plans = []
    for chosen in itertools.product(*choices):
        if all(limit is None or chosen.count(coach) <= limit for coach, limit in limits.items()):
            plans.append({person: c for person, c in zip(pairs.people, chosen, strict=True) if c is not None})
    return plans


def order(score: Score, plan: dict[str, str], pairs: Pairs) -> tuple[object, ...]:
    """Better plans come first: coached, first wishes, second wishes, evenness, then coaches low in id per person."""
    rank = {coach.id: k for k, coach in enumerate(pairs.coaches)}
    ids = tuple(rank.get(plan.get(person, ""), len(rank)) for person in pairs.people)
    return -score.coached, tuple(-n for n in score.wishes), score.squares, ids


def drawn(rng: random.Random) -> tuple[Dataset, dict[str, object]]:
    n = rng.randint(2, 6)
    ids = [f"P{k:02d}" for k in range(1, n + 1)]
    managers = {person: ids[rng.randrange(k)] if k and rng.random() < 0.6 else None for k, person in enumerate(ids)}
    names = rng.sample(["C1", "C2", "C3", *ids], rng.randint(1, 3))
    rows = ["pool member_id capacity from_date to_date certificate_until language"]
    for name in names:
        cap, until = rng.choice(["-", "-", "0", "1", "2"]), rng.choice(["-", "-", "-", "2026-05-10"])
        first, last = rng.choice([("-", "-"), ("-", "-"), ("2026-05-01", "2026-05-14")])
        rows.append(f"coach {name} {cap} {first} {last} {until} {rng.choice(['-', 'nl', 'nl~en'])}")
    data = dataset(n, people=people(n, manager_id=managers), pools="\n".join(rows))
    asked: dict[str, object] = {
        "participants": ids,
        "talks": {person: [rng.choice(["2026-05-12", "2026-05-20"])] for person in ids},
        "refusals": [(person, name) for person in ids for name in names if rng.random() < 0.15],
        "wishes": {person: rng.sample(names, rng.randint(1, len(names))) for person in ids if rng.random() < 0.6},
        "language": {person: rng.choice(["nl", "en"]) for person in ids if rng.random() < 0.3},
    }
    return data, asked


@pytest.mark.parametrize("seed", range(500 if FULL else 12))
def test_no_plan_is_better_down_to_the_last_tie(seed: int) -> None:
    data, asked = drawn(random.Random(seed))
    found = match_coaches(data, **asked)  # type: ignore[arg-type]
    best = min(
        every_plan(found.pairs), key=lambda plan: order(score_of(found.pairs, found.wishes, plan), plan, found.pairs)
    )
    assert dict(found.given) == best
    assert found.status is Status.OPTIMAL
    assert found.proof.verified
    assert bool(found.conflicts) == bool(found.uncoached)
    for conflict in found.conflicts:
        is_a_conflict(found, conflict.names)
    are_all_conflicts(found)


def everybody(pairs: Pairs, kept: set[str]) -> bool:
    """Whether these rules can hold together: the people who ask, the limits and the bars among them, and no others."""
    asking = [person for person in pairs.people if f"coach {person}" in kept]
    limits = {coach.id: coach.capacity for coach in pairs.coaches if f"capacity {coach.id}" in kept}
    bars = {pair for pair, own in pairs.bars.items() if any(bar.name in kept for bar in own)}
    choices = [[coach.id for coach in pairs.coaches if (person, coach.id) not in bars] for person in asking]
    return any(
        all(limit is None or chosen.count(coach) <= limit for coach, limit in limits.items())
        for chosen in itertools.product(*choices)
    )


def is_a_conflict(found: CoachResult, names: tuple[str, ...]) -> None:
    assert not everybody(found.pairs, set(names))
    for name in names:
        assert everybody(found.pairs, set(names) - {name}), name


def are_all_conflicts(found: CoachResult) -> None:
    """Without the first limit, else bar, else wish of each conflict everybody can be coached."""
    pairs = found.pairs
    every = {f"coach {p}" for p in pairs.people} | {f"capacity {c.id}" for c in pairs.coaches}
    every |= {bar.name for own in pairs.bars.values() for bar in own}
    for conflict in found.conflicts:
        limits = [name for name in conflict.names if name.startswith("capacity ")]
        bars = [name for name in conflict.names if not name.startswith(("capacity ", "coach "))]
        every.discard([*limits, *bars, *conflict.names][0])
    assert everybody(pairs, every)


def test_each_bar_by_hand() -> None:
    """P02 reports to P01, P03 to P02, P04 to P03: P03 is in the line of P01, P02 and P04."""
    chain = {"P02": "P01", "P03": "P02", "P04": "P03", "P05": "P01"}
    data = dataset(5, people=people(5, manager_id={"P01": None, **chain}), pools=COACHES)
    asked = match_coaches(data, talks=["2026-05-20/morning"], language={"P05": "en"}, refusals=[("P02", "C2")])
    assert asked.pairs.people == ("P01", "P02", "P04", "P05")
    bars = {pair: [bar.kind for bar in own] for pair, own in asked.pairs.bars.items()}
    assert bars == {
        ("P01", "P03"): ["line"],
        ("P02", "P03"): ["line"],
        ("P04", "P03"): ["line"],
        ("P05", "C1"): ["language"],
        ("P02", "C2"): ["refusal"],
    }
    late = match_coaches(data, talks=["2026-05-20/afternoon", "2026-07-01"])
    kinds = {(bar.kind, bar.coach) for own in late.pairs.bars.values() for bar in own if not bar.person}
    assert kinds == {("certificate", "C1"), ("days", "C2"), ("days", "P03")}
    assert len(late.given) == 0
    assert "certificate of Cor holds until 2026-06-30, but there is a talk on 2026-07-01" in late.explain("P01").text()


def test_a_talk_without_a_part_fits_a_coach_who_is_there_half_the_day() -> None:
    data = dataset(5, people=people(5, manager_id={}), pools=COACHES)
    assert match_coaches(data, ["P05"], talks=["2026-05-20"]).pairs.allowed("P05", "P03")
    assert not match_coaches(data, ["P05"], talks=["2026-05-20/day"]).pairs.allowed("P05", "P03")


def test_refusals_of_the_rules_count_as_long_as_they_hold() -> None:
    rules = """rule_id rule subjects until
R1 refuse P01~C1 2026-12-31
R2 refuse P02~C1 2026-01-31
R3 apart P01~P02 -"""
    data = dataset(4, pools=COACHES, rules=rules)
    found = match_coaches(data, ["P01", "P02"], talks=["2026-05-20"])
    assert not found.pairs.allowed("P01", "C1")
    assert found.pairs.allowed("P02", "C1")
    assert "(rule R1)" in found.explain("P01").text()
    with pytest.raises(ProblemError, match="R9"):
        match_coaches(dataset(4, pools=COACHES, rules="rule_id rule subjects\nR9 refuse P01"), ["P01"])


def test_wishes_come_before_even_loads_and_after_everybody_coached() -> None:
    data = dataset(4, people=people(4, manager_id={}), pools="pool member_id capacity\ncoach C1 3\ncoach C2 3")
    found = match_coaches(data, wishes={"P01": ["C2"], "P02": ["C2", "C1"], "P03": ["C2"]})
    assert found.given == {"P01": "C2", "P02": "C2", "P03": "C2", "P04": "C1"}
    assert found.score == Score(4, (3, 0), 10)
    barred = match_coaches(data, wishes={"P01": ["C2"], "P02": ["C2"]}, refusals=[("P03", "C1"), ("P04", "C1")])
    assert barred.score == Score(4, (1,), 10)


def test_an_explanation_says_what_another_coach_would_change() -> None:
    data = dataset(
        4, people=people(4, manager_id={}), pools="pool member_id name capacity\ncoach C1 Cor -\ncoach C2 Cas 3"
    )
    found = match_coaches(data, wishes={"P01": ["C2"]})
    assert found.given == {"P01": "C2", "P02": "C1", "P03": "C1", "P04": "C2"}
    told = found.explain("P01").text()
    assert "Mens 1 gets Cas as coach." in told
    assert "That is wish number 1." in told
    assert "Cas coaches 2 of at most 3." in told
    assert "Cor was possible too, but then the whole changes: coached +0, wishes -1, sum of squares +0." in told
    assert "Cas was possible too and just as good; the id decided." in found.explain("P02").text()
    assert "Cor coaches 2; no limit was given." in found.explain("C1").text()
    with pytest.raises(UnknownLabelError):
        found.explain("X9")


def test_too_few_places_name_the_people_the_limits_and_the_way_out() -> None:
    data = dataset(
        4, people=people(4, manager_id={}), pools="pool member_id name capacity\ncoach C1 Cor 1\ncoach C2 Cas 1"
    )
    found = match_coaches(data)
    assert found.score.coached == 2
    assert found.conflicts[0].names == ("coach P01", "coach P02", "coach P03", "capacity C1", "capacity C2")
    assert "With a limit of 2 for Cor it can be done for these people." in found.conflicts[0].text()
    assert found.uncoached == ("P03", "P04")
    assert found.to_dict()["uncoached"] == ["P03", "P04"]
    assert "Coached: 2 of 4" in found.summary()


def test_wrong_questions_are_refused() -> None:
    data = dataset(4, pools=COACHES)
    with pytest.raises(ProblemError, match="no coaches"):
        match_coaches(dataset(2))
    with pytest.raises(UnknownLabelError, match="P77"):
        match_coaches(data, ["P77"])
    with pytest.raises(UnknownLabelError, match="C9"):
        match_coaches(data, ["P01"], wishes={"P01": ["C9"]})
    with pytest.raises(UnknownLabelError, match="P02"):
        match_coaches(data, ["P01"], wishes={"P02": ["C1"]})
    with pytest.raises(UnknownLabelError, match="P01 X"):
        match_coaches(data, ["P01"], refusals=[("P01", "X")])
    with pytest.raises(ProblemError, match="no date"):
        match_coaches(data, ["P01"], talks=["volgende week"])
    with pytest.raises(ProblemError, match="no list"):
        talks_of("2026-05-11")


def test_the_talks_are_those_of_the_programme_unless_given() -> None:
    programme = {
        "programmes": "programme_id title start_date\nQ Q 2026-05-01",
        "phases": "phase_id programme_id number title\nF1 Q 1 Een\nF2 Q 2 Twee",
        "sessions": "session_id programme_id phase_id kind title date day part\n"
        "N1 Q F1 talk Praten - 3 -\nN2 Q F2 talk Verder - 10 morning\nN3 Q - workshop Samen 2026-08-01 - -",
    }
    found = match_coaches(dataset(4, pools=COACHES, **programme), ["P01"])
    assert [(talk.date, talk.part) for talk in found.pairs.talks["P01"]] == [
        ("2026-05-03", ""),
        ("2026-06-04", "morning"),
    ]
    assert [bar.kind for bar in found.pairs.bars["P01", "C2"]] == ["days"]
