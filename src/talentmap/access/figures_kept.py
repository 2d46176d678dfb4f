"""What the snapshots of published figures keep of one person, and taking it out."""

from __future__ import annotations

import json

from talentmap.access.figures_table import PublishedTable
from talentmap.data.store import Reading, Writing

_TABLE = "published"


def kept_of(reading: Reading, person_id: str) -> list[str]:
    """Names of the figures whose last snapshots still hold values of this person."""
    found = []
    for row in reading.frame(_TABLE).to_dict("records"):
        published = PublishedTable.from_state(json.loads(str(row["state"])))
        if published.holds(person_id, bytes.fromhex(str(row["key"]))):
            found.append(str(row["name"]))
    return found


def forget_in_figures(writing: Writing, person_id: str) -> None:
    """Take what snapshots keep of one person out of the store; the figures themselves stay."""
    for row in writing.frame(_TABLE).to_dict("records"):
        published = PublishedTable.from_state(json.loads(str(row["state"])))
        key = bytes.fromhex(str(row["key"]))
        if published.holds(person_id, key):
            state = json.dumps(published.forget(person_id, key).state())
            writing.update(_TABLE, {"name": row["name"]}, {"state": state}, None)
