"""``talentmap accountability``: drafts in a folder, with an owner or not at all."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from talentmap.cli import program


def test_writes_the_drafts_and_says_what_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = files("talentmap.app").joinpath(".streamlit", "config.toml").read_text(encoding="utf-8")
    config = tmp_path / "config.toml"
    config.write_text(own.replace("gatherUsageStats = false", "gatherUsageStats = true"), encoding="utf-8")
    words = ["accountability", "--owner", "Anna de Wit", "--out", str(tmp_path / "pack"), "--config", str(config)]
    assert program.run([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "ok"
    assert sorted(told["files"]) == sorted(path.name for path in (tmp_path / "pack").iterdir())
    assert told["stale"] == ["statistics_off"]
    assert told["questions"] > 50
    assert program.run([*words, "--lang", "nl"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "index_nl.html" in said.replace(" ", "")
    assert "open vragen" in said
    assert "statistics_off" in said


@pytest.mark.parametrize("words", [[], ["--owner", " "], ["--owner", "Anna", "--date", "soon"]])
def test_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert program.run(["accountability", "--out", str(tmp_path / "pack"), *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Error: " in captured.err
    assert "Traceback" not in captured.err
    assert not (tmp_path / "pack").exists()
