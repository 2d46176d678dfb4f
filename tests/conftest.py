"""In CI a test skipped for lack of a tool is a failure; only an absent ``shared/`` folder may skip.

Every test that takes ``store_url`` runs twice: on a SQLite file and on a real PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests import offline, postgres

_NUMBERS = count(1)


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


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, quick_path: Path) -> str:
    """Address of an empty store of the test's own."""
    if request.param == "postgresql":
        return postgres.database(request.getfixturevalue("postgres_folder"), f"store{next(_NUMBERS)}", like="empty")
    path = quick_path / "store" / "talentmap.db"
    path.parent.mkdir()
    shutil.copy(request.getfixturevalue("empty_file"), path)
    return str(path)
