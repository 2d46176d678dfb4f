"""The smallest change that turns the outcome for somebody: applied for real, and smallest by brute force."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from talentmap.data.dataset import Dataset
from talentmap.results import Explanation, Reason
from talentmap.teams import TeamProblem, TeamResult, TeamWeights, propose_teams
from talentmap.teams.changes import Change, apply
from talentmap.teams.explanation import TeamExplanation
from talentmap.teams.verify import Scorer
from talentmap.teams.whynot import _Finder, key, smallest_change
from talentmap.vocabulary import LANGUAGES
from tests.teams.oracle import every_team, random_problem, small_organisation

FULL = bool(os.environ.get("TALENTMAP_FULL"))
N_BLOCKS, N_EXPLAINED = (40, 25) if FULL else (1, 4)
N_BY_FORCE = 40 if FULL else 1


def answered(seed: int, most: int) -> tuple[TeamResult, str] | None:
    """A random question with an answer, and somebody to ask about; None where there is no team."""
    problem = random_problem(seed, most=most)
    rng = np.random.default_rng(seed)
    result = propose_teams(problem, alternatives=0)
    return (result, str(rng.choice(problem.data.people["person_id"]))) if result.teams else None


def asked_about(number: int, most: int = 6, seed: int = 5000) -> Iterator[tuple[TeamResult, str]]:
    while number:
        one = answered(seed, most)
        if one:
            number -= 1
            yield one
        seed += 1


def outcome(problem: TeamProblem, person: str) -> bool | None:
    """Whether somebody is in the right answer, by looking at every team; None where there is no team."""
    teams = every_team(problem)
    return person in teams[0][2] if teams else None


def units(result: TeamResult, members: tuple[str, ...] | list[str]) -> int:
    return sum(part.units for part in Scorer(result.problem).parts(members))


def told(result: TeamResult, person: str) -> TeamExplanation:
    found = result.explain(person)
    assert isinstance(found, TeamExplanation)
    return found


def holds(result: TeamResult, person: str) -> bool:
    """Everything an explanation says, looked at again; whether it names a change."""
    explanation = told(result, person)
    assert explanation.inside == (person in result.best.members)
    assert explanation.scale == result.problem.facts.scale
    if explanation.inside:
        rest = [p for p in result.best.members if p != person]
        lost = units(result, result.best.members) - units(result, rest)
        assert sum(piece.units for piece in explanation.brings) == lost
    if explanation.difference:
        name = "exclude" if explanation.inside else "include"
        other = result.problem.replace(**{name: (*getattr(result.problem, name), person)})
        price = units(result, result.best.members) + every_team(other)[0][0]
        assert sum(piece.units for piece in explanation.difference) == price >= 0
    if explanation.what_if is None:
        return False
    changes = explanation.what_if.changes
    assert 1 <= len(changes) <= 2
    right = every_team(apply(result.problem, changes))[0][2]
    assert (person in right) != explanation.inside
    assert right == explanation.what_if.team.members
    return True


@pytest.mark.parametrize("block", range(N_BLOCKS))
def test_random_explanations_hold(block: int) -> None:
    turned = [holds(result, person) for result, person in asked_about(N_EXPLAINED, seed=5000 + 1000 * block)]
    assert sum(turned) > N_EXPLAINED // 4


def test_smallest_by_brute_force() -> None:
    for result, person in asked_about(N_BY_FORCE, most=5 if FULL else 4):
        finder = _Finder(result, person, 600.0)
        every = [*finder.needed, *finder.plain, *finder.others]
        sets = [
            some
            for number in (1, 2)
            for some in sorted((c for c in combinations(every, number)), key=key)
            if len({change.thing for change in some}) == number
        ]
        first = next((s for s in sets if outcome(apply(result.problem, s), person) is (not finder.inside)), None)
        search = smallest_change(result, person, seconds=600.0)
        assert search.complete
        found = None if search.found is None else {change.name for change in search.found.changes}
        assert found == (None if first is None else {change.name for change in first})


def test_energy_alone_makes_no_level_known() -> None:
    """A strength of which nothing is known stays unknown when somebody says it gives them energy."""
    result, person = answered(5035, 5) or pytest.fail("no team")
    finder = _Finder(result, person, 600.0)
    energy = next(change for change in finder.plain if change.name == "energy:S01")
    assert apply(result.problem, [energy]).data.fingerprint == result.problem.data.fingerprint
    assert smallest_change(result, person).found is not None


def asked(data: Dataset | None = None, **arguments: object) -> TeamProblem:
    return TeamProblem(data or small_organisation(), project="J1", **arguments)  # type: ignore[arg-type]


def change_of(problem: TeamProblem, person: str) -> list[str] | None:
    search = smallest_change(propose_teams(problem, alternatives=0), person)
    assert search.complete
    return None if search.found is None else [change.name for change in search.found.changes]


def test_worked_by_hand() -> None:
    # Best A C: all covered; A D, B C, B D are worth as much but come later. With three members A B C is first: a step
    # of 1. Level 2 for S2, of which nothing is known of B, would do too, but is a step of 2.
    assert change_of(asked(), "B") == ["size:team_size 3-3"]
    # A leaves when its own rating for S1 is taken back: B C is the first that covers all then.
    assert change_of(asked(), "A") == ["unshare:S1"]
    # Excluded by name: allowing it is enough.
    assert change_of(asked(exclude=["A"]), "A") == ["drop:exclude:A"]
    # B out because A must be in and they are kept apart: with B C at 1.5 (their tie) dropping must_include is enough,
    # and comes before the other by its name only if it turns the outcome too: apart dropped leaves A B at 0.5.
    tied = asked(weights=TeamWeights(1.0, cohesion=0.5), include=["A"], apart=["A", "B"])
    assert change_of(tied, "B") == ["drop:must_include:A"]


def test_energy_and_hours() -> None:
    # Energy 0.5 of weight: A (S1) and D (S2) both like it: A D = 1.5. C states energy for S2: A C as good, earlier.
    energetic = asked(weights=TeamWeights(1.0, energy=0.5))
    assert change_of(energetic, "C") == ["energy:S2"]
    data = small_organisation()
    away = pd.DataFrame({"person_id": ["A"], "from_date": pd.Timestamp("2026-02-01"), "part": "day", "fte": 0.1})
    assert change_of(asked(data.replace(availability=away)), "A") == ["availability:availability"]
    people = data.people.assign(fte=data.people["fte"].where(data.people["person_id"] != "A", 0.1))
    assert change_of(asked(data.replace(people=people)), "A") == ["drop:availability:A"]


def test_a_wish_to_learn() -> None:
    # Growth weighs 1: a seat for S1 exists for learner E (wish). With A beside E: coverage 1/2 + growth 1 = 1.5, and
    # a learner who also covers S2 would be better: C D states the wish for S1: A C = 1 + 1.
    data = small_organisation()
    wish = pd.DataFrame({"person_id": ["E"], "target_kind": "strength", "target_id": ["S1"]})
    problem = asked(data.replace(aspirations=wish), weights=TeamWeights(1.0, growth=1.0))
    assert propose_teams(problem).best.members == ("A", "E")
    assert change_of(problem, "C") == ["aspiration:S1"]


def test_rules_of_every_kind_read_in_both_languages() -> None:
    shown = {"people": "A", "unit_name": "U", "strength": "S1", "rule_id": "K", "owner": "O", "why": "w"}
    rules = ("must_include", "exclude", "together", "apart", "unit_at_most", "unit_at_least", "mandatory", "robust")
    made = [Change("drop", f"{rule}:X", 1, shown={**shown, "owner": ""}) for rule in (*rules, "availability")]
    made += [Change("drop", f"{rule}:X", 1, shown=shown) for rule in rules[:6]]
    made += [Change("soften", f"{rule}:X 2", 1, (1,), shown=shown) for rule in rules[4:]]
    made += [Change("size", "team_size", 1, (2, 3), shown={"least": 2, "most": 3})]
    made += [Change("level", "S1", 1, (4,), "A", {"strength": "S1", "known": known}) for known in (True, False)]
    kinds = ("energy", "aspiration", "availability", "unshare", "energy_off", "aspiration_off")
    made += [Change(kind, "S1", 1, (), "A", {"strength": "S1"}) for kind in kinds]
    for change in made:
        for lang in LANGUAGES:
            sentence = change.reason("A").text(lang)
            assert len(sentence) > 10
            assert "{" not in sentence
            assert "None" not in sentence
    for kind in ("whynot.none.in", "whynot.none.out", "whynot.late", "whynot.unproven"):
        assert Explanation("A", (Reason(kind, "A", 3),)).text("nl") != Explanation("A", (Reason(kind, "A", 3),)).text(
            "en"
        )


def test_ratings_by_others_stay_out_of_the_sentences() -> None:
    # Somebody else rates A on S1 at 5: the level 5 is theirs. What A carries is told as met.
    data = small_organisation()
    claims = data.claims
    row = claims[claims["person_id"] == "A"].assign(source="peer", assessor_id="B", level=5)
    rated = data.replace(claims=pd.concat([claims, row], ignore_index=True))
    explanation = propose_teams(asked(rated)).explain("A")
    kinds = [reason.kind for reason in explanation.reasons]
    assert "whynot.meets" in kinds
    assert "teams.explain.carries" not in kinds
    assert "level" not in str(
        next(r for r in explanation.reasons if r.kind == "whynot.meets").to_dict()["text"]
    ).replace("level 3", "")
    assert "unshare:S1" not in str(explanation.to_dict())  # would show what B said
    assert " 5" not in explanation.text("en")


def test_a_change_of_data_never_touches_what_others_said_or_what_is_private() -> None:
    for result, person in asked_about(3):
        finder = _Finder(result, person, 600.0)
        before = result.problem.data.claims
        kept = before[(before["person_id"] != person) | (before["visibility"] == "private")]
        for change in (*finder.plain, *finder.others):
            if change.person:
                after = apply(result.problem, [change]).data.claims
                joined = kept.merge(after, on=list(before.columns), how="left", indicator=True)
                assert (joined["_merge"] == "both").all()


def test_an_unproven_answer_is_not_explained_by_changes() -> None:
    from dataclasses import replace

    from talentmap.results import Status

    result = propose_teams(asked())
    kinds = [r.kind for r in replace(result, status=Status.FEASIBLE).explain("B").reasons]
    assert kinds[-1] == "whynot.unproven"


def test_the_sums_as_a_table() -> None:
    explanation = told(propose_teams(asked(weights=TeamWeights(1.0, cohesion=0.5))), "B")
    table = explanation.table()
    brings = table[table["sum"] == "brings"]
    assert brings["points"].sum() == pytest.approx(1.0) == explanation.contribution
    assert brings["units"].sum() == explanation.scale
    assert explanation.to_dict()["inside"] is True


def test_binding_rules_and_their_price() -> None:
    # A C at 1.0 covers all. Nobody of North: D E, 0.25 + 0.5 = 0.75 (E is one short on S1). One more allowed: A D at 1.
    result = propose_teams(asked(unit_at_most={"North": 0}, exclude=["F"]))
    assert result.best.members == ("D", "E")
    table = result.binding_rules()
    rules = table[table["change"] != "size"].set_index("name")
    assert list(rules.index) == ["drop:unit_at_most:North 0", "soften:unit_at_most:North 0 1"]
    assert rules["price"].tolist() == pytest.approx([0.25, 0.25])
    assert rules["best"].tolist() == pytest.approx([1.0, 1.0])
    assert "exclude:F" not in set(table["rule"])  # nobody misses F
    assert table["proven"].all()
    assert propose_teams(asked()).binding_rules().empty


def test_prices_of_rules_by_brute_force() -> None:
    for result, _ in asked_about(60 if FULL else 2):
        best = result.best.objective
        table = result.binding_rules().set_index("name")
        finder = _Finder(result, result.best.members[0], 600.0)
        for change in (*finder.plain, *finder.others):
            if not change.person:
                problem = apply(result.problem, [change])
                teams = every_team(problem)
                worth = -teams[0][0] / problem.facts.scale if teams else -1.0
                if worth > best + 1e-12:
                    assert table.loc[change.name, "best"] == pytest.approx(worth, abs=1e-12)
                else:
                    assert change.name not in table.index
