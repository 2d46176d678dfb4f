"""Team builder: which team suits this project?"""

from talentmap.app.components.decision import take_along
from talentmap.app.components.head import data_with, head
from talentmap.app.components.team_answer import team_answer, team_tabs
from talentmap.app.components.team_form import team_form
from talentmap.app.components.team_person import one_person
from talentmap.app.components.team_proposals import team_proposals
from talentmap.app.components.team_solve import answered, solve_team
from talentmap.app.components.team_trade import trade_offs
from talentmap.app.components.what_if import what_if
from talentmap.app.data import load_code

head("team")
data = data_with("people", "strengths", "projects")
answer = solve_team(data, team_form(data, answered=answered()))
if answer is not None:
    choices, result = answer
    if team_answer(data, result):
        proposals, person, trade, questions, take = team_tabs()
        with proposals:
            team_proposals(data, result, choices.code(load_code()))
        with person:
            one_person(data, choices, result)
        with trade:
            trade_offs(data, choices, result)
        with questions:
            what_if(data, choices, result)
        with take:
            take_along("team", data, result, len(result.teams))
