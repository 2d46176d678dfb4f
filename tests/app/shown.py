"""Which columns each page shows as it is opened, and why the others are shown on none.

What a viewer should be sent is what the policy lets them see, as far as the page shows that column.
"""

from __future__ import annotations

Column = tuple[str, str]
ALL, OWN, ASKED = "all", "own", "asked"
"""Every row the viewer may see, the rows about the viewer, or what the projects ask."""

_PEOPLE = {("people", "person_id"): ALL, ("people", "name"): ALL, ("people", "unit"): ALL}
_PROJECTS = {("projects", "project_id"): ALL, ("projects", "title"): ALL}
_ROLES = {("roles", "role_id"): ALL, ("roles", "title"): ALL}
_WHO = {("people", "name"): OWN}
"""On every page it says who looks."""

SHOWN: dict[str, dict[Column, str]] = {
    "start": {**_WHO, ("people", "person_id"): OWN},
    "map": {
        **_PEOPLE,
        **_PROJECTS,
        **_ROLES,
        ("strengths", "strength_id"): ALL,
        ("strengths", "name"): ALL,
    },
    "match": {**_WHO, **_ROLES},
    "team": {
        **_PEOPLE,
        **_PROJECTS,
        ("projects", "start_date"): ALL,
        ("projects", "end_date"): ALL,
        ("strengths", "name"): ASKED,
    },
    "staffing": {**_WHO, **_PROJECTS},
    "groups": {
        **_PEOPLE,
        ("rules", "rule_id"): ALL,
        ("rules", "subjects"): ALL,
        ("rules", "owner"): ALL,
        ("rules", "reason"): ALL,
    },
    "portfolio": {
        ("people", "name"): ALL,
        ("people", "unit"): ALL,
        ("strengths", "name"): ALL,
        ("claims", "strength_id"): OWN,
        ("claims", "date"): OWN,
        ("claims", "valid_until"): OWN,
        ("claims", "note"): OWN,
        ("sharing", "audience"): OWN,
        ("sharing", "until"): OWN,
    },
    "access": dict(_WHO),
}
"""Page -> column -> whose rows of it."""

NOWHERE: dict[str, tuple[str, ...]] = {
    "an id that stands for what the pages call by name, or which another table has already": (
        "people.manager_id units.unit units.parent_unit strengths.broader_id claims.person_id claims.assessor_id",
        "claims.round_id sharing.person_id sharing.strength_id rounds.round_id rounds.person_id roles.unit",
        "role_requirements.role_id role_requirements.strength_id holdings.person_id holdings.role_id projects.unit",
        "project_requirements.project_id project_requirements.strength_id ties.person_a ties.person_b",
        "recognitions.person_id recognitions.colleague_id recognitions.strength_id aspirations.person_id",
        "aspirations.target_id availability.person_id offerings.strength_id goals.owner goals.strength_id",
        "conversations.person_id conversations.partner_id pools.member_id progress.person_id progress.session_id",
        "phases.programme_id sessions.programme_id sessions.phase_id",
    ),
    "the pages are read in English; in Dutch it stands where the name stands": ("strengths.name_nl",),
    "only in a file that its owner takes along": (
        "people.hobby people.start_date rounds.opens rounds.closes",
        "holdings.since holdings.until progress.date",
    ),
    "only when the map is grouped by place": ("people.location",),
    "counts in an answer, where it is given as a reason; no page shows it as it is opened": (
        "people.end_date availability.from_date availability.to_date rules.until",
    ),
    "no page tells more of a strength than its name": ("strengths.uri strengths.description",),
    "works in calculations by its level or number alone; no page lists it": (
        "recognitions.date conversations.date conversations.status",
        "goals.goal_id goals.by_date pools.name pools.from_date pools.to_date pools.language pools.certificate_until",
    ),
    "for the learning plan and programmes, which are made by the command line and the notebooks": (
        "offerings.offering_id offerings.title offerings.start_date programmes.programme_id programmes.title",
        "programmes.start_date programmes.owner phases.phase_id phases.title sessions.session_id sessions.title",
        "sessions.date sessions.reference",
    ),
}
"""Why a column that somebody may see is sent to nobody by the pages as they are opened."""


def nowhere() -> set[Column]:
    """The columns of :data:`NOWHERE`."""
    return {
        (name.split(".")[0], name.split(".")[1])
        for lines in NOWHERE.values()
        for line in lines
        for name in line.split()
    }
