"""Imported by every Python that a test starts: blocks sockets there too."""

import importlib.util
from pathlib import Path

_found = importlib.util.spec_from_file_location("tests_offline", Path(__file__).parents[1] / "offline.py")
assert _found is not None
assert _found.loader is not None
_offline = importlib.util.module_from_spec(_found)
_found.loader.exec_module(_offline)
_offline.install()
