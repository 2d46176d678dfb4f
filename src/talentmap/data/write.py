"""Write a dataset or a table of results: whole or not at all, and without a cell that a spreadsheet would run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import pandas as pd

from talentmap.data.atomic import replaced_file, replaced_folder
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.data.plain import plain_table
from talentmap.data.write_csv import DIALECTS, Dialect, csv_into
from talentmap.data.write_html import html_into
from talentmap.data.write_json import json_into, table_json_into
from talentmap.data.write_parquet import parquet_into
from talentmap.data.write_xlsx import Sheet, check_sheets, xlsx_into
from talentmap.errors import ExportError
from talentmap.vocabulary import text

_FILES = MappingProxyType({".xlsx": "xlsx", ".json": "json"})
_NOT_A_FOLDER = frozenset({".csv", ".tsv", ".txt", ".parquet", ".xls", ".xlsm", ".ods", ".yaml", ".yml", ".zip"})
_FORMATS = ("csv", "parquet", "xlsx", "json")


def write_dataset(
    data: Dataset, path: str | os.PathLike[str], *, format: str | None = None, dialect: str = "plain"
) -> None:
    """Write every table to a folder of CSV or Parquet files, a workbook or a JSON file.

    ``read_dataset`` gives the same Dataset back, with the same fingerprint; the reference date is no part of the files,
    so one that was given has to be given again. Optional tables without rows are left out.

    Parameters
    ----------
    data
        What to write.
    path
        A name that ends in ``.xlsx`` or ``.json``, or else a folder. Missing folders above it are made. What stood
        there is replaced in one step; when anything fails it stays as it was.
    format
        ``"csv"`` or ``"parquet"`` for a folder, ``"xlsx"`` or ``"json"`` for a file; by the name if not said.
    dialect
        For CSV: ``"plain"`` (UTF-8, comma, decimal point, ISO dates) or ``"excel-nl"`` (what Dutch Excel opens with a
        double click: UTF-8 with its mark, semicolon, decimal comma, d-m-yyyy).

    Raises
    ------
    ExportError
        The place cannot be written, holds files talentmap did not make, or the format cannot hold the data.
    """
    target = Path(path)
    chosen = format or _FILES.get(target.suffix.lower(), "csv")
    if chosen not in _FORMATS or (format is None and target.suffix.lower() in _NOT_A_FOLDER):
        raise ExportError(text("export.dataset_format", path=target, format=chosen, known=", ".join(_FORMATS)))
    manner = _dialect(dialect)
    frames = _worth_writing(data)
    if chosen == "xlsx":
        sheets = [Sheet(name, frame, tables()[name]) for name, frame in frames.items()]
        check_sheets(sheets)
        with replaced_file(target) as handle:
            xlsx_into(sheets, handle)
    elif chosen == "json":
        with replaced_file(target) as handle:
            json_into(frames, handle)
    else:
        with replaced_folder(target, _is_ours) as folder:
            for name, frame in frames.items():
                with open(folder / f"{name}.{chosen}", "xb") as handle:
                    if chosen == "csv":
                        csv_into(frame, handle, manner)
                    else:
                        parquet_into(tables()[name], frame, handle)


def write_table(frame: pd.DataFrame, path: str | os.PathLike[str], *, title: str = "", dialect: str = "plain") -> None:
    """Write one table of results as CSV, workbook, JSON or a web page, by the suffix of the name.

    Parameters
    ----------
    frame
        Any frame. A named index comes along as columns; a plain one is left out.
    path
        A name that ends in ``.csv``, ``.xlsx``, ``.json`` or ``.html``. Replaced in one step.
    title
        Heading of the web page and name of the sheet.
    dialect
        For CSV, as in :func:`write_dataset`.

    Raises
    ------
    ExportError
        The suffix is another, the place cannot be written, or a workbook cannot hold the table.
    """
    target = Path(path)
    table = plain_table(frame)
    manner = _dialect(dialect)
    sheet = Sheet(title or target.stem, table, None)
    writers: Mapping[str, Callable[[BinaryIO], None]] = {
        ".csv": lambda handle: csv_into(table, handle, manner),
        ".xlsx": lambda handle: xlsx_into([sheet], handle),
        ".json": lambda handle: table_json_into(table, handle),
        ".html": lambda handle: html_into(table, handle, title=title or target.stem),
    }
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise ExportError(text("export.table_format", path=target, known=", ".join(writers)))
    if target.suffix.lower() == ".xlsx":
        check_sheets([sheet])
    with replaced_file(target) as handle:
        writer(handle)


def _worth_writing(data: Dataset) -> dict[str, pd.DataFrame]:
    """Tables with rows, and the required ones, whose header alone says that there are none."""
    return {name: frame for name, frame in data.frames.items() if len(frame) or tables()[name].required}


def _is_ours(entry: Path) -> bool:
    return entry.is_file() and entry.suffix in {".csv", ".parquet"} and entry.stem in tables()


def _dialect(name: str) -> Dialect:
    if name not in DIALECTS:
        raise ExportError(text("export.dialect", dialect=name, known=", ".join(DIALECTS)))
    return DIALECTS[name]
