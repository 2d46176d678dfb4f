"""How the app is set up: nothing is sent out, one machine only, thin pages, a favicon of our own."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from talentmap.app import __main__ as starter
from talentmap.app.assets.make_favicon import png
from talentmap.app.components.html import as_typed
from talentmap.app.places import HERE, PAGES, page_file
from talentmap.app.services.words import Figure, day, number, percent
from talentmap.vocabulary import use_language
from tests.app.pages import ROOT

SETTINGS = (ROOT / ".streamlit" / "config.toml", HERE / ".streamlit" / "config.toml")


def test_settings_keep_everything_on_this_machine() -> None:
    settings = tomllib.loads(SETTINGS[0].read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "localhost"
    assert settings["server"]["enableXsrfProtection"] is True
    assert settings["server"]["enableCORS"] is True
    assert settings["server"]["enableStaticServing"] is False
    assert settings["server"]["maxUploadSize"] == 20
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["showErrorLinks"] is False
    assert settings["client"]["disableDataExport"] is True, "the toolbar of a table would let formulas through"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["toolbarMode"] == "minimal"
    assert "http" not in SETTINGS[0].read_text(encoding="utf-8")


def test_both_ways_to_start_the_app_use_the_same_settings() -> None:
    assert SETTINGS[0].read_bytes() == SETTINGS[1].read_bytes()


def test_the_favicon_is_the_one_that_is_drawn() -> None:
    assert (HERE / "assets" / "favicon.png").read_bytes() == png()


def test_the_script_at_the_top_is_three_lines() -> None:
    assert len((ROOT / "app_streamlit.py").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize("path", [page_file(name) for name, _, _ in PAGES], ids=lambda path: path.stem)
def test_pages_are_short_scripts_without_pandas_or_solvers(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom | ast.Import)
    }
    assert not {name.split(".")[0] for name in imported} & {"pandas", "numpy", "pulp", "scipy"}
    assert len(source.splitlines()) < 60


def test_services_never_import_streamlit() -> None:
    for path in (HERE / "services").glob("*.py"):
        assert "import streamlit" not in path.read_text(encoding="utf-8"), path.name


def test_starting_passes_port_data_and_language_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (starter.DATA_VARIABLE, starter.LANGUAGE_VARIABLE):
        monkeypatch.setenv(name, "")
    seen: list[list[str]] = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda: seen.append(list(starter.sys.argv)))
    monkeypatch.setattr(starter.sys, "argv", ["x"])
    assert starter.main(["--port", "8777", "--lang", "en", "--", str(tmp_path)]) == 0
    assert seen[0][1:] == ["run", str(HERE / "main.py"), "--server.port=8777"]
    assert starter.os.environ[starter.DATA_VARIABLE] == str(tmp_path.resolve())
    assert starter.os.environ[starter.LANGUAGE_VARIABLE] == "en"


def test_figures_and_days_follow_the_language() -> None:
    with use_language("nl"):
        assert (number(1234.5, 1), percent(0.912), f"{Figure(0.2167):.3f}", str(Figure(1.3))) == (
            "1.234,5",
            "91%",
            "0,217",
            "1,3",
        )
    with use_language("en"):
        assert (number(1234.5, 1), number(float("nan")), f"{Figure(1234.5):,.1f}") == ("1,234.5", "–", "1,234.5")
        import pandas as pd

        assert day(pd.Timestamp("2026-05-29")) == "29 May 2026"


def test_markdown_in_data_is_escaped() -> None:
    assert as_typed("*[x](http://y)*") == "\\*\\[x\\]\\(http\\:\u2060\\/\\/y\\)\\*"
    assert as_typed(":smile:") == "\\:\u2060smile\\:\u2060"
