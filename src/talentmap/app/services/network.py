"""The network of the map page: what can stand in its middle."""

from __future__ import annotations

from collections.abc import Mapping

from talentmap.app.services.code import script
from talentmap.app.services.people import people_options, unit_options
from talentmap.app.services.words import strength_names, titles
from talentmap.data.dataset import Dataset
from talentmap.graph import node
from talentmap.vocabulary import text

WHOLE = ""
"""Choice of the whole network."""

MOST = 120
"""Points that can still be told apart on a page; a larger whole is drawn as units with what they hold most."""


def focus_options(data: Dataset) -> Mapping[str, str]:
    """Node -> what to call it in a list: the whole first, then strengths, people, roles, projects and units."""
    offered = {WHOLE: text("app.map.network.whole")}
    for kind, named in (
        ("strength", strength_names(data)),
        ("person", people_options(data)),
        ("role", titles(data, "role")),
        ("project", titles(data, "project")),
        ("unit", {unit: unit for unit in unit_options(data)}),
    ):
        of_kind = sorted(named.items(), key=lambda pair: (pair[1], pair[0]))
        offered |= {node(kind, key): text(f"app.map.network.{kind}", name=name) for key, name in of_kind}
    return offered


def network_code(load: str, focus: str) -> str:
    """Python that gives the same network."""
    given = f"focus={focus!r}, " if focus else ""
    return script(
        load, f"option = tm.plots.network_option(data, {given}max_nodes={MOST})", "tm.plots.network_table(option)"
    )
