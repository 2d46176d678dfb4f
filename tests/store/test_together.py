"""Several processes change one store: every change is there, and the log is one chain."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from talentmap.access import log
from talentmap.data.store import open_store
from tests.shared import ROOT
from tests.store.faults import operations

pytestmark = pytest.mark.server

TIMES = 200 if os.environ.get("TALENTMAP_FULL") else 20


@pytest.mark.parametrize("people", [("ann", "bob"), ("bob", "bob")], ids=["two people", "one person"])
def test_two_processes_change_one_store(store_url: str, people: tuple[str, str]) -> None:
    operations.prepared(store_url)
    with open_store(store_url).reading() as reading:
        before, first = log.verify(reading), reading.change
    command = [sys.executable, "-m", "tests.store.changes", store_url]
    running = [
        subprocess.Popen([*command, person, str(TIMES)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for person in people
    ]
    ended = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0], ended
    store = open_store(store_url)
    store.check()
    with store.reading() as reading:
        assert log.verify(reading) == before + 2 * TIMES
        assert reading.change == first + 2 * TIMES
        versions = reading.frame("claims")["row_version"]
    assert versions.max() == first + 2 * TIMES
    store.close()
