"""Public inputs that may lie in ``shared/`` beside the repository; tests that need them say so when absent."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared"


def shared(*parts: str) -> Path:
    """Path inside ``shared/``, or a skip that names what is missing."""
    path = FOLDER.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"shared input absent: put {'/'.join(parts)} in the folder shared/ beside the repository")
    return path
