"""Who may see what, in one place. Nothing above this layer knows about privacy."""

from talentmap.access.policy import Policy, load_policy
from talentmap.access.view import as_seen_by, for_others
from talentmap.access.viewer import PURPOSES, Viewer

__all__ = ["PURPOSES", "Policy", "Viewer", "as_seen_by", "for_others", "load_policy"]
