"""Several processes change one store: every change is there, and the log is one chain."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from talentmap.access import log
from talentmap.data.store import open_store
from tests.shared import ROOT
from tests.store import copies
from tests.store.faults import operations

FULL = bool(os.environ.get("TALENTMAP_FULL"))
TIMES = 200 if FULL else 10


CASES = {
    "two people in a file": ("sqlite", ("ann", "bob")),
    "one person in a file": ("sqlite", ("bob", "bob")),
    "one person on a server": ("postgresql", ("bob", "bob")),
    **({"two people on a server": ("postgresql", ("ann", "bob"))} if FULL else {}),
}


@pytest.mark.parametrize(("store_url", "people"), CASES.values(), ids=CASES, indirect=["store_url"])
def test_two_processes_change_one_store(store_url: str, people: tuple[str, str]) -> None:
    copies.fill(store_url, "damage", operations.prepared)
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


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_two_who_write_one_store_anew_wait_for_each_other(store_url: str) -> None:
    copies.fill(store_url, "damage", operations.prepared)

    def anew(_: int) -> None:
        store = open_store(store_url)
        store.compact()
        store.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(anew, range(4)))  # a deadlock would be raised here
    store = open_store(store_url)
    store.check()
    store.close()
