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
# # A workshop for 145 managers
#
# A ministry gives its 145 managers a workshop of one day, in groups of twelve. In the afternoon each group works in
# three subgroups, each with a trainer-actor and a process facilitator. 145 = 12 x 12 + 1, so somebody has to give way:
# one group of thirteen, or thirteen groups. This notebook plans both, with a proof, and goes on to what happens after.

# %%
from pathlib import Path

import pandas as pd

import talentmap as tm

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "data" / "ministry").is_dir())
data = tm.read_dataset(ROOT / "data" / "ministry")
data

# %% [markdown]
# ## 1. The rules
#
# Rules are rows of a table: hard ones that every plan keeps, and wishes that are met as far as can be. What each kind
# says stands in `docs/rules.md`. Here: 14 days, nobody with their own manager, at most three of a directorate in a
# group, in each group every talent at level 4 or more, and as mixed as can be by directorate and layer.

# %%
rules = data.table("rules")
rules[rules["rule"] != "wish_date"][["rule_id", "rule", "subjects", "attribute", "value", "owner", "reason"]]

# %% [markdown]
# 130 managers wished one or more days.

# %%
rules.loc[rules["rule"] == "wish_date", "value"].str.split().explode().value_counts()

# %% [markdown]
# ## 2. Twelve groups or thirteen
#
# `over` never makes a group smaller than twelve, `under` never larger. First as many people as possible get a date they
# wished; then, without giving up one of these, the worst group is made as mixed as it can be. Each line says what was
# reached, what nobody could exceed, and how that is known.

# %%
twelve = tm.plan_groups(data, size=12, policy="over", subgroups=3)
print(twelve)

# %%
thirteen = tm.plan_groups(data, size=12, policy="under", subgroups=3)
print(thirteen)

# %%
terms = pd.concat({"12 groups": twelve.terms_table(), "13 groups": thirteen.terms_table()}, names=["plan"])
terms.reset_index("plan")[["plan", "term", "best", "bound", "unit"]]

# %%
twelve.group_table()

# %%
tm.plots.plot_group_counts(twelve, "unit")

# %%
tm.plots.plot_group_calendar(twelve)

# %% [markdown]
# The plan was recomputed from the data without the solver before it was given. You can do that again at any time.

# %%
scorer = tm.verify_groups(twelve.problem, twelve.groups)
{group.id: round(float(scorer.mix(group.members)), 4) for group in twelve.groups}

# %% [markdown]
# ## 3. When it cannot be done
#
# At most two of a directorate instead of three: the largest directorate has 29 managers, and twelve groups have room
# for 24 of them. The answer names the rules that cannot hold together, with whose they are, and ways out.

# %%
tighter = rules.copy()
tighter.loc[tighter["rule_id"] == "R03", "value"] = "2"
print(tm.plan_groups(data, size=12, policy="over", subgroups=3, rules=tighter))

# %% [markdown]
# ## 4. Why is somebody here?

# %%
person = twelve.groups[0].members[0]
print(twelve.explain(person).text())

# %% [markdown]
# ## 5. Somebody cancels late
#
# The plan is repaired with the fewest moves there are, proven, instead of being made anew: everybody else has the date
# in their diary.

# %%
small = next(group for group in twelve.groups if len(group.members) == 12)
repaired = tm.repair_groups(twelve, without=[small.members[3]])
print(repaired)
repaired.table()

# %% [markdown]
# A change by hand shows its price, and breaks a rule only for a reason that stays with the plan.

# %%
first, second = twelve.groups[0], twelve.groups[1]
changed = tm.move_person(twelve, first.members[0], second.id, because="Can come on that day only.")
changed.table()

# %%
for reason in changed.result.reasons:
    print(reason.text())

# %% [markdown]
# ## 6. Trainer-actors, facilitators and what comes after
#
# Every subgroup gets an actor and a facilitator who are there that day, with a valid certificate, and the work is
# spread as evenly as can be.

# %%
staffing = tm.staff_groups(data, twelve, pools=["actor", "facilitator"])
print(staffing)
staffing.table().head(6)

# %% [markdown]
# After the day the facilitator of the own subgroup stays reachable: the list of after-care.

# %%
care = tm.after_care(twelve, staffing, data)
care.groupby("facilitator")["name"].count()

# %%
care.head()

# %% [markdown]
# ## 7. Front runners
#
# Some managers offer to go first in their own directorate. Of those who offered, twelve who together reach the most
# colleagues, at most two per directorate. Nobody who did not offer is ever chosen. (Here everybody whose number can be
# divided by four offers.)

# %%
volunteers = [person for k, person in enumerate(data.people["person_id"]) if k % 4 == 0]
front = tm.choose_front_runners(data, 12, volunteers=volunteers, least_per_team=0, most_per_team=2)
print(front)
