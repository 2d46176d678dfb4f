"""Team builder: which team suits this project?"""

from talentmap.app.components.decision import take_along
from talentmap.app.components.head import data_with, head
from talentmap.app.components.team_answer import team_answer, team_tabs
from talentmap.app.components.team_form import team_form
from talentmap.app.components.team_person import one_person
from talentmap.app.components.team_proposals import team_proposals
from talentmap.app.components.team_round import after_asking
from talentmap.app.components.team_solve import answered, solve_team
from talentmap.app.components.team_take import take_proof
from talentmap.app.components.team_trade import trade_offs
from talentmap.app.components.what_if import what_if
from talentmap.app.data import load_code

head("team")
data = data_with("people", "strengths", "projects")
answer = solve_team(data, team_form(data, answered=answered()))
if answer is not None:
    choices, result = answer
    shown = after_asking(data, choices, result) if choices.ask_first else result
    if shown is not None and team_answer(data, shown):
        tabs = team_tabs(asked_first=choices.ask_first)
        code = choices.code(load_code())
        with tabs["proposals"]:
            team_proposals(data, shown, code)
        if not choices.ask_first:
            with tabs["person"]:
                one_person(data, choices, shown)
            with tabs["trade"]:
                trade_offs(data, choices, shown)
            with tabs["questions"]:
                what_if(data, choices, shown)
        with tabs["take"]:
            take_along("team", data, shown, len(shown.teams))
            take_proof(shown, code)
