"""Compile the disk that fails, and steer it."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
_FORMAT = "6q1024s"
SIZE = struct.calcsize(_FORMAT)


def compiled(folder: Path) -> Path:
    """The library, or a skip where there is no compiler."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler here: install gcc and libc6-dev")
    library = folder / "shim.so"
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, HERE / "shim.c", "-ldl"], check=True)
    return library


class Control:
    """The shared file that says which call fails.

    Parameters
    ----------
    path
        Where it stands; made when it is not there.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(SIZE))
            path.chmod(0o666)
        with open(path, "r+b") as handle:
            self._map = mmap.mmap(handle.fileno(), SIZE)

    def arm(self, folder: Path | str, at: int, *, error: int = 0, forever: bool = False, sockets: bool = False) -> None:
        """Let the call number `at` on files in this folder fail (0 as error: kill the process)."""
        name = os.fsencode(os.path.realpath(folder)) if folder else b""
        self._map[:] = struct.pack(_FORMAT, 0, at, error, forever, 0, sockets, name)

    def disarm(self) -> bool:
        """Stop failing; True when a call did fail."""
        hit = self._value(4) > 0
        self._map[8:16] = struct.pack("q", 0)
        return hit

    @property
    def seen(self) -> int:
        """Calls counted since it was armed."""
        return self._value(0)

    def _value(self, place: int) -> int:
        return int(struct.unpack_from("q", self._map, 8 * place)[0])
