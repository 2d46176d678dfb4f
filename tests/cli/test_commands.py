"""Each command on the toy organisation, in both languages, on the terminal, as JSON and as a file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from talentmap import examples
from talentmap.cli import run
from talentmap.data.write import write_dataset

FULL = bool(os.environ.get("TALENTMAP_FULL"))


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("toy") / "data"
    write_dataset(examples.toy(), folder)
    return str(folder)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("faulty") / "data"
    write_dataset(examples.toy(), folder)
    claims = folder / "claims.csv"
    lines = claims.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    cells = lines[1].split(",")
    cells[header.index("level")] = "9"
    lines[1] = ",".join(cells)
    claims.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder)


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str], status: int = 0) -> dict[str, Any]:
    """The JSON on standard output, which must hold nothing else."""
    assert run([*arguments, "--json"]) == status
    read: dict[str, Any] = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(word))
    return read


def test_check_good_data(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["check", toy], capsys)
    assert found["status"] == "ok"
    assert found["faults"] == []
    assert found["rows"]["people"] == 7
    assert found["fingerprint"] == examples.toy().fingerprint
    assert run(["check", toy, "--lang", "nl"]) == 0
    assert "De gegevens zijn goed" in capsys.readouterr().out


def test_check_names_file_row_and_column(faulty: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["check", faulty], capsys, 2)
    (fault,) = found["faults"]
    assert found["status"] == "faults"
    assert list(fault) == ["kind", "file", "row", "column", "found", "expected", "hint"]
    assert (fault["kind"], fault["file"], fault["row"], fault["column"]) == ("out-of-range", "claims.csv", 2, "level")
    for lang, said in (("nl", "rij 2"), ("en", "row 2")):
        assert run(["check", faulty, "--lang", lang]) == 2
        assert said in capsys.readouterr().out


@pytest.mark.parametrize("command", [["map"], ["match"], ["team", "--project", "J1"], ["groups"]])
def test_no_command_calculates_with_faulty_data(
    command: list[str], faulty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "answer.csv"
    found = answer([command[0], faulty, *command[1:], "--out", str(out)], capsys, 2)
    assert found["status"] == "bad_input"
    assert [fault["kind"] for fault in found["faults"]] == ["out-of-range"]
    assert not out.exists()
    assert run([command[0], faulty, *command[1:]]) == 2
    seen = capsys.readouterr()
    assert "claims.csv" in seen.out
    assert "faults (1)" in seen.err


@pytest.mark.parametrize("command", [["check"], ["map"], ["match"], ["team", "--project", "J1"], ["groups"], ["app"]])
def test_a_path_that_is_not_there(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "no such folder")
    assert run([command[0], missing, *command[1:]]) == 2
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_template_reads_as_data_without_rows(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = tmp_path / "new.xlsx"
    assert run(["template", str(book), "--lang", lang]) == 0
    assert "new.xlsx" in capsys.readouterr().out
    assert answer(["check", str(book)], capsys)["rows"] == {}
    assert run(["map", str(book), "--lang", lang]) == 0
    assert ("niets te tonen" if lang == "nl" else "nothing to show") in capsys.readouterr().out


def test_template_must_be_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["template", str(tmp_path / "new.csv")]) == 2
    assert ".xlsx" in capsys.readouterr().err


def test_map_counts_people(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["map", toy, "--by", "unit"], capsys)
    cell = {(row["group"], row["strength_id"]): row for row in found["rows"]}
    # Anouk 4 (others) and Chaima 2 (own) connect; of Bram it is not known.
    assert cell["Dienstverlening", "S1"]["present"] == 2
    assert cell["Dienstverlening", "S1"]["strong"] == 1
    assert cell["Dienstverlening", "S1"]["unknown"] == 1
    assert found["reference_date"] == "2026-06-01"
    assert {row["strength_id"] for row in found["key_people"]} == {"S1", "S2", "S3", "S4", "S5"}


def test_map_on_the_terminal(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", toy, "--lang", "nl"]) == 0
    seen = capsys.readouterr().out
    assert "Omgevingsrecht" in seen
    assert "\x1b[" not in seen
    assert run(["map", toy, "--group", "Stadsbeheer", "--limit", "2"]) == 0
    assert "... and 3 more." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--by", "lcation"], "lcation"),
        (["--group", "Stadsbeher"], "Did you mean Stadsbeheer"),
        (["--today", "1-6-2026"], "--today"),
    ],
)
def test_wrong_choices_of_the_map(toy: str, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", toy, *more]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "html"])
def test_answers_are_kept_as_files(toy: str, suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"map.{suffix}"
    assert run(["map", toy, "--out", str(out)]) == 0
    if suffix == "csv":
        assert len(pd.read_csv(out)) == 15
    elif suffix == "xlsx":
        assert len(pd.read_excel(out, engine="calamine")) == 15
    elif suffix == "json":
        assert len(json.loads(out.read_text(encoding="utf-8"))["rows"]) == 15
    else:
        assert "Connecting people" in out.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_team_terms_add_up(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    weights = "coverage=1,cohesion=0.3"
    found = answer(["team", toy, "--project", "J1", "--size", "2-3", "--weights", weights], capsys)
    assert found["status"] == "optimal"
    assert found["best"] == pytest.approx(sum(found["terms"].values()), abs=1e-9)
    assert found["bound"] == pytest.approx(found["best"])
    assert found["members"] == ["P2", "P3", "P5"]
    assert len(found["alternatives"]) == 3
    assert set(found) >= {"gap", "proof", "conflicts", "timing"}
    assert run(["team", toy, "--project", "J1", "--weights", weights, "--lang", "nl"]) == 0
    seen = capsys.readouterr().out
    assert "Omgevingsrecht 4" in seen
    assert "1,150 = dekking 1,000 + samenhang 0,150" in seen


def test_team_keeps_the_rules_asked_for(toy: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        ["team", toy, "--project", "J1", "--include", "P1", "--exclude", "P2,P6", "--unit-at-most", "Stadsbeheer=1"],
        capsys,
    )
    teams = [found["members"], *(other["members"] for other in found["alternatives"])]
    for members in teams:
        assert "P1" in members
        assert not {"P2", "P6"} & set(members)
        assert len({"P4", "P5", "P6", "P7"} & set(members)) <= 1


def test_an_impossible_team_names_the_rules(toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["team", toy, "--project", "J1", "--include", "P1,P2", "--apart", "P1 P2"]
    found = answer(asked, capsys, 1)
    assert found["status"] == "infeasible"
    assert found["members"] == []
    assert found["best"] is None
    named = [rule["subject"] for conflict in found["conflicts"] for rule in conflict["rules"]]
    assert any("P1" in name and "P2" in name for name in named)
    out = tmp_path / "team.csv"
    assert run([*asked, "--out", str(out), "--lang", "nl"]) == 1
    seen = capsys.readouterr()
    assert "P1" in seen.out
    assert not out.exists()
    assert run([*asked, "--out", str(tmp_path / "team.json")]) == 1
    assert json.loads((tmp_path / "team.json").read_text(encoding="utf-8"))["status"] == "infeasible"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--project", "J11"], "J1"),
        (["--project", "J1", "--include", "P11"], "P1"),
        (["--project", "J1", "--weights", "coverge=1"], "Did you mean coverage"),
        (["--project", "J1", "--weights", "coverage=0"], "weight"),
        (["--project", "J1", "--size", "6-4"], "--size"),
        (["--project", "J1", "--size", "0"], "--size"),
        (["--project", "J1", "--unit-at-most", "Stadbeheer=1"], "Stadsbeheer"),
        (["--project", "J1", "--unit-at-most", "Stadsbeheer"], "--unit-at-most"),
        (["--project", "J1", "--time-limit", "-1"], "--time-limit"),
        (["--project", "J1", "--differ", "0"], "--differ"),
        ([], "--project"),
    ],
)
def test_wrong_questions_about_a_team(toy: str, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["team", toy, *more]) == 2
    assert said in capsys.readouterr().err


def test_app_starts_as_a_process_of_its_own(
    toy: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("subprocess.call", lambda words: started.append(words) or 0)
    assert run(["app", toy, "--port", "8612", "--lang", "nl"]) == 0
    assert started[0][1:] == ["-m", "talentmap.app", "--port", "8612", "--lang", "nl", "--", toy]
    assert "8612" in capsys.readouterr().err
    assert run(["app", "--port", "99999"]) == 2


@pytest.mark.parametrize("method", ["optimal", "stable", "leximin"])
def test_match_has_parts_that_add_up(toy: str, method: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["match", toy, "--method", method], capsys)
    assert set(found) >= {"status", "best", "bound", "gap", "seats", "unfilled", "unplaced", "blocking_pairs", "proof"}
    assert found["status"] == "optimal"
    assert {seat["role_id"] for seat in found["seats"]} == {"R1", "R2", "R3"}
    for seat in found["seats"]:
        assert seat["fit"] == pytest.approx(sum(seat["parts"].values()), abs=1e-9)
    assert found["best"] == pytest.approx(sum(seat["fit"] for seat in found["seats"]), abs=1e-9)
    # Bram holds a seat of R2 and keeps it; of the other six three get a seat.
    assert {person["person_id"] for person in found["unplaced"]} >= {"P2", "P7"}
    if method == "stable":
        assert found["blocking_pairs"] == []


@pytest.mark.parametrize(("lang", "said"), [("nl", "3 van 3 plaatsen bezet"), ("en", "3 of 3 seats filled")])
def test_match_on_the_terminal(toy: str, lang: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", toy, "--lang", lang]) == 0
    seen = capsys.readouterr().out
    assert said in seen
    assert "Douwe Hoekstra" in seen


def test_match_keeps_to_the_roles_asked_for(toy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "seats.csv"
    found = answer(["match", toy, "--roles", "R1,R3", "--out", str(out)], capsys)
    assert [seat["role_id"] for seat in found["seats"]] == ["R1", "R3"]
    assert pd.read_csv(out)["role_id"].tolist() == ["R1", "R3"]
    assert run(["match", toy, "--roles", "R9"]) == 2
    assert "R9" in capsys.readouterr().err


def test_match_says_why_nothing_can_be_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toy = examples.toy()
    needs = toy.table("role_requirements").copy()
    needs["level"] = 5
    needs["mandatory"] = True
    folder = tmp_path / "data"
    write_dataset(toy.replace(role_requirements=needs.astype({"level": "int8"})), folder)
    found = answer(["match", str(folder), "--full", "--roles", "R2,R3"], capsys, 1)
    assert found["status"] == "infeasible"
    assert found["best"] is None
    assert found["conflicts"]
    assert run(["match", str(folder), "--roles", "R2,R3"]) == 1
    assert "not possible" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["nl", "en"] if FULL else ["nl"])
def test_demo_does_the_main_job(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from talentmap.cli import demo

    monkeypatch.setattr(demo, "_example", lambda n_people: examples.toy())
    monkeypatch.setattr(demo, "PROJECT", "J1")
    monkeypatch.setattr(demo, "SIZE", None)
    assert run(["demo", "--out", str(tmp_path / "out"), "--lang", lang]) == 0
    seen = capsys.readouterr().out
    assert ("bewezen optimaal" if lang == "nl" else "proven optimal") in seen
    assert f"report_{lang}.html" in seen
    assert "make app" in seen
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"report_nl.html", "report_en.html", "matches.csv", "team.xlsx", "capability_map.png"} <= names


@pytest.mark.parametrize("size", ["0", "many", "-5", "1000000"])
def test_wrong_size_of_the_demo(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--size", size]) == 2
    assert "--size" in capsys.readouterr().err
