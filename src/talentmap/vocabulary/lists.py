"""Fixed lists whose order means something. Lists without an order stand in ``data/columns.csv`` only."""

from __future__ import annotations

SOURCES = ("self", "peer", "manager", "client", "evc", "certificate")
"""Where a claim comes from. The last two are no raters: they set a floor (see ``evidence``)."""

VISIBILITIES = ("private", "manager", "team", "organisation")
"""From narrow to wide; the position is the rank that ``access`` compares."""
