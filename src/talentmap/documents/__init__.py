"""Documents for people: the report, and the record of a decision. Self-contained pages that open offline."""

from talentmap.documents.decision import DecisionRecord, decision_record

__all__ = ["DecisionRecord", "decision_record"]
