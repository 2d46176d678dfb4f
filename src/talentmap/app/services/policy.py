"""The policy in plain words: what one sees of whom by how they stand to each other, and what each role looks for."""

from __future__ import annotations

import pandas as pd

from talentmap.access.policy import Grant, Policy
from talentmap.access.purposes import load_roles
from talentmap.vocabulary import text

REACH = {
    "self": ("self", "party", "writer"),
    "manager": ("manager", "unit", "colleague"),
    "unit": ("unit", "colleague"),
    "colleague": ("colleague",),
    "hr": ("hr", "colleague"),
    "analyst": ("analyst", "colleague"),
    "outsider": (),
    "administrator": (),
}
"""How somebody stands to a person -> the rows of the policy that reach them: nearer sees what is further."""

_ABOUT_NOBODY = (
    *("units", "strengths", "roles", "role_requirements", "projects", "project_requirements"),
    *("offerings", "programmes", "phases", "sessions"),
)


def sees(policy: Policy, who: str, *, about_people: bool = True) -> list[str]:
    """What somebody who stands like this to a person sees of them (or of what is nobody's), a sentence per row."""
    rows = [grant for grant in policy.grants if set(grant.who) & set(REACH[who])]
    return [_sentence(grant) for grant in rows if (grant.table not in _ABOUT_NOBODY) == about_people]


def _sentence(grant: Grant) -> str:
    if grant.purposes == ("any",):
        return grant.meaning()
    purposes = ", ".join(text(f"access.purpose.{one}") for one in grant.purposes)
    return text("policy_app.for", meaning=grant.meaning(), purposes=purposes)


def role_table() -> pd.DataFrame:
    """A row per role: its name, what it may look for, and the same in words."""
    rows = []
    for row in load_roles():
        purposes = ", ".join(text(f"access.purpose.{one}") for one in row.purposes)
        name = text("access.who.manager") if row.role == "manager" else text(f"access.role.{row.role}")
        rows.append((name, purposes or text("policy_app.none"), row.meaning()))
    return pd.DataFrame(rows, columns=[text(f"policy_app.column.{name}") for name in ("role", "purposes", "meaning")])


def policy_shown(policy: Policy) -> pd.DataFrame:
    """The whole table with headers in the current language."""
    table = policy.table()
    return table.rename(columns={name: text(f"policy_app.column.{name}") for name in table.columns})
