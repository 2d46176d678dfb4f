"""No name that works on a store tells a viewer of what others keep to themselves.

Two stores that differ in it answer alike.

The two stores differ in rows that no view of the viewer shows, and in what others did: goals, tracks, feedback, shares.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from talentmap.access import PURPOSES, Viewer, as_seen_by, own
from talentmap.access.evc import add_evidence, choose_assessor, evc_track, move_track, open_track, own_tracks
from talentmap.access.evc_assess import certify_track, judge_evidence, tracks_to_assess
from talentmap.access.evc_rules import Evidence, Indicator
from talentmap.access.figures_store import published_figures
from talentmap.access.goals import make_team_goal, own_goals, remove_goal, save_goal
from talentmap.access.identity import access_given
from talentmap.access.remarks import add_remark, answer_remark, remarks_beside, remarks_to_answer, withdraw_remark
from talentmap.access.rights import everything_about_me, who_looked
from talentmap.access.rounds import close_round, handed_in, invite_raters, invited_raters, open_round, own_rounds
from talentmap.access.rounds_answer import asked_of_me, hand_in, open_form
from talentmap.access.rounds_outcome import round_result, show_round
from talentmap.access.rounds_rules import Answers, Rater
from talentmap.access.workspace import Workspace
from talentmap.data.dataset import Dataset
from talentmap.data.store import Store, open_store
from talentmap.errors import TalentmapError
from tests.access.public_calls import told_or_failed
from tests.access.test_non_interference import differences
from tests.access.worlds import CHANGES, World, elsewhere, random_rows
from tests.store.copies import kept

FULL = bool(os.environ.get("TALENTMAP_FULL"))
TODAY, LATER = "2026-06-01", "2026-06-20"
WHO = (Viewer("P003"), Viewer("P000"), Viewer(None, "hr"), Viewer("P001", "hr"), Viewer(None, "analyst"),
       Viewer("P001", "outsider"), Viewer(None, "administrator"))  # fmt: skip
CASES = [(who, seed) for seed in range(15) for who in range(len(WHO))] if FULL else [(0, 1)]
Hidden = dict[str, str]
"""What others made: kind -> id."""


def unseen(world: World, seed: int) -> World:
    """The same world with changes that no view shows its viewer, whatever they look for; in full every such change.

    A rule that names somebody is in no view of theirs, but theirs to know: those stay.
    """
    now, names = world, [name for name in sorted(CHANGES) if not name.endswith("_rules")]
    names = [str(name) for name in np.random.default_rng(seed).permutation(names)]
    views = {one: as_seen_by(world.data(), world.viewer, one) for one in PURPOSES}
    for name in names if FULL else names[:6]:
        other = elsewhere(now, [name], seed)
        if other is not None:
            data = other.data(like=now)
            if all(differences(view, as_seen_by(data, world.viewer, one)) == [] for one, view in views.items()):
                now = other
    return now


def busy(store: Store, viewer: Viewer, people: list[str], strengths: list[str]) -> Hidden:
    """Others do what is theirs alone, without looking at the viewer; what they made."""
    made: Hidden = {}
    others = [one for one in people if one != viewer.person_id]
    for person in others[:4]:
        they = Workspace(store, Viewer(person), TODAY)
        try:
            shared = set(they.own_rows("sharing")["strength_id"])
            strength = next(one for one in strengths if one not in shared)
            they.save_claim({"strength_id": strength, "level": 2, "date": "2025-03-03", "visibility": "private"})
            they.share(strength, next(one for one in others if one != person), "conversation")
            made["goal"] = save_goal(they, strength, 3, words="secret")
            made["round"] = open_round(they, [strength], LATER)
            for rater in invited(they, made["round"], others):
                peer = Workspace(store, Viewer(rater), TODAY)
                made["invitation"] = str(asked_of_me(peer)["invitation_id"].iloc[0])
                hand_in(peer, Answers({strength: 4}, "secret", True), invitation_id=made["invitation"])
            made["track"] = open_track(they, strength, 2, [Indicator("Shows it", 2, True)], goal="secret")
            add_evidence(they, made["track"], Evidence("Secret piece"), [1])
        except TalentmapError:
            continue  # somebody who left has nothing to do here
    return made


def invited(they: Workspace, round_id: str, others: list[str]) -> list[str]:
    """The first three who may be asked as a peer: not who left, not one's manager."""
    asked: list[str] = []
    for one in others:
        if one != they.viewer.person_id and len(asked) < 3:
            try:
                invite_raters(they, round_id, [Rater("peer", one)])
            except TalentmapError:
                continue
            asked.append(one)
    return asked


def lives(workspace: Workspace, strength: str) -> dict[str, str]:
    """What the viewer does themself, the same in both stores; ids of what came of it."""
    made = {"goal": "", "track": "", "round": ""}
    if workspace.viewer.person_id is None or workspace.viewer.role == "outsider":
        return made
    workspace.save_claim({"strength_id": strength, "level": 1, "date": "2025-02-02"})
    made["goal"] = save_goal(workspace, strength, 4)
    made["track"] = open_track(workspace, strength, 2, [Indicator("Shows it", 2, True)])
    made["round"] = open_round(workspace, [strength], LATER)
    return made


def calls(at: Workspace, mine: Mapping[str, str], hidden: Mapping[str, str]) -> dict[str, Callable[[], object]]:
    """Everything a viewer may ask of a store, also by the ids of what is none of theirs."""

    def view() -> Dataset:
        return at.data("portfolio")

    found: dict[str, Callable[[], object]] = {
        **{f"data {one}": lambda one=one: at.data(one) for one in PURPOSES},  # type: ignore[misc]
        **{
            f"own {one}": lambda one=one: at.own_rows(one)  # type: ignore[misc]
            for one in ("claims", "sharing", "goals", "rounds", "remarks", "evc_tracks", "looked", "log", "people")
        },
        "purposes": at.purposes,
        "imports": at.imports,
        "undo": lambda: at.undo("I0"),
        "access given": lambda: access_given(at),
        "everything": lambda: everything_about_me(at).to_json(),
        "who looked": lambda: who_looked(at),
        "goals": lambda: own_goals(at),
        "tracks": lambda: own_tracks(at),
        "to assess": lambda: tracks_to_assess(at),
        "rounds": lambda: own_rounds(at),
        "asked of me": lambda: asked_of_me(at),
        "remarks": lambda: remarks_beside(at, view()),
        "to answer": lambda: remarks_to_answer(at, view()),
        "figures": lambda: published_figures(at, "strengths"),
        "save": lambda: at.save_claim({"strength_id": "S000", "level": 3, "date": "2025-01-01"}),
        "share": lambda: at.share("S000", "P006"),
        "remark": lambda: add_remark(at, "S000", "manager", "No"),
    }
    for kind, ids in (("own", mine), ("hidden", hidden)):
        goal, track, rounds = ids["goal"], ids["track"], ids["round"]
        found |= {
            f"{kind} track": lambda track=track: evc_track(at, track),  # type: ignore[misc]
            f"{kind} assessor": lambda track=track: choose_assessor(at, track, "P005"),  # type: ignore[misc]
            f"{kind} piece": lambda track=track: add_evidence(at, track, Evidence("Piece"), [1]),  # type: ignore[misc]
            f"{kind} move": lambda track=track: move_track(at, track, "evidence"),  # type: ignore[misc]
            f"{kind} judge": lambda track=track: judge_evidence(at, track, 1, 1, "convinces"),  # type: ignore[misc]
            f"{kind} certify": lambda track=track: certify_track(at, track),  # type: ignore[misc]
            f"{kind} team goal": lambda goal=goal: make_team_goal(at, goal),  # type: ignore[misc]
            f"{kind} no goal": lambda goal=goal: remove_goal(at, goal),  # type: ignore[misc]
            f"{kind} raters": lambda rounds=rounds: invited_raters(at, rounds),  # type: ignore[misc]
            f"{kind} handed in": lambda rounds=rounds: handed_in(at, rounds),  # type: ignore[misc]
            f"{kind} result": lambda rounds=rounds: round_result(at, rounds),  # type: ignore[misc]
            f"{kind} show": lambda rounds=rounds: show_round(at, rounds, "team"),  # type: ignore[misc]
            f"{kind} close": lambda rounds=rounds: close_round(at, rounds),  # type: ignore[misc]
        }
    found |= {
        "hidden form": lambda: open_form(at, invitation_id=hidden["invitation"]),
        "hidden answer": lambda: hand_in(at, Answers({"S000": 1}), invitation_id=hidden["invitation"]),
        "no remark": lambda: withdraw_remark(at, "M0000000000000000"),
        "no answer": lambda: answer_remark(at, "M0000000000000000", accepted=True, reason="So"),
    }
    return found


def answers(
    store: Store, world: World, hidden: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, only: str = ""
) -> dict[str, str]:
    """Name -> all that the viewer is told, with ids that are drawn the same each time."""
    numbers = count(1)
    with monkeypatch.context() as patched:
        patched.setattr(secrets, "token_hex", lambda size=32: f"{next(numbers):0{2 * size}x}")
        at = Workspace(store, world.viewer, TODAY)
        asked = calls(at, lives(at, str(world.rows["strengths"][-1]["strength_id"])), hidden)
        return {name: told_or_failed(call) for name, call in asked.items() if only in name}


def two_stores(world: World, seed: int, folder: Path, empty: Path) -> tuple[Store, Store, Hidden]:
    """One in which others keep quiet, one that differs in what they keep to themselves, and what they made there."""
    other = unseen(world, seed)
    assert other is not world
    people, strengths = (
        [str(row[key]) for row in world.rows[table]]
        for table, key in (("people", "person_id"), ("strengths", "strength_id"))
    )
    quiet = open_store(kept(folder / "quiet.db", empty, world.data()))
    loud = open_store(kept(folder / "loud.db", empty, other.data()))
    hidden = busy(loud, world.viewer, people, strengths)
    assert set(hidden) == {"goal", "round", "invitation", "track"}
    return quiet, loud, hidden


@pytest.mark.parametrize(("who", "seed"), CASES)
def test_what_others_keep_to_themselves_changes_no_answer(
    who: int, seed: int, empty_file: Path, quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(random_rows(seed), WHO[who], "portfolio")
    *stores, hidden = two_stores(world, seed, quick_path, empty_file)
    first, second = (answers(store, world, hidden, monkeypatch) for store in stores)
    assert {name: (first[name], second[name]) for name in first if first[name] != second[name]} == {}


def test_a_count_of_what_others_did_is_found(
    empty_file: Path, quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number that the store itself gives a row counts every change of everybody."""
    world = World(random_rows(1), WHO[0], "portfolio")
    *stores, hidden = two_stores(world, 1, quick_path, empty_file)
    monkeypatch.setattr(own, "_version", lambda row: str(row["row_version"]))
    first, second = (answers(store, world, hidden, monkeypatch, only="own claims") for store in stores)
    assert list(first) == ["own claims"]
    assert first != second
