"""``talentmap groups``: the plan as JSON, on the terminal and as files; rules in a file; wrong questions."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from talentmap import examples
from talentmap.cli import output, run
from talentmap.data.write import write_dataset
from talentmap.optimise.options import Progress

HEAD = "rule_id,rule,subjects,attribute,value,owner,reason,until\n"
RULES = HEAD + (
    "R1,date,,,2026-09-01 2026-09-08,HR,Zaal vrij,\n"
    "R2,apart,P1 P2,,,HR,Oud zeer,\n"
    "W1,wish_date,P1,,2026-09-08,,,\n"
    "M1,diverse,,unit,,,,\n"
)
STAFF = {
    "pool": ["actor", "actor", "facilitator", "facilitator"],
    "member_id": ["A1", "A2", "F1", "F2"],
    "name": ["Ada", "Bas", "Cor", "Dee"],
}


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("toy") / "data"
    write_dataset(examples.toy().replace(pools=pd.DataFrame(STAFF)), folder)
    (folder.parent / "rules.csv").write_text(RULES, encoding="utf-8")
    return str(folder)


@pytest.fixture
def asked(toy: str) -> list[str]:
    """Seven people in two groups of two subgroups."""
    rules = str(Path(toy).parent / "rules.csv")
    return ["groups", toy, "--size", "4", "--subgroups", "2", "--rules", rules]


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    assert run([*arguments, "--json"]) == status
    read: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    return read


def test_json_has_the_groups_with_their_staff(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(asked, capsys)
    assert set(found) >= {"status", "best", "bound", "gap", "terms", "conflicts", "timing", "groups"}
    assert found["status"] == "optimal"
    assert found["gap"] == 0
    assert [(term["name"], term["best"]) for term in found["terms"]][:1] == [("wish_date", 1)]
    groups = {group["date"]: group for group in found["groups"]}
    assert sorted(groups) == ["2026-09-01", "2026-09-08"]
    assert "P1" in groups["2026-09-08"]["members"]
    assert "P2" in groups["2026-09-01"]["members"]
    assert sorted(len(group["members"]) for group in found["groups"]) == [3, 4]
    for group in found["groups"]:
        inside = [person for part in group["subgroups"] for person in part["members"]]
        assert sorted(inside) == group["members"]
        assert sorted(part["actor"] for part in group["subgroups"]) == ["A1", "A2"]
        assert sorted(part["facilitator"] for part in group["subgroups"]) == ["F1", "F2"]


def test_without_pools_and_dates_nobody_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_dataset(examples.toy(), tmp_path / "data")
    found = answer(["groups", str(tmp_path / "data"), "--size", "4", "--subgroups", "2,2"], capsys)
    parts = [part for group in found["groups"] for part in group["subgroups"]]
    assert {part["actor"] for part in parts} == {None}
    assert {group["date"] for group in found["groups"]} == {None}
    assert all(len(part["subgroups"]) in (1, 2) for part in parts)


@pytest.mark.parametrize(("lang", "said"), [("nl", "bewezen"), ("en", "proven")])
def test_on_the_terminal(asked: list[str], lang: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*asked, "--lang", lang]) == 0
    seen = capsys.readouterr().out
    assert said in seen
    for words in ("2026-09-01", "G01.1", "Ada", "Dee", "Anouk de Vries"):
        assert words in seen
    assert "cli." not in seen
    assert "groups." not in seen


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "html"])
def test_plans_are_kept_as_files(asked: list[str], suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"plan.{suffix}"
    assert run([*asked, "--out", str(out)]) == 0
    if suffix in ("csv", "xlsx"):
        table = pd.read_csv(out) if suffix == "csv" else pd.read_excel(out, engine="calamine")
        assert list(table.columns) == [
            *("group", "date", "part", "subgroup", "person_id", "name", "actor", "facilitator"),
        ]
        assert sorted(table["person_id"]) == [f"P{k}" for k in range(1, 8)]
        assert set(table["actor"]) == {"Ada", "Bas"}
    elif suffix == "json":
        assert len(json.loads(out.read_text(encoding="utf-8"))["groups"]) == 2
    else:
        page = out.read_text(encoding="utf-8")
        assert page.count('<section class="group">') == 2
        assert "Tuesday 1 September 2026" in page
        assert "src=" not in page
        assert "http" not in page.replace("http-equiv", "")


def test_rules_that_cannot_hold_together_are_named(asked: list[str], tmp_path: Path, capsys) -> None:
    rules = tmp_path / "clash.csv"
    rules.write_text(RULES + "R3,together,P1 P2,,,Directie,Duo,\n", encoding="utf-8")
    clash = [*asked[:-1], str(rules)]
    found = answer(clash, capsys, 1)
    assert found["status"] == "infeasible"
    assert found["groups"] == []
    named = {rule["subject"] for conflict in found["conflicts"] for rule in conflict["rules"]}
    assert named == {"apart:P1 P2", "together:P1 P2"}
    assert run([*clash, "--lang", "nl", "--out", str(tmp_path / "x.csv")]) == 1
    seen = capsys.readouterr()
    assert "Anouk de Vries" in seen.out
    assert '--waive "' in seen.out
    assert not (tmp_path / "x.csv").exists()
    assert answer([*clash, "--waive", "apart:P1 P2"], capsys)["status"] == "optimal"


def test_faults_in_the_rules_are_named_by_row(asked: list[str], tmp_path: Path, capsys) -> None:
    rules = tmp_path / "wrong.csv"
    rules.write_text(RULES + "R9,aparts,P1 P2,,,,,\nR8,at_most,,unit=Gemente,2,,,\n", encoding="utf-8")
    found = answer([*asked[:-1], str(rules)], capsys, 2)
    assert found["status"] == "bad_input"
    assert [(f["file"], f["row"], f["column"], f["found"]) for f in found["faults"]] == [
        ("wrong.csv", 6, "rule", "aparts"),
        ("wrong.csv", 7, "attribute", "unit=Gemente"),
    ]
    assert all(fault["expected"] and fault["hint"] for fault in found["faults"])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--size", "0"], "--size"),
        (["--size", "twelve"], "--size"),
        (["--size", "10-14"], "--policy between"),
        (["--policy", "unde"], "Did you mean under"),
        (["--mix", "worse"], "Did you mean worst"),
        (["--groups", "x"], "--groups"),
        (["--subgroups", "3,x"], "--subgroups"),
        (["--per-date", "0"], "--per-date"),
        (["--seed", "-1"], "--seed"),
        (["--time-limit", "soon"], "--time-limit"),
        (["--dates", "1-9-2026"], "yyyy-mm-dd"),
        (["--size", "5", "--policy", "exact"], "no multiple of 5"),
        (["--waive", "apart:P1 P3"], "apart:P1 P3"),
        (["--rules", "/nowhere/rules.csv"], "faults (1)"),
        (["--today", "x"], "--today"),
    ],
)
def test_wrong_questions(toy: str, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["groups", toy, "--size", "4", *more]) == 2
    assert said in capsys.readouterr().err


def test_between_and_dates_on_the_command_line(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["groups", toy, "--size", "2-3", "--policy", "between", "--groups", "3"]
    found = answer([*asked, "--dates", "2026-09-01,2026-09-01/morning 2026-09-02", "--per-date", "2"], capsys)
    assert sorted(len(group["members"]) for group in found["groups"]) == [2, 2, 3]
    assert {group["date"] for group in found["groups"]} <= {"2026-09-01", "2026-09-02"}


@pytest.fixture
def listening() -> Iterator[None]:
    """Ctrl-C as in a terminal: a job in the background ignores it."""
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, earlier)


@pytest.mark.usefixtures("listening")
def test_ctrl_c_ends_the_search_with_the_best_so_far(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)
    heard: Callable[[Any], bool]
    seen = Progress("groups", 1.0, 3.0, 4.0)
    with output.stoppable("Groups") as heard:
        assert heard(seen)
        signal.raise_signal(signal.SIGINT)
        assert not heard(seen)
        assert signal.getsignal(signal.SIGINT) is before  # the second one stops everything
    assert "best so far" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before
