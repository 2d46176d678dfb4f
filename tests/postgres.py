"""A PostgreSQL server for the tests: Debian's binaries, a folder of its own, a socket and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "talentmap"


def binaries() -> Path:
    """Folder of initdb and pg_ctl, or a skip."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    named = shutil.which("pg_ctl")
    folders += [Path(named).resolve().parent] if named else []
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    pytest.skip("no PostgreSQL here: install Debian's postgresql")


@contextmanager
def server() -> Iterator[str]:
    """Folder of the socket of a running server."""
    programs = binaries()
    with tempfile.TemporaryDirectory(prefix="tm-pg-", dir="/tmp") as name:  # short: a socket's path has a limit
        folder = Path(name)
        if os.getuid() == 0:  # a server refuses to run as root
            shutil.chown(folder, "nobody")
        _run(programs / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "-N")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=40"
        _run(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield str(folder)
        finally:
            _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


def _run(program: Path, *arguments: object) -> None:
    other = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    environment = {**os.environ, "LC_ALL": "C"}
    command = [*other, str(program), *map(str, arguments)]
    # Into a file, not a pipe: the server keeps what it inherits, and a pipe would never end.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=said, stderr=said, env=environment, cwd="/tmp", check=False)
        said.seek(0)
        assert done.returncode == 0, said.read().decode(errors="replace")


def database(folder: str, name: str, like: str = "template0") -> str:
    """Address of a new database, empty or a copy of another."""
    import psycopg

    with psycopg.connect(host=folder, user=USER, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    return f"postgresql://{USER}@/{name}?host={folder}"
