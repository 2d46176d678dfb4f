"""The pages: their names, files and icons."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent

PAGES = (
    ("start", "start.py", ":material/folder_open:"),
    ("map", "capability_map.py", ":material/grid_on:"),
    ("match", "role_matching.py", ":material/handshake:"),
    ("team", "team_builder.py", ":material/groups:"),
    ("staffing", "staffing.py", ":material/account_tree:"),
    ("groups", "groups.py", ":material/diversity_3:"),
)
"""Name in the catalogue, file and icon of each page, in the order of the questions a person has."""


def page_file(name: str) -> Path:
    """Where the script of a page stands."""
    return HERE / "pages" / next(file for known, file, _ in PAGES if known == name)
