"""Start: what is in my data?"""

from talentmap.app.components.choose_data import choose_data
from talentmap.app.components.glance import show_glance
from talentmap.app.components.head import head
from talentmap.app.components.login import access_ended
from talentmap.app.data import current_dataset
from talentmap.app.who import shared

head("start")
if shared():
    access_ended()
else:
    choose_data()
show_glance(current_dataset())
