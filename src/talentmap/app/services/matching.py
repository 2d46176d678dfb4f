"""The question of the role page: what was chosen on screen, as a call and as Python."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from talentmap.app.services.code import script
from talentmap.app.services.people import Names
from talentmap.app.services.proposals import headed
from talentmap.data.dataset import Dataset
from talentmap.matching import METHODS, MatchResult, match_roles
from talentmap.matching.solve import Method
from talentmap.measures.credit import FitWeights

__all__ = ["METHODS", "MatchChoices", "blocking_shown", "open_reasons", "open_shown", "seats_shown", "unplaced_shown"]


@dataclass(frozen=True)
class MatchChoices:
    """What somebody chose on the page; plain values, so that the same choices give the same answer."""

    method: Method = "optimal"
    roles: tuple[str, ...] = ()
    can: float = 0.8
    wants: float = 0.2
    reassign: bool = False
    open_unknown: bool = False
    full: bool = False

    def solve(self, data: Dataset) -> MatchResult:
        """The matches."""
        return match_roles(
            data,
            self.method,
            roles=self.roles or None,
            weights=FitWeights(can=self.can, wants=self.wants),
            reassign=self.reassign,
            open_unknown=self.open_unknown,
            full=self.full,
        )

    def code(self, load: str) -> str:
        """Python that asks the same."""
        given = [f"method={self.method!r}"]
        if self.roles:
            given.append(f"roles={list(self.roles)!r}")
        if (self.can, self.wants) != (0.8, 0.2):
            given.append(f"weights=tm.FitWeights(can={self.can:g}, wants={self.wants:g})")
        given += [f"{name}=True" for name in ("reassign", "open_unknown", "full") if getattr(self, name)]
        return script(load, f"matches = tm.match_roles(data, {', '.join(given)})", "print(matches)", "matches.table()")


def seats_shown(result: MatchResult, names: Names) -> pd.DataFrame:
    """The seats filled with names for ids; the parts add up to the fit."""
    seats = result.table()
    parts = {f"{name}_part": seats[f"{name}_part"] / 1_000_000 for name in ("can", "wants")}
    shown = seats[["role_id", "person_id", "fit"]].assign(**parts)
    shown["role_rank"], shown["person_rank"] = seats["role_rank"], seats["person_rank"]
    return headed(_named(shown, names))


def open_reasons(result: MatchResult, names: Names) -> list[tuple[str, str, str]]:
    """Per role with open seats: its title, why, and the smallest easing that fills one more (blank without one)."""
    found = []
    for role in result.unfilled["role_id"]:
        eased = result.facts.relaxations.get(role, ())
        steps = "; ".join(names.say_all((*eased[1:], *eased[:1])))
        found.append((names.roles[role], names.say(result.facts.unfilled[role]), steps))
    return found


def open_shown(result: MatchResult, names: Names) -> pd.DataFrame:
    """Seats that stay open: why, and the smallest easing that fills one more with its price."""
    shown = result.unfilled[["role_id", "open", "seats", "fit_gained"]].copy()
    said = open_reasons(result, names)
    shown.insert(1, "reason", [why for _, why, _ in said])
    shown.insert(2, "relaxation", [step or "–" for _, _, step in said])
    return headed(_named(shown, names))


def unplaced_shown(result: MatchResult, names: Names) -> pd.DataFrame:
    """People without a new seat: why, and the role they came closest to."""
    return headed(_named(result.unplaced.copy(), names))


def blocking_shown(result: MatchResult, names: Names) -> pd.DataFrame:
    """People and roles that would rather have had each other."""
    return headed(_named(result.blocking_pairs.copy(), names))


def _named(shown: pd.DataFrame, names: Names) -> pd.DataFrame:
    for column, known in (("role_id", names.roles), ("person_id", names.people)):
        if column in shown:
            shown[column] = [known.get(label, "–") for label in shown[column]]
    return shown
