"""Invented organisations to try things on: a toy to work by hand, a municipality of any size, and a ministry."""

from talentmap.examples.ministries import ministry
from talentmap.examples.organisation import municipality, organisation
from talentmap.examples.toy import toy

__all__ = ["ministry", "municipality", "organisation", "toy"]
