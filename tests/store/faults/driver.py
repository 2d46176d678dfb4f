"""Runs in a process of its own, with the failing disk loaded: every operation, with every call failing in turn.

Where the store is on a server, it is not the disk that fails but the line to the server: whatever is sent or read.

``python -m tests.store.faults.driver STORE FOLDER CONTROL MOST MOMENTS [OPERATION[:PART/PARTS] ...]``: MOST calls per
operation are tried, spread over all; 0 tries every one. The process is also killed at MOMENTS random moments before
its end. With ``erase:0/8`` every eighth of those is tried. Prints JSON with the number of calls there are, of calls
that failed and of processes that were killed; ends with a traceback at the first promise that is broken.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import psycopg
import sqlalchemy as sa

from talentmap.data.read import read_dataset
from talentmap.errors import TalentmapError
from tests.store.faults import operations
from tests.store.faults.shim import Control

DISK = ((errno.EIO, False), (errno.ENOSPC, True))
"""One call fails and the disk is well again; or the disk is full and stays so."""
LINE = ((errno.ECONNRESET, False), (errno.ECONNRESET, True))
"""The line breaks once; or the server stays out of reach."""


Plan = TypeVar("Plan")
State = tuple[str, str]
Measured = tuple[State, State, int]


class Place:
    """A store that can be put back to how it was before an operation."""

    kinds = DISK

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.ready = folder.with_name("ready")
        operations.prepared(url)
        operations.exporting(url, folder)
        shutil.copytree(folder, self.ready)
        self._read: dict[tuple[tuple[str, bytes], ...], str] = {}

    def reset(self) -> None:
        """As it was."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.ready, self.folder)

    def exported(self) -> str:
        """What the export holds; the old one may stand aside when the process was killed between two renames."""
        found = self.folder / "export"
        if not found.exists():
            found = next(self.folder.glob(".export.*.old"))
        content = tuple((path.name, path.read_bytes()) for path in sorted(found.iterdir()))
        if content not in self._read:  # the same bytes read the same
            self._read[content] = read_dataset(found).fingerprint
        return self._read[content]

    def state(self) -> State:
        return operations.content(self.url), self.exported()

    @cached_property
    def old(self) -> State:
        """What it says before any operation."""
        self.reset()
        return self.state()


class OnServer(Place):
    """The same in a database on PostgreSQL: a copy of it as it was takes its place."""

    kinds = LINE

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__(url, folder)
        address = sa.make_url(url)
        self.name, self.host, self.user = address.database, address.query["host"], address.username
        self._asked(f'CREATE DATABASE "{self.name}_ready" TEMPLATE "{self.name}"')

    def reset(self) -> None:
        super().reset()
        self._asked(f'DROP DATABASE "{self.name}" WITH (FORCE)')  # a killed process leaves its sessions for a moment
        self._asked(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_ready"')

    def _asked(self, words: str) -> None:
        with psycopg.connect(host=self.host, user=self.user, dbname="postgres", autocommit=True) as connection:
            connection.execute(words)


def spread(last: int, most: int) -> list[int]:
    """Numbers of calls to let fail: every one and one past the last, or `most` of them."""
    if not most:
        return list(range(1, last + 2))
    return sorted({1 + round((2 * place + 1) * (last - 1) / (2 * most)) for place in range(most)})


@dataclass(frozen=True)
class Share:
    """Which of all plans are tried: every `of`-th, from number `part` on."""

    part: int = 0
    of: int = 1

    def taken(self, plans: list[Plan]) -> list[Plan]:
        """These plans."""
        return plans[self.part :: self.of]


def faults(place: Place, control: Control, name: str, found: Measured, most: int, share: Share) -> int:
    """The n-th call fails, once or from then on: old or new, whole, and the next command works."""
    operation = operations.OPERATIONS[name]
    old, new, last = found
    count = 0
    plans = [(at, *kind) for kind in place.kinds for at in spread(last, most)]
    for at, error, forever in share.taken(plans if not most else plans[:: len(place.kinds)]):
        place.reset()
        control.arm(place.folder, at, error=error, forever=forever, sockets=place.kinds is LINE)
        try:
            operation(place.url, place.folder)
            failed = None
        except TalentmapError as caught:
            failed = caught
        hit = control.disarm()
        said = f"{name}, call {at} of {last}, {errno.errorcode[error]}: {failed}"
        if failed is None:
            assert place.state() == new, said
        else:
            assert hit, said
            known(place.state(), old, new, said)
        operations.next_command(place.url, look=not most)
        count += hit
    return count


def kills(place: Place, control: Control, name: str, found: Measured, most: int, moments: int, share: Share) -> int:
    """The process is gone at the n-th call, or at any moment: the same."""
    operation = operations.OPERATIONS[name]
    old, new, last = found

    def killed(at: int, moment: float | None = None) -> bool:
        place.reset()
        control.arm(place.folder, at, sockets=place.kinds is LINE)
        ended = child(lambda: operation(place.url, place.folder), moment)
        control.disarm()
        said = f"{name}, killed at call {at} or moment {moment}"
        known(place.state(), old, new, said)
        operations.next_command(place.url, look=not most)
        return ended == -signal.SIGKILL

    count = sum(killed(at) for at in share.taken(spread(last, most)))
    wanted = len(share.taken(list(range(moments))))
    if not wanted:
        return count
    place.reset()
    began = time.perf_counter()
    assert child(lambda: operation(place.url, place.folder)) == 0
    seconds = time.perf_counter() - began
    chance = random.Random(f"{name} {share.part}")
    hits = 0
    for _ in range(10 * wanted):  # a kill that comes after the end says nothing: another moment is drawn
        hits += killed(0, chance.random() * seconds)
        if hits == wanted:
            return count + hits
    raise AssertionError(f"{name}: only {hits} of {wanted} kills came before the end")


def known(state: State, old: State, new: State, said: str) -> None:
    assert state[0] in (old[0], new[0]), said
    assert state[1] in (old[1], new[1]), said


def measured(place: Place, control: Control, operation: Callable[[str, Path], None]) -> Measured:
    """Before, after, and the number of calls in between."""
    old = place.old
    place.reset()
    control.arm(place.folder, 10**9, error=errno.EIO, sockets=place.kinds is LINE)
    operation(place.url, place.folder)
    last = control.seen
    control.disarm()
    assert last > 3, "the failing disk is not loaded"
    return old, place.state(), last


def child(act: Callable[[], None], moment: float | None = None) -> int:
    """Do it in a copy of this process; killed after so many seconds. How it ended."""
    pid = os.fork()
    if pid == 0:
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    if moment is not None:
        time.sleep(moment)
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(url: str, folder: str, control_file: str, most: str, moments: str, *names: str) -> None:
    control = Control(Path(control_file))
    place = (OnServer if url.startswith("postgresql") else Place)(url, Path(folder))
    found = {}
    for what in names or operations.OPERATIONS:
        name, _, parts = what.partition(":")
        share = Share(*map(int, parts.split("/"))) if parts else Share()
        began = time.process_time()
        each = measured(place, control, operations.OPERATIONS[name])
        found[what] = {
            "calls": each[2],
            "faults": faults(place, control, name, each, int(most), share),
            "kills": kills(place, control, name, each, int(most), int(moments), share),
        }
        found[what]["seconds"] = round(time.process_time() - began)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
