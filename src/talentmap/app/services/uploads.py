"""Files that somebody uploads: names and content are not to be trusted, and nothing of them stays on disk."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from talentmap.errors import TalentmapError
from talentmap.vocabulary import text

if TYPE_CHECKING:
    from talentmap.data.read import CheckReport

SUFFIXES = ("csv", "xlsx", "json", "parquet")
"""What may be uploaded: several CSV or Parquet files, or one workbook, or one JSON file."""

_LONGEST = 100


class UploadError(TalentmapError, ValueError):
    """The files cannot be taken together as one dataset."""


class Upload(Protocol):
    """What is asked of an uploaded file."""

    @property
    def name(self) -> str:
        """Name as the sender gave it."""

    def getvalue(self) -> bytes:
        """Content."""


def safe_name(name: str) -> str:
    """Last part of a file name, without anything that could lead out of a folder or hide the file."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[^\w.() -]", "_", last).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{suffix[:10]}" if stem else f"upload.{suffix[:10]}"


def check_uploads(uploads: Iterable[Upload]) -> CheckReport:
    """Check uploaded files as ``talentmap check`` does, in a folder that is gone afterwards.

    Raises
    ------
    UploadError
        No file, files of different kinds, more than one workbook or JSON file, or two files of one name.
    """
    from talentmap.data.read import check_dataset

    files = [(safe_name(upload.name), upload.getvalue()) for upload in uploads]
    kinds = {name.rpartition(".")[2].lower() for name, _ in files}
    if not files:
        raise UploadError(text("app.upload.none"))
    if not kinds <= set(SUFFIXES):
        raise UploadError(text("app.upload.kind", kinds=", ".join(sorted(kinds - set(SUFFIXES)))))
    if len(kinds) > 1 or (len(files) > 1 and kinds & {"xlsx", "json"}):
        raise UploadError(text("app.upload.mixed"))
    if len({name.lower() for name, _ in files}) < len(files):
        raise UploadError(text("app.upload.twice"))
    with tempfile.TemporaryDirectory(prefix="talentmap-") as folder:
        for name, content in files:
            (Path(folder) / name).write_bytes(content)
        alone = kinds <= {"xlsx", "json"}
        return check_dataset(Path(folder) / files[0][0] if alone else Path(folder))
