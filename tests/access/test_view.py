"""Who sees what: the table of relations and visibilities by hand, sharing, purposes, and the shape of a view."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from talentmap.access import Viewer, as_seen_by, load_policy
from talentmap.access.viewer import PURPOSES
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.errors import ProblemError
from talentmap.vocabulary import VISIBILITIES

TODAY = "2026-06-01"
EVERYBODY = [
    Viewer("M"),
    Viewer("P"),
    Viewer("U"),
    Viewer("C"),
    Viewer(None, "hr"),
    Viewer("C", "analyst"),
    Viewer("P", "outsider"),
    Viewer(None, "administrator"),
]


def organisation(**changed: pd.DataFrame) -> Dataset:
    """T manages M, M manages P; U is in the unit of P, C is in another; P has one claim per visibility."""
    frames: dict[str, pd.DataFrame] = {
        "people": pd.DataFrame(
            [
                ("T", "Top", "Board", None),
                ("M", "Manager", "Board", "T"),
                ("P", "Person", "Work", "M"),
                ("U", "Same unit", "Work", "M"),
                ("C", "Colleague", "Other", "T"),
            ],
            columns=["person_id", "name", "unit", "manager_id"],
        ).assign(fte=0.8, start_date=pd.Timestamp("2020-01-01")),
        "strengths": pd.DataFrame(
            {"strength_id": VISIBILITIES, "name": [f"Strength {v}" for v in VISIBILITIES], "kind": "skill"}
        ),
        "claims": pd.DataFrame(
            {
                "person_id": "P",
                "strength_id": VISIBILITIES,
                "level": 3,
                "energy": 1,
                "source": "self",
                "assessor_id": "P",
                "date": pd.Timestamp("2026-05-01"),
                "visibility": VISIBILITIES,
                "note": "because",
            }
        ),
        "roles": pd.DataFrame({"role_id": ["R"], "title": "Role", "unit": "Work", "headcount": 1, "status": "open"}),
        "role_requirements": pd.DataFrame(
            {"role_id": ["R"], "strength_id": ["team"], "level": 3, "weight": 1.0, "mandatory": False}
        ),
    }
    return Dataset.from_frames({**frames, **changed}, today=TODAY)


PLAIN = organisation()


def strengths_seen(view: Dataset, of: str = "P") -> list[str]:
    claims = view.frames["claims"]
    return sorted(claims.loc[claims["person_id"] == of, "strength_id"], key=VISIBILITIES.index)


# relation -> visibilities seen, from the table in the design: private 0 < manager 1 < team 2 < organisation 3
SEEN: Mapping[str, tuple[Viewer, list[str]]] = {
    "self": (Viewer("P"), ["private", "manager", "team", "organisation"]),
    "manager": (Viewer("M"), ["manager", "team", "organisation"]),
    "unit": (Viewer("U"), ["team", "organisation"]),
    "colleague": (Viewer("C"), ["organisation"]),
    "manager of the manager": (Viewer("T"), ["organisation"]),
    "hr in another unit": (Viewer("C", "hr"), ["organisation"]),
    "hr who is the manager": (Viewer("M", "hr"), ["manager", "team", "organisation"]),
    "hr who is not in people": (Viewer(None, "hr"), ["organisation"]),
    "analyst": (Viewer(None, "analyst"), ["organisation"]),
    "outsider": (Viewer("P", "outsider"), []),
    "administrator": (Viewer("M", "administrator"), []),
    "somebody unknown": (Viewer("X"), []),
    "hr with an unknown id": (Viewer("X", "hr"), []),
    "nobody": (Viewer(), []),
}


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("relation", SEEN)
def test_a_claim_is_seen_when_its_visibility_reaches_the_relation(relation: str, purpose: str) -> None:
    viewer, expected = SEEN[relation]
    assert strengths_seen(as_seen_by(PLAIN, viewer, purpose)) == expected


@pytest.mark.parametrize("viewer", EVERYBODY, ids=str)
@pytest.mark.parametrize("purpose", ["portfolio", "role_match"])
def test_a_view_is_a_valid_dataset_in_key_order(viewer: Viewer, purpose: str) -> None:
    view = as_seen_by(PLAIN, viewer, purpose)
    again = Dataset.from_frames(view.frames, today=TODAY)
    assert again.fingerprint == view.fingerprint
    for name in tables():
        pd.testing.assert_frame_equal(view.frames[name], again.frames[name])


def test_an_unknown_purpose_or_role_is_refused() -> None:
    with pytest.raises(ProblemError, match="'curiosity'"):
        as_seen_by(organisation(), Viewer("P"), "curiosity")
    with pytest.raises(ProblemError, match="'boss'"):
        Viewer("P", "boss")
    with pytest.raises(ProblemError, match="3"):
        Viewer(3)  # type: ignore[arg-type]


def test_every_column_of_the_dictionary_has_a_rule() -> None:
    assert load_policy().unruled() == []
