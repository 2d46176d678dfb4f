"""What a viewer may not see changes nothing of what they see: not a row, a figure, an order, a date or an error."""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talentmap.access import PURPOSES, Policy, Viewer, as_seen_by, load_policy, view, view_claims
from talentmap.access.policy import Grant
from talentmap.data.dataset import Dataset
from tests.access.worlds import CHANGES, TODAY, VIEWERS, World, checked, copied, elsewhere, random_rows

FULL = bool(os.environ.get("TALENTMAP_FULL"))
View = Callable[[Dataset, Viewer, str], Dataset]


def differences(one: Dataset, other: Dataset) -> list[str]:
    """Everything in which two datasets differ, down to types and the order of rows."""
    found = [] if (one.today, one.reference_date) == (other.today, other.reference_date) else ["day"]
    found += [] if one.fingerprint == other.fingerprint else ["fingerprint"]
    found += [] if one.warnings.equals(other.warnings) else ["warnings"]
    found += [] if list(one.frames) == list(other.frames) else ["tables"]
    for name, frame in one.frames.items():
        beside = other.frames[name]
        if frame.attrs != beside.attrs or not frame.index.identical(beside.index):
            found.append(f"{name}: attributes or index")
        if frame is not beside and not (frame.equals(beside) and list(frame.dtypes) == list(beside.dtypes)):
            found.append(f"{name}:\n{frame}\n{beside}")
    return found


def seen_in_both(one: World, other: World, policy: Policy | None = None) -> list[str]:
    """In which the views of the same viewer in two worlds differ."""
    whole = one.data(), other.data(like=one)
    return differences(*(as_seen_by(data, one.viewer, one.purpose, policy=policy) for data in whole))


@given(
    seed=st.integers(0, 10**6),
    viewer=st.sampled_from(VIEWERS),
    purpose=st.sampled_from(PURPOSES),
    changes=st.lists(st.sampled_from(sorted(CHANGES)), min_size=3, max_size=10),
)
@settings(max_examples=2000 if FULL else 15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_view_does_not_depend_on_what_it_hides(seed: int, viewer: Viewer, purpose: str, changes: list[str]) -> None:
    world = World(random_rows(seed % (400 if FULL else 12)), viewer, purpose)
    other = elsewhere(world, changes, seed)
    if other is not None:
        assert seen_in_both(world, other) == []


# --- the property can fail: every hole planted in the policy or the code is found -------------------------------------


def granted(table: str, columns: str, who: str, *, rule: str = "seen", purposes: str = "any") -> Policy:
    """The policy with one row too many."""
    extra = Grant(table, tuple(columns.split()), tuple(who.split()), tuple(purposes.split()), rule, "", "", "")
    policy = load_policy()
    return replace(policy, grants=(*policy.grants, extra))


EVERY_CLAIM = "person_id strength_id level energy source assessor_id date visibility valid_until"
HR, ANALYST = Viewer(None, "hr"), Viewer(None, "analyst")
TOP, STAFF = Viewer("P000"), Viewer("P001")
POLICIES: dict[str, tuple[Policy, str, Viewer, str]] = {
    "claims one by one": (granted("claims", EVERY_CLAIM, "colleague"), "change_claim", HR, "team"),
    "claims of the unit": (granted("claims", EVERY_CLAIM, "unit"), "change_claim", STAFF, "conversation"),
    "claims for the manager": (granted("claims", EVERY_CLAIM, "manager"), "change_claim", TOP, "figures"),
    "ratings one by one": (granted("claims", EVERY_CLAIM, "self"), "change_ratings_in_their_codes", STAFF, "team"),
    "notes": (granted("claims", "note", "colleague", rule="visibility"), "change_notes", HR, "team"),
    "shares": (granted("sharing", "person_id strength_id audience purpose until", "colleague"),
               "change_shares", HR, "team"),
    "appointments": (granted("people", "fte", "colleague", purposes="portfolio"), "change_people", STAFF, "portfolio"),
    "dates": (granted("people", "end_date", "colleague"), "change_people", STAFF, "portfolio"),
    "attributes": (granted("people", "*", "unit"), "change_people", STAFF, "team"),
    "rounds": (granted("rounds", "round_id person_id opens closes", "colleague"), "change_rounds", HR, "team"),
    "wishes": (granted("aspirations", "person_id target_kind target_id rank", "manager"),
               "change_aspirations", TOP, "portfolio"),
    "absence": (granted("availability", "person_id from_date to_date part fte", "colleague"),
                "change_availability", STAFF, "portfolio"),
    "reasons of rules": (granted("rules", "rule_id rule subjects reason", "colleague"),
                         "change_rules", HR, "development"),
    "own goals": (granted("goals", "goal_id owner strength_id level", "colleague"), "change_goals", HR, "team"),
    "talks": (granted("conversations", "person_id partner_id date status", "hr", purposes="figures"),
              "change_conversations", HR, "figures"),
    "who saw what": (granted("recognitions", "person_id colleague_id strength_id date", "colleague"),
                     "change_recognitions", HR, "team"),
    "progress": (granted("progress", "person_id session_id phase_id kind date", "manager"),
                 "change_progress", TOP, "portfolio"),
    "seats": (granted("holdings", "person_id role_id fte since until", "colleague"),
              "change_holdings", STAFF, "development"),
    "ties": (granted("ties", "person_a person_b weight", "colleague", purposes="figures"),
             "change_ties", HR, "figures"),
    "pools": (granted("pools", "pool member_id capacity from_date to_date part", "analyst", purposes="figures"),
              "change_pools", ANALYST, "figures"),
}  # fmt: skip


def worlds_with(change: str, viewer: Viewer, purpose: str, most: int = 40) -> Iterator[tuple[World, World]]:
    """Pairs of worlds that differ in one kind of thing hidden from this viewer."""
    for number in range(most):
        world = World(random_rows(number % 6), viewer, purpose)
        other = elsewhere(world, [change], number)
        if other is not None:
            yield world, other


@pytest.mark.parametrize("hole", POLICIES)
def test_a_hole_in_the_policy_is_found(hole: str) -> None:
    policy, *where = POLICIES[hole]
    assert any(seen_in_both(world, other, policy) for world, other in worlds_with(*where))


def with_hidden_day(monkeypatch: pytest.MonkeyPatch) -> tuple[View, str]:
    """The reference date of everything instead of what is seen."""

    def seen(data: Dataset, viewer: Viewer, purpose: str) -> Dataset:
        found = as_seen_by(data, viewer, purpose)
        return Dataset(found.frames, Dataset(data.frames).reference_date, found.warnings)

    return seen, "change_claim"


def with_warnings(monkeypatch: pytest.MonkeyPatch) -> tuple[View, str]:
    """The warnings of everything."""

    def seen(data: Dataset, viewer: Viewer, purpose: str) -> Dataset:
        found = as_seen_by(data, viewer, purpose)
        return Dataset(found.frames, found.today, pd.DataFrame({"claims": [len(data.frames["claims"])]}))

    return seen, "add_claim"


def with_levels_of_medians(monkeypatch: pytest.MonkeyPatch) -> tuple[View, str]:
    """Medians that are not coded."""

    def medians(ratings: pd.DataFrame) -> pd.DataFrame:
        cell = ["round_id", "person_id", "strength_id", "source"]
        return ratings.groupby(cell, as_index=False)["level"].max().assign(code="?")

    monkeypatch.setattr(view_claims, "coded_medians", medians)
    return as_seen_by, "change_ratings_in_their_codes"


def with_shares_for_ever(monkeypatch: pytest.MonkeyPatch) -> tuple[View, str]:
    """Shares that never end."""

    def seen(data: Dataset, viewer: Viewer, purpose: str) -> Dataset:
        rows = data.frames["sharing"]
        frames = MappingProxyType({**data.frames, "sharing": rows.assign(until=pd.NaT)})
        return as_seen_by(Dataset(frames, data.today), viewer, purpose)

    return seen, "share_hidden_claim"


def with_gaps_in_the_index(monkeypatch: pytest.MonkeyPatch) -> tuple[View, str]:
    """An index that tells how many rows are hidden."""
    plain = view.claims_seen

    def claims(data: Dataset, *rest: object) -> pd.DataFrame:
        found = plain(data, *rest)  # type: ignore[arg-type]
        return found.set_index(pd.RangeIndex(len(data.frames["claims"]), len(data.frames["claims"]) + len(found)))

    monkeypatch.setattr(view, "claims_seen", claims)
    return as_seen_by, "add_claim"


@pytest.mark.parametrize(
    "planted",
    [with_hidden_day, with_warnings, with_levels_of_medians, with_shares_for_ever, with_gaps_in_the_index],
    ids=lambda planted: planted.__name__,
)
def test_a_hole_in_the_code_is_found(
    planted: Callable[[pytest.MonkeyPatch], tuple[View, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, change = planted(monkeypatch)

    def found(world: World, other: World) -> bool:
        whole = world.data(), other.data(like=world)
        return bool(differences(*(seen(data, world.viewer, world.purpose) for data in whole)))

    assert any(found(*pair) for viewer in (HR, STAFF) for pair in worlds_with(change, viewer, "team"))


@pytest.mark.parametrize("seed", range(100) if FULL else [0, 7])
def test_the_worlds_are_valid_before_and_after_the_changes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    world = World(random_rows(seed), VIEWERS[seed % 9], str(rng.choice(PURPOSES)))
    other = elsewhere(world, list(rng.permutation(sorted(CHANGES))), seed)
    assert other
    for each in (world, other):
        assert checked(each.rows).fingerprint == each.data().fingerprint
        assert as_seen_by(each.data(), each.viewer, each.purpose).replace().today == TODAY


def test_every_kind_of_change_happens() -> None:
    quiet = [
        change for change in CHANGES if change != "remove_rounds" and not any(worlds_with(change, STAFF, "figures", 12))
    ]
    assert quiet == []


def test_a_view_holds_on_to_nothing_that_is_hidden() -> None:
    """No way round the view: neither through what it refers to in memory nor through what is written of it."""
    rows = copied(random_rows(3))
    secret = "zeer-geheim-"
    for number, claim in enumerate(rows["claims"]):
        claim["visibility"], claim["note"] = "private", f"{secret}{number}"
    rows["people"][0]["layer"] = f"{secret}layer"
    data = checked(rows)
    seen = as_seen_by(data, Viewer(None, "hr"), "team")
    assert len(seen.frames["people"]) == len(data.frames["people"])
    assert secret.encode() not in pickle.dumps(seen)
    hidden = {id(frame) for name, frame in data.frames.items() if name in ("claims", "sharing", "people")} | {id(data)}
    reached, queue = set(), [seen]
    while queue:
        here = queue.pop()
        for other in gc.get_referents(here):
            if isinstance(other, (type, type(gc))) or callable(other) or id(other) in reached:
                continue
            reached.add(id(other))
            queue.append(other)
    assert not hidden & reached
    assert seen.today == TODAY
