"""Whole units of an objective, shared with the other siblings: see `talentmap.measures.units`."""

from talentmap.measures.units import COARSEST, FINEST, exact, fitting_scale, to_units

__all__ = ["COARSEST", "FINEST", "exact", "fitting_scale", "to_units"]
