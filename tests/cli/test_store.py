"""``talentmap store``: the whole life of a store at the command line, with a message for every trouble."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from talentmap.data.write import write_dataset
from tests.cli.running import run
from tests.organisations import random_organisation


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    capsys.readouterr()
    assert run(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_a_store_from_the_first_day_to_the_last(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, store, kept = tmp_path / "data", tmp_path / "talent.db", tmp_path / "talent.backup"
    write_dataset(random_organisation(3, n_people=5), folder)
    assert run("store", "init", store) == 0
    dry = answer(capsys, "store", "import", store, folder, "--dry-run")
    assert dry["import_id"] is None
    done = answer(capsys, "store", "import", store, folder)
    assert done["counts"] == dry["counts"]
    rows = answer(capsys, "store", "check", store)["rows"]
    assert rows["people"] == 5
    assert answer(capsys, "store", "backup", store, kept)["backup"] == str(kept)
    assert run("store", "undo", store, done["import_id"]) == 0
    assert "people" not in answer(capsys, "store", "check", store)["rows"]
    assert run("store", "restore", store, kept, "--lang", "nl") == 0
    assert "teruggezet" in capsys.readouterr().out
    assert answer(capsys, "store", "check", store)["rows"]["people"] == 5


def test_the_difference_is_shown_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, store, out = tmp_path / "data", tmp_path / "talent.db", tmp_path / "lines.csv"
    write_dataset(random_organisation(3, n_people=5), folder)
    run("store", "init", store)
    assert run("store", "import", store, folder, "--dry-run", "--out", out) == 0
    assert "added" in capsys.readouterr().out
    assert len(out.read_text(encoding="utf-8").splitlines()) > 10


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "none.db"), "no store here"),
        (("import", "none.db"), "needs one thing more"),
        (("melt", "none.db"), "melt"),
        (("check", "."), "folder"),
        (("restore", "none.db", "none.backup"), "no store here"),
    ],
)
def test_every_trouble_has_its_message(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("store", *words) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
