"""capability_map."""

from talentmap.app.components.head import data_with, head

head("map")
data = data_with("people")
