"""Rows of a frame one by one: see `talentmap.measures.records`."""

from talentmap.measures.records import records

__all__ = ["records"]
