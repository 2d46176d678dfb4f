"""Documents for people: the report, and the record of a decision. Self-contained pages that open offline."""

from talentmap.documents.bundle import write_report
from talentmap.documents.decision import DecisionRecord, decision_record
from talentmap.documents.report import build_report

__all__ = ["DecisionRecord", "build_report", "decision_record", "write_report"]
