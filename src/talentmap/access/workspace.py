"""The one door to a store: every operation is a viewer's, is one change, and leaves its line in the log."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from talentmap.access import imports, log, looks, own
from talentmap.access.imports import ImportPreview
from talentmap.access.purposes import purposes_of
from talentmap.access.view import as_seen_by
from talentmap.access.viewer import Viewer
from talentmap.data.dataset import Dataset
from talentmap.data.store import Store, open_store
from talentmap.errors import AccessError
from talentmap.vocabulary import text

_MOST_VIEWS = 64
_HELD: WeakKeyDictionary[Store, tuple[int, str, Dataset]] = WeakKeyDictionary()
"""Store -> number of its last change, the day, and everything in it."""
_VIEWS: WeakKeyDictionary[Dataset, dict[tuple[Viewer, str], Dataset]] = WeakKeyDictionary()
"""Everything -> what each viewer sees of it; gone as soon as anything changes."""


def open_workspace(url: str | Path, viewer: Viewer, *, create: bool = False, today: object = None) -> Workspace:
    """Open a store for one viewer.

    Parameters
    ----------
    url
        Path of a file, or ``postgresql://user@host/database``.
    viewer
        Who looks and acts.
    create
        Make a store where there is none.
    today
        The day on which is looked; without one nothing that ends is known to be in force. Never the clock.

    Raises
    ------
    StoreError
        The store cannot be opened; see ``StoreError.kind``.
    """
    return Workspace(open_store(url, create=create), viewer, today)


class Workspace:
    """A store as one viewer may use it. Made by :func:`open_workspace`.

    Parameters
    ----------
    store
        The open store.
    viewer
        Who looks and acts.
    today
        The day on which is looked.
    """

    def __init__(self, store: Store, viewer: Viewer, today: object = None) -> None:
        self.store = store
        self.viewer = viewer
        self.today = today

    @property
    def actor(self) -> str:
        """Who stands in the log."""
        return self.viewer.person_id or self.viewer.role

    def data(self, purpose: str) -> Dataset:
        """The dataset as the viewer may see it for this purpose; see :func:`as_seen_by`."""
        whole = self._all()
        made = _VIEWS.setdefault(whole, {})
        key = (self.viewer, purpose)
        if key not in made:
            view = as_seen_by(whole, self.viewer, purpose)
            self._looked(whole, view, purpose)
            made[key] = view
            while len(made) > _MOST_VIEWS:
                made.pop(next(iter(made)), None)
        return made[key]

    def purposes(self) -> tuple[str, ...]:
        """The purposes for which the viewer may look here, worked out anew; see :func:`purposes_of`."""
        return purposes_of(self._all(), self.viewer)

    def own_rows(self, table: str) -> pd.DataFrame:
        """Rows of a table about the viewer with ``row_version``, to change and give back."""
        with self.store.reading() as reading:
            return own.own_rows(reading, self.viewer, table)

    def save_claim(self, claim: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Save what the viewer says of themself.

        Parameters
        ----------
        claim
            Columns of ``claims``; person, source and assessor are the viewer.
        seen
            The row as it was read, with its ``row_version``, when it is to be replaced; None for a new one.

        Returns
        -------
        The row as it stands now, with its new ``row_version``.

        Raises
        ------
        StaleError
            It changed since; ``table`` lists what from what.
        AccessError, DataError, StoreError
            It is not the viewer's to say; it is no valid claim; the store refused.
        """
        with self.store.writing() as writing:
            found = own.saved_claim(writing, self.viewer, claim, seen)
            log.append(writing, self.actor, "claim.save", self.actor, day=self.today)
        return found

    def show_claim(self, claim: Mapping[str, Any], visibility: str) -> dict[str, Any]:
        """Set who may see a claim about the viewer, as :meth:`own_rows` gave it; returns it as it stands now."""
        with self.store.writing() as writing:
            found = own.shown_to(writing, self.viewer, claim, visibility)
            log.append(writing, self.actor, "claim.visibility", self.actor, day=self.today)
        return found

    def share(self, strength_id: str, audience: str, purpose: str = "any", *, until: object = None) -> None:
        """Share one of the viewer's strengths.

        Parameters
        ----------
        audience
            ``manager``, ``team``, ``organisation``, a person_id or a unit.
        purpose
            One of :data:`PURPOSES`, or ``any``.
        until
            Last day; None has no end.

        Raises
        ------
        AccessError
            The viewer has no portfolio here.
        UnknownLabelError
            No such strength, audience or purpose.
        """
        with self.store.writing() as writing:
            own.shared(writing, self.viewer, strength_id, audience, purpose, until)
            log.append(writing, self.actor, "share", self.actor, day=self.today)

    def unshare(self, strength_id: str, audience: str, purpose: str = "any") -> None:
        """Take back what the viewer shared.

        Raises
        ------
        UnknownLabelError
            It was not shared.
        """
        with self.store.writing() as writing:
            own.unshared(writing, self.viewer, strength_id, audience, purpose)
            log.append(writing, self.actor, "unshare", self.actor, day=self.today)

    def import_data(self, data: Dataset, dry_run: bool = True) -> ImportPreview:
        """Take a dataset into the store, or show what that would do. For HR.

        A table without rows in `data` is left alone. An import never makes anybody see more of somebody who is
        already there: the narrower visibility stands, rows of ``sharing`` are refused, what people saved themselves
        is kept. People, strengths, roles and whatever else rows are about are never removed. The same import twice
        changes nothing the second time but the log.

        Returns
        -------
        The difference, as far as the viewer may see what stands there.

        Raises
        ------
        AccessError
            The viewer is not HR.
        DataError
            It holds an outcome of a feedback round, which only a store makes; says in which file, row and column.
        StoreError
            What would result breaks a rule that every dataset keeps, or the store refused.
        """
        self._hr("import")
        if dry_run:
            with self.store.reading() as reading:
                return imports.previewed(reading, data, self.viewer, self.today)
        with self.store.writing() as writing:
            preview = imports.previewed(writing, data, self.viewer, self.today)
            import_id = imports.carried_out(writing, data, self.actor, self.today)
        return ImportPreview(preview.lines, import_id)

    def undo(self, import_id: str) -> None:
        """Put back what an import changed. For HR.

        Raises
        ------
        StoreError
            Unknown, undone before, or rows changed since: they are named, and nothing was undone.
        """
        self._hr("undo")
        with self.store.writing() as writing:
            imports.undone(writing, import_id, self.viewer, self.today, self.actor)

    def imports(self) -> pd.DataFrame:
        """Imports so far, oldest first: import_id, actor, change, undone. For HR."""
        self._hr("import")
        with self.store.reading() as reading:
            found = reading.frame("imports")
        return found[["import_id", "actor", "change", "undone"]].sort_values("change", ignore_index=True)

    def _hr(self, what: str) -> None:
        if self.viewer.role != "hr":
            raise AccessError(text("store.only_hr", what=text(f"store.what.{what}")))

    def _looked(self, whole: Dataset, view: Dataset, purpose: str) -> None:
        """Note who is looked at before anything is shown; nothing that a view is made of changes by it."""
        noted = looks.noted(self.store, self.viewer, purpose, view, self.today)
        held = _HELD.get(self.store)
        if noted and held and held[0] == noted[0] and held[2] is whole:
            _HELD[self.store] = (noted[1], held[1], whole)

    def _all(self) -> Dataset:
        """Everything; read again only when something was changed, once for all who look on the same day."""
        day = str(self.today)
        with self.store.reading() as reading:
            change = reading.change
            held = _HELD.get(self.store)
            if held is None or held[:2] != (change, day):
                held = (change, day, reading.dataset(self.today))
                _HELD[self.store] = held
        return held[2]
