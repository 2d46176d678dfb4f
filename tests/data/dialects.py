"""Ways in which programs spell the same CSV table, for tests that the content comes out the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from talentmap.data.dataset import Dataset
from talentmap.data.write_csv import DIALECTS, Dialect, csv_into

Change = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Spelling:
    """A dialect of ours, changed further as other programs do."""

    name: str
    dialect: Dialect
    before: str = ""
    after: str = ""
    change: Change = lambda frame: frame
    header: Callable[[str], str] = lambda name: name

    def write(self, data: Dataset, folder: Path) -> Path:
        """Write the tables that have rows or must be there."""
        folder.mkdir(parents=True)
        for name, frame in data.frames.items():
            if not len(frame) and name not in ("people", "strengths", "claims", "roles", "role_requirements"):
                continue
            spelled = self.change(frame).rename(columns=self.header)
            newline = self.dialect.newline
            encoding = self.dialect.encoding.replace("utf-8-sig", "utf-8").replace("utf-16", "utf-16-le")
            with open(folder / f"{name}.csv", "wb") as handle:
                mark = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}.get(self.dialect.encoding, b"")
                handle.write(mark + (self.before and self.before + newline).encode(encoding))
                csv_into(spelled, handle, replace(self.dialect, encoding=encoding))
                handle.write((self.after.replace("\n", newline)).encode(encoding))
        return folder


def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
    order = list(frame.columns)
    random.Random(5).shuffle(order)
    return frame.sample(frac=1, random_state=5)[order]


def dutch_words(frame: pd.DataFrame) -> pd.DataFrame:
    truths = {name: frame[name].map({True: "WAAR", False: "ONWAAR"}) for name in frame.select_dtypes("bool")}
    return frame.assign(**truths)


def without_blank_columns(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.dropna(axis="columns", how="all") if len(frame) else frame


def whole_numbers(decimal: str) -> Change:
    """1.0 as 1, as a spreadsheet shows it."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        floats = frame.select_dtypes("float64")
        short = {
            name: floats[name].map(lambda value: f"{value:.15g}".replace(".", decimal), na_action="ignore")
            for name in floats
        }
        return frame.assign(**short)

    return change


PLAIN, DUTCH = DIALECTS["plain"], DIALECTS["excel-nl"]
SPELLINGS = (
    Spelling("plain", PLAIN),
    Spelling("utf-8 with its mark", replace(PLAIN, encoding="utf-8-sig")),
    Spelling("windows-1252", replace(PLAIN, encoding="cp1252")),
    Spelling("utf-16 with its mark", replace(PLAIN, encoding="utf-16")),
    Spelling("utf-16 text from a spreadsheet", replace(PLAIN, encoding="utf-16", separator="\t", newline="\r\n")),
    Spelling("crlf", replace(PLAIN, newline="\r\n")),
    Spelling("old mac ends", replace(PLAIN, newline="\r", quote_all=True)),
    Spelling("all quoted", replace(PLAIN, quote_all=True)),
    Spelling("semicolons", replace(PLAIN, separator=";")),
    Spelling("tabs", replace(PLAIN, separator="\t")),
    Spelling("bars", replace(PLAIN, separator="|")),
    Spelling("dutch excel", DUTCH),
    Spelling("dutch excel, windows-1252", replace(DUTCH, encoding="cp1252")),
    Spelling("dutch excel, all quoted", replace(DUTCH, quote_all=True)),
    Spelling("dutch excel, WAAR and ONWAAR", DUTCH, change=dutch_words),
    Spelling("dutch excel, 1 for 1.0", DUTCH, change=whole_numbers(",")),
    Spelling("decimal comma between quotes", replace(PLAIN, decimal=",", quote_all=True)),
    Spelling("decimal comma and tabs", replace(PLAIN, decimal=",", separator="\t")),
    Spelling("day first", replace(PLAIN, day_first=True)),
    Spelling("sep= line", replace(DUTCH, encoding="cp1252"), before="sep=;"),
    Spelling("blank lines at the end", PLAIN, after="\n\n  \n"),
    Spelling("rows of separators at the end", DUTCH, after=";;;;\n;;;;\n"),
    Spelling("header in capitals between blanks", PLAIN, header=lambda name: f" {name.upper()} "),
    Spelling("rows and columns in another order", PLAIN, change=shuffled),
    Spelling("without columns that are blank", PLAIN, change=without_blank_columns),
    Spelling("semicolons, decimal point, day first", replace(PLAIN, separator=";", day_first=True, newline="\r\n")),
    Spelling("sep= line with a comma", PLAIN, before="sep=,"),
    Spelling("1 for 1.0", PLAIN, change=whole_numbers(".")),
)
