"""Staff projects: who works on which project, for all projects together?"""

from talentmap.app.components.head import data_with, head
from talentmap.app.components.solving import answered, solved
from talentmap.app.components.staffing_answer import staffing_answer
from talentmap.app.components.staffing_form import staffing_form
from talentmap.app.data import load_code

head("staffing")
data = data_with("people", "strengths", "projects")
answer = solved("staffing", data, staffing_form(data, answered=answered("staffing")))
if answer is not None:
    choices, result = answer
    staffing_answer(data, result, choices.code(load_code()))
