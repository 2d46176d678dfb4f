"""Invented organisations to try things on: a toy to work by hand, and a municipality of any size."""

from talentmap.examples.organisation import municipality, organisation
from talentmap.examples.toy import toy

__all__ = ["municipality", "organisation", "toy"]
