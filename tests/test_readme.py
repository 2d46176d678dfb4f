"""What the README shows works: its Python runs, its commands run, its links and pictures exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_python_block_runs_from_the_top_of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = blocks("python")
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert names["teams"].status.has_solution  # type: ignore[attr-defined]


def commands() -> list[str]:
    lines = [line.partition("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith(".venv/bin/talentmap")]


def test_the_commands_for_own_data_run_in_order(tmp_path: Path) -> None:
    """The workbook of the README is the template; here it is filled with the example organisation after it was made."""
    from talentmap.data.read import read_dataset
    from talentmap.data.write import write_dataset

    assert len(commands()) >= 4
    (tmp_path / "data").symlink_to(ROOT / "data")
    for line in commands():
        words = shlex.split(line.replace(".venv/bin/talentmap", f"{sys.executable} -m talentmap"))
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        if "template" in words:
            write_dataset(read_dataset(ROOT / "data" / "municipality"), tmp_path / "mine.xlsx")


def test_links_and_pictures_exist() -> None:
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", README)]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_make_knows_every_target_the_readme_names() -> None:
    named = sorted(set(re.findall(r"make (\w+)", README)) - {"it"})
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert named
    assert [name for name in named if not re.search(rf"^{name}:", makefile, flags=re.MULTILINE)] == []
    assert (
        shutil.which("make") is None
        or subprocess.run(["make", "-n", *named], cwd=ROOT, capture_output=True).returncode == 0
    )
