"""Figures: one per module, each drawn from a table or result that can be read without it."""

from talentmap.plots.capability import plot_capability_map
from talentmap.plots.holders import plot_key_people

__all__ = ["plot_capability_map", "plot_key_people"]
