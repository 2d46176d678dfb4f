"""role_matching."""

from talentmap.app.components.head import data_with, head

head("match")
data = data_with("people")
