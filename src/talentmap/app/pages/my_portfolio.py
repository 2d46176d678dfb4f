"""My portfolio: what am I good at, who says so, and who may see it?"""

from talentmap.app.components.head import data_with, head
from talentmap.app.components.portfolio import owner_chosen, strengths

head("portfolio")
data = data_with("people", "strengths")
person = owner_chosen()
strengths(data, person)
