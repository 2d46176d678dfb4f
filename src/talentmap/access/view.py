"""What somebody may see of a dataset, as a dataset: nothing above this layer knows about privacy."""

from __future__ import annotations

from types import MappingProxyType

from talentmap.access.orphans import without_orphans
from talentmap.access.policy import Policy, load_policy
from talentmap.access.relation import relations
from talentmap.access.sharing_rows import shared_items
from talentmap.access.view_claims import claims_seen
from talentmap.access.view_rows import about_nobody, everything, seen
from talentmap.access.viewer import PURPOSES, Viewer
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.data.faults import finding_frame
from talentmap.errors import ProblemError
from talentmap.vocabulary import text


def as_seen_by(data: Dataset, viewer: Viewer, purpose: str, *, policy: Policy | None = None) -> Dataset:
    """The dataset as this viewer may see it for this purpose; everything else is not in it.

    A claim is seen when its visibility (private 0, manager 1, team 2, organisation 3) is at least the relation of the
    viewer to the person (self 0, direct manager 1, same unit 2, colleague 3; HR and analyst are colleagues), or when
    the person shared the item with the viewer for this purpose (table ``sharing``). Ratings by peers and clients are
    never seen one by one, only as coded medians of closed rounds (:func:`~talentmap.access.coded.coded_medians`), each
    as one claim of that source without an assessor; who gave a rating sees it again for the purpose ``portfolio``. For
    every other table and column the policy says who sees it; what the policy does not name, nobody sees.

    Parameters
    ----------
    data
        Everything, with the day on which is looked as its ``today``: ``data.as_of(date)``. Without a day nothing that
        ends or closes is known to be in force: shared items with an end date, closed rounds, and viewers with an end
        date show nothing. The view has that same day, never one that follows from what is hidden.
    viewer
        Who looks.
    purpose
        What for: ``portfolio``, ``conversation``, ``team``, ``role_match``, ``development`` or ``figures``.
    policy
        Another policy than the one of the package; see :func:`load_policy`.

    Returns
    -------
    A valid Dataset: every reference holds, rows in key order, no warnings. Equal views have equal fingerprints,
    whatever is hidden. To a viewer who is unknown, an outsider or an administrator all tables are empty.

    Raises
    ------
    ProblemError
        No such purpose.
    """
    if purpose not in PURPOSES:
        raise ProblemError(text("access.wrong.purpose", found=repr(purpose), known=", ".join(PURPOSES)))
    rows = policy or load_policy()
    near = relations(data, viewer)
    frames = {}
    for name, table in tables().items():
        grants = [grant for grant in rows.of(name) if grant.holds_for(purpose)]
        if not grants or not len(data.frames[name]) or not (near.belongs or near.place >= 0):
            frames[name] = table.empty()
        elif name == "claims":
            frames[name] = claims_seen(data, near, shared_items(data, near, purpose), grants)
        else:
            rules = {"seen": everything, "common": about_nobody(name, near)}
            frames[name] = seen(table, data.frames[name], near, grants, rules)[0]
    return Dataset(MappingProxyType(without_orphans(frames, data)), data.today, finding_frame(()))


def for_others(data: Dataset, *, include_private: bool = False) -> Dataset:
    """The dataset without the claims that their owner keeps private.

    Somebody who reads a folder they already hold works on the whole of it, yet private claims stay out of map, match
    and team there too.

    Parameters
    ----------
    include_private
        True keeps them: for the owner of the portfolio, or for an analyst who may use everything in the folder.
    """
    claims = data.frames["claims"]
    private = claims["visibility"] == "private"
    if include_private or not private.any():
        return data
    shared = claims[~private].reset_index(drop=True)
    return Dataset(MappingProxyType({**data.frames, "claims": shared}), data.reference_date, data.warnings)
