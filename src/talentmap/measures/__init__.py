"""Figures about strengths: who fits what, what is where, what is missing and what hangs on whom."""

from talentmap.measures.capability import as_heatmap, capability_map
from talentmap.measures.gaps import person_gaps, strength_gaps
from talentmap.measures.holders import key_people

__all__ = ["as_heatmap", "capability_map", "key_people", "person_gaps", "strength_gaps"]
