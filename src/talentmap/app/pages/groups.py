"""Groups: in which groups does everybody go, and when?"""

from talentmap.app.components.groups_adjust import adjust, history_of
from talentmap.app.components.groups_answer import answer_tabs, group_cards, groups_answer
from talentmap.app.components.groups_compare import bring_back, compare_plans
from talentmap.app.components.groups_figures import group_figures
from talentmap.app.components.groups_form import groups_form
from talentmap.app.components.groups_take import take_groups
from talentmap.app.components.groups_why import why
from talentmap.app.components.head import data_with, head
from talentmap.app.components.solving import answered, solved
from talentmap.app.data import load_code
from talentmap.documents.group_staff import staff_names

head("groups")
data = data_with("people")
answer = solved("groups", data, groups_form(data, answered=answered("groups")))
if answer is not None:
    choices, result = answer
    history = history_of(result)
    plan = history.plan
    if groups_answer(data, choices, plan):
        staffing = take_groups(plan)
        cards, hand, reasons, plans, figures = answer_tabs()
        with cards:
            group_cards(data, plan, staff_names(staffing))
        with hand:
            adjust(data, history)
        with reasons:
            why(data, plan)
        with plans:
            compare_plans(data, choices, plan)
        with figures:
            code = [choices.code(load_code(), data), *(code for _, code in history.changes)]
            group_figures(data, plan, staffing, code)
    else:
        bring_back(choices)
