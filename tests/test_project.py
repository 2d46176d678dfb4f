"""What must hold for the project as a whole: no addresses, no machine paths, a quick import, documented names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import talentmap

ROOT = Path(__file__).resolve().parents[1]
TEXT = {".py", ".md", ".toml", ".txt", ".csv", ".cfg", ".json", ".ipynb", ".html", ".css", "", ".yaml", ".yml"}


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_committed_file_names_a_package_source_or_a_path_of_one_machine() -> None:
    hosts = re.compile("|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian"]))
    paths = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/[\w.-]+")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if hosts.search(line) or paths.search(line)
    ]
    assert found == []


def test_constraints_name_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 50
    assert all(re.match(r"^[a-z0-9.\-\[\]]+==[\w.]+( ; .+)?$", line) for line in lines)


@pytest.mark.parametrize("name", talentmap.__all__)
def test_every_public_name_exists_and_is_documented(name: str) -> None:
    value = getattr(talentmap, name)
    assert (value.__doc__ or "").strip(), f"{name} has no docstring"


def test_importing_talentmap_loads_nothing_heavy() -> None:
    code = (
        "import sys, talentmap; heavy = {'pandas', 'numpy', 'scipy', 'networkx', 'pulp', 'highspy', 'altair',"
        " 'streamlit', 'pyarrow'} & set(sys.modules); print(sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_type_checkers_see_the_names_that_run() -> None:
    source = (ROOT / "src" / "talentmap" / "__init__.py").read_text(encoding="utf-8")
    seen = re.findall(r"^    from [\w.]+ import (\w+) as \1$", source, flags=re.MULTILINE)
    assert sorted(seen) == talentmap.__all__
