"""The Tab key finishes commands, options, choices and the ids of projects."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from talentmap import examples
from talentmap.data.write import write_dataset


def completed(words: list[str]) -> list[str]:
    """What bash would offer for the last of these words."""
    asked = {
        **os.environ,
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
        "_TALENTMAP_COMPLETE": "complete_bash",
    }
    code = "from talentmap.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], env=asked, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["talentmap", "te"], ["template", "team"]),
        (["talentmap", "match", "x", "--method", "l"], ["leximin"]),
        (["talentmap", "map", "x", "--by", "unit", "--lang", "n"], ["nl"]),
        (["talentmap", "map", "--l"], ["--limit", "--lang"]),
        (["talentmap", "team", "/nowhere", "--project", "J"], []),
    ],
)
def test_words(words: list[str], offered: list[str]) -> None:
    assert completed(words) == offered


def test_projects_of_the_data_named_before(tmp_path: Path) -> None:
    write_dataset(examples.toy(), tmp_path / "data")
    assert completed(["talentmap", "team", str(tmp_path / "data"), "--project", "J"]) == ["J1"]
