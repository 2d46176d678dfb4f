"""Start: what is in my data?"""

from talentmap.access.viewer import Viewer
from talentmap.app.components.choose_data import choose_data
from talentmap.app.components.glance import show_glance
from talentmap.app.components.head import head
from talentmap.app.components.login import access_ended
from talentmap.app.components.portfolio_remarks_answer import remarks_asked
from talentmap.app.data import current_dataset
from talentmap.app.who import looking, shared

head("start")
if shared():
    access_ended()
    if looking().viewer == Viewer(None, "hr"):  # without a portfolio of their own, where this stands for others
        remarks_asked(current_dataset())
else:
    choose_data()
show_glance(current_dataset())
