"""Filled stores, made once in a process and then copied: filling one takes longer than what is tested on it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from talentmap.data.dataset import Dataset
from talentmap.data.store import Store, layout, open_store

_MADE: dict[tuple[str, str], bytes] = {}


def fill(url: str | Path, name: str, fill_and_close: Callable[[str], None]) -> None:
    """Fill the store at this address; a file becomes a copy of the first one that was filled under this name."""
    if str(url).startswith("postgresql"):
        fill_and_close(str(url))
        return
    made = (name, layout.digest())
    if made not in _MADE:
        with tempfile.TemporaryDirectory(prefix="tm-fill-") as folder:
            first = Path(folder) / "filled.db"
            fill_and_close(str(first))
            assert [path.name for path in first.parent.iterdir()] == [first.name]
            _MADE[made] = first.read_bytes()
    Path(url).write_bytes(_MADE[made])


def stored(store: Store, data: Dataset) -> None:
    """Write every row of a dataset into a store."""
    with store.writing() as writing:
        for name, frame in data.frames.items():
            writing.insert(name, frame)


def kept(path: Path, empty: Path, data: Dataset) -> Path:
    """A store in a file of its own, with a dataset in it; nothing has it open."""
    path.write_bytes(empty.read_bytes())
    store = open_store(path)
    stored(store, data)
    store.close()
    return path
