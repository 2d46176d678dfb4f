"""The question of the page on groups: what was chosen on screen, as a problem and as Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from talentmap.app.services.code import arguments, script
from talentmap.app.services.group_rules import COLUMNS, Rows, RuleRow, frame_of, rows_of
from talentmap.data.dataset import Dataset
from talentmap.groups import GroupProblem, GroupResult, plan_groups

if TYPE_CHECKING:
    from talentmap.optimise.options import Progress

POLICIES = ("under", "over", "exact", "between")
MIXES = ("worst", "leximin", "sum", "distance")


@dataclass(frozen=True)
class GroupChoices:
    """What somebody chose on the page; plain values, so that the same choices give the same answer.

    Parameters
    ----------
    size
        Smallest and largest group; the same twice except for the policy ``between``.
    policy, n_groups, subgroups, per_date, mix, waive
        See :class:`~talentmap.groups.GroupProblem`.
    rules
        The rules that hold.
    time_limit
        Seconds allowed.
    """

    size: tuple[int, int]
    policy: str = "under"
    n_groups: int | None = None
    subgroups: tuple[int, ...] = ()
    rules: Rows = ()
    per_date: int | None = None
    mix: str = "worst"
    waive: tuple[str, ...] = ()
    time_limit: float = 60.0

    def asked(self) -> dict[str, object]:
        """Arguments of the question, without the rules, as far as they differ from what holds by itself."""
        given: dict[str, object] = {"size": self.size if self.policy == "between" else self.size[0]}
        given["policy"] = self.policy
        if self.subgroups:
            given["subgroups"] = self.subgroups[0] if len(self.subgroups) == 1 else self.subgroups
        further = {"n_groups": self.n_groups, "per_date": self.per_date, "waive": list(self.waive) or None}
        given |= {name: value for name, value in further.items() if value is not None}
        return given if self.mix == "worst" else given | {"mix": self.mix}

    def problem(self, data: Dataset) -> GroupProblem:
        """The question to the planner."""
        return GroupProblem(data, rules=frame_of(self.rules), **self.asked())  # type: ignore[arg-type]

    def solve(self, data: Dataset, listen: Callable[[Progress], bool] | None = None) -> GroupResult:
        """The plan, or why there is none."""
        return plan_groups(self.problem(data), time_limit=self.time_limit, progress=listen)

    def code(self, load: str, data: Dataset) -> str:
        """Python that asks the same."""
        change = _rules_code(self.rules, rows_of(data))
        given = self.asked() | {"time_limit": self.time_limit}
        rules = ", rules=rules" if change else ""
        head = "import pandas as pd\n" if any("pd." in line for line in change) else ""
        return head + script(
            load,
            *change,
            f"groups = tm.plan_groups(data, {arguments(given)}{rules})",
            "print(groups)",
            "groups.table()",
        )

    def other_policy(self) -> GroupChoices:
        """The same question with the number of people rounded the other way."""
        return replace(self, policy="over" if self.policy == "under" else "under", n_groups=None)


def _rules_code(rules: Rows, own: Rows) -> list[str]:
    """Python that makes the rules on screen of those in the data; nothing where they are the same."""
    held = tuple(row for row in rules if row.on)
    gone = [row.rule_id for row in own if row not in held]
    new = [row for row in held if row not in own]
    if not gone and not new:
        return []
    lines = ['rules = data.table("rules")']
    if gone:
        lines.append(f'rules = rules[~rules["rule_id"].isin({gone!r})]')
    if new:
        shown = ",\n    ".join(repr(_filled(row)) for row in new)
        lines.append(f"rules = pd.concat([rules, pd.DataFrame([\n    {shown},\n])], ignore_index=True)")
    return lines


def _filled(row: RuleRow) -> dict[str, str]:
    return {name: getattr(row, name) for name in COLUMNS if getattr(row, name)}
