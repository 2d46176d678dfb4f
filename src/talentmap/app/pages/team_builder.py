"""Team builder: which team suits this project?"""

from talentmap.app.components.decision import take_along
from talentmap.app.components.explain import explain
from talentmap.app.components.head import data_with, head
from talentmap.app.components.team_answer import team_answer
from talentmap.app.components.team_form import team_form
from talentmap.app.components.team_solve import answered, solve_team
from talentmap.app.components.what_if import what_if
from talentmap.app.data import load_code

head("team")
data = data_with("people", "strengths", "projects")
answer = solve_team(data, team_form(data, answered=answered()))
if answer is not None:
    choices, result = answer
    team_answer(data, result, choices.code(load_code()))
    if result.status.has_solution:
        explain("team", data, result, first=result.best.members)
        what_if(data, choices, result)
        take_along("team", data, result, len(result.teams))
