"""The notebooks run from the first cell to the last, and the .ipynb is the .py without any output."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FULL = bool(os.environ.get("TALENTMAP_FULL"))
ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


def cells(notebook: object) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]  # type: ignore[attr-defined]


def test_there_are_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS][:3] == ["01_first_look", "02_workshop_145", "03_team_tradeoffs"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_ipynb_is_the_py_without_output(path: Path) -> None:
    import jupytext

    readable, stored = jupytext.read(path), jupytext.read(path.with_suffix(".ipynb"))
    assert cells(readable) == cells(stored), f"run: jupytext --to ipynb notebooks/{path.name}"
    for cell in stored.cells:
        assert not cell.get("outputs"), "stored with output"
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_uses_the_public_names_only(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "import talentmap as tm" in source
    assert "from talentmap" not in source
    assert "tm._" not in source


@pytest.mark.parametrize("suffix", [".ipynb", ".py"] if FULL else [".ipynb"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path: Path, suffix: str) -> None:
    import jupytext
    from nbclient import NotebookClient

    notebook = jupytext.read(path.with_suffix(suffix))
    folder = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=folder).execute()
    printed = [output.get("text", "") for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert sum("proven optimal" in text for text in printed) >= 2
