"""A store that is absent, foreign, damaged, full or not to be written: a clear message, and nothing is touched."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from talentmap.access.workspace import open_workspace
from talentmap.data.store import Store, open_store
from talentmap.errors import DataError, StoreError
from tests.shared import ROOT
from tests.store import copies
from tests.store.faults import operations
from tests.store.faults.shim import Control, compiled

PLACES = 400 if os.environ.get("TALENTMAP_FULL") else 12


def kind(path: Path, **options: bool) -> str:
    """Which trouble opening gives; the file must be as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError) as caught:
        open_store(path, **options)
    assert str(path) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    return caught.value.kind


@pytest.mark.parametrize("create", [False, True])
def test_what_is_no_store_is_left_alone(tmp_path: Path, create: bool) -> None:
    empty, letter, folder, other = (tmp_path / name for name in ("empty", "letter", "folder", "other.db"))
    empty.touch()
    letter.write_text("Beste collega, " * 50)
    folder.mkdir()
    subprocess.run([sys.executable, "-c", _SQLITE, other], check=True)
    assert kind(empty, create=create) == "empty"
    assert kind(letter, create=create) == "foreign"
    assert kind(folder, create=create) == "foreign"
    assert kind(other, create=create) == "foreign"
    lost = tmp_path / "lost.db"
    Path(f"{lost}-wal").write_bytes(b"x" * 100)
    assert kind(lost, create=create) == "damaged"
    if not create:
        assert kind(tmp_path / "none.db") == "absent"


_SQLITE = """
import sqlite3, sys
sqlite3.connect(sys.argv[1]).executescript("create table people (a); insert into people values (1)")
"""


def test_a_server_without_a_store_is_told_from_one_with_other_tables(postgres_folder: str) -> None:
    from tests import postgres

    url = postgres.database(postgres_folder, "bare")
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert caught.value.kind == "absent"
    subprocess.run([sys.executable, "-c", _POSTGRES, postgres_folder], check=True)
    with pytest.raises(StoreError) as caught:
        open_store(url, create=True)
    assert caught.value.kind == "foreign"
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://talentmap@/one?host=/nowhere")
    assert caught.value.kind == "server"


_POSTGRES = """
import psycopg, sys
with psycopg.connect(host=sys.argv[1], user="talentmap", dbname="bare", autocommit=True) as connection:
    connection.execute("create table people (a int)")
"""


def test_a_flipped_byte_is_seen_or_changes_nothing(quick_path: Path) -> None:
    path = quick_path / "talent.db"
    copies.fill(path, "damage", operations.prepared)
    whole, told = path.read_bytes(), 0
    said = operations.content(str(path))
    chance = random.Random(7)
    filled = [place for place in range(len(whole)) if whole[place]]
    for place in [18, 40, 70, 100, 4096, *chance.sample(filled, PLACES)]:
        bent = bytearray(whole)
        bent[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bent)
        found = outcome(path)
        assert found == said or found in ("damaged", "foreign", "newer", "older", "disk"), place
        told += found != said
        for end in ("-wal", "-shm"):
            Path(f"{path}{end}").unlink(missing_ok=True)
    assert told > PLACES // 4


def outcome(path: Path) -> str:
    """What a store says, or which trouble it is in."""
    try:
        return operations.content(str(path))
    except StoreError as error:
        return error.kind
    except DataError:
        return "damaged"


@pytest.mark.parametrize("size", [60, 1000, 4096, 20_000])
def test_a_file_that_was_cut_off_is_damaged(quick_path: Path, size: int) -> None:
    path = quick_path / "talent.db"
    copies.fill(path, "damage", operations.prepared)
    path.write_bytes(path.read_bytes()[:size])
    assert kind(path) in ("damaged", "foreign")


def test_a_read_only_store_is_read_and_not_written() -> None:
    folder = Path(tempfile.mkdtemp(prefix="tm-ro-"))  # pytest's own may not be looked into by others
    try:
        path = folder / "talent.db"
        copies.fill(path, "damage", operations.prepared)
        path.chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", _READ_ONLY, path], cwd=ROOT, capture_output=True, text=True, check=False
        )
        said = done.stdout + done.stderr
        assert "2 people" in said
        assert "kind read_only" in said
        assert "may only be read here" in said
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


_READ_ONLY = """
import os, sys
from talentmap.data.store import open_store
from talentmap.errors import StoreError
def look(store):
    with store.reading() as reading:
        print(len(reading.frame("people")), "people")
    try:
        with store.writing() as writing:
            writing.delete("people", {"person_id": "zz"}, None)
    except (StoreError, LookupError) as error:
        print("kind", getattr(error, "kind", ""), error)
look(open_store(sys.argv[1]))  # everything is loaded before root gives up its rights
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
look(open_store(sys.argv[1]))
"""


def test_a_read_only_server_is_read_and_not_written(postgres_folder: str) -> None:
    from tests import postgres

    url = postgres.database(postgres_folder, "quiet", like="empty")
    operations.prepared(url)
    store = open_store(f"{url}&options=-c%20default_transaction_read_only%3Don")
    assert read(store) == ["Naam ann", "Naam bob"]
    with pytest.raises(StoreError) as caught, store.writing() as writing:
        writing.delete("people", {"person_id": "ann"}, None)
    assert caught.value.kind == "read_only"
    store.close()


def read(store: Store) -> list[str]:
    with store.reading() as reading:
        return reading.frame("people")["name"].tolist()


def test_a_full_disk_is_said_to_be_full(tmp_path: Path, quick_path: Path) -> None:
    control = tmp_path / "control"
    Control(control)
    code = _FULL.format(control=str(control), folder=str(quick_path / "work"))
    (quick_path / "work").mkdir()
    environment = {**os.environ, "LD_PRELOAD": str(compiled(tmp_path)), "TM_FAULT_CONTROL": str(control)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[1:2] == ["ready"], done.stdout + done.stderr
    assert "disk is full" in done.stdout


_FULL = """
import errno
from pathlib import Path
from talentmap.errors import StoreError
from tests.store.faults import operations
from tests.store.faults.shim import Control
control, folder = Control(Path({control!r})), Path({folder!r})
url = str(folder / "talent.db")
operations.prepared(url)
before = operations.content(url)
found = set()
for at in (1, 6, 12, 24, 36, 48, 60):
    control.arm(folder, at, error=errno.ENOSPC, forever=True)
    try:
        operations.saving(url, folder)
        done = True
    except StoreError as error:
        done = False
        found.add(error.kind)
        if error.kind == "full":
            said = error
    control.disarm()
    if done:
        break
    assert operations.content(url) == before
print(sorted(found))
operations.sharing(url, folder)
print("ready")
print(said)
"""


def test_a_store_made_at_the_same_moment_is_opened_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "talent.db"
    real = os.link

    def first(part: Path, target: Path) -> None:
        shutil.copy(part, target)  # somebody else was first
        with open(target, "r+b"):
            real(part, target)

    monkeypatch.setattr(os, "link", first)
    workspace = open_workspace(path, operations.HR, create=True)
    workspace.store.check()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["talent.db"]
