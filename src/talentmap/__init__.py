"""talentmap: maps the strengths of an organisation's people, and proposes teams and role matches with a proof.

The names below are the library. They are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talentmap import examples, plots
    from talentmap.data.dataset import Dataset
    from talentmap.errors import DataError

__version__ = "0.1.0"

_HOME = {
    "DataError": "talentmap.errors",
    "Dataset": "talentmap.data.dataset",
    "NoSolutionError": "talentmap.errors",
    "ProblemError": "talentmap.errors",
    "SolverError": "talentmap.errors",
    "Status": "talentmap.results",
    "TalentmapError": "talentmap.errors",
    "UnknownLabelError": "talentmap.errors",
    "VerificationError": "talentmap.errors",
    "use_language": "talentmap.vocabulary",
}
_PARTS = ("examples", "plots")

__all__ = sorted([*_HOME, *_PARTS])


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    if name in _PARTS:
        return import_module(f"talentmap.{name}")
    raise AttributeError(f"module 'talentmap' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
