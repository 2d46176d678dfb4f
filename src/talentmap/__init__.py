"""talentmap: maps the strengths of an organisation's people, and proposes teams and role matches with a proof.

The names below are the library. They are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names once more, for type checkers and editors; a test holds the two lists together
    from talentmap import examples as examples
    from talentmap import plots as plots
    from talentmap.access.evc import add_evidence as add_evidence
    from talentmap.access.evc import choose_assessor as choose_assessor
    from talentmap.access.evc import evc_track as evc_track
    from talentmap.access.evc import move_track as move_track
    from talentmap.access.evc import open_track as open_track
    from talentmap.access.evc_assess import certify_track as certify_track
    from talentmap.access.evc_assess import judge_evidence as judge_evidence
    from talentmap.access.evc_result import EvcTrack as EvcTrack
    from talentmap.access.evc_rules import Evidence as Evidence
    from talentmap.access.evc_rules import Indicator as Indicator
    from talentmap.access.figures_store import publish_figures as publish_figures
    from talentmap.access.figures_store import published_figures as published_figures
    from talentmap.access.policy import Policy as Policy
    from talentmap.access.policy import load_policy as load_policy
    from talentmap.access.remarks import add_remark as add_remark
    from talentmap.access.remarks import answer_remark as answer_remark
    from talentmap.access.remarks import remarks_beside as remarks_beside
    from talentmap.access.remarks import withdraw_remark as withdraw_remark
    from talentmap.access.rights import everything_about_me as everything_about_me
    from talentmap.access.rights import who_looked as who_looked
    from talentmap.access.rounds import close_round as close_round
    from talentmap.access.rounds import invite_raters as invite_raters
    from talentmap.access.rounds import open_round as open_round
    from talentmap.access.rounds_answer import hand_in as hand_in
    from talentmap.access.rounds_answer import hand_in_form as hand_in_form
    from talentmap.access.rounds_form import write_form as write_form
    from talentmap.access.rounds_outcome import round_result as round_result
    from talentmap.access.rounds_outcome import show_round as show_round
    from talentmap.access.rounds_result import RoundResult as RoundResult
    from talentmap.access.rounds_rules import Answers as Answers
    from talentmap.access.rounds_rules import Rater as Rater
    from talentmap.access.view import as_seen_by as as_seen_by
    from talentmap.access.viewer import PURPOSES as PURPOSES
    from talentmap.access.viewer import Viewer as Viewer
    from talentmap.access.workspace import open_workspace as open_workspace
    from talentmap.data.dataset import Dataset as Dataset
    from talentmap.data.imports.onet import read_onet_roles as read_onet_roles
    from talentmap.data.imports.skill_matrix import read_skill_matrix as read_skill_matrix
    from talentmap.data.imports.team_survey import read_team_survey as read_team_survey
    from talentmap.data.limits import Limits as Limits
    from talentmap.data.read import check_dataset as check_dataset
    from talentmap.data.read import read_dataset as read_dataset
    from talentmap.data.template import write_template as write_template
    from talentmap.data.week import shared_times as shared_times
    from talentmap.data.week import weekly_meetings as weekly_meetings
    from talentmap.data.write import write_dataset as write_dataset
    from talentmap.data.write import write_table as write_table
    from talentmap.documents.accountability import write_accountability as write_accountability
    from talentmap.documents.decision import decision_record as decision_record
    from talentmap.errors import DataError as DataError
    from talentmap.errors import ExportError as ExportError
    from talentmap.errors import NoSolutionError as NoSolutionError
    from talentmap.errors import ProblemError as ProblemError
    from talentmap.errors import SolverError as SolverError
    from talentmap.errors import TalentmapError as TalentmapError
    from talentmap.errors import UnknownLabelError as UnknownLabelError
    from talentmap.errors import VerificationError as VerificationError
    from talentmap.evidence.profile import profiles as profiles
    from talentmap.graph.build import build_graph as build_graph
    from talentmap.graph.matrices import matrices as matrices
    from talentmap.graph.projections import shared_strengths as shared_strengths
    from talentmap.graph.projections import works_together as works_together
    from talentmap.groups.edit import move_person as move_person
    from talentmap.groups.edit import swap_people as swap_people
    from talentmap.groups.plan import plan_groups as plan_groups
    from talentmap.groups.problem import GroupProblem as GroupProblem
    from talentmap.groups.repair import RepairResult as RepairResult
    from talentmap.groups.repair import repair_groups as repair_groups
    from talentmap.groups.result import GroupResult as GroupResult
    from talentmap.groups.verify import verify_groups as verify_groups
    from talentmap.matching.result import MatchResult as MatchResult
    from talentmap.matching.solve import match_roles as match_roles
    from talentmap.matching.verify import verify_match as verify_match
    from talentmap.measures.capability import capability_map as capability_map
    from talentmap.measures.credit import FitWeights as FitWeights
    from talentmap.measures.fit import FitMatrix as FitMatrix
    from talentmap.measures.fit import fit_matrix as fit_matrix
    from talentmap.measures.gaps import strength_gaps as strength_gaps
    from talentmap.measures.holders import key_people as key_people
    from talentmap.measures.impact import adverse_impact as adverse_impact
    from talentmap.measures.published import strength_input as strength_input
    from talentmap.programme.coaches import match_coaches as match_coaches
    from talentmap.programme.cohort import plan_programme as plan_programme
    from talentmap.programme.front_runners import choose_front_runners as choose_front_runners
    from talentmap.programme.spread import simulate_spread as simulate_spread
    from talentmap.programme.staffing import after_care as after_care
    from talentmap.programme.staffing import staff_groups as staff_groups
    from talentmap.results import Conflict as Conflict
    from talentmap.results import Proof as Proof
    from talentmap.results import Reason as Reason
    from talentmap.results import Status as Status
    from talentmap.scenarios.changes import with_person as with_person
    from talentmap.scenarios.changes import with_size as with_size
    from talentmap.scenarios.changes import with_weights as with_weights
    from talentmap.scenarios.changes import without_person as without_person
    from talentmap.scenarios.changes import without_rule as without_rule
    from talentmap.scenarios.compare import Comparison as Comparison
    from talentmap.scenarios.compare import compare as compare
    from talentmap.staffing.plan import plan_staffing as plan_staffing
    from talentmap.staffing.problem import StaffingProblem as StaffingProblem
    from talentmap.staffing.problem import StaffingWeights as StaffingWeights
    from talentmap.staffing.result import StaffingResult as StaffingResult
    from talentmap.staffing.tasks import assign_tasks as assign_tasks
    from talentmap.staffing.tasks_result import TaskResult as TaskResult
    from talentmap.staffing.verify import verify_staffing as verify_staffing
    from talentmap.staffing.workload import spread_workload as spread_workload
    from talentmap.staffing.workload import strengths_asked as strengths_asked
    from talentmap.staffing.workload_result import WorkloadResult as WorkloadResult
    from talentmap.teams.check_record import RecordCheck as RecordCheck
    from talentmap.teams.check_record import check_record as check_record
    from talentmap.teams.communication import closest_team as closest_team
    from talentmap.teams.communication_result import CloseTeam as CloseTeam
    from talentmap.teams.consent import ask_first as ask_first
    from talentmap.teams.front import trade_off as trade_off
    from talentmap.teams.lottery import draw_team as draw_team
    from talentmap.teams.lottery_result import Draw as Draw
    from talentmap.teams.problem import TeamProblem as TeamProblem
    from talentmap.teams.problem import TeamWeights as TeamWeights
    from talentmap.teams.propose import propose_teams as propose_teams
    from talentmap.teams.ranges import WeightRanges as WeightRanges
    from talentmap.teams.ranges import weight_ranges as weight_ranges
    from talentmap.teams.record import write_record as write_record
    from talentmap.teams.result import TeamResult as TeamResult
    from talentmap.teams.robustness import RobustTeams as RobustTeams
    from talentmap.teams.robustness import robust_teams as robust_teams
    from talentmap.teams.smallest import smallest_team as smallest_team
    from talentmap.teams.smallest_result import CoverResult as CoverResult
    from talentmap.teams.tradeoff import TradeOff as TradeOff
    from talentmap.teams.verify import verify_team as verify_team
    from talentmap.vocabulary import use_language as use_language

__version__ = "0.1.0"

_HOME = {
    "Answers": "talentmap.access.rounds_rules",
    "CloseTeam": "talentmap.teams.communication_result",
    "Comparison": "talentmap.scenarios.compare",
    "Conflict": "talentmap.results",
    "CoverResult": "talentmap.teams.smallest_result",
    "DataError": "talentmap.errors",
    "Dataset": "talentmap.data.dataset",
    "Draw": "talentmap.teams.lottery_result",
    "EvcTrack": "talentmap.access.evc_result",
    "Evidence": "talentmap.access.evc_rules",
    "ExportError": "talentmap.errors",
    "FitMatrix": "talentmap.measures.fit",
    "FitWeights": "talentmap.measures.credit",
    "GroupProblem": "talentmap.groups.problem",
    "GroupResult": "talentmap.groups.result",
    "Indicator": "talentmap.access.evc_rules",
    "Limits": "talentmap.data.limits",
    "MatchResult": "talentmap.matching.result",
    "NoSolutionError": "talentmap.errors",
    "PURPOSES": "talentmap.access.viewer",
    "Policy": "talentmap.access.policy",
    "ProblemError": "talentmap.errors",
    "Proof": "talentmap.results",
    "Rater": "talentmap.access.rounds_rules",
    "Reason": "talentmap.results",
    "RecordCheck": "talentmap.teams.check_record",
    "RepairResult": "talentmap.groups.repair",
    "RobustTeams": "talentmap.teams.robustness",
    "RoundResult": "talentmap.access.rounds_result",
    "SolverError": "talentmap.errors",
    "StaffingProblem": "talentmap.staffing.problem",
    "StaffingResult": "talentmap.staffing.result",
    "StaffingWeights": "talentmap.staffing.problem",
    "Status": "talentmap.results",
    "TalentmapError": "talentmap.errors",
    "TaskResult": "talentmap.staffing.tasks_result",
    "TeamProblem": "talentmap.teams.problem",
    "TeamResult": "talentmap.teams.result",
    "TeamWeights": "talentmap.teams.problem",
    "TradeOff": "talentmap.teams.tradeoff",
    "UnknownLabelError": "talentmap.errors",
    "VerificationError": "talentmap.errors",
    "Viewer": "talentmap.access.viewer",
    "WeightRanges": "talentmap.teams.ranges",
    "WorkloadResult": "talentmap.staffing.workload_result",
    "add_evidence": "talentmap.access.evc",
    "add_remark": "talentmap.access.remarks",
    "adverse_impact": "talentmap.measures.impact",
    "after_care": "talentmap.programme.staffing",
    "answer_remark": "talentmap.access.remarks",
    "as_seen_by": "talentmap.access.view",
    "ask_first": "talentmap.teams.consent",
    "assign_tasks": "talentmap.staffing.tasks",
    "build_graph": "talentmap.graph.build",
    "capability_map": "talentmap.measures.capability",
    "certify_track": "talentmap.access.evc_assess",
    "check_dataset": "talentmap.data.read",
    "check_record": "talentmap.teams.check_record",
    "choose_assessor": "talentmap.access.evc",
    "choose_front_runners": "talentmap.programme.front_runners",
    "close_round": "talentmap.access.rounds",
    "closest_team": "talentmap.teams.communication",
    "compare": "talentmap.scenarios.compare",
    "decision_record": "talentmap.documents.decision",
    "draw_team": "talentmap.teams.lottery",
    "evc_track": "talentmap.access.evc",
    "everything_about_me": "talentmap.access.rights",
    "fit_matrix": "talentmap.measures.fit",
    "hand_in": "talentmap.access.rounds_answer",
    "hand_in_form": "talentmap.access.rounds_answer",
    "invite_raters": "talentmap.access.rounds",
    "judge_evidence": "talentmap.access.evc_assess",
    "key_people": "talentmap.measures.holders",
    "load_policy": "talentmap.access.policy",
    "match_coaches": "talentmap.programme.coaches",
    "match_roles": "talentmap.matching.solve",
    "matrices": "talentmap.graph.matrices",
    "move_person": "talentmap.groups.edit",
    "move_track": "talentmap.access.evc",
    "open_round": "talentmap.access.rounds",
    "open_track": "talentmap.access.evc",
    "open_workspace": "talentmap.access.workspace",
    "plan_groups": "talentmap.groups.plan",
    "plan_programme": "talentmap.programme.cohort",
    "plan_staffing": "talentmap.staffing.plan",
    "profiles": "talentmap.evidence.profile",
    "propose_teams": "talentmap.teams.propose",
    "publish_figures": "talentmap.access.figures_store",
    "published_figures": "talentmap.access.figures_store",
    "read_dataset": "talentmap.data.read",
    "read_onet_roles": "talentmap.data.imports.onet",
    "read_skill_matrix": "talentmap.data.imports.skill_matrix",
    "read_team_survey": "talentmap.data.imports.team_survey",
    "remarks_beside": "talentmap.access.remarks",
    "repair_groups": "talentmap.groups.repair",
    "robust_teams": "talentmap.teams.robustness",
    "round_result": "talentmap.access.rounds_outcome",
    "shared_strengths": "talentmap.graph.projections",
    "shared_times": "talentmap.data.week",
    "show_round": "talentmap.access.rounds_outcome",
    "simulate_spread": "talentmap.programme.spread",
    "smallest_team": "talentmap.teams.smallest",
    "spread_workload": "talentmap.staffing.workload",
    "staff_groups": "talentmap.programme.staffing",
    "strength_gaps": "talentmap.measures.gaps",
    "strength_input": "talentmap.measures.published",
    "strengths_asked": "talentmap.staffing.workload",
    "swap_people": "talentmap.groups.edit",
    "trade_off": "talentmap.teams.front",
    "use_language": "talentmap.vocabulary",
    "verify_groups": "talentmap.groups.verify",
    "verify_match": "talentmap.matching.verify",
    "verify_staffing": "talentmap.staffing.verify",
    "verify_team": "talentmap.teams.verify",
    "weekly_meetings": "talentmap.data.week",
    "weight_ranges": "talentmap.teams.ranges",
    "who_looked": "talentmap.access.rights",
    "with_person": "talentmap.scenarios.changes",
    "with_size": "talentmap.scenarios.changes",
    "with_weights": "talentmap.scenarios.changes",
    "withdraw_remark": "talentmap.access.remarks",
    "without_person": "talentmap.scenarios.changes",
    "without_rule": "talentmap.scenarios.changes",
    "works_together": "talentmap.graph.projections",
    "write_accountability": "talentmap.documents.accountability",
    "write_dataset": "talentmap.data.write",
    "write_form": "talentmap.access.rounds_form",
    "write_record": "talentmap.teams.record",
    "write_table": "talentmap.data.write",
    "write_template": "talentmap.data.template",
}
_PARTS = ("examples", "plots")

__all__ = sorted([*_HOME, *_PARTS])


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    if name in _PARTS:
        return import_module(f"talentmap.{name}")
    raise AttributeError(f"module 'talentmap' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
