"""Role matching: who fits which open role?"""

from talentmap.app.components.decision import take_along
from talentmap.app.components.explain import explain
from talentmap.app.components.head import data_with, head
from talentmap.app.components.match_answer import match_answer, matches
from talentmap.app.components.match_form import match_form
from talentmap.app.data import load_code

head("match")
data = data_with("people", "roles")
choices = match_form(data)
if choices is not None:
    result = matches(data, choices)
    match_answer(data, choices, result, load_code())
    if result.status.has_solution:
        explain("match", data, result, first=tuple(result.seats["person_id"]), roles=True)
        take_along("match", data, result)
