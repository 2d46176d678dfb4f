"""What the work asks: roles with seats and holders, and projects, as far as their teams exist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talentmap.examples.draws import Draws, Ints
from talentmap.examples.structure import Staff
from talentmap.examples.templates import ProjectTemplate, RoleTemplate, projects, roles

EVERY_TEAM = "*"
MANAGEMENT = "Concerndirectie"


@dataclass(frozen=True, eq=False)
class Role:
    """A role of one district; ``holders`` are positions."""

    template: RoleTemplate
    unit: str
    headcount: int
    status: str
    holders: Ints

    @property
    def vacant(self) -> int:
        """Seats without a holder."""
        return self.headcount - len(self.holders)


@dataclass(frozen=True, eq=False)
class Work:
    """Roles and projects of one district. ``role_of`` has shape (n_people,): position in ``roles``, -1 without one."""

    roles: tuple[Role, ...]
    projects: tuple[tuple[ProjectTemplate, str], ...]
    role_of: Ints


def build_work(staff: Staff, top_unit: str, draws: Draws) -> Work:
    """Set up the roles of the teams that exist, seat their holders and choose the projects.

    A role that is filled has as many seats as holders; an open one has seats to spare.
    """
    role_of = np.full(staff.n_people, -1, dtype=np.int64)
    made: list[Role] = []
    for template in roles():
        units = [team for team in staff.teams if template.team in (team.template.name, EVERY_TEAM)]
        if not units:
            continue
        able = _able(template, staff, role_of)
        for_managers = template.team in (EVERY_TEAM, MANAGEMENT)
        copies = 1 if for_managers else len(units)
        wanted = len(able) if for_managers else template.holders * copies
        holders = np.sort(able[draws.order(len(able))[:wanted]])
        role_of[holders] = len(made)
        spare = (template.seats - template.holders) * copies
        headcount = max(1, len(holders) + spare)
        status = "open" if template.status == "filled" and headcount > len(holders) else template.status
        unit = top_unit if template.team == EVERY_TEAM else units[0].unit
        made.append(Role(template, unit, headcount, status, holders))
    return Work(tuple(made), _projects(staff), role_of)


def _able(template: RoleTemplate, staff: Staff, role_of: Ints) -> Ints:
    """Who may hold the role: managers those for managers, others the roles of their own team."""
    if not template.holders:
        return np.zeros(0, dtype=np.int64)
    first_has_management = staff.teams[0].template.order == 0
    in_management = (staff.team == 0) & first_has_management
    if template.team == EVERY_TEAM:
        return np.flatnonzero(staff.leads & ~in_management)
    if template.team == MANAGEMENT:
        return np.flatnonzero(staff.leads & in_management & (staff.manager >= 0))
    own = np.array([team.template.name == template.team for team in staff.teams])[staff.team]
    return np.flatnonzero(own & ~staff.leads & (role_of < 0))


def _projects(staff: Staff) -> tuple[tuple[ProjectTemplate, str], ...]:
    """Projects whose team exists; a small organisation has at least the last one of the list."""
    unit = {}
    for team in reversed(staff.teams):
        unit[team.template.name] = team.unit
    found = tuple((template, unit[template.team]) for template in projects() if template.team in unit)
    return found or ((projects()[-1], staff.teams[0].unit),)
