"""Starting up loads nothing heavy: neither the package nor the help pages."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"numpy", "pandas", "scipy", "pulp", "highspy", "altair", "pyarrow", "streamlit", "networkx", "jinja2"}


@pytest.mark.parametrize(
    "code",
    [
        "import talentmap",
        "from talentmap.cli import run; run(['--help'])",
        "from talentmap.cli import run; run(['team', '--help', '--lang', 'nl'])",
        "from talentmap.cli import run; run(['match', 'x', '--method', 'none'])",
    ],
)
def test_loads_nothing_heavy(code: str) -> None:
    ask = f"{code}\nimport sys; print('loaded:', *sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "loaded:"
