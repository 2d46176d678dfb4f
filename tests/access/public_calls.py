"""How every public name that takes data is called, and everything it then tells, as text that can be compared."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

import talentmap as tm
from talentmap import plots
from talentmap.access import Viewer
from talentmap.data.dataset import Dataset
from talentmap.documents import build_report, write_report

_SECONDS = re.compile(r"\b\d+(?:[.,]\d+)?(?:e-\d+)? s(?:econd(?:s|en)?)?\b")
_TIMING = ("timing", "seconds")


class Asked:
    """What is asked of one view; what several questions need is worked out once."""

    def __init__(self, data: Dataset, folder: Path) -> None:
        self.data, self.folder = data, folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.people = tuple(data.frames["people"]["person_id"])

    @cached_property
    def problem(self) -> tm.TeamProblem:
        return tm.TeamProblem(self.data, project="J00", weights=tm.TeamWeights(1.0, 0.5, 0.5, 0.1))

    @cached_property
    def teams(self) -> tm.TeamResult:
        return tm.propose_teams(self.problem, alternatives=2)

    @cached_property
    def matches(self) -> tm.MatchResult:
        return tm.match_roles(self.data, open_unknown=True)

    @cached_property
    def groups(self) -> tm.GroupResult:
        return tm.plan_groups(self.data, n_groups=2, size=4, dates=["2026-09-07", "2026-09-14"])

    @cached_property
    def staffing(self) -> tm.StaffingProblem:
        return tm.StaffingProblem(self.data, all_projects=True)

    @cached_property
    def staffed(self) -> tm.StaffingResult:
        return tm.plan_staffing(self.staffing)

    @cached_property
    def front(self) -> tm.TradeOff:
        return tm.trade_off(self.problem)

    @cached_property
    def capability(self) -> pd.DataFrame:
        return tm.capability_map(self.data)

    @cached_property
    def spread(self) -> Any:
        return tm.simulate_spread(self.data, list(self.people[:2]), weeks=3, runs=20)

    @cached_property
    def runners(self) -> Any:
        return tm.choose_front_runners(self.data, 2, least_per_team=0)

    @cached_property
    def compared(self) -> tm.Comparison:
        return tm.compare(self.problem, [tm.with_size(2), tm.without_person(self.people[1])])

    def written(self, write: Callable[[Path], object], name: str) -> list[object]:
        """What a function wrote, byte by byte, and what it gave back."""
        path = self.folder / name
        told = write(path)
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        return [told, *((str(f.relative_to(self.folder)), f.read_bytes()) for f in files if f.is_file())]


def _exports(a: Asked) -> list[object]:
    kinds = {"csv": "csv", "parquet": "parquet", "book.xlsx": None, "data.json": None}
    return [a.written(lambda path, f=form: tm.write_dataset(a.data, path, format=f), f"all-{name}")  # type: ignore[misc]
            for name, form in kinds.items()]  # fmt: skip


def _tables(a: Asked) -> list[object]:
    table = tm.key_people(a.data)
    return [
        a.written(lambda path: tm.write_table(table, path), f"key.{kind}") for kind in ("csv", "xlsx", "json", "html")
    ]


def _profile(a: Asked) -> list[object]:
    return [plots.plot_profile(a.data, person, include_private=True) for person in a.people[:2]]


CALLS: Mapping[str, Callable[[Asked], object]] = {
    "Dataset": lambda a: [a.data, repr(a.data), a.data.warnings, a.data.reference_date, a.data.replace(),
                          a.data.as_of("2027-01-01"), a.data.table("claims"), a.data.claims],
    "GroupProblem": lambda a: tm.GroupProblem(a.data, size=3).fingerprint,
    "StaffingProblem": lambda a: a.staffing.fingerprint,
    "TeamProblem": lambda a: a.problem.fingerprint,
    "adverse_impact": lambda a: tm.adverse_impact(
        a.people, a.teams.teams[0].members, a.data.people[["person_id", "unit"]]),
    "after_care": lambda a: tm.after_care(a.groups, tm.staff_groups(a.data, a.groups), a.data),
    "as_seen_by": lambda a: [tm.as_seen_by(a.data, Viewer("P002"), "team"), tm.as_seen_by(a.data, Viewer(), "team")],
    "ask_first": lambda a: tm.ask_first(a.problem, alternatives=1),
    "build_graph": lambda a: [tm.build_graph(a.data), tm.build_graph(a.data, include_private=True)],
    "capability_map": lambda a: [a.capability, tm.capability_map(a.data, None, include_private=True)],
    "check_record": lambda a: tm.check_record(a.teams.record(), a.data),
    "choose_front_runners": lambda a: a.runners,
    "closest_team": lambda a: tm.closest_team(a.data, project="J00"),
    "compare": lambda a: a.compared,
    "decision_record": lambda a: [
        tm.decision_record(a.teams, decided_by="Ada", reason="Why not"),
        tm.decision_record(a.matches, decided_by="Ada", reason="Why not", data=a.data)],
    "draw_team": lambda a: tm.draw_team(a.problem, within=0.3),
    "fit_matrix": lambda a: tm.fit_matrix(a.data, include_private=True).table(),
    "key_people": lambda a: tm.key_people(a.data),
    "match_coaches": lambda a: tm.match_coaches(a.data),
    "match_roles": lambda a: [a.matches, *(tm.match_roles(a.data, kind) for kind in ("leximin", "stable"))],
    "matrices": lambda a: tm.matrices(a.data),
    "move_person": lambda a: tm.move_person(a.groups, a.people[0], "G02", because="So"),
    "plan_groups": lambda a: a.groups,
    "plan_programme": lambda a: tm.plan_programme(a.data, start="2026-09-07"),
    "plan_staffing": lambda a: a.staffed,
    "plots": lambda a: [told_or_failed(lambda a=a, call=call: call(a)) for call in PLOTS.values()],  # type: ignore[misc]
    "profiles": lambda a: [tm.profiles(a.data), tm.profiles(a.data, include_private=True)],
    "propose_teams": lambda a: a.teams,
    "repair_groups": lambda a: tm.repair_groups(a.groups, without=[a.people[0]]),
    "robust_teams": lambda a: tm.robust_teams(a.problem, 1),
    "shared_strengths": lambda a: tm.shared_strengths(a.data),
    "shared_times": lambda a: tm.shared_times(a.data, a.people, column="layer"),
    "simulate_spread": lambda a: a.spread,
    "smallest_team": lambda a: tm.smallest_team(a.problem),
    "staff_groups": lambda a: tm.staff_groups(a.data, a.groups),
    "strength_gaps": lambda a: [tm.strength_gaps(a.data, by) for by in ("role", "project", "unit")],
    "strength_input": lambda a: tm.strength_input(a.data),
    "strengths_asked": lambda a: tm.strengths_asked(a.data),
    "swap_people": lambda a: tm.swap_people(a.groups, a.people[0], a.people[-1], because="So"),
    "trade_off": lambda a: a.front,
    "verify_groups": lambda a: sorted(vars(tm.verify_groups(a.groups.problem, a.groups.groups))),
    "verify_match": lambda a: a.matches.proof.verified,
    "verify_staffing": lambda a: tm.verify_staffing(a.staffing, {"J00": a.people[:2]}, 0.25),
    "verify_team": lambda a: tm.verify_team(a.problem, a.people[:2], 0.25),
    "weekly_meetings": lambda a: tm.weekly_meetings(a.data, column="layer"),
    "weight_ranges": lambda a: tm.weight_ranges(a.teams),
    "works_together": lambda a: tm.works_together(a.data),
    "write_dataset": _exports,
    "write_record": lambda a: a.written(lambda path: tm.write_record(a.teams, path), "record.json"),
    "write_table": _tables,
}  # fmt: skip
"""Public name -> what is asked of it."""

PLOTS: Mapping[str, Callable[[Asked], object]] = {
    "front_runner_map": lambda a: plots.front_runner_map(a.runners),
    "group_counts": lambda a: plots.group_counts(a.groups),
    "network_option": lambda a: plots.network_option(a.data),
    "network_table": lambda a: plots.network_table(plots.network_option(a.data, focus=a.people[0])),
    "plot_capability_map": lambda a: plots.plot_capability_map(a.capability),
    "plot_comparison": lambda a: plots.plot_comparison(a.compared),
    "plot_coverage": lambda a: plots.plot_coverage(a.teams),
    "plot_front_runners": lambda a: plots.plot_front_runners(a.runners),
    "plot_group_calendar": lambda a: plots.plot_group_calendar(a.groups),
    "plot_group_counts": lambda a: plots.plot_group_counts(a.groups),
    "plot_key_people": lambda a: plots.plot_key_people(tm.key_people(a.data)),
    "plot_matches": lambda a: plots.plot_matches(a.matches, a.data),
    "plot_profile": _profile,
    "plot_spread": lambda a: plots.plot_spread(a.spread),
    "plot_staffing": lambda a: plots.plot_staffing(a.staffed),
    "plot_staffing_loads": lambda a: plots.plot_staffing_loads(a.staffed),
    "plot_terms": lambda a: plots.plot_terms(a.teams),
    "plot_trade_off": lambda a: plots.plot_trade_off(a.front),
}
"""The same for each picture."""

DOCUMENTS: Mapping[str, Callable[[Asked], object]] = {
    "build_report": lambda a: build_report(a.data, matches=a.matches, teams=a.teams, pictures=False),
}
"""The same for pages for people."""

SLOW: Mapping[str, Callable[[Asked], object]] = {
    "write_report": lambda a: a.written(lambda path: write_report(a.data, path, teams=a.teams), "report"),
}
"""What takes seconds, because it draws."""

ERRORS: Mapping[str, Callable[[Asked], object]] = {
    "no such person": lambda a: tm.TeamProblem(a.data, project="J00", include=["P00"]),
    "no such project": lambda a: tm.TeamProblem(a.data, project="J0"),
    "too large": lambda a: tm.propose_teams(tm.TeamProblem(a.data, project="J00", size=99)),
    "nobody left": lambda a: tm.propose_teams(tm.TeamProblem(a.data, project="J00", exclude=a.people[1:])).summary(),
    "no such strength": lambda a: tm.closest_team(a.data, strengths=["S9"]),
    "no such role": lambda a: tm.match_roles(a.data, roles=["R9"]),
    "full": lambda a: tm.match_roles(a.data, full=True).summary(),
    "why not": lambda a: [told_or_failed(lambda p=p: a.teams.explain(p)) for p in (*a.people, "P")],  # type: ignore[misc]
    "why not this role": lambda a: [
        told_or_failed(lambda p=p: a.matches.explain(p)) for p in (*a.people, "R00", "P")],  # type: ignore[misc]
}  # fmt: skip
"""Questions that go wrong, or ask why: what an error says is something told too."""


THROUGH_THE_STORE = {
    "add_evidence",
    "add_remark",
    "answer_remark",
    "certify_track",
    "choose_assessor",
    "close_round",
    "everything_about_me",
    "evc_track",
    "hand_in",
    "hand_in_form",
    "invite_raters",
    "judge_evidence",
    "move_track",
    "open_round",
    "open_track",
    "open_workspace",
    "publish_figures",
    "published_figures",
    "remarks_beside",
    "round_result",
    "show_round",
    "who_looked",
    "withdraw_remark",
}
"""Names that work on a store instead: two stores answer them in ``test_store_non_interference``."""


def through_the_store(name: str) -> bool:
    """Whether a public name works on a workspace or opens one."""
    import inspect

    value = getattr(tm, name)
    return inspect.isroutine(value) and "Workspace" in str(inspect.signature(value))


def takes_data(name: str) -> bool:
    """Whether a public name works on a dataset, or on a problem or result that holds one."""
    import inspect

    value = getattr(tm, name)
    if (isinstance(value, type) and issubclass(value, Exception)) or not callable(value):
        return name == "plots"
    if through_the_store(name):
        return False
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return False
    given = " ".join(str(each.annotation) for each in signature.parameters.values())
    words = ("Dataset",) if isinstance(value, type) else ("Dataset", "Problem", "Result")
    return any(word in given for word in words) or value is Dataset


def told_or_failed(call: Callable[[], object]) -> str:
    """What a call tells, or the error it ends in with its text."""
    try:
        return told(call())
    except Exception as error:  # every error is something told
        return f"{type(error).__name__}: {error} {told(vars(error))}"


def told(value: object) -> str:
    """Everything that a result tells, as text: nothing left out but the time it took."""
    return _SECONDS.sub("# s", _told(value))


def _told(value: Any) -> str:
    if isinstance(value, Dataset):
        return value.fingerprint + "".join(name + _told(frame) for name, frame in value.frames.items())
    if isinstance(value, pd.DataFrame):
        shown = value.drop(columns=[c for c in value.columns if c in _TIMING])
        return f"{list(shown.dtypes)}{shown.index!r}\n{shown.to_csv()}"
    if isinstance(value, pd.Series):
        return _told(value.to_frame())
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.shape}{value.tolist()}"
    if isinstance(value, nx.Graph):
        return _told([sorted(value.nodes(data=True), key=str), sorted(value.edges(data=True), key=str)])
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_told(each)}" for key, each in value.items() if key not in _TIMING) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_told, value)) + "]"
    return _told_by(value)


def _told_by(value: Any) -> str:
    """What an object tells through the ways all results share."""
    parts = [value.to_dict()] if hasattr(value, "to_dict") else []
    for way in ("summary", "table", "tables", "terms"):
        method = getattr(value, way, None)
        if callable(method) and not isinstance(value, type):
            parts.append(told_or_failed(method))
    if parts:
        return _told(parts)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _told({f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.name != "problem"})
    if hasattr(value, "tocsr"):
        return _told(value.toarray())
    return json.dumps(value) if isinstance(value, str) else str(value)
