"""Paths, files, signals and pipes that go wrong: one clear line, the right exit status, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from talentmap import examples
from talentmap.cli import run
from talentmap.data.write import write_dataset

PROGRAM = [sys.executable, "-m", "talentmap"]


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy") / "data"
    write_dataset(examples.toy(), folder)
    return folder


def called(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], capture_output=True, text=True, env={**os.environ, **more}, timeout=120)


def test_exit_statuses_of_the_program_itself(toy: Path) -> None:
    assert called("check", str(toy)).returncode == 0
    assert called("team", str(toy), "--project", "J1", "--include", "P1,P2", "--apart", "P1,P2").returncode == 1
    wrong = called("team", str(toy), "--project", "J9", "--json")
    assert wrong.returncode == 2
    assert "J1" in json.loads(wrong.stdout)["message"]
    assert wrong.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "path",
    [
        "",
        " ",
        "x" * 5000,
        "a\nb",
        "\x1b[2J",
        "../" * 200,
        "/dev/null",
        "/proc/self/mem",
        "~",
        "-",
        "con:",
        "$(id)",
        "nul\0byte",
        "\udcff",
    ],
)
@pytest.mark.parametrize("command", ["check", "map"])
def test_strange_paths(command: str, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--", path]) == 2
    seen = capsys.readouterr()
    assert "Traceback" not in seen.err
    assert "\x1b" not in seen.err + seen.out


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"\xff\xfe", b"PK\x03\x04garbage", b"{", b"[[[[", b"null"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "parquet", "txt"])
def test_files_that_are_not_what_they_seem(
    content: bytes, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"people.{suffix}"
    path.write_bytes(content)
    for asked in (path, tmp_path):
        assert run(["map", str(asked), "--json"]) == 2
        assert json.loads(capsys.readouterr().out)["status"] == "bad_input"


@pytest.mark.parametrize("out", ["", "x", "x.pdf", "no/such/folder/x.csv", "."])
def test_answers_that_cannot_be_kept(toy: Path, out: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", str(toy), "--out", out]) == 2
    assert "--out" in capsys.readouterr().err


def test_a_file_in_the_way_of_the_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("mine")
    assert run(["demo", "--out", str(tmp_path / "out")]) == 2
    assert "out" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_reader_that_stops_early(toy: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "map", str(toy), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
    assert "Traceback" not in complaint
    assert "Exception ignored" not in complaint
    assert process.returncode == 141


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_interrupted() -> None:
    code = "import signal, sys, time\nfrom talentmap.cli import failures\n"
    code += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background ignores it
    code += "sys.exit(failures.guarded(lambda: (print('ready', flush=True), time.sleep(60))[1] or 0, as_json=False))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as p:
        assert p.stdout is not None
        assert p.stderr is not None
        assert p.stdout.readline() == "ready\n"
        p.send_signal(signal.SIGINT)
        complaint = p.stderr.read()
    assert p.returncode == 130
    assert complaint.strip() == "Stopped."


def test_a_pipe_is_no_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "dataset.json"
    os.mkfifo(pipe)
    began = time.monotonic()
    assert run(["check", str(pipe)]) == 2
    assert time.monotonic() - began < 30


def test_a_terminal_that_knows_ascii_only(toy: Path) -> None:
    done = called("team", str(toy), "--project", "J1", "--lang", "nl", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    done = called("team", str(toy), "--project", "J1", "--json", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["status"] == "optimal"


def test_colours_only_for_a_terminal(toy: Path) -> None:
    assert "\x1b" not in called("map", str(toy)).stdout
    assert "\x1b" not in called("--help").stdout
