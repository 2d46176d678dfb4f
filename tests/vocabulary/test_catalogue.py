"""The message catalogue: complete in both languages, with the same placeholders, and every key used exists."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from string import Formatter

import pytest

from talentmap.vocabulary import current_language, message_keys, text, use_language

SOURCE = Path(__file__).resolve().parents[2] / "src" / "talentmap"
FILES = sorted((SOURCE / "vocabulary" / "messages").glob("*.csv"))


def placeholders(sentence: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(sentence) if name is not None})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_languages_say_the_same(path: Path) -> None:
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    assert rows
    assert len({row["key"] for row in rows}) == len(rows), "a key stands twice"
    for row in rows:
        assert set(row) == {"key", "nl", "en"}, row
        assert row["key"].startswith(f"{path.stem}."), row["key"]
        assert row["nl"].strip(), row["key"]
        assert row["en"].strip(), row["key"]
        assert placeholders(row["nl"]) == placeholders(row["en"]), row["key"]


def test_every_literal_key_in_the_code_exists() -> None:
    known = set(message_keys())
    areas = "|".join(path.stem for path in FILES)
    pattern = re.compile(rf'\b(?:text|_t|t)\(\s*"((?:{areas})\.[a-z0-9_.-]+)"')
    missing = {
        f"{path.name}: {key}"
        for path in sorted(SOURCE.rglob("*.py"))
        for key in pattern.findall(path.read_text(encoding="utf-8"))
        if key not in known
    }
    assert missing == set()


def test_language_is_english_unless_said_otherwise_and_comes_back() -> None:
    assert current_language() == "en"
    with use_language("nl"):
        assert text("results.status.optimal") == "bewezen optimaal"
        assert text("results.status.optimal", lang="en") == "proven optimal"
    assert current_language() == "en"


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'fr' is not one of nl, en"), use_language("fr"):
        pass


def test_braces_in_data_stay_as_they_are() -> None:
    shown = text("results.no_solution", lang="en", status="{0}", conflicts="{name}")
    assert "{0}" in shown
    assert "{name}" in shown


def test_fractions_get_the_decimal_sign_of_the_language_and_nothing_else_changes() -> None:
    said = {"subject": "P1.5", "role": "R2", "value": 0.75, "can": 1.0, "wants": 0.5}
    assert text("matching.person.seated", lang="nl", **said) == "P1.5 krijgt R2: fit 0,750 (kan 1,000, wil 0,500)"
    assert text("matching.person.seated", lang="en", **said) == "P1.5 gets R2: fit 0.750 (can 1.000, wants 0.500)"
