"""Every test that takes ``store_url`` runs twice: on a SQLite file and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.store import postgres

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[str]:
    """Socket folder of a server that runs as long as the tests do."""
    with postgres.server() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a store that does not exist yet."""
    if request.param == "sqlite":
        return str(tmp_path / "store" / "talentmap.db")
    return postgres.database(request.getfixturevalue("postgres_folder"), f"store{next(_NUMBERS)}")
