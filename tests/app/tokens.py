"""An organisation in which every text and day is a token that stands nowhere else, and what the store adds to it."""

from __future__ import annotations

import itertools

import pandas as pd

from talentmap.access.evc import add_evidence, choose_assessor, move_track, open_track
from talentmap.access.evc_rules import Evidence, Indicator
from talentmap.access.goals import save_goal
from talentmap.access.remarks import add_remark
from talentmap.access.rounds import invite_raters, open_round
from talentmap.access.rounds_rules import Rater
from talentmap.access.viewer import Viewer
from talentmap.access.workspace import Workspace
from talentmap.vocabulary import VISIBILITIES
from tests.access.worlds import TODAY, Rows

BOB, ANN, CAS, DEE, EVE = "K001bob", "K002ann", "K003cas", "K004dee", "K005eve"
PEOPLE = (BOB, ANN, CAS, DEE, EVE)
NORTH, SOUTH, EAST, TOP = "K010north", "K011south", "K012east", "K013top"
STRENGTHS = tuple(f"K{n:03d}strength" for n in range(20, 28))
_NUMBER = itertools.count(100)
_DAY = itertools.count(1)


def word(what: str) -> str:
    """A token: no other begins with the same four signs."""
    return f"K{next(_NUMBER):03d}{what}"


def ago() -> pd.Timestamp:
    """A day in the past that is nobody else's."""
    return TODAY - pd.Timedelta(days=11 * next(_DAY))


def ahead() -> pd.Timestamp:
    """A day to come that is nobody else's."""
    return TODAY + pd.Timedelta(days=13 * next(_DAY))


def planted() -> Rows:
    """Rows of every table of the dictionary. Ann manages Bob (North) and Cas (South); Dee is in North too."""
    places = {BOB: (NORTH, ANN), ANN: (EAST, None), CAS: (SOUTH, ANN), DEE: (NORTH, EVE), EVE: (EAST, None)}
    rows: Rows = {
        "people": [
            {"person_id": one, "name": word("name"), "unit": unit, "manager_id": boss, "location": word("place"),
             "fte": 0.8, "start_date": ago(), "end_date": ahead(), "hobby": word("hobby")}
            for one, (unit, boss) in places.items()
        ],
        "units": [{"unit": unit, "parent_unit": TOP} for unit in (NORTH, SOUTH, EAST)] + [{"unit": TOP}],
        "strengths": [
            {"strength_id": one, "name": word("english"), "name_nl": word("dutch"), "kind": "skill",
             "broader_id": STRENGTHS[-1] if one != STRENGTHS[-1] else None, "uri": word("uri"),
             "description": word("description")}
            for one in STRENGTHS
        ],
    }  # fmt: skip
    _claims(rows)
    _work(rows)
    _about_people(rows)
    _programme(rows)
    return rows


def _claims(rows: Rows) -> None:
    """One claim of each visibility by everybody, what others said of Bob, and a closed and an open round."""
    rows["claims"] = [
        {"person_id": one, "strength_id": strength, "level": 3, "energy": 1, "source": "self", "assessor_id": one,
         "date": ago(), "visibility": visibility, "note": word("note")}
        for one in PEOPLE
        for strength, visibility in zip(STRENGTHS, VISIBILITIES, strict=False)
    ]  # fmt: skip
    closes, later = ago(), ahead()
    rows["rounds"] = [
        {"round_id": word("closed"), "person_id": BOB, "opens": ago(), "closes": closes},
        {"round_id": word("open"), "person_id": CAS, "opens": TODAY - pd.Timedelta(days=1), "closes": later},
    ]
    said = [("manager", ANN, None, 4), ("certificate", None, None, 4)]
    said += [("peer", one, rows["rounds"][0]["round_id"], 5) for one in (CAS, DEE, EVE)]
    for source, who, round_id, place in said:
        day = closes - pd.Timedelta(days=1) if source == "peer" else ago()
        rows["claims"].append(
            {"person_id": BOB, "strength_id": STRENGTHS[place], "level": 4, "source": source, "assessor_id": who,
             "date": day, "visibility": "private", "round_id": round_id, "note": word("said"),
             "valid_until": ahead() if source == "certificate" else None}
        )  # fmt: skip
    rows["sharing"] = [
        {"person_id": CAS, "strength_id": STRENGTHS[0], "audience": BOB, "purpose": "any", "until": ahead()},
        {"person_id": BOB, "strength_id": STRENGTHS[1], "audience": SOUTH, "purpose": "team", "until": ahead()},
    ]


def _work(rows: Rows) -> None:
    """Roles, projects, and what they ask."""
    role, project = word("role"), word("project")
    rows["roles"] = [
        {"role_id": role, "title": word("title"), "unit": SOUTH, "headcount": 1, "status": "open", "fte": 0.8}
    ]
    rows["projects"] = [
        {"project_id": project, "title": word("title"), "unit": EAST, "start_date": ahead(), "end_date": ahead(),
         "min_size": 2, "max_size": 3, "fte": 0.4}
    ]  # fmt: skip
    need = {"strength_id": STRENGTHS[3], "level": 3, "weight": 1.0, "mandatory": False}
    rows["role_requirements"] = [{"role_id": role, **need}]
    rows["project_requirements"] = [{"project_id": project, **need, "min_people": 1}]
    rows["holdings"] = [
        {"person_id": one, "role_id": role, "fte": 0.1, "since": ago(), "until": ahead()} for one in (BOB, DEE)
    ]
    rows["offerings"] = [
        {"offering_id": word("offering"), "title": word("course"), "strength_id": STRENGTHS[0], "from_level": 1,
         "to_level": 3, "mode": "home", "start_date": ahead()}
    ]  # fmt: skip


def _about_people(rows: Rows) -> None:
    """Ties, recognitions, wishes, absence, rules, goals, conversations and pools."""
    role = rows["roles"][0]["role_id"]
    rows["ties"] = [{"person_a": a, "person_b": b, "weight": 1.0} for a, b in ((BOB, DEE), (CAS, DEE), (ANN, EVE))]
    rows["recognitions"] = [
        {"person_id": a, "colleague_id": b, "strength_id": STRENGTHS[2], "date": ago()}
        for a, b in ((BOB, CAS), (DEE, EVE))
    ]
    rows["aspirations"] = [
        {"person_id": one, "target_kind": "role", "target_id": role, "rank": 1} for one in (BOB, DEE)
    ]
    rows["availability"] = [
        {"person_id": one, "from_date": ahead(), "to_date": TODAY + pd.Timedelta(days=4000 + place), "part": "day",
         "fte": 0.5}
        for place, one in enumerate((BOB, DEE))
    ]  # fmt: skip
    rows["rules"] = [
        {"rule_id": word("rule"), "rule": "apart", "subjects": f"{DEE} {EVE}", "owner": word("owner"),
         "reason": word("reason"), "until": ahead()}
    ]  # fmt: skip
    rows["goals"] = [
        {"goal_id": word("goal"), "owner": owner, "strength_id": STRENGTHS[0], "level": 3, "people": 2,
         "by_date": ahead(), "weight": 1.0}
        for owner in ("organisation", BOB, DEE)
    ]  # fmt: skip
    rows["conversations"] = [
        {"person_id": a, "partner_id": b, "date": ago(), "status": word("status")} for a, b in ((BOB, ANN), (DEE, EVE))
    ]
    rows["pools"] = [
        {"pool": "coach", "member_id": member, "name": word("coach"), "capacity": 2, "from_date": ahead(),
         "to_date": TODAY + pd.Timedelta(days=5000 + place), "part": "day", "language": word("tongue"),
         "certificate_until": ahead()}
        for place, member in enumerate((BOB, DEE, word("outside")))
    ]  # fmt: skip


def _programme(rows: Rows) -> None:
    programme, phase, session = word("programme"), word("phase"), word("session")
    rows["programmes"] = [
        {"programme_id": programme, "title": word("days"), "start_date": ago(), "owner": word("holder")}
    ]
    rows["phases"] = [
        {"phase_id": phase, "programme_id": programme, "number": 1, "title": word("first"), "days": 25,
         "close_plan": 1, "close_done": 1}
    ]  # fmt: skip
    rows["sessions"] = [
        {"session_id": session, "programme_id": programme, "phase_id": phase, "kind": "talk", "title": word("talk"),
         "day": 2, "date": ago(), "reference": word("reference")}
    ]  # fmt: skip
    rows["progress"] = [
        {"person_id": one, "session_id": session, "kind": "attended", "date": ago()} for one in (BOB, DEE)
    ]


def told(machine: Workspace) -> dict[str, set[str]]:
    """What Bob writes in the store, most of it for his own eyes: token -> who sees it on the portfolio page."""
    bob = Workspace(machine.store, Viewer(BOB), TODAY)
    why, aim, shown, piece, where = (word(one) for one in ("why", "aim", "indicator", "piece", "where"))
    save_goal(bob, STRENGTHS[5], 4, words=why)
    track = open_track(bob, STRENGTHS[6], 3, [Indicator(shown, 3)], goal=aim)
    choose_assessor(bob, track, DEE)
    move_track(bob, track, "evidence")
    add_evidence(bob, track, Evidence(piece, "product", None, where), [1])
    remark, guest = word("remark"), word("guest")
    add_remark(bob, STRENGTHS[4], "manager", remark)
    invite_raters(bob, open_round(bob, [STRENGTHS[0]], TODAY + pd.Timedelta(days=6)), [Rater("client", name=guest)])
    return {**{token: {BOB} for token in (why, aim, shown, piece, where)}, remark: {BOB, ANN}, guest: set()}
