"""Published figures in the store: one snapshot of each, made once, read by everybody who works here.

The table ``published`` keeps for each name the secret of its draws and what the next snapshot has to know. What it
keeps of people stands there under tokens that lead to nobody without that secret, and is taken out by erasure.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable

from talentmap.access import log
from talentmap.access.figures import LEAST, publish
from talentmap.access.figures_facts import FigureInput
from talentmap.access.figures_table import PublishedTable
from talentmap.access.relation import relations
from talentmap.access.workspace import Workspace
from talentmap.data.dataset import Dataset
from talentmap.errors import AccessError
from talentmap.vocabulary import text

_MAKERS = ("hr", "analyst")
_TABLE = "published"


def publish_figures(
    workspace: Workspace, name: str, make: Callable[[Dataset], FigureInput], k: int = LEAST
) -> PublishedTable:
    """Make a new snapshot of figures from everything in the store, and keep it. For HR and analysts.

    Parameters
    ----------
    name
        Which figures, such as ``strengths``; each name has snapshots of its own.
    make
        Makes the values of people from the dataset: ``strength_input`` or ``conversation_input``. What it returns goes
        into :func:`~talentmap.access.figures.publish` and nowhere else.
    k
        Contributors a group needs; not lower than in the snapshot before.

    Raises
    ------
    AccessError
        The viewer may not publish.
    ProblemError
        k is too low.
    """
    if workspace.viewer.role not in _MAKERS:
        raise AccessError(text("figures.only_makers"))
    with workspace.store.writing() as writing:
        made = make(writing.dataset(workspace.today))
        row = writing.row(_TABLE, {"name": name})
        key = str(row["key"]) if row else secrets.token_hex(32)
        earlier = PublishedTable.from_state(json.loads(row["state"])) if row else None
        published = publish(
            made.table,
            made.groups,
            k,
            earlier=earlier,
            known=made.known,
            key=bytes.fromhex(key),
            contributes=made.contributes,
            chains=made.chains,
        )
        values = {"day": workspace.today, "state": json.dumps(published.state())}
        if row:
            writing.update(_TABLE, {"name": name}, values, None)
        else:
            writing.insert(_TABLE, [{"name": name, "key": key, **values}])
        log.append(writing, workspace.actor, "figures.publish", day=workspace.today)
    return published.for_readers()


def published_figures(workspace: Workspace, name: str) -> PublishedTable | None:
    """The latest snapshot, for everybody who works here, HR and analysts; None where none was made.

    Raises
    ------
    AccessError
        The viewer does not work here.
    """
    with workspace.store.reading() as reading:
        if not relations(reading.dataset(workspace.today), workspace.viewer).belongs:
            raise AccessError(text("figures.only_here"))
        row = reading.row(_TABLE, {"name": name})
    return None if row is None else PublishedTable.from_state(json.loads(row["state"])).for_readers()
