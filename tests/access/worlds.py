"""Random organisations with everything in them, what a viewer may see of them, and changes in what they may not.

Who may see what is written down here a second time, row by row and without the policy file: slow, plain, and by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from talentmap.access import Viewer
from talentmap.data.cells import Tables, parsed
from talentmap.data.checks import _raw as encoded
from talentmap.data.dataset import Dataset
from talentmap.data.dictionary import tables
from talentmap.data.frames import typed_frames
from talentmap.data.limits import Limits
from talentmap.vocabulary import VISIBILITIES
from tests.organisations import random_organisation

TODAY = pd.Timestamp("2026-06-01")
Row = dict[str, object]
Rows = dict[str, list[Row]]
"""Rows of each table, by name; a blank is None."""
EDGES = (
    "people",
    "claims",
    "sharing",
    "rounds",
    "holdings",
    "ties",
    "recognitions",
    "aspirations",
    "availability",
    "rules",
    "goals",
    "conversations",
    "pools",
    "progress",
)
"""Tables with rows that some viewer may not see. The others are for everybody who works here."""


@dataclass(frozen=True)
class World:
    """An organisation, somebody who looks at it, and for what."""

    rows: Rows
    viewer: Viewer
    purpose: str

    def data(self, *, like: World | None = None) -> Dataset:
        """As a Dataset on the day of the test, without the checks, which take most of the time.

        Tables that are the same in `like` are not made again: as far as they go the two share their frames.
        """
        key = id(self.rows)
        if key not in _MADE:
            earlier = like.data().frames if like else {}
            same = {name for name in earlier if like and like.rows[name] == self.rows[name]}
            limits = Limits()
            read = {
                name: parsed(encoded(name, frame_of(name, found)), limits)
                for name, found in self.rows.items()
                if found and name not in same
            }
            frames = typed_frames(Tables(read)) | {name: earlier[name] for name in same}
            if len(_MADE) > 40:
                _MADE.clear()
            _MADE[key] = self.rows, Dataset(MappingProxyType({name: frames[name] for name in tables()}), TODAY)
        return _MADE[key][1]


_MADE: dict[int, tuple[Rows, Dataset]] = {}


def frame_of(name: str, rows: list[Row]) -> pd.DataFrame:
    """Rows of one table as a frame, with every column of the dictionary."""
    table = tables()[name]
    extra = [column for column in (rows[0] if rows else {}) if column not in table.names]
    return pd.DataFrame(rows, columns=[*table.names, *extra]) if rows else table.empty()


def checked(rows: Rows) -> Dataset:
    """Rows through every check of the data."""
    return Dataset.from_frames({name: frame_of(name, found) for name, found in rows.items()}, today=TODAY)


@cache
def random_rows(seed: int, n_people: int = 7) -> Rows:
    """Every table filled: feedback rounds open and closed, shared items, conversations, rules that name people.

    The same rows each time: whoever changes them takes a copy.
    """
    rng = np.random.default_rng([seed, 41])
    plain = random_organisation(seed, n_people=n_people, n_strengths=5, n_units=3, n_roles=2, claims_per_person=3)
    found: Rows = {name: _plain(frame) for name, frame in plain.frames.items()}
    people = [str(row["person_id"]) for row in found["people"]]
    strengths = [str(row["strength_id"]) for row in found["strengths"]]
    for row in found["people"]:
        row["layer"] = str(rng.choice(["head", "staff"]))
    if rng.random() < 0.2:
        found["people"][-1]["end_date"] = TODAY - pd.Timedelta(days=30)
    found["claims"] = [row for row in found["claims"] if row["source"] not in ("peer", "client")]
    for row in found["claims"]:
        row["note"] = f"note {rng.integers(1000)}" if rng.random() < 0.5 else None
    _rounds(found, people, strengths, rng)
    found["sharing"] = [_share(rng, people, strengths, found) for _ in range(int(rng.integers(2, 8)))]
    found["sharing"] = _once(found["sharing"], "sharing")
    pairs = [(a, b) for a in people for b in people if a != b]
    some = [pairs[k] for k in rng.permutation(len(pairs))[:6]]
    found["conversations"] = [
        {"person_id": a, "partner_id": b, "date": _ago(rng, 300), "status": "held"} for a, b in some[:4]
    ]
    found["recognitions"] = [
        {"person_id": a, "colleague_id": b, "strength_id": str(rng.choice(strengths)), "date": _ago(rng, 300)}
        for a, b in some
    ]
    found["goals"] = [
        {"goal_id": f"G{k}", "owner": owner, "strength_id": str(rng.choice(strengths)), "level": 3, "people": 2,
         "by_date": TODAY, "weight": 1.0}
        for k, owner in enumerate(["organisation", str(found["people"][0]["unit"]), *rng.choice(people, 3)])
    ]  # fmt: skip
    found["rules"] = [
        {"rule_id": f"L{k}", "rule": "apart", "subjects": " ".join(some[k]), "reason": "they know why"}
        for k in range(2)
    ]
    found["pools"] = [
        {"pool": "coach", "member_id": str(rng.choice(people)), "capacity": 3, "part": "day"},
        {"pool": "room", "member_id": "Zaal", "capacity": 1, "part": "day"},
    ]
    found["offerings"] = [
        {
            "offering_id": "O1",
            "title": "Course",
            "strength_id": strengths[0],
            "from_level": 1,
            "to_level": 3,
            "mode": "home",
        }
    ]
    found["programmes"] = [{"programme_id": "G", "title": "Days", "start_date": TODAY - pd.Timedelta(days=40)}]
    found["phases"] = [
        {"phase_id": f"F{k}", "programme_id": "G", "number": k, "title": f"Phase {k}", "days": 25, "close_plan": 1,
         "close_done": 1}
        for k in (1, 2)
    ]  # fmt: skip
    found["sessions"] = [
        {"session_id": "E1", "programme_id": "G", "phase_id": "F1", "kind": "talk", "title": "Start", "day": 2}
    ]
    found["progress"] = [
        {"person_id": str(p), "session_id": "E1", "kind": "attended", "date": _ago(rng, 30)}
        for p in rng.choice(people, 3, replace=False)
    ]
    return found


def _rounds(found: Rows, people: list[str], strengths: list[str], rng: np.random.Generator) -> None:
    """Rounds that closed and one that did not, with two to four raters per category; one was published before."""
    for k, (ago, whom) in enumerate(((20, people), (200, people[:3]), (-20, people[1:3]))):
        closes = TODAY - pd.Timedelta(days=ago)
        for person in whom:
            others = [p for p in people if p != person]
            if rng.random() < 0.4 or len(others) < 4:
                continue
            made = k == 1 and rng.random() < 0.5
            found["rounds"].append(
                {"round_id": f"W{k}", "person_id": person, "opens": closes - pd.Timedelta(days=28), "closes": closes,
                 "published": closes + pd.Timedelta(days=1) if made else None}
            )  # fmt: skip
            widest = str(rng.choice(VISIBILITIES))
            for strength in rng.choice(strengths, 2, replace=False):
                shared = {"person_id": person, "strength_id": str(strength), "round_id": f"W{k}"}
                if made:
                    code = int(rng.integers(0, 3))
                    note = ("0-1", "2-3", "4-5")[code]
                    found["claims"].append(
                        {
                            **shared,
                            "level": 2 * code,
                            "source": "peer",
                            "date": closes,
                            "visibility": widest,
                            "note": note,
                        }
                    )
                    continue
                for rater in rng.choice(others, int(rng.integers(2, 5)), replace=False):
                    found["claims"].append(
                        {**shared, "level": int(rng.integers(0, 6)), "source": "peer", "assessor_id": str(rater),
                         "date": closes - pd.Timedelta(days=int(rng.integers(0, 20))),
                         "visibility": widest, "note": "between us" if rng.random() < 0.4 else None}
                    )  # fmt: skip


def _share(rng: np.random.Generator, people: list[str], strengths: list[str], found: Rows) -> Row:
    units = sorted({str(row["unit"]) for row in found["people"]})
    audience = str(rng.choice(["manager", "team", "organisation", *rng.choice(people, 2), str(rng.choice(units))]))
    return {
        "person_id": str(rng.choice(people)),
        "strength_id": str(rng.choice(strengths)),
        "audience": audience,
        "purpose": str(rng.choice(["any", "team", "conversation", "portfolio"])),
        "until": None if rng.random() < 0.4 else TODAY + pd.Timedelta(days=int(rng.integers(-5, 6))),
    }


def _ago(rng: np.random.Generator, most: int) -> pd.Timestamp:
    return TODAY - pd.Timedelta(days=int(rng.integers(1, most)))


def _plain(frame: pd.DataFrame) -> list[Row]:
    if not len(frame):
        return []
    objects = frame.astype(object).where(frame.notna(), None)
    return [dict(zip(frame.columns, row, strict=True)) for row in objects.itertuples(index=False)]


def _once(rows: list[Row], name: str) -> list[Row]:
    keys = tables()[name].keys
    return list({tuple(row.get(key) for key in keys): row for row in rows}.values())


# --- who may see what, a second time ---------------------------------------------------------------------------------


class Eyes:
    """What one viewer may see of these rows, by the words of the design."""

    def __init__(self, world: World) -> None:
        self.rows, self.viewer, self.purpose = world.rows, world.viewer, world.purpose
        self.people = {str(row["person_id"]): row for row in self.rows["people"]}
        inside = self.viewer.role in ("employee", "hr", "analyst")
        me = self.people.get(self.viewer.person_id or "") if inside else None
        self.me = str(me["person_id"]) if me else None
        end = me["end_date"] if me else None
        self.works_here = end is None or end >= TODAY if me else inside and self.viewer.person_id is None
        self.works_here = self.works_here and (me is not None or self.viewer.role in ("hr", "analyst"))

    def rank(self, person: object) -> int:
        """Self 0, direct manager 1, same unit 2, colleague 3, nobody 9."""
        if self.me is not None and person == self.me:
            return 0
        if not self.works_here or person not in self.people:
            return 9
        if self.me is not None and self.people[str(person)]["manager_id"] == self.me:
            return 1
        if self.me is not None and self.people[str(person)]["unit"] == self.people[self.me]["unit"]:
            return 2
        return 3

    def shared(self, person: object, strength: object) -> bool:
        """Whether the person shares this item with the viewer, for this purpose, today."""
        return any(
            row["person_id"] == person and row["strength_id"] == strength and self._reached(row)
            for row in self.rows["sharing"]
        )

    def _reached(self, row: Row) -> bool:
        if row["purpose"] not in ("any", self.purpose) or not self.works_here:
            return False
        if row["until"] is not None and row["until"] < TODAY:
            return False
        audience, rank = row["audience"], self.rank(row["person_id"])
        if audience in ("manager", "team", "organisation"):
            return rank <= ("manager", "team", "organisation").index(str(audience)) + 1
        if audience in self.people:
            return audience == self.me
        return self.me is not None and self.people[self.me]["unit"] == audience

    def reaches(self, claim: Row) -> bool:
        """The one comparison of ranks, and sharing."""
        rank = self.rank(claim["person_id"])
        wide = VISIBILITIES.index(str(claim["visibility"])) >= rank
        return rank <= 3 and (wide or self.shared(claim["person_id"], claim["strength_id"]))

    def cell(self, claim: Row) -> list[Row]:
        """Ratings of the same round, person, strength and category."""
        keys = ("round_id", "person_id", "strength_id", "source")
        return [row for row in self.rows["claims"] if all(row.get(k) == claim.get(k) for k in keys)]

    def claim(self, claim: Row) -> bool:
        """Whether the viewer learns anything of this claim, but for its note."""
        wrote = claim.get("assessor_id") == self.me and self.me is not None
        if wrote and claim["person_id"] != self.me and self.purpose == "portfolio":
            return True
        if claim["source"] not in ("peer", "client"):
            return self.reaches(claim)
        return all(self.reaches(row) for row in self.cell(claim))

    def row(self, table: str, row: Row) -> bool:
        """Whether the viewer may see anything of a row of another table."""
        me, role, purpose = self.me, self.viewer.role if self.works_here else "", self.purpose
        staff = role in ("hr", "analyst")
        own = me is not None and row.get("person_id") == me
        mine = self.rank(row.get("person_id")) == 1
        return {
            "sharing": own,
            "rounds": own,
            "progress": own,
            "holdings": own or mine or staff or (self.works_here and purpose == "role_match"),
            "ties": (me is not None and me in (row.get("person_a"), row.get("person_b")))
            or (self.works_here and purpose == "team"),
            "recognitions": me is not None and me in (row.get("person_id"), row.get("colleague_id")),
            "conversations": me is not None and me in (row.get("person_id"), row.get("partner_id")),
            "aspirations": own or (mine and purpose in ("conversation", "development"))
            or (role == "hr" and purpose in ("role_match", "development")),
            "availability": own or mine or (staff and purpose == "team"),
            "rules": staff and purpose == "team",
            "goals": row.get("owner") == me if row.get("owner") in self.people else self.works_here,
            "pools": (me is not None and row.get("member_id") == me) or (staff and purpose in ("team", "development")),
        }[table]  # fmt: skip

    def of_people(self, person: str) -> set[str]:
        """Columns of people that the viewer may see of somebody."""
        rank, role = self.rank(person), self.viewer.role if self.works_here else ""
        if rank == 9:
            return set()
        seen = {"person_id", "name", "unit", "manager_id", "location"}
        if rank <= 1 or role == "hr":
            seen |= {"fte", "start_date", "end_date"}
        if self.purpose in ("team", "role_match"):
            seen |= {"fte"} | ({"end_date"} if role == "analyst" else set())
        if role == "analyst" and self.purpose in ("development", "figures"):
            seen |= {"fte"}
        return seen | ({"layer"} if rank == 0 else set())


# --- changes in what the viewer may not see --------------------------------------------------------------------------

Change = Callable[[Rows, Eyes, np.random.Generator], bool]
"""Changes rows in place where the viewer may not look; False when there was nothing to change."""


def _some(rng: np.random.Generator, rows: list[Row]) -> Row | None:
    return rows[int(rng.integers(len(rows)))] if rows else None


def _taken(rows: Rows, name: str, row: Row) -> bool:
    """Whether another row has this key."""
    return any(all(other.get(k) == row.get(k) for k in tables()[name].keys) for other in rows[name])


def _hidden_claim(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> Row | None:
    hidden = [r for r in rows["claims"] if r["source"] not in ("peer", "client") and not eyes.claim(r)]
    return _some(rng, hidden)


def change_claim(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """Another level, energy, day, note and end of a hidden claim."""
    claim = _hidden_claim(rows, eyes, rng)
    if claim is None:
        return False
    claim["level"] = int(rng.integers(0, 6))
    claim["note"] = f"changed {rng.integers(1000)}"
    moved = {**claim, "date": TODAY + pd.Timedelta(days=int(rng.integers(-900, 900)))}
    if not _taken(rows, "claims", moved):
        claim["date"] = moved["date"]
    claim["energy"] = int(rng.integers(-2, 3)) if claim["source"] == "self" else None
    if claim["source"] in ("evc", "certificate"):
        claim["valid_until"] = None if rng.random() < 0.5 else TODAY + pd.Timedelta(days=900)
    return True


def narrow_claim(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """A hidden claim made narrower still."""
    claim = _hidden_claim(rows, eyes, rng)
    if claim is None:
        return False
    claim["visibility"] = "private"
    return True


def remove_claim(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """A hidden claim gone."""
    claim = _hidden_claim(rows, eyes, rng)
    if claim is None:
        return False
    rows["claims"].remove(claim)
    return True


def add_claim(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """One more claim that the viewer may not see."""
    person, strength = _some(rng, rows["people"]), _some(rng, rows["strengths"])
    assert person
    assert strength
    manager = person["manager_id"]
    source = str(rng.choice(["self", "certificate", "evc", *(["manager"] if manager else [])]))
    claim: Row = {
        "person_id": person["person_id"],
        "strength_id": strength["strength_id"],
        "level": int(rng.integers(0, 6)),
        "source": source,
        "assessor_id": {"self": person["person_id"], "manager": manager}.get(source),
        "date": TODAY + pd.Timedelta(days=int(rng.integers(-400, 400))),
        "visibility": str(rng.choice(VISIBILITIES[:3])),
        "note": "new",
    }
    if eyes.claim(claim) or _taken(rows, "claims", claim):
        return False
    rows["claims"].append(claim)
    return True


def change_notes(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """Other notes at what others are told: a note is for its owner and its writer."""
    hidden = [
        r
        for r in rows["claims"]
        if r["person_id"] != eyes.me and r.get("assessor_id") != eyes.me and r.get("note") not in ("0-1", "2-3", "4-5")
    ]
    for row in hidden:
        row["note"] = None if rng.random() < 0.3 else f"told {rng.integers(1000)}"
    return bool(hidden)


def _ratings(rows: Rows, eyes: Eyes, *, seen: bool) -> list[Row]:
    """Ratings by others than the viewer, in cells that they see the median of, or learn nothing of."""
    found = []
    for row in rows["claims"]:
        own = eyes.purpose == "portfolio" and eyes.me is not None and row.get("assessor_id") == eyes.me
        if row["source"] in ("peer", "client") and not own and all(map(eyes.reaches, eyes.cell(row))) == seen:
            found.append(row)
    return found


def change_ratings_in_their_codes(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """The other level of the same code, for ratings whose coded median may be seen."""
    found = [row for row in _ratings(rows, eyes, seen=True) if row.get("assessor_id")]
    for row in found:
        row["level"] = int(row["level"]) // 2 * 2 + int(rng.integers(0, 2))  # type: ignore[call-overload]
        row["note"] = "other words"
    return bool(found)


def change_hidden_ratings(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """Any other levels where no median may be seen, and in rounds that are open or have too few raters."""
    few = [
        row
        for row in _ratings(rows, eyes, seen=True)
        if row.get("assessor_id") and (len(eyes.cell(row)) < 3 or _open(rows, row))
    ]
    found = [*_ratings(rows, eyes, seen=False), *few]
    for row in found:
        row["level"] = int(rng.integers(0, 6))
        if row.get("assessor_id") is None:
            row["level"], row["note"] = 2, "2-3"
    return bool(found)


def _open(rows: Rows, claim: Row) -> bool:
    return any(
        r["round_id"] == claim["round_id"] and r["person_id"] == claim["person_id"] and r["closes"] >= TODAY
        for r in rows["rounds"]
    )


def change_shares(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """Others share more, and take back, with somebody else, for something else, or until yesterday."""
    kept = [r for r in rows["sharing"] if r["person_id"] == eyes.me or eyes._reached(r)]
    changed = len(kept) < len(rows["sharing"]) and rng.random() < 0.5
    if changed:
        rows["sharing"] = kept
    strengths, people = (
        [str(r[k]) for r in rows[t]] for t, k in (("strengths", "strength_id"), ("people", "person_id"))
    )
    row = _share(rng, people, strengths, rows)
    if row["person_id"] != eyes.me and not eyes._reached(row) and not _taken(rows, "sharing", row):
        rows["sharing"].append(row)
        return True
    return changed


def share_hidden_claim(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """A hidden item shared with everybody until yesterday, for another purpose, or with somebody else."""
    claim = _hidden_claim(rows, eyes, rng)
    if claim is None:
        return False
    other = next(str(r["person_id"]) for r in rows["people"] if r["person_id"] not in (eyes.me, claim["person_id"]))
    row: Row = {"person_id": claim["person_id"], "strength_id": claim["strength_id"], "audience": "organisation"}
    row |= {"purpose": "any", "until": None}
    row |= (
        {"until": TODAY - pd.Timedelta(days=1)},
        {"purpose": "conversation" if eyes.purpose == "team" else "team"},
        {"audience": other},
    )[int(rng.integers(3))]
    if row["person_id"] == eyes.me or _taken(rows, "sharing", row):
        return False
    rows["sharing"].append(row)
    return True


def change_people(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
    """Other appointments, dates and attributes, where the viewer may not see them."""
    changed = False
    for row in rows["people"]:
        hidden = {"fte", "start_date", "end_date", "layer"} - eyes.of_people(str(row["person_id"]))
        if row["person_id"] == eyes.me:
            continue
        if "fte" in hidden:
            row["fte"] = float(rng.choice([0.0, 0.3, 1.0]))
        if "start_date" in hidden:
            row["start_date"] = TODAY - pd.Timedelta(days=int(rng.integers(500, 9000)))
        if "end_date" in hidden:
            row["end_date"] = None if rng.random() < 0.5 else TODAY + pd.Timedelta(days=int(rng.integers(-100, 100)))
        if "layer" in hidden:
            row["layer"] = str(rng.choice(["head", "secret"]))
        changed |= bool(hidden)
    return changed


_VALUES: dict[str, tuple[str, tuple[object, ...]]] = {
    "rounds": ("opens", (TODAY - pd.Timedelta(days=900), None)),
    "holdings": ("fte", (0.1, 0.9)),
    "ties": ("weight", (1.0, 77.0)),
    "recognitions": ("date", (TODAY, TODAY + pd.Timedelta(days=300))),
    "aspirations": ("rank", (9, 8)),
    "availability": ("fte", (0.2, 0.7)),
    "rules": ("reason", ("because", None)),
    "goals": ("level", (1, 5)),
    "conversations": ("status", ("planned", None)),
    "pools": ("capacity", (1, 9)),
    "progress": ("date", (TODAY, TODAY + pd.Timedelta(days=3))),
}


def _in_table(name: str, *, remove: bool) -> Change:
    """Remove or change the rows of a table that the viewer may not see."""

    def change(rows: Rows, eyes: Eyes, rng: np.random.Generator) -> bool:
        hidden = [row for row in rows[name] if not eyes.row(name, row)]
        if name == "rounds" and remove:
            return False
        chosen = [row for row in hidden if rng.random() < 0.7]
        column, values = _VALUES[name]
        for row in chosen:
            if remove:
                rows[name].remove(row)
            else:
                row[column] = values[int(rng.integers(len(values)))]
        rows[name] = _once(rows[name], name)
        return bool(chosen)

    change.__name__ = f"{'remove' if remove else 'change'}_{name}"
    return change


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (
        change_claim,
        narrow_claim,
        remove_claim,
        add_claim,
        change_notes,
        change_ratings_in_their_codes,
        change_hidden_ratings,
        change_shares,
        share_hidden_claim,
        change_people,
        *(_in_table(name, remove=remove) for name in _VALUES for remove in (False, True)),
    )
}


def copied(rows: Rows) -> Rows:
    """Rows of one's own."""
    return {name: [dict(row) for row in found] for name, found in rows.items()}


def elsewhere(world: World, names: list[str], seed: int) -> World | None:
    """The same world with these changes in what its viewer may not see; None when none of them applied."""
    rng = np.random.default_rng([seed, 97])
    rows = copied(world.rows)
    changed = False
    for name in names:
        eyes = Eyes(World(rows, world.viewer, world.purpose))
        changed |= CHANGES[name](rows, eyes, rng)
    return World(rows, world.viewer, world.purpose) if changed else None


VIEWERS = (
    *(Viewer(f"P{k:03d}") for k in range(7)),
    Viewer("P001", "hr"),
    Viewer(None, "hr"),
    Viewer(None, "analyst"),
    Viewer("P002", "analyst"),
    Viewer("P001", "outsider"),
    Viewer(None, "administrator"),
    Viewer("P999"),
)
