"""My portfolio: what am I good at, who says so, and who may see it?"""

from talentmap.app.components.head import data_with, head
from talentmap.app.components.portfolio import looked, owner_chosen, strengths, take_along
from talentmap.app.components.portfolio_answer import asked
from talentmap.app.components.portfolio_assess import tracks_asked
from talentmap.app.components.portfolio_evc import tracks
from talentmap.app.components.portfolio_goals import goals
from talentmap.app.components.portfolio_remarks_answer import remarks_asked
from talentmap.app.components.portfolio_rounds import rounds
from talentmap.app.who import shared

head("portfolio")
data = data_with("people", "strengths")
person = owner_chosen()
if shared():
    remarks_asked(data)
    asked()
    tracks_asked(data)
strengths(data, person)
if shared():
    goals(data)
    rounds(data)
    tracks(data, person)
    looked()
take_along(data, person)
