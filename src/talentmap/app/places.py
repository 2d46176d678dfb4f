"""The pages: their names, files and icons."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

HERE = Path(__file__).parent

PAGES = (
    ("start", "start.py", ":material/folder_open:"),
    ("map", "capability_map.py", ":material/grid_on:"),
    ("match", "role_matching.py", ":material/handshake:"),
    ("team", "team_builder.py", ":material/groups:"),
    ("staffing", "staffing.py", ":material/account_tree:"),
    ("groups", "groups.py", ":material/diversity_3:"),
    ("portfolio", "my_portfolio.py", ":material/badge:"),
    ("access", "access.py", ":material/policy:"),
)
"""Name in the catalogue, file and icon of each page, in the order of the questions a person has."""

PURPOSE = {
    "start": "figures",
    "map": "figures",
    "match": "role_match",
    "team": "team",
    "staffing": "team",
    "groups": "team",
    "portfolio": "portfolio",
}
"""What each page looks for; a page that is not here shows nothing about people."""

OPEN = ("start", "access")
"""Pages that are there for everybody who has logged in, whatever they may look for."""


def offered(purposes: Collection[str] | None) -> list[tuple[str, str, str]]:
    """The pages for somebody who may look for these purposes; None means all."""
    return [page for page in PAGES if purposes is None or page[0] in OPEN or PURPOSE[page[0]] in purposes]


def page_file(name: str) -> Path:
    """Where the script of a page stands."""
    return HERE / "pages" / next(file for known, file, _ in PAGES if known == name)
