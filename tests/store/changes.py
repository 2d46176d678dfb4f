"""Runs in a process of its own: one person changes their claim so many times, and says how many were stale.

``python -m tests.store.changes STORE PERSON TIMES``
"""

from __future__ import annotations

import sys

from talentmap.access.viewer import Viewer
from talentmap.access.workspace import open_workspace
from talentmap.errors import StaleError


def main(url: str, person: str, times: str) -> None:
    workspace = open_workspace(url, Viewer(person), today="2026-06-01")
    stale = 0
    for place in range(int(times)):
        while True:
            seen = workspace.own_rows("claims").iloc[0].to_dict()
            try:
                workspace.save_claim({**seen, "level": place % 6}, seen=seen)
                break
            except StaleError:  # the other process was first
                stale += 1
    print(stale)


if __name__ == "__main__":
    main(*sys.argv[1:])
