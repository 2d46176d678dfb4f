"""In CI a test skipped for lack of a tool is a failure; only an absent ``shared/`` folder may skip.

A test that takes ``store_url`` runs on a SQLite file, and on a real PostgreSQL too where it is marked ``server``: where
the database itself matters. With TALENTMAP_FULL=1 every one of them runs on both.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests import offline, postgres

FULL = bool(os.environ.get("TALENTMAP_FULL"))
_NUMBERS = count(1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On which databases a test runs, unless it says so itself."""
    said = any("store_url" in str(mark.args[0]) for mark in metafunc.definition.iter_markers("parametrize"))
    if "store_url" in metafunc.fixturenames and not said:
        both = FULL or metafunc.definition.get_closest_marker("server")
        metafunc.parametrize("store_url", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


def pytest_collection_finish() -> None:
    """Thousands of tests that lie ready are no garbage, and need not be looked through for it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_the_machine() -> Iterator[None]:
    """Sockets are blocked but for this machine, in these tests and in every Python they start."""
    with offline.blocked():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("CI") and "shared input absent" not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where every tool must be there: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[str]:
    """Socket folder of a server that runs as long as the tests do, with an empty store to copy."""
    from talentmap.data.store import open_store

    with postgres.server() as folder:
        open_store(postgres.database(folder, "empty"), create=True).close()
        yield folder


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store in a file, to copy."""
    from talentmap.data.store import open_store

    path = tmp_path_factory.mktemp("empty") / "talentmap.db"
    open_store(path, create=True).close()
    return path


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a store asks the disk to keep every change, which takes its time."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="tm-", dir=memory) as name:
        yield Path(name)


@pytest.fixture
def store_url(request: pytest.FixtureRequest, quick_path: Path) -> str:
    """Address of an empty store of the test's own."""
    if request.param == "postgresql":
        return postgres.database(request.getfixturevalue("postgres_folder"), f"store{next(_NUMBERS)}", like="empty")
    path = quick_path / "store" / "talentmap.db"
    path.parent.mkdir()
    shutil.copy(request.getfixturevalue("empty_file"), path)
    return str(path)
