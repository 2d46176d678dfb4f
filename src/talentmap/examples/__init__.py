"""Invented organisations to try things on: a toy to work by hand, and a municipality of any size."""

from talentmap.examples.toy import toy

__all__ = ["toy"]
