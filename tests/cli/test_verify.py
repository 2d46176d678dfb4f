"""``talentmap verify``: its exit status, its JSON and its table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talentmap.cli import run
from talentmap.data.write import write_dataset
from tests.teams.oracle import small_organisation


@pytest.fixture
def written(tmp_path: Path) -> tuple[str, str]:
    """A record of a proposal and its data."""
    folder, record = tmp_path / "data", tmp_path / "record.json"
    write_dataset(small_organisation(), folder)
    asked = ["team", str(folder), "--project", "J1", "--today", "2026-01-01", "--record", str(record)]
    assert run([*asked, "--weights", "coverage=1,cohesion=0.5"]) == 0
    return str(record), str(folder)


def test_a_good_record(written: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["verify", *written, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["ok"], answer["complete"]) == ("right", True, True)
    for lang, said in (("nl", "Alles is nagekeken"), ("en", "Everything was checked")):
        assert run(["verify", *written, "--lang", lang]) == 0
        page = capsys.readouterr().out
        assert said in page
        assert "record." not in page


def test_without_data_not_everything_is_checked(written: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["verify", written[0], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "open"


def test_a_wrong_record(written: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(written[0])
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "members": ["A", "B"]}))
    assert run(["verify", *written]) == 1
    assert "Something is wrong" in capsys.readouterr().out


def test_what_cannot_be_read(written: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.json"
    letter.write_text("{}")
    assert run(["verify", str(letter), written[1]]) == 2
    assert run(["verify", str(tmp_path / "nowhere.json")]) == 2
    assert run(["verify", written[0], str(tmp_path / "nowhere")]) == 2
    assert run(["verify", *written, "--work", "none"]) == 2
    assert "Traceback" not in capsys.readouterr().err
