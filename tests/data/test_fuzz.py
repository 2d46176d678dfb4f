"""Good files with bytes changed end as accepted or as DataError, within 5 seconds and 500 MB, whatever the bytes.

The changes are made in a process of its own under the operating system's limits, because a parser written in another
language can end a process without an exception.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from talentmap.data.dataset import Dataset
from talentmap.data.write import write_dataset
from tests.organisations import random_organisation

CHANGES = 500 if os.environ.get("TALENTMAP_FULL") else 30
"""Per format; there are four."""

_LOOP = '''
import json, random, re, resource, shutil, sys, time, zipfile
from pathlib import Path
from talentmap.data.read import read_dataset
from talentmap.errors import DataError

source, scratch, changes, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
read_dataset(source)
resource.setrlimit(resource.RLIMIT_AS, (16_000_000_000, 16_000_000_000))
chance = random.Random(seed)
files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
answers = {"accepted": 0, "refused": 0, "slowest": 0.0, "kinds": []}

def changed(content):
    content = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        place = chance.randrange(len(content))
        action = chance.randrange(5)
        if action == 0:
            content[place] ^= 1 << chance.randrange(8)
        elif action == 1:
            content[place] = chance.choice(b"\\x00\\xff\\"',;\\n\\r=<&{[9e-")
        elif action == 2:
            del content[place : place + chance.choice([1, 3, 50, 10_000])]
        elif action == 3:
            content[place:place] = bytes(chance.choices(range(256), k=chance.choice([1, 4, 30])))
        else:
            start = chance.randrange(len(content))
            content[place:place] = content[start : start + chance.choice([2, 20, 400])]
        if not content:
            break
    return bytes(content)

def change_part(file):
    """Change what is packed in a workbook, so that the checksums of the archive do not give it away."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = chance.choice(sorted(name for name in parts if name.endswith((".xml", ".rels"))))
    parts[chosen] = changed(parts[chosen])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

for change in range(changes):
    target = scratch / source.name
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
        file = target / chance.choice(files).relative_to(source)
    else:
        shutil.copy(source, target)
        file = target
    if file.suffix == ".xlsx" and change % 2:
        change_part(file)
    else:
        file.write_bytes(changed(file.read_bytes()))
    started = time.perf_counter()
    try:
        read_dataset(target)
        answers["accepted"] += 1
    except DataError as error:
        answers["refused"] += 1
        assert len(error.faults) and error.faults["kind"].notna().all()
        answers["kinds"] = sorted({*answers["kinds"], *error.faults["kind"]})
    answers["slowest"] = max(answers["slowest"], time.perf_counter() - started)
# not ru_maxrss: that starts at the size of the process that started this one
status = Path("/proc/self/status").read_text() if sys.platform == "linux" else ""
peak = re.search(r"VmHWM:[^0-9]*([0-9]+)", status)
answers["megabytes"] = int(peak[1]) / 1000 if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(json.dumps(answers))
'''


def _good() -> Dataset:
    return random_organisation(5, n_people=30, n_units=4, n_roles=4)


@pytest.mark.parametrize("name", ["csv", "parquet", "book.xlsx", "data.json"])
def test_changed_bytes_end_in_order(name: str, tmp_path: Path) -> None:
    write_dataset(_good(), tmp_path / name, format=name.rpartition(".")[2])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    seed = sum(name.encode())
    done = subprocess.run(
        [sys.executable, "-c", _LOOP, str(tmp_path / name), str(scratch), str(CHANGES), str(seed)],
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    answers = json.loads(done.stdout)
    assert answers["accepted"] + answers["refused"] == CHANGES
    assert answers["refused"] > CHANGES / 10
    assert answers["slowest"] < 5
    assert answers["megabytes"] < 500


@pytest.mark.parametrize("name", ["csv", "parquet", "book.xlsx", "data.json"])
def test_every_length_of_a_cut_off_file_ends_in_order(name: str, tmp_path: Path) -> None:
    from talentmap.data.read import check_dataset

    path = tmp_path / name
    write_dataset(_good(), path, format=name.rpartition(".")[2])
    file = path / f"claims.{name}" if path.is_dir() else path
    whole = file.read_bytes()
    for length in range(0, len(whole), max(len(whole) // 12, 1)):
        file.write_bytes(whole[:length])
        report = check_dataset(path)
        assert report.dataset is None or name == "csv"
