"""Capability map: which strengths do we have, and where are they scarce?"""

from talentmap.app.components.chart import Drawing, show_chart
from talentmap.app.components.figure import figure
from talentmap.app.components.head import data_with, head
from talentmap.app.components.html import facts, note
from talentmap.app.components.map_choices import map_choices
from talentmap.app.components.network import network
from talentmap.app.components.published import published
from talentmap.app.data import load_code
from talentmap.app.services.capability import keys_shown, map_facts, map_shown
from talentmap.app.services.code import script
from talentmap.app.who import shared
from talentmap.measures import key_people
from talentmap.plots import plot_capability_map, plot_key_people
from talentmap.vocabulary import text

head("map")
data = data_with("people", "strengths")
if shared():
    published(data)
    note(text("published.own_view"))
choices = map_choices(data)
shown = choices.table(data)
facts(map_facts(shown))
chart = Drawing.of(plot_capability_map(shown, value=choices.value))
figure(
    "map",
    chart.title,
    lambda: show_chart("map_picture", chart),
    shown,
    shown=map_shown(shown),
    meaning=text("app.map.meaning"),
    code=choices.code(load_code()),
)
network(data)
keys = key_people(data)
bars = Drawing.of(plot_key_people(keys))
figure(
    "map_key_people",
    bars.title,
    lambda: show_chart("map_key_people_picture", bars),
    keys,
    shown=keys_shown(keys),
    meaning=text("app.map.keys_meaning"),
    code=script(load_code(), "keys = tm.key_people(data)", "tm.plots.plot_key_people(keys)"),
)
