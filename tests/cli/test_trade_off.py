"""``talentmap team`` with what belongs to trade-offs: --trade-off, --ranges, --within, --robust and --stretch."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from talentmap import examples
from talentmap.cli import run
from talentmap.data.write import write_dataset
from talentmap.teams import TeamProblem, TeamWeights, propose_teams
from talentmap.teams.front import trade_off
from talentmap.teams.ranges import weight_ranges
from tests.cli.test_commands import answer


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("toy") / "data"
    write_dataset(examples.toy(), folder)
    return str(folder)


def test_trade_off_is_that_of_the_library(toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "front.csv"
    asked = ["team", toy, "--project", "J1", "--size", "2-4", "--trade-off", "coverage,balance"]
    found = answer([*asked, "--out", str(out)], capsys)
    front = trade_off(TeamProblem(examples.toy(), project="J1", size=(2, 4)), ("coverage", "balance"))
    assert found["complete"]
    assert [point["units"] for point in found["points"]] == [list(point.units) for point in front.points]
    assert pd.read_csv(out)["members"].tolist() == front.table()["members"].tolist()
    assert run([*asked, "--lang", "nl"]) == 0
    seen = capsys.readouterr().out
    assert "Wat dekking en spreiding elkaar kosten" in seen
    assert "bewezen" in seen
    nobody = ["--include", "P1,P2", "--apart", "P1 P2"]
    assert run([*asked, *nobody, "--lang", "en"]) == 1
    assert "Way out" in capsys.readouterr().out


def test_ranges_stand_under_the_team(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["team", toy, "--project", "J1", "--weights", "coverage=1,cohesion=0.3", "--ranges", "--alternatives", "0"]
    found = answer(asked, capsys)
    weights = TeamWeights(coverage=1.0, cohesion=0.3)
    result = propose_teams(TeamProblem(examples.toy(), project="J1", weights=weights), alternatives=0)
    assert found["ranges"]["ranges"] == json.loads(json.dumps(weight_ranges(result).to_dict()["ranges"]))
    assert run([*asked, "--lang", "en"]) == 0
    assert "How far a weight can move" in capsys.readouterr().out


def test_within_robust_and_stretch_reach_the_question(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["team", toy, "--project", "J1", "--alternatives", "9", "--within", "0"], capsys)
    assert {team["best"] for team in found["alternatives"]} <= {found["best"]}
    assert found["reasons"][0]["kind"] == "teams_front.fewer.within"
    found = answer(["team", toy, "--project", "J1", "--robust", "9", "--size", "2-3"], capsys, 1)
    named = [rule["subject"] for conflict in found["conflicts"] for rule in conflict["rules"]]
    assert any(name.startswith("robust:") for name in named)
    assert run(["team", toy, "--project", "J1", "--stretch", "nothing"]) == 2
    assert "nothing" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--trade-off", "coverage"],
        ["--trade-off", "coverage,coverage"],
        ["--trade-off", "coverage,kindness"],
        ["--within", "-1"],
        ["--within", "2"],
        ["--robust", "x"],
        ["--trade-off", "coverage,balance", "--ranges"],
    ],
)
def test_a_wrong_value_is_told(toy: str, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["team", toy, "--project", "J1", *wrong]) == 2
    assert capsys.readouterr().err
