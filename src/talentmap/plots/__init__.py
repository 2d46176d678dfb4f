"""Figures: one per module, each drawn from a table or result that can be read without it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "plot_capability_map": "capability",
    "plot_comparison": "comparison",
    "plot_coverage": "coverage",
    "group_counts": "groups",
    "front_runner_map": "front_runners",
    "plot_front_runners": "front_runners",
    "plot_group_calendar": "groups",
    "plot_group_counts": "groups",
    "plot_key_people": "holders",
    "plot_matches": "matches",
    "plot_profile": "profile",
    "plot_spread": "front_runners",
    "plot_staffing": "staffing",
    "plot_staffing_loads": "staffing",
    "plot_terms": "terms",
    "plot_trade_off": "trade_off",
    "network_option": "network",
    "network_table": "network",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"talentmap.plots.{_HOME[name]}"), name)
    raise AttributeError(name)
