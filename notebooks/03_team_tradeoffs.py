# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A team, and what it would cost to want something else
#
# The best team for a project is the beginning of a conversation. Which others are nearly as good? What does more of
# one thing cost of another? How large must the team be to do without somebody? Why her and not him? This notebook asks
# all of that of the example municipality (400 people, 6 projects), each answer with its proof.

# %%
from pathlib import Path

import pandas as pd

import talentmap as tm

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "data" / "municipality").is_dir())
data = tm.read_dataset(ROOT / "data" / "municipality")
names = data.table("people").set_index("person_id")["name"]
data.table("projects")[["project_id", "title", "start_date", "end_date", "min_size", "max_size", "fte"]]

# %% [markdown]
# ## 1. The best team, proven
#
# Coverage counts most, then energy, then growth: a seat for somebody who wants to learn, beside somebody who can.

# %%
weights = tm.TeamWeights(coverage=1.0, energy=0.3, growth=0.3)
problem = tm.TeamProblem(data, project="P03", weights=weights)
teams = tm.propose_teams(problem, alternatives=3, differ=2, within=0.05)
print(teams)

# %% [markdown]
# The alternatives differ from every earlier proposal in at least two people, and are worth at most 5 % less.

# %%
teams.terms().pivot_table(index="term", columns="team", values="points")

# %%
tm.plots.plot_coverage(teams)

# %% [markdown]
# ## 2. What one thing costs of another
#
# Weights hide a choice. The curve shows it: every team that cannot be better on one term without being worse on the
# other. The weights play no part in where the points lie; they say which point is worth most.

# %%
front = tm.trade_off(problem, ("coverage", "growth"))
print(front)

# %%
tm.plots.plot_trade_off(front)

# %% [markdown]
# How far can each weight move, up to 2, before another team is best? At both ends the search was done again.

# %%
tm.weight_ranges(teams, limit=2.0).table()[["term", "weight", "low", "high", "below", "above"]]

# %% [markdown]
# ## 3. Doing without somebody
#
# How much larger must the team be to keep every mandatory requirement whichever member drops out, and what does that
# cost within the size asked for?

# %%
tm.robust_teams(problem, 1).table()

# %% [markdown]
# The other way round: the fewest people who meet every requirement.

# %%
print(tm.smallest_team(problem))

# %% [markdown]
# ## 4. Why her, and why not him?
#
# What somebody brings, piece by piece; what the other choice would cost; and the smallest change that would turn the
# outcome, tried for real.

# %%
print(teams.explain(teams.best.members[0]).text())

# %%
other = next(person for team in teams.teams[1:] for person in team.members if person not in teams.best.members)
print(teams.explain(other).text())

# %% [markdown]
# The same question with one thing different, side by side.

# %%
changes = [tm.without_person(teams.best.members[0]), tm.with_person(other), tm.with_weights(growth=1.0)]
tm.compare(problem, changes).table()[["scenario", "status", "best", "change", "joined", "left"]]

# %% [markdown]
# Which rules keep a better team away, and what does each cost?

# %%
teams.binding_rules()[["name", "change", "best", "price", "text"]]

# %% [markdown]
# ## 5. A fair chance
#
# Where several teams are nearly as good, a lottery can give everybody who could be in one the largest smallest chance.
# Anybody can repeat the draw from the public text.

# %%
draw = tm.draw_team(problem, within=0.02, seed="Council meeting of 12 May 2026, item 7")
print(draw)

# %% [markdown]
# ## 6. All projects together
#
# One person in two teams at once has to fit in a week. All projects are staffed together, within everybody's hours.

# %%
staffing = tm.StaffingProblem(data, weights=tm.StaffingWeights(coverage=1.0, energy=0.3))
plan = tm.plan_staffing(staffing, time_limit=60)
print(plan)

# %%
plan.project_table()

# %%
loads = plan.load_table()
loads.assign(name=loads["person_id"].map(names)).sort_values("fte", ascending=False).head()

# %% [markdown]
# ## 7. Taking the proof along
#
# The record can be checked by somebody else, without a solver: `talentmap verify` does it on the command line.

# %%
record = teams.record()
pd.Series({key: record[key] for key in ("status", "gap", "members", "sha256")})

# %%
print(tm.check_record(record, data))
