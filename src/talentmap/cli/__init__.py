"""The command line: one module per command, each importing the library only when it runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from talentmap.cli.program import run

__all__ = ["main", "run"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))
