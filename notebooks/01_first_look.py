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
# # A first look
#
# From portfolio files to a capability map, role matches and a proven team, in the order in which you would do it with
# your own data. Everything here is the public API; change a cell and run it again.

# %%
from pathlib import Path

import talentmap as tm

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "data" / "municipality").is_dir())

# %% [markdown]
# ## 1. Read
#
# A folder of CSV or Parquet files, one workbook or one JSON file. Reading checks everything at once: either you get a
# Dataset without faults, or a `DataError` whose `.faults` table names each fault with file, row and column.

# %%
data = tm.read_dataset(ROOT / "data" / "municipality")
data

# %%
data.people.head()

# %% [markdown]
# The reference date is the latest date in the data, never the clock, so tomorrow this notebook says the same.

# %%
data.reference_date.date(), data.fingerprint[:12]

# %% [markdown]
# ## 2. What is known of people
#
# Claims of several people about one strength become one profile: the lower median of what others say, with the own
# level beside it. No row means unknown, and unknown is not zero. What people keep private is not in it.

# %%
profiles = tm.profiles(data)
profiles.head()

# %%
profiles["basis"].value_counts()

# %% [markdown]
# ## 3. The capability map
#
# Counts of people per unit and strength: who is known to have it, who strongly, of whom it is unknown, how many are
# asked for and how many wish for it.

# %%
counts = tm.capability_map(data, by="unit")
totals = counts.groupby("strength")[["strong", "present", "unknown", "needed", "wished"]].sum()
totals.sort_values(["needed", "strong"], ascending=[False, True]).head(10)

# %%
tm.plots.plot_capability_map(counts)

# %% [markdown]
# Which strengths hang on one or two people? Each row says so in a sentence.

# %%
for sentence in tm.key_people(data)["reason"].head(5):
    print(sentence)

# %% [markdown]
# ## 4. Who fits which role
#
# Fit is in [0, 1] and comes with its parts, which add up exactly: what somebody can, and what gives them energy. A low
# fit says that little is known or shared; it says nothing about what somebody is worth.

# %%
fit = tm.fit_matrix(data)
fit

# %%
matches = tm.match_roles(data, method="optimal")
print(matches)

# %%
matches.table().head(10)

# %% [markdown]
# Stable instead of optimal: no person and role would both rather have each other than what they got.

# %%
print(tm.match_roles(data, method="stable"))

# %% [markdown]
# ## 5. A team for a project
#
# State the need, get the best team with a proof that none is better, and the next best ones.

# %%
problem = tm.TeamProblem(data, project="P03", size=(4, 6), weights=tm.TeamWeights(coverage=1.0, cohesion=0.3))
teams = tm.propose_teams(problem, alternatives=3, seed=7)
print(teams)

# %%
teams.table().query("team == 1 and meets")

# %%
member = teams.teams[0].members[0]
print(teams.explain(member).text())

# %%
tm.plots.plot_coverage(teams)

# %% [markdown]
# What if that member cannot come, or working together counts for more?

# %%
tm.compare(problem, [tm.without_person(member), tm.with_weights(cohesion=1.0)]).table()

# %% [markdown]
# When rules cannot hold together, the answer names them and the cheapest way out.

# %%
first, second = teams.teams[0].members[:2]
impossible = tm.TeamProblem(data, project="P03", size=(4, 6), include=[first, second], apart=[[first, second]])
print(tm.propose_teams(impossible))

# %% [markdown]
# ## 6. Take a proposal along
#
# A proposal is not a decision. A named person makes one, with a reason, and the record keeps both beside the proof.

# %%
record = tm.decision_record(
    teams, 0, decided_by="Sanne Bakker", reason="Covers the whole need with people who know each other."
)
record.to_dict()["proof"]
