"""A module imports only from layers above its own, siblings never import each other, solvers have one door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src"
LAYERS = (
    ("errors",),
    ("vocabulary",),
    ("results",),
    ("data",),
    ("examples",),
    ("access",),
    ("evidence",),
    ("graph",),
    ("measures",),
    ("optimise",),
    ("matching", "teams", "groups", "staffing", "development"),
    ("programme",),
    ("scenarios",),
    ("plots",),
    ("documents",),
    ("cli", "app"),
    ("__main__",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
ONLY_IN = {
    "streamlit": ("talentmap.app.",),
    "pulp": ("talentmap.optimise.", "talentmap.teams.rules", "talentmap.teams.objective"),
    "highspy": ("talentmap.optimise.",),
    "sqlalchemy": ("talentmap.data.store",),
}

STORE = "talentmap.data.store."
DOORS_TO_DATA = (
    "talentmap.data.imports.",
    "talentmap.data.read.",
    "talentmap.data.sources.",
    "talentmap.access.own.",
    "talentmap.access.workspace.",
    "talentmap.access.relation.",
    "talentmap.access.sharing_rows.",
    "talentmap.access.view_claims.",
    "talentmap.access.view_rows.",
)
"""Where whole data come from. What calculates works on the dataset it is given, which may be a view."""
CALCULATES = range(RANK["evidence"], RANK["documents"] + 1)


def imported(tree: ast.Module) -> list[str]:
    """Every module named in an import anywhere in the file, also inside functions."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}: write it out"
            base = node.module or ""
            names += [f"{base}.{alias.name}" for alias in node.names]
    return names


def violations(module: str, source: str) -> list[str]:
    """Imports of this module that point the wrong way, in words."""
    found = []
    layer = module.split(".")[1] if module.count(".") else "__init__"
    for name in imported(ast.parse(source)):
        root = name.split(".")[0]
        homes = ONLY_IN.get(root)
        if homes and not f"{module}.".startswith(homes):
            found.append(f"{module} imports {root}, which lives in {', '.join(homes)}")
        if root != "talentmap" or layer == "__init__":
            continue
        target = name.split(".")[1]
        if f"{name}.".startswith(STORE) and not f"{module}.".startswith((STORE, "talentmap.access.")):
            found.append(f"{module} imports {name}: the store is opened in access/ only")
        if RANK.get(layer) in CALCULATES and f"{name}.".startswith(DOORS_TO_DATA):
            found.append(f"{module} imports {name}: it works on the dataset it is given, and may not go round a view")
        if target == "__version__" or target == layer:
            continue
        if target not in RANK:
            found.append(f"{module} imports {name}: import from the layer, not from the package")
        elif RANK[target] >= RANK[layer]:
            found.append(f"{module} ({layer}) imports {name} ({target}), which is not above it")
    return found


def modules() -> list[tuple[str, Path]]:
    paths = sorted((SOURCE / "talentmap").rglob("*.py"))
    return [
        (".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"), path) for path in paths
    ]


@pytest.mark.parametrize(("module", "path"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_imports_point_upwards(module: str, path: Path) -> None:
    assert violations(module, path.read_text(encoding="utf-8")) == []


def test_every_layer_has_a_rank() -> None:
    folders = {module.split(".")[1] for module, _ in modules() if module.count(".")}
    assert folders <= set(RANK)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("talentmap.data.checks", "from talentmap.matching.solve import match_roles"),
        ("talentmap.data.checks", "def f():\n    import talentmap.access.view"),
        ("talentmap.matching.solve", "from talentmap.teams import problem"),
        ("talentmap.teams.solve", "import pulp"),
        ("talentmap.measures.fit", "import streamlit as st"),
        ("talentmap.plots.coverage", "from talentmap import propose_teams"),
        ("talentmap.measures.fit", "from talentmap.data.store import open_store"),
        ("talentmap.data.read", "from talentmap.data.store.opening import open_store"),
        ("talentmap.app.pages.home", "import sqlalchemy"),
        ("talentmap.teams.facts", "from talentmap.data.read import read_dataset"),
        ("talentmap.documents.report", "def f():\n    from talentmap.access.workspace import Workspace"),
        ("talentmap.measures.fit", "from talentmap.access.view_claims import claims_seen"),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str) -> None:
    assert len(violations(module, source)) == 1


def test_a_right_import_is_not_found() -> None:
    assert violations("talentmap.teams.rules", "import pulp\nfrom talentmap.measures.credit import CREDIT") == []
