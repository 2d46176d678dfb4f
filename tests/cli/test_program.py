"""Help, language, usage errors and the last resort."""

from __future__ import annotations

import json
from typing import Any

import pytest

from talentmap.cli import failures, output, run
from talentmap.cli.program import COMMANDS, language_asked
from talentmap.errors import VerificationError

NAMES = [name for name, _ in COMMANDS]


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_in_both_languages(name: str, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(), "--help", "--lang", lang]) == 0 or name == ""
    assert run([*name.split(), "--lang", lang, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("Gebruik: talentmap" if lang == "nl" else "Usage: talentmap")
    assert "cli." not in page
    assert max(len(line) for line in page.splitlines() if "cohesion=" not in line) <= 80


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    page = capsys.readouterr().out
    assert all(f"  {name}" in page for name in NAMES)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("talentmap ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "Did you mean check"),
        (["map", "--byy", "x"], "--by"),
        (["map"], "PATH is missing"),
        (["map", "a", "b"], "Too much input: b"),
        (["map", "a", "--by"], "--by needs a value"),
        (["map", "a", "--lang", "fr"], "choose from nl, en"),
        (["--lang", "en"], "Say which command"),
        (["match", "a", "--method", "stabel"], "Did you mean stable"),
        (["map", "a", "--limit", "none"], "--limit: none is not a whole number"),
        (["map", "/nowhere/at/all", "--out", "x.pdf"], "no known ending"),
        (["map", "/nowhere/at/all", "--out", "/nowhere/x.csv"], "cannot be written"),
    ],
)
def test_usage_errors(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    seen = capsys.readouterr()
    assert said in seen.err
    assert seen.err.count("\n") == 1
    assert seen.out == ""


def test_usage_errors_in_dutch_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["map", "--json", "--lang=nl"]) == 2
    seen = capsys.readouterr()
    answer = json.loads(seen.out)
    assert answer["status"] == "bad_input"
    assert answer["message"].startswith("PATH ontbreekt")
    assert seen.err.startswith("Fout: PATH ontbreekt")


def test_language_comes_from_the_option_then_the_environment() -> None:
    assert language_asked(["map", "--lang", "nl"], {}) == "nl"
    assert language_asked(["--lang=NL", "map"], {"TALENTMAP_LANG": "en"}) == "nl"
    assert language_asked(["map"], {"TALENTMAP_LANG": "nl"}) == "nl"
    assert language_asked(["map", "--lang"], {}) == "en"
    assert language_asked(["map"], {"TALENTMAP_LANG": "xx"}) == "en"


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (RuntimeError("deep\nbelow"), 3, "RuntimeError: deep below"),
        (VerificationError("sum is off"), 3, "sum is off"),
        (RecursionError(), 3, "RecursionError"),
        (PermissionError(13, "Permission denied", "a/b"), 2, "a/b: Permission denied"),
        (MemoryError(), 2, "memory"),
        (ModuleNotFoundError("No module named 'x'", name="x"), 2, "x is missing"),
        (KeyboardInterrupt(), 130, "Stopped"),
    ],
)
def test_no_failure_shows_a_traceback(
    error: BaseException, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise error

    assert failures.guarded(fail, as_json=False) == status
    seen = capsys.readouterr()
    assert said in seen.err
    assert "Traceback" not in seen.err
    if not isinstance(error, KeyboardInterrupt):
        assert failures.guarded(fail, as_json=True) == status
        answer = json.loads(capsys.readouterr().out)
        assert answer["status"] == ("error" if status == 3 else "bad_input")
        assert said in answer["message"]


def test_makers_can_see_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTMAP_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        failures.guarded(lambda: 1 // 0, as_json=False)


def test_json_is_strict(capsys: pytest.CaptureFixture[str]) -> None:
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame(
        {
            "a": pd.array([1, None], dtype="Int64"),
            "b": [np.nan, np.inf],
            "c": pd.to_datetime(["2026-06-01", None]),
            "d": ["é", None],
        }
    )
    answer: dict[str, Any] = {"frame": frame, "x": np.float64("nan"), "n": np.int8(3), "t": {"z", "a"}, "e": (True,)}
    output.print_json(answer)
    assert json.loads(capsys.readouterr().out) == {
        "frame": [
            {"a": 1, "b": None, "c": "2026-06-01", "d": "é"},
            {"a": None, "b": None, "c": None, "d": None},
        ],
        "x": None,
        "n": 3,
        "t": ["a", "z"],
        "e": [True],
    }


def test_errors_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_error("\x1b[2Jgone\u202e")
    assert capsys.readouterr().err == "Error: \\u001b[2Jgone\\u202e\n"


def test_interrupted_while_a_command_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("talentmap.cli.reading.dataset", interrupt)
    assert run(["map", "x", "--lang", "nl"]) == 130
    assert "Gestopt" in capsys.readouterr().err
