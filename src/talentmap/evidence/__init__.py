"""From claims to profiles: what is known of a person and a strength, how sure that is, and from whom."""

from talentmap.evidence.levels import PRESENT, STRONG, UNKNOWN, UNKNOWN_ENERGY, Levels, level_array
from talentmap.evidence.places import places
from talentmap.evidence.profile import BASES, profiles

__all__ = ["BASES", "PRESENT", "STRONG", "UNKNOWN", "UNKNOWN_ENERGY", "Levels", "level_array", "places", "profiles"]
