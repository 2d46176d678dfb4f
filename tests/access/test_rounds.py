"""Feedback rounds in the store: opened, answered, closed, published once, and nobody reads more."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from talentmap.access.rounds import (
    close_round,
    handed_in,
    invite_raters,
    invited_raters,
    new_form,
    open_round,
    own_rounds,
)
from talentmap.access.rounds_answer import asked_of_me, hand_in, hand_in_form, open_form
from talentmap.access.rounds_form import Form, form_bytes
from talentmap.access.rounds_outcome import publish_due, round_result, show_round
from talentmap.access.rounds_result import RoundResult
from talentmap.access.rounds_rules import Answers, Rater
from talentmap.access.viewer import PURPOSES, Viewer
from talentmap.access.workspace import Workspace, open_workspace
from talentmap.data.dataset import Dataset
from talentmap.errors import AccessError, ProblemError, UnknownLabelError
from tests.store import copies

DAY = pd.Timestamp("2026-06-01")
END = "2026-06-15"
AFTER = pd.Timestamp("2026-06-16")
FULL = os.environ.get("TALENTMAP_FULL") == "1"
PEERS = ("p1", "p2", "p3")


def organisation() -> Dataset:
    people = ["boss", "me", *PEERS, "p4", "p5"]
    frames: dict[str, object] = {
        "people": [
            {
                "person_id": one,
                "name": f"Name {one}",
                "unit": "U",
                "fte": 1.0,
                "manager_id": None if one == "boss" else "boss",
            }
            for one in people
        ],
        "strengths": [{"strength_id": one, "name": one, "kind": "skill"} for one in ("s1", "s2", "s3")],
        "claims": [
            {
                "person_id": "me",
                "strength_id": strength,
                "level": level,
                "source": "self",
                "assessor_id": "me",
                "date": "2026-05-01",
                "visibility": "private",
            }
            for strength, level in (("s1", 2), ("s2", 5))
        ],
        "roles": [{"role_id": "r", "title": "R", "headcount": 1, "status": "open"}],
        "role_requirements": [{"role_id": "r", "strength_id": "s1", "level": 3, "weight": 1.0, "mandatory": False}],
    }
    return Dataset.from_frames({name: pd.DataFrame(rows) for name, rows in frames.items()})


def filled(url: str) -> Workspace:
    found = open_workspace(url, Viewer(None, "hr"), create=True, today=DAY)
    found.import_data(organisation(), dry_run=False)
    return found


def seat(workspace: Workspace, person: str | None, today: object = DAY, role: str = "employee") -> Workspace:
    return Workspace(workspace.store, Viewer(person, role), today)


@pytest.fixture
def base(store_url: str) -> Workspace:
    copies.fill(store_url, "rounds", lambda first: filled(first).store.close())
    return open_workspace(store_url, Viewer(None, "hr"), today=DAY)


def asked(
    workspace: Workspace, person: str = "me", raters: tuple[Rater, ...] | None = None
) -> tuple[str, dict[str, Form]]:
    """A round of this person with peers p1, p2, p3 (or these raters): id, and the form of each rater by name."""
    mine = seat(workspace, person)
    round_id = open_round(mine, ["s2", "s1"], END)
    chosen = raters if raters is not None else tuple(Rater("peer", one) for one in PEERS)
    return round_id, {form.rater: form for form in invite_raters(mine, round_id, chosen)}


def answered(workspace: Workspace, forms: dict[str, Form], levels: dict[str, tuple[int, int]]) -> None:
    """Levels of s1 and s2 handed in with the token alone, as from a link."""
    for name, (first, second) in levels.items():
        hand_in(seat(workspace, None, role="outsider"), Answers({"s1": first, "s2": second}), forms[name].token)


THREE = {"Name p1": (4, 0), "Name p2": (5, 1), "Name p3": (1, 5)}


@pytest.mark.server
def test_a_round_from_opening_to_showing(base: Workspace) -> None:
    mine, later = seat(base, "me"), seat(base, "me", AFTER)
    raters = tuple(Rater("peer", one) for one in PEERS)
    raters += (Rater("manager", "boss"), *(Rater("client", None, f"Klant {place}") for place in (1, 2)))
    round_id, forms = asked(base, raters=raters)
    assert len(forms) == 6
    assert handed_in(mine, round_id) == {"peer": (3, 0), "client": (2, 0), "manager": (1, 0)}
    answered(base, forms, {**THREE, "Name boss": (4, 4), "Klant 1": (0, 0), "Klant 2": (0, 0)})
    with pytest.raises(AccessError, match="runs up to and including 2026-06-15"):
        round_result(mine, round_id)
    result = round_result(later, round_id)
    assert result.codes.to_dict("records") == [
        {"strength_id": "s2", "category": "peer", "code": "0-1"},
        {"strength_id": "s1", "category": "peer", "code": "4-5"},
    ]
    assert result.manager == {"s2": 4, "s1": 4}
    assert result.table()["quadrant"].tolist() == ["hidden", "blind"]
    assert "clients: 2 of 2 handed in; too few" in result.summary()
    assert round_result(later, round_id).to_dict() == result.to_dict()
    base.store.check()
    with base.store.reading() as reading:
        answers = reading.frame("round_answers")
        claims = reading.frame("claims", round_id=round_id)
    assert answers["levels"].isna().all()
    assert answers["comment"].isna().all()
    assert set(claims["visibility"]) == {"private"}
    assert set(claims.loc[claims["source"] == "peer", "level"]) == {0, 4}
    assert coded(later) == {("s1", 4, "4-5"), ("s2", 0, "0-1")}
    assert coded(seat(base, "p1", AFTER)) == set()  # a rater, and a colleague of the same unit
    assert show_round(later, round_id, "team", ["s1"]) == 1
    assert coded(seat(base, "p1", AFTER)) == {("s1", 4, "4-5")}
    later.share("s2", "p4", "conversation")
    assert ("s2", 0, "0-1") in coded(seat(base, "p4", AFTER), "conversation")
    assert publish_due(later) == 0


def coded(workspace: Workspace, purpose: str = "portfolio") -> set[tuple[str, int, str]]:
    """Strength, level and note of the peers' claims about me in this viewer's view."""
    claims = workspace.data(purpose).frames["claims"]
    claims = claims[(claims["source"] == "peer") & (claims["person_id"] == "me")]
    assert claims["assessor_id"].isna().all()
    return set(zip(claims["strength_id"], claims["level"], claims["note"].fillna(""), strict=True))


def test_only_the_owner_opens_invites_follows_and_reads(base: Workspace) -> None:
    round_id, _ = asked(base)
    for viewer in (seat(base, "boss", AFTER), seat(base, "p1", AFTER), seat(base, None, AFTER, "hr")):
        for action in (
            lambda who=viewer: invite_raters(who, round_id, [Rater("peer", "p4")]),
            lambda who=viewer: invited_raters(who, round_id),
            lambda who=viewer: handed_in(who, round_id),
            lambda who=viewer: close_round(who, round_id),
            lambda who=viewer: round_result(who, round_id),
            lambda who=viewer: show_round(who, round_id, "organisation"),
        ):
            with pytest.raises((AccessError, UnknownLabelError)):
                action()
    with pytest.raises(AccessError):
        open_round(seat(base, None, role="hr"), ["s1"], END)


def test_handing_in_twice_replaces_and_never_counts_twice(base: Workspace) -> None:
    round_id, forms = asked(base)
    answered(base, forms, THREE)
    outside = seat(base, None, role="outsider")
    again = hand_in(outside, Answers({"s1": 0, "s2": 0}), forms["Name p1"].token)
    assert again.replaced
    assert "replaced by this version" in again.text()
    same = hand_in(outside, Answers({"s1": 0, "s2": 0}), forms["Name p1"].token)
    assert same.unchanged
    assert handed_in(seat(base, "me"), round_id) == {"peer": (3, 3)}
    # p1 0, p2 5, p3 1 for s1: the middle one is 1
    assert round_result(seat(base, "me", AFTER), round_id).code("s1", "peer") == "0-1"


def test_late_unknown_replayed_altered_withdrawn_and_stray_tokens(base: Workspace) -> None:
    round_id, forms = asked(base)
    outside = seat(base, None, role="outsider")
    form = forms["Name p1"]
    first, second = Answers({"s1": 1}), Answers({"s1": 2})
    hand_in(outside, first, form.token)
    hand_in(outside, second, form.token)
    with pytest.raises(AccessError, match="handed in before and replaced"):
        hand_in(outside, first, form.token)
    stands = open_form(outside, form.token)
    assert (stands.answers, stands.turn) == (Answers({"s1": 2}), 2)
    assert hand_in(outside, first, form.token, turn=2).replaced  # opened anew, it may go back
    with pytest.raises(ProblemError, match="handed in meanwhile"):
        hand_in(outside, second, form.token, turn=2)
    with pytest.raises(AccessError, match="changed or lost"):
        hand_in(outside, first, form.token[:-1] + ("A" if form.token[-1] != "A" else "B"))
    with pytest.raises(AccessError, match="no feedback round here"):
        hand_in(outside, first, _stranger())
    with pytest.raises(AccessError, match="not belong to the same round"):
        hand_in(outside, first, form.token, round_id="another")
    found = invited_raters(seat(base, "me"), round_id)
    newer = new_form(seat(base, "me"), round_id, str(found["invitation_id"].iloc[0]))
    with pytest.raises(AccessError, match="withdrawn"):
        hand_in(outside, first, form.token)
    assert open_form(outside, newer.token).answers == first  # what was handed in stays
    late = seat(base, None, AFTER, "outsider")
    with pytest.raises(AccessError, match="closed on 2026-06-15"):
        hand_in(late, second, newer.token)
    with pytest.raises(AccessError, match="closed on 2026-06-15"):
        open_form(late, newer.token)


def _stranger() -> str:
    from talentmap.access.rounds_token import new_token

    return new_token()


def test_nobody_hands_in_for_another_but_hr_may_take_in_a_file(base: Workspace) -> None:
    round_id, forms = asked(base, raters=(*(Rater("peer", one) for one in PEERS), Rater("client", None, "Klant")))
    token = forms["Name p1"].token
    for person in ("me", "boss", "p2"):
        with pytest.raises(AccessError, match="for another colleague"):
            hand_in(seat(base, person), Answers({"s1": 1}), token)
        with pytest.raises(AccessError, match="for another colleague"):
            open_form(seat(base, person), token)
    with pytest.raises(AccessError):
        hand_in(seat(base, "me"), Answers({"s1": 1}), forms["Klant"].token)
    with pytest.raises(AccessError):
        hand_in(seat(base, None, role="administrator"), Answers({"s1": 1}), token)
    raw = form_bytes(forms["Name p1"], ".json").replace(b'"s1": null', b'"s1": 3')
    assert "handed in on 2026-06-01" in hand_in_form(seat(base, None, role="hr"), raw).text()
    with pytest.raises(AccessError):
        open_form(seat(base, None, role="hr"), token)
    with pytest.raises(ProblemError, match="Nothing was asked about s3"):
        hand_in(seat(base, "p1"), Answers({"s3": 1}), token)
    assert handed_in(seat(base, "me"), round_id)["peer"] == (3, 1)


def test_a_colleague_answers_without_a_token(base: Workspace) -> None:
    _, forms = asked(base)
    row = asked_of_me(seat(base, "p1")).iloc[0]
    assert (row["about"], row["category"], bool(row["handed_in"])) == ("Name me", "peer", False)
    stands = open_form(seat(base, "p1"), invitation_id=row["invitation_id"])
    hand_in(seat(base, "p1"), Answers({"s1": 3}), invitation_id=row["invitation_id"], turn=stands.turn)
    assert bool(asked_of_me(seat(base, "p1"))["handed_in"].iloc[0])
    with pytest.raises(AccessError):
        hand_in(seat(base, "p2"), Answers({"s1": 3}), invitation_id=row["invitation_id"])
    hand_in(seat(base, None, role="outsider"), Answers({"s1": 4}), forms["Name p1"].token)
    with base.store.reading() as reading:
        assert len(reading.frame("round_answers")) == 1  # form and own seat are one rater
    assert len(asked_of_me(seat(base, "p1", AFTER))) == 0


def test_one_round_at_a_time_and_raters_of_a_published_one_rest(base: Workspace) -> None:
    round_id, forms = asked(base)
    mine = seat(base, "me")
    with pytest.raises(ProblemError, match="round open already"):
        open_round(mine, ["s1"], END)
    answered(base, forms, THREE)
    with pytest.raises(ProblemError, match="not made yet"):
        open_round(seat(base, "me", AFTER), ["s1"], "2026-06-20")
    close_round(mine, round_id)
    with pytest.raises(AccessError, match="closed on 2026-06-01"):
        close_round(mine, round_id)
    with pytest.raises(AccessError, match="nothing can be added"):
        invite_raters(mine, round_id, [Rater("peer", "p4")])
    with pytest.raises(ProblemError, match="tomorrow"):
        open_round(mine, ["s1"], END)
    next_day = seat(base, "me", "2026-06-02")
    second = open_round(next_day, ["s1"], END)
    with pytest.raises(ProblemError, match="again from 2026-08-30"):
        invite_raters(next_day, second, [Rater("peer", "p1")])
    assert len(invite_raters(next_day, second, [Rater("peer", "p4")])) == 1
    assert own_rounds(next_day)["closed"].tolist() == [False, True]


def test_invitations_are_all_or_none_and_say_nothing_of_who_answered(base: Workspace) -> None:
    mine = seat(base, "me")
    round_id = open_round(mine, ["s1"], END)
    with pytest.raises(ProblemError, match="cannot invite yourself"):
        invite_raters(mine, round_id, [Rater("peer", "p1"), Rater("peer", "me")])
    assert len(invited_raters(mine, round_id)) == 0
    invite_raters(mine, round_id, [Rater("peer", "p1"), Rater("client", None, "Klant")])
    found = invited_raters(mine, round_id)
    assert found["name"].tolist() == ["Name p1", "Klant"]
    assert list(found.columns) == ["invitation_id", "category", "name", "invited", "person_id"]
    with pytest.raises(ProblemError, match="invited already"):
        invite_raters(mine, round_id, [Rater("client", "p1")])
    outsider = str(found["invitation_id"].iloc[1])
    with base.store.writing() as writing:  # as erasure leaves it
        writing.update("round_invitations", {"invitation_id": outsider}, {"name": None}, None)
    assert invited_raters(mine, round_id)["name"].tolist() == ["(no longer known)", "Name p1"][::-1]
    with pytest.raises(UnknownLabelError):
        new_form(mine, round_id, outsider)


def test_mutual_fives_are_pointed_out_whatever_was_given_back(base: Workspace) -> None:
    """me gave p1 nothing but fives; what p1 gives me changes nothing in what me gets to see beside the codes."""
    his, his_forms = asked(base, "p1", (Rater("peer", "me"), Rater("peer", "p2"), Rater("peer", "p3")))
    answered(base, his_forms, {"Name me": (5, 5)})
    round_id, forms = asked(base)
    answered(base, forms, {"Name p1": (5, 5), "Name p2": (4, 4), "Name p3": (5, 5)})
    close_round(seat(base, "p1"), his)
    found = round_result(seat(base, "me", AFTER), round_id)
    assert [reason.kind for reason in found.cautions] == ["rounds.caution.mutual"]
    assert found.cautions[0].value == 1
    assert round_result(seat(base, "p1", AFTER), his).cautions == ()  # nothing of his was published


def test_comments_only_with_a_yes_and_never_in_the_claims(base: Workspace) -> None:
    round_id, forms = asked(base)
    outside = seat(base, None, role="outsider")
    for name, agreed in (("Name p1", True), ("Name p2", False), ("Name p3", True)):
        hand_in(outside, Answers({"s1": 3}, f"said {name}", agreed), forms[name].token)
    found = round_result(seat(base, "me", AFTER), round_id)
    assert sorted(found.texts) == ["said Name p1", "said Name p3"]
    with base.store.reading() as reading:
        notes = reading.frame("claims")["note"].fillna("")
    assert not notes.str.contains("said").any()


def test_without_a_day_nothing_is_done(base: Workspace) -> None:
    assert len(own_rounds(seat(base, "me"))) == len(asked_of_me(seat(base, "me"))) == 0
    with pytest.raises(ProblemError, match="day of today"):
        open_round(seat(base, "me", None), ["s1"], END)


def test_housekeeping_publishes_what_is_due(base: Workspace) -> None:
    round_id, forms = asked(base)
    answered(base, forms, THREE)
    assert publish_due(seat(base, None, DAY, "administrator")) == 0
    assert publish_due(seat(base, None, AFTER, "administrator")) == 1
    assert round_result(seat(base, "me", AFTER), round_id).code("s1", "peer") == "4-5"


def obtainable(workspace: Workspace, round_id: str, today: object) -> list[object]:
    """Everything any viewer can get out of the store about rounds, but for a rater their own form."""
    viewers = [Viewer(one) for one in ("me", "p1", *(("boss", "p3", "p4") if FULL else ()))]
    viewers += [Viewer(None, "hr"), Viewer("p5", "analyst")] if FULL else []
    found: list[object] = []
    for viewer in viewers:
        here = Workspace(workspace.store, viewer, today)
        found += [here.data(purpose).fingerprint for purpose in (PURPOSES if FULL else ("portfolio",))]
        for ask in (invited_raters, handed_in, round_result):
            try:
                told = ask(here, round_id)
                found.append(told.to_dict() if isinstance(told, RoundResult) else str(told))
            except (AccessError, UnknownLabelError) as error:
                found.append(str(error))
        if viewer.person_id:
            found += [str(own_rounds(here)), str(asked_of_me(here))]
    return found


def test_another_answer_with_the_same_code_changes_nothing_that_anybody_gets(base: Workspace, tmp_path: Path) -> None:
    """Before closing no answer shows at all; after it only through its code. p2 answers, and is not asked here."""
    round_id, forms = asked(base, raters=(*(Rater("peer", one) for one in PEERS), Rater("client", None, "Klant")))
    answered(base, forms, {**THREE, "Klant": (3, 3)})
    before = obtainable(base, round_id, DAY)
    other = open_workspace(base.store.backup(tmp_path / "other.db"), base.viewer, today=DAY)
    answered(other, forms, {"Name p2": (0, 3)})  # other codes: nothing before closing
    assert obtainable(other, round_id, DAY) == before
    # 5 and 1 there, 4 and 0 here: the same codes; and a single client shows nowhere
    answered(other, forms, {"Name p2": (4, 0), "Klant": (0, 5)})
    told = obtainable(base, round_id, AFTER)
    assert obtainable(other, round_id, AFTER) == told
    assert told != before
