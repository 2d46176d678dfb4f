"""Whatever call to the disk fails, and whenever the process is killed: the store is old or new, and goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres
from tests.shared import ROOT
from tests.store.faults.operations import OPERATIONS
from tests.store.faults.shim import Control, compiled

FULL = bool(os.environ.get("TALENTMAP_FULL"))


PARTS = {"erase": 8}
"""Erasing touches every file there is, with more calls than all the rest together: they are tried in parts."""
EACH = [f"{name}:{part}/{PARTS.get(name, 1)}" for name in OPERATIONS for part in range(PARTS.get(name, 1))]
RUNS = [[one] for one in EACH] if FULL else [[f"{name}:0/1" for name in OPERATIONS]]


@pytest.mark.parametrize("what", RUNS, ids=[" ".join(run) if FULL else "every operation" for run in RUNS])
def test_every_call_may_fail_and_every_moment_be_the_last(what: list[str], tmp_path: Path, quick_path: Path) -> None:
    library = compiled(tmp_path)
    control = tmp_path / "control"
    Control(control)
    work = quick_path / "work"
    found = driven(library, control, work, work / "talent.db", what)
    assert sorted(found) == sorted(what)
    assert all(counts["faults"] >= 1 and counts["kills"] >= 1 for counts in found.values())


@pytest.mark.parametrize("what", OPERATIONS if FULL else ["save"])
def test_the_line_to_the_server_may_break_at_every_call(
    what: str, tmp_path: Path, quick_path: Path, postgres_folder: str
) -> None:
    library = compiled(tmp_path)
    control = tmp_path / "control"
    Control(control)
    found = driven(library, control, quick_path / "work", postgres.database(postgres_folder, f"faults_{what}"), [what])
    assert found[what]["faults"] >= 1
    assert found[what]["kills"] >= 1


def driven(library: Path, control: Path, folder: Path, url: Path | str, what: list[str]) -> dict[str, dict[str, int]]:
    """What a process with the failing disk counted."""
    folder.mkdir()
    tried = ("0", "100") if FULL else ("1", "0")
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.faults.driver", url, folder, control, *tried, *what],
        env={**os.environ, "LD_PRELOAD": str(library), "TM_FAULT_CONTROL": str(control)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, dict[str, int]] = json.loads(done.stdout)
    return found
