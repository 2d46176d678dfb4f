"""Who sees what: the table of relations and visibilities by hand, sharing, purposes, and the shape of a view."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest

from talentmap.access import Viewer, as_seen_by, load_policy
from talentmap.access.view_rows import ABOUT
from talentmap.access.viewer import PURPOSES
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.errors import ProblemError
from talentmap.evidence import profiles
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


# --- sharing, the one exception --------------------------------------------------------------------------------------


def shared(audience: str, purpose: str = "any", until: str | None = None, strength: str = "private") -> Dataset:
    """P shares one item that they keep private otherwise; C is a colleague."""
    row = {"person_id": "P", "strength_id": strength, "audience": audience, "purpose": purpose, "until": until}
    frame = pd.DataFrame([row]).astype({"until": "datetime64[us]"})
    return Dataset(MappingProxyType({**PLAIN.frames, "sharing": frame}), PLAIN.today)


WHO = {
    "P": Viewer("P"),
    "M": Viewer("M"),
    "U": Viewer("U"),
    "C": Viewer("C"),
    "T": Viewer("T"),
    "hr": Viewer(None, "hr"),
}


@pytest.mark.parametrize(
    ("audience", "reached"),
    [
        ("manager", "P M"),
        ("team", "P M U"),
        ("organisation", "P M U C T hr"),
        ("C", "P C"),
        ("Other", "P C"),
        ("Work", "P U"),
        ("Board", "P M T"),
        ("nobody we know", "P"),
    ],
)
def test_an_item_shared_is_seen_by_its_audience(audience: str, reached: str) -> None:
    data = shared(audience)
    assert [
        n for n, who in WHO.items() if "private" in strengths_seen(as_seen_by(data, who, "team"))
    ] == reached.split()
    for viewer in (Viewer("C", "outsider"), Viewer("C", "administrator"), Viewer("X"), Viewer("X", "hr")):
        assert strengths_seen(as_seen_by(data, viewer, "team")) == []


@pytest.mark.parametrize("asked", ["any", *PURPOSES])
def test_an_item_is_shared_for_its_purpose_only(asked: str) -> None:
    data = shared("C", asked)
    seen = [p for p in PURPOSES if "private" in strengths_seen(as_seen_by(data, Viewer("C"), p))]
    assert seen == (list(PURPOSES) if asked == "any" else [asked])
    assert strengths_seen(as_seen_by(shared("C", "whatever"), Viewer("C"), "team")) == ["organisation"]


@pytest.mark.parametrize(
    ("until", "today", "seen"),
    [
        (None, TODAY, True),
        ("2026-06-01", TODAY, True),
        ("2026-05-31", TODAY, False),
        ("2026-06-02", TODAY, True),
        (None, None, True),
        ("2030-01-01", None, False),
    ],
)
def test_an_item_is_shared_up_to_and_including_a_day(until: str | None, today: str | None, seen: bool) -> None:
    data = shared("C", until=until).as_of(today)
    assert ("private" in strengths_seen(as_seen_by(data, Viewer("C"), "team"))) == seen


def test_a_shared_item_counts_in_what_is_worked_out_for_its_audience() -> None:
    known = {name: profiles(as_seen_by(shared("C"), who, "team")) for name, who in (("C", WHO["C"]), ("U", WHO["U"]))}
    assert set(known["C"]["strength_id"]) == {"private", "organisation"}
    assert set(known["U"]["strength_id"]) == {"team", "organisation"}


def test_sharing_itself_is_seen_by_who_shares_alone() -> None:
    assert [n for n, who in WHO.items() if len(as_seen_by(shared("C"), who, "portfolio").frames["sharing"])] == ["P"]


# --- relations follow the data ---------------------------------------------------------------------------------------


def with_person(person: str, **changed: object) -> Dataset:
    people = PLAIN.people.set_index("person_id")
    for name, value in changed.items():
        people.loc[person, name] = value
    return Dataset(MappingProxyType({**PLAIN.frames, "people": people.reset_index()}), PLAIN.today)


def test_who_moves_sees_what_the_new_place_sees_at_once() -> None:
    assert strengths_seen(as_seen_by(with_person("U", unit="Other"), WHO["U"], "team")) == ["organisation"]
    assert strengths_seen(as_seen_by(with_person("C", unit="Work"), WHO["C"], "team")) == ["team", "organisation"]
    moved = with_person("P", manager_id="C")
    assert strengths_seen(as_seen_by(moved, WHO["M"], "team")) == ["organisation"]
    assert strengths_seen(as_seen_by(moved, WHO["C"], "team")) == ["manager", "team", "organisation"]


def test_a_manager_of_themself_is_themself() -> None:
    data = with_person("P", manager_id="P")
    assert strengths_seen(as_seen_by(data, WHO["P"], "team")) == list(VISIBILITIES)
    assert strengths_seen(as_seen_by(data, WHO["M"], "team")) == ["organisation"]


@pytest.mark.parametrize(
    ("start", "end", "today", "works_here"),
    [
        ("2020-01-01", "2026-05-31", TODAY, False),
        ("2020-01-01", "2026-06-01", TODAY, True),
        ("2026-06-02", None, TODAY, False),
        ("2020-01-01", "2030-01-01", None, False),
        ("2020-01-01", None, None, True),
    ],
)
def test_who_left_or_has_not_begun_keeps_only_their_own(
    start: str, end: str | None, today: str | None, works_here: bool
) -> None:
    data = with_person("M", start_date=pd.Timestamp(start), end_date=pd.NaT if end is None else pd.Timestamp(end))
    view = as_seen_by(data.as_of(today), WHO["M"], "team")
    assert (len(strengths_seen(view)) > 0) == works_here
    assert "M" in set(view.frames["people"]["person_id"])
    assert (len(view.frames["people"]) == 5) == works_here
    assert view.frames["people"]["manager_id"].isin(view.frames["people"]["person_id"]).any() == works_here


# --- cells -----------------------------------------------------------------------------------------------------------


def test_notes_attributes_and_dates_go_no_further_than_the_policy_says() -> None:
    people = PLAIN.people.assign(illness=["none", "flu", "back", "none", "none"])
    data = Dataset(MappingProxyType({**PLAIN.frames, "people": people}), PLAIN.today)
    own, other = (as_seen_by(data, WHO[name], "conversation") for name in ("P", "C"))
    assert own.frames["claims"]["note"].tolist() == ["because"] * 4
    assert other.frames["claims"]["note"].isna().all()
    assert own.frames["people"].set_index("person_id")["illness"].dropna().to_dict() == {"P": "back"}
    assert other.frames["people"].set_index("person_id")["illness"].dropna().to_dict() == {"C": "none"}
    assert "illness" not in as_seen_by(data, WHO["hr"], "conversation").frames["people"]
    assert other.frames["people"].set_index("person_id")["fte"].to_dict() == {"C": 0.8, "M": 1, "P": 1, "T": 1, "U": 1}
    assert as_seen_by(data, WHO["C"], "team").frames["people"]["fte"].eq(0.8).all()
    assert as_seen_by(data, WHO["M"], "conversation").frames["people"]["start_date"].notna().sum() == 3


def test_visibility_tells_others_only_that_they_see_it() -> None:
    def labels(who: str) -> list[str]:
        return as_seen_by(PLAIN, WHO[who], "team").frames["claims"]["visibility"].astype("str").tolist()

    assert sorted(labels("P")) == sorted(VISIBILITIES)
    assert {name: set(labels(name)) for name in ("M", "U", "C")} == {
        "M": {"manager"},
        "U": {"team"},
        "C": {"organisation"},
    }


# --- ratings by peers ------------------------------------------------------------------------------------------------


def rated(levels: str, visibility: str = "organisation", closes: str = "2026-05-20", **more: object) -> Dataset:
    """P rated by as many peers as there are levels, in a round."""
    raters = ["M", "U", "C", "T", None][: len(levels)]
    claims = pd.DataFrame(
        {"person_id": "P", "strength_id": "team", "level": list(map(int, levels)), "source": "peer"}
    ).assign(assessor_id=raters, date=pd.Timestamp("2026-05-10"), visibility=visibility, round_id="F", **more)
    rounds = pd.DataFrame({"round_id": ["F"], "person_id": "P", "closes": pd.Timestamp(closes)})
    return organisation(claims=claims, rounds=rounds)


def told(data: Dataset, who: str, purpose: str = "team") -> list[tuple[object, ...]]:
    claims = as_seen_by(data, WHO[who], purpose).frames["claims"]
    shown = claims[["level", "note", "assessor_id", "date"]]
    return [tuple(row) for row in shown.astype(object).where(shown.notna(), None).itertuples(index=False)]


def test_three_peers_are_one_coded_median_and_two_are_nothing() -> None:
    closed = pd.Timestamp("2026-05-20")
    for levels, code, level in (("011", "0-1", 0), ("023", "2-3", 2), ("045", "4-5", 4), ("1245", "2-3", 2)):
        assert told(rated(levels), "C") == [(level, code, None, closed)]
    assert told(rated("45"), "P") == []
    assert told(rated("455", closes=TODAY), "P") == []
    assert told(rated("455").as_of(None), "P") == []


def test_a_median_goes_as_far_as_the_person_allows() -> None:
    assert [n for n in WHO if told(rated("333", "private"), n)] == ["P"]
    assert [n for n in WHO if told(rated("333", "manager"), n)] == ["P", "M"]
    assert [n for n in WHO if told(rated("333", "team"), n)] == ["P", "M", "U"]
    mixed = rated("333").claims
    mixed.loc[1, "visibility"] = "private"
    one_narrow = Dataset(MappingProxyType({**rated("333").frames, "claims": mixed}), PLAIN.today)
    assert [n for n in WHO if told(one_narrow, n)] == ["P"]


def test_who_rated_sees_their_own_rating_in_their_portfolio_alone() -> None:
    data = rated("135", "private", note="between us")
    assert told(data, "U", "portfolio") == [(3, "between us", "U", pd.Timestamp("2026-05-10"))]
    assert told(data, "U", "team") == []
    view = as_seen_by(data, WHO["U"], "portfolio")
    assert len(profiles(view)) == 0
    assert set(as_seen_by(data, WHO["P"], "portfolio").frames["claims"]["note"]) == {"2-3"}
    assert [n for n in WHO if len(as_seen_by(data, WHO[n], "portfolio").frames["rounds"])] == ["P"]


def test_a_published_round_is_shown_as_it_stands() -> None:
    claims = pd.DataFrame(
        {"person_id": "P", "strength_id": "team", "level": [4], "source": "peer", "date": pd.Timestamp("2026-05-20")}
    ).assign(visibility="team", round_id="F", note="4-5")
    rounds = pd.DataFrame({"round_id": ["F"], "person_id": "P", "closes": pd.Timestamp("2026-05-20")})
    published = organisation(claims=claims, rounds=rounds.assign(published=pd.Timestamp("2026-05-21")))
    assert told(published, "U") == [(4, "4-5", None, pd.Timestamp("2026-05-20"))]
    assert told(published, "C") == []
    assert told(organisation(claims=claims, rounds=rounds), "U") == []


# --- the policy ------------------------------------------------------------------------------------------------------

HEAD = "# version: 1\ntable,columns,who,purposes,rule,otherwise,meaning_nl,meaning_en\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("table\n", "version"),
        ("# version: 1\ntable,who\n", "columns table,columns,who"),
        (HEAD + "people,name,self,any,seen\n", "row 3"),
        (HEAD + "persons,name,self,any,seen,,x,x\n", "'persons'"),
        (HEAD + "people,nam,self,any,seen,,x,x\n", "'nam'"),
        (HEAD + "people,name,boss,any,seen,,x,x\n", "'boss'"),
        (HEAD + "people,name,self,fun,seen,,x,x\n", "'fun'"),
        (HEAD + "people,name,self,any,coded,,x,x\n", "'coded'"),
        (HEAD + "units,*,self,any,seen,,x,x\n", "'[*]'"),
        (HEAD + "people,fte,self,any,seen,much,x,x\n", "'much'"),
        (HEAD + "people,,self,any,seen,,x,x\n", "columns"),
    ],
)
def test_a_policy_with_a_fault_is_refused_as_a_whole(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "policy.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ProblemError, match=said):
        load_policy(tmp_path / "policy.csv")


def test_a_policy_of_ones_own_decides_and_what_it_does_not_name_nobody_sees(tmp_path: Path) -> None:
    (tmp_path / "policy.csv").write_text(
        HEAD + "people,person_id name unit,self colleague,any,seen,,x,x\npeople,fte,self,any,seen,1,x,x\n",
        encoding="utf-8",
    )
    policy = load_policy(tmp_path / "policy.csv")
    view = as_seen_by(PLAIN, WHO["C"], "team", policy=policy)
    assert {name for name, frame in view.frames.items() if len(frame)} == {"people"}
    assert view.frames["people"]["manager_id"].isna().all()
    assert ("claims", "level") in policy.unruled()
    assert view.replace().fingerprint == view.fingerprint


def test_the_policy_reads_in_both_languages() -> None:
    for lang in ("nl", "en"):
        table = load_policy().table(lang)
        assert list(table.columns) == ["table", "columns", "who", "purposes", "rule", "meaning"]
        assert (table != "").all(axis=None)
    assert load_policy().version


def test_every_table_that_names_people_says_whom_it_is_about() -> None:
    naming = {t.name for t in tables().values() for c in t.columns if c.refers == "people"}
    assert naming | {"goals", "pools"} == set(ABOUT)
