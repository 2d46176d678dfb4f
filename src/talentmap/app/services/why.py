"""Reasons about a person, in groups a reader can take in."""

from __future__ import annotations

from talentmap.app.services.people import Names
from talentmap.results import Explanation, Reason
from talentmap.vocabulary import text

GROUPS = ("place", "brings", "known", "price", "rules", "change", "other")
"""Headings in the order in which they are read."""

_GROUP_OF = {
    "in": "place",
    "out": "place",
    "no_team": "place",
    "carries": "brings",
    "energy": "brings",
    "tie": "brings",
    "meets": "known",
    "meets_none": "known",
    "not_known": "known",
    "forced_in": "price",
    "forced_out": "price",
    "needed": "price",
    "impossible": "price",
    "unknown": "price",
}


_WHYNOT = {"marginal": "brings", "meets": "brings", "short": "brings", "learns": "brings", "master": "brings"} | {
    "difference": "price"
}
"""Of what is told about a change that turns the outcome, what is no such change."""


def grouped(explanation: Explanation, names: Names) -> list[tuple[str, list[str]]]:
    """Headings with the sentences under each; a kind of reason that is new here comes under the last."""
    found: dict[str, list[str]] = {}
    for reason in explanation.reasons:
        found.setdefault(_group(reason), []).append(names.say(reason))
    return [(text(f"teams_app.reasons.{group}"), found[group]) for group in GROUPS if group in found]


def _group(reason: Reason) -> str:
    if reason.kind.startswith("teams.rule."):
        return "rules"
    area, _, rest = reason.kind.partition(".")
    if area == "whynot":
        return _WHYNOT.get(rest.split(".")[0], "change")
    area, _, rest = reason.kind.partition("teams.explain.")
    return "other" if area else _GROUP_OF.get(rest.split(".")[0], "other")
