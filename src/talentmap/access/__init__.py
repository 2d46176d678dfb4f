"""Who may see what, in one place. Nothing above this layer knows about privacy."""

from talentmap.access.view import for_others

__all__ = ["for_others"]
