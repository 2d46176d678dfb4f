"""A wrong argument is told at once, in words, as an error raised on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from talentmap.cli import run
from talentmap.data.dataset import Dataset
from talentmap.data.read import read_dataset
from talentmap.data.write import write_dataset
from talentmap.errors import ProblemError, UnknownLabelError
from talentmap.examples import toy
from talentmap.matching import match_roles
from talentmap.scenarios import compare, without_person
from talentmap.teams import TeamProblem, TeamWeights, propose_teams
from talentmap.vocabulary import use_language


def problem(**changes: Any) -> TeamProblem:
    return TeamProblem(toy(), **{"project": "J1", "size": 2, **changes})


CALLS: dict[str, tuple[Callable[[], object], str]] = {
    "weights as a dict": (lambda: problem(weights={"coverage": 1}), "TeamWeights.* dict"),
    "no weight": (lambda: TeamWeights(coverage=None), "coverage .*None"),  # type: ignore[arg-type]
    "weight as text": (lambda: TeamWeights(coverage="1"), "coverage .*'1'"),  # type: ignore[arg-type]
    "weight as a truth": (lambda: TeamWeights(energy=True), "energy .*True"),
    "include nothing": (lambda: problem(include=None), "None"),
    "exclude a number": (lambda: problem(exclude=[1]), "id as text.* 1"),
    "together nothing": (lambda: problem(together=None), "None"),
    "apart holds nothing": (lambda: problem(apart=[None]), "None"),
    "waive nothing": (lambda: problem(waive=None), "None"),
    "question about a dict": (lambda: TeamProblem({}, project="J1"), "Dataset.* dict"),  # type: ignore[arg-type]
    "alternatives as text": (lambda: propose_teams(problem(), alternatives="2"), "alternatives"),  # type: ignore[arg-type]
    "differ as a fraction": (lambda: propose_teams(problem(), differ=1.5), "differ"),  # type: ignore[arg-type]
    "time limit as text": (lambda: propose_teams(problem(), time_limit="9"), "time_limit"),  # type: ignore[arg-type]
    "time limit undefined": (lambda: propose_teams(problem(), time_limit=float("nan")), "time_limit"),
    "propose for a dataset": (lambda: propose_teams(toy()), "TeamProblem.* Dataset"),  # type: ignore[arg-type]
    "compare with text": (lambda: compare(problem(), ["x"]), "'x' is not a change"),
    "compare with text among changes": (lambda: compare(problem(), [[without_person("P1"), "x"]]), "'x' is not"),  # type: ignore[list-item]
    "compare with one change": (lambda: compare(problem(), without_person("P1")), "a list"),  # type: ignore[arg-type]
    "compare a dataset": (lambda: compare(toy(), []), "TeamProblem.* Dataset"),  # type: ignore[arg-type]
    "seen from no date": (lambda: toy().as_of("zz"), "'zz' is not a date"),
    "seen from a blank": (lambda: toy().as_of(""), "'' is not a date"),
    "seen from a list": (lambda: toy().as_of([2026]), "not a date"),
    "table as a list": (lambda: toy().replace(people=[1]), "people.* DataFrame.* list"),  # type: ignore[arg-type]
    "frames as a list": (lambda: Dataset.from_frames([1]), "DataFrame.* list"),  # type: ignore[arg-type]
    "read a number": (lambda: read_dataset(3), "3 is not a path"),  # type: ignore[arg-type]
    "read as of no date": (lambda: read_dataset("nowhere", today="zz"), "'zz' is not a date"),
    "match text": (lambda: match_roles("x"), "Dataset.* str"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_is_a_problem_in_words(name: str) -> None:
    call, said = CALLS[name]
    with pytest.raises(ProblemError, match=said) as english:
        call()
    with use_language("nl"), pytest.raises(ProblemError) as dutch:
        call()
    assert str(dutch.value) != str(english.value)


def test_waiving_an_unknown_rule_names_the_rules() -> None:
    with pytest.raises(UnknownLabelError, match="zz") as caught:
        propose_teams(problem(waive=["zz"]))
    assert "team_size:at_least" in caught.value.near


def test_what_was_right_stays_right() -> None:
    asked = problem(
        weights=TeamWeights(np.float32(1), np.int64(0)), include="P1", apart=(pair for pair in [("P1", "P2")])
    )
    assert asked.include == ("P1",)
    assert asked.apart == (("P1", "P2"),)
    assert len(propose_teams(asked, alternatives=np.int64(0), time_limit=np.float64(60)).teams) == 1
    assert toy().as_of(None).today is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["team", "--project", "J1", "--weights", "coverage=1,coverage=2"], "coverage is given more than once"),
        (["team", "--project", "J1", "--weights", "coverage=1", "--weights", "coverage=2"], "more than once"),
        (["team", "--project", "J1", "--weights", "coverage=1,Coverage=2"], "more than once"),
        (["team", "--project", "J1", "--weights", ""], "--weights: nothing is filled in"),
        (["team", "--project", "J1", "--weights", " , "], "--weights: nothing is filled in"),
        (["team", "--project", "J1", "--weights", "coverage=0,3"], "decimal point"),
        (["team", "--project", "J1", "--unit-at-most", ""], "--unit-at-most: nothing is filled in"),
        (["match", "--roles", ""], "--roles: nothing is filled in"),
    ],
)
def test_a_wrong_option_is_told(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_dataset(toy(), tmp_path / "toy")
    command, *options = arguments
    assert run([command, str(tmp_path / "toy"), *options, "--lang", "en"]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
