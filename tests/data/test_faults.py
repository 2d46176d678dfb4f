"""The words of a fault: every kind has a title, every hint exists, and nothing invisible is shown as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import talentmap.data
from talentmap.data.faults import FAULT_COLUMNS, KINDS, Finding, data_error, excerpt, finding_frame
from talentmap.vocabulary import LANGUAGES, message_keys, text

KEYS = {key for key in message_keys() if key.startswith("data.")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_a_title(lang: str) -> None:
    titles = [text(f"data.kind.{kind}", lang=lang) for kind in KINDS]
    assert all(titles)
    assert len(set(titles)) == len(KINDS)
    assert {key for key in KEYS if key.startswith("data.kind.")} == {f"data.kind.{kind}" for kind in KINDS}


def test_every_hint_in_the_code_is_in_the_catalogue_and_the_other_way_round() -> None:
    folder = Path(talentmap.data.__path__[0])
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    written = set(re.findall(r"data\.(?:hint|expected|found|error)\.[a-z_]+(?:\.[a-z_]+)?", code))
    whole = {key for key in written if not key.endswith((".", "_"))}
    groups = {key for key in whole if any(other.startswith(f"{key}.") for other in KEYS)}
    assert whole - groups <= KEYS
    words = set(re.findall(r'"([a-z_-]+)"', code)) | {
        kind.replace("-", "_") for kind in re.findall(r'"([a-z-]+)"', code)
    }
    words |= {"whole_range", "number_range", "level", "integer", "number", "date", "text", "id", "ids"}
    unused = {key for key in KEYS if not key.startswith("data.kind.") and key not in whole}
    assert {key for key in unused if key.rpartition(".")[2] not in words} == set()


def test_an_excerpt_is_short_and_visible() -> None:
    assert excerpt("x" * 100) == "x" * 39 + "…"
    assert excerpt("Zoë") == "Zoë"
    assert excerpt("a\u202eb\x00") == "a<U+202E>b<U+0000>"
    assert len(excerpt("\u200b" * 100)) == 40


def test_a_frame_of_findings_is_in_the_order_of_files_and_rows() -> None:
    frame = finding_frame(
        [
            Finding("out-of-range", "b.csv", "fte", (7, 3), ("2", "3"), "x", ("h",)),
            Finding("cycle", "a.csv"),
            Finding("bad-date", "b.csv", "date", (5,), more=4),
        ]
    )
    assert list(frame.columns) == list(FAULT_COLUMNS)
    assert frame["row"].fillna(0).tolist() == [3, 5, 7, 0]
    assert frame["found"].tolist() == ["3", "", "2", ""]
    assert "4" in frame["hint"].iloc[1]
    assert finding_frame([]).empty
    error = data_error(pd.concat([frame] * 10, ignore_index=True))
    assert str(error).count("\n") == 21
