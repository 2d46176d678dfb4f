"""Names the compiled loops that the tests made pytest compile more than once, and the arguments that differ.

``NUMBA_CACHE_DIR=/an/empty/folder python -m pytest -p tests.kernels.signatures tests/staffing``: each type of an
argument costs seconds of compiling anew, in the tests and for whoever installs the package. What comes out of the cache
hides the loops inside it, hence the empty folder.
"""

from __future__ import annotations

import sys
from typing import Any

import pytest


def dispatchers() -> list[Any]:
    """Every compiled loop of the package that has been loaded, in the order of names."""
    from numba.core.registry import CPUDispatcher

    modules = [module for name, module in sys.modules.items() if name.startswith("talentmap.")]
    found = {id(value): value for module in modules for value in vars(module).values()}
    loops = [value for value in found.values() if isinstance(value, CPUDispatcher)]
    return sorted(loops, key=lambda loop: (loop.py_func.__module__, loop.py_func.__name__))


def differing(loop: Any) -> dict[str, list[str]]:
    """Argument -> its types, for arguments that came in more than one."""
    names = loop.py_func.__code__.co_varnames
    kinds = [sorted({str(kind) for kind in given}) for given in zip(*loop.signatures, strict=True)]
    return {names[place]: seen for place, seen in enumerate(kinds) if len(seen) > 1}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After the tests: a line per loop with more than one signature."""
    terminalreporter.section("compiled more than once")
    for loop in dispatchers():
        if len(loop.signatures) > 1:
            where = f"{loop.py_func.__module__}.{loop.py_func.__name__}"
            terminalreporter.write_line(f"{where}: {len(loop.signatures)} signatures, {differing(loop)}")
