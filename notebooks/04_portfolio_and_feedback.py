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
# # My portfolio, and what others say of it
#
# A portfolio belongs to the person in it. This notebook follows Esmée, one of the seven people of the example
# organisation, from what she wrote down to what others see, what they gave back, what was recognised, and how all of
# it goes away again. Everything happens in a workspace in a temporary folder.

# %%
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd

import talentmap as tm

folder = tempfile.TemporaryDirectory()
store = Path(folder.name) / "talent.db"
opened = {}


def desk(person=None, day="2026-06-01", role="employee"):
    """The workspace as this person uses it on this day."""
    key = (person, day, role)
    if key not in opened:
        opened[key] = tm.open_workspace(store, tm.Viewer(person, role), create=not store.exists(), today=day)
    return opened[key]


hr = desk(role="hr")
hr.import_data(tm.examples.toy(), dry_run=False)
hr.data("portfolio").table("people")[["person_id", "name", "unit", "manager_id"]]

# %% [markdown]
# ## 1. What I say of myself, and who sees it
#
# Esmée (P5) adds a strength for her manager only. Her coaching she keeps private.

# %%
mine = desk("P5")
mine.save_claim({"strength_id": "S3", "level": 4, "energy": 1, "date": "2026-06-01", "visibility": "manager"})
strengths = mine.data("portfolio").table("strengths").set_index("strength_id")["name"]
mine.own_rows("claims")[["strength_id", "level", "energy", "visibility"]]

# %% [markdown]
# The same portfolio, from five chairs. Each desk works on what `as_seen_by` leaves of the data for that viewer: what
# somebody may not see is not there, so nothing they work out can tell it. HR is a colleague here.


# %%
def levels_at(seat, purpose="portfolio"):
    """Esmée's levels by her own account, as seen from this desk; a dash where there is nothing."""
    claims = seat.data(purpose).table("claims")
    claims = claims[(claims["person_id"] == "P5") & (claims["source"] == "self")]
    levels = dict(zip(claims["strength_id"], claims["level"], strict=True))
    return {strengths[strength]: levels.get(strength, "-") for strength in ("S1", "S3", "S5")}


seats = {"herself": mine, "manager": desk("P4"), "same unit": desk("P6"), "colleague": desk("P2"), "HR": hr}
pd.DataFrame({name: levels_at(seat) for name, seat in seats.items()})

# %% [markdown]
# `as_seen_by` works on any dataset, without a workspace too, and gives a dataset like any other. Here is what her
# manager sees of the example as it came. A viewer is told no more of the visibility than that they see it.

# %%
seen = tm.as_seen_by(tm.examples.toy(), tm.Viewer("P4"), "portfolio").table("claims")
seen[seen["person_id"] == "P5"][["strength_id", "level", "energy", "visibility"]]

# %% [markdown]
# ## 2. Sharing one strength, for one purpose, until a day
#
# A role of team coach (R3) is coming up. It asks for connecting people and, twice as much, for coaching. Nobody in HR
# knows that Esmée can coach, so she seems to fit by less than half.

# %%
match = tm.match_roles(hr.data("role_match"))
print(match)
match.table()[["role_id", "seat", "person_id", "fit"]]

# %% [markdown]
# She shares it with everybody, for filling roles only, up to and including 30 June.

# %%
mine.share("S5", "organisation", "role_match", until="2026-06-30")
days = {day: desk(None, day, "hr") for day in ("2026-06-01", "2026-06-30", "2026-07-01")}
pd.DataFrame(
    {day: {what: levels_at(seat, what)["Coaching"] for what in ("role_match", "team")} for day, seat in days.items()}
)

# %% [markdown]
# The same match again, on what HR sees now.

# %%
match = tm.match_roles(hr.data("role_match"))
print(match)
match.table()[["role_id", "seat", "person_id", "fit"]]

# %% [markdown]
# ## 3. A feedback round
#
# The round is hers: what is asked, of whom, and until when. She asks three colleagues, her manager and two clients.

# %%
round_id = tm.open_round(mine, ["S1", "S3", "S5"], closes="2026-06-15")
raters = [tm.Rater("peer", person) for person in ("P2", "P3", "P6")]
raters += [tm.Rater("manager", "P4"), tm.Rater("client", name="Client one"), tm.Rater("client", name="Client two")]
forms = tm.invite_raters(mine, round_id, raters)
print("\n".join(forms[0].intro("en")))

# %% [markdown]
# Each form opens with its own token. Five answer by their link; one client sends a file back, and HR takes it in.

# %%
given = {
    "Bram Yılmaz": (4, 2, 4),
    "Chaima El Idrissi": (5, 1, 5),
    "Femke Osinga": (4, 3, 4),
    "Douwe Hoekstra": (4, 3, 4),
    "Client one": (5, 4, 4),
}
by_rater = {form.rater: form for form in forms}
link = desk(role="outsider")
for rater, levels in given.items():
    tm.hand_in(link, tm.Answers(dict(zip(("S1", "S3", "S5"), levels, strict=True))), by_rater[rater].token)

form_file = Path(folder.name) / "form.json"
tm.write_form(by_rater["Client two"], form_file)
filled = json.loads(form_file.read_text(encoding="utf-8"))
filled["answers"] = {"S1": 5, "S3": 3, "S5": 4}
form_file.write_text(json.dumps(filled), encoding="utf-8")
print(tm.hand_in_form(hr, form_file).text())

# %% [markdown]
# A week later she closes it. The answers are destroyed; what stays is one code per strength and group of three or more.

# %%
later = desk("P5", "2026-06-08")
tm.close_round(later, round_id)
result = tm.round_result(later, round_id)
print(result)

# %% [markdown]
# **The codes.** The levels 0 to 5 come in three bands: 0-1, 2-3 and 4-5. The code is the band of the lower median, the
# middle answer (of an even number, the lower of the two in the middle). Two levels share a band, so that even who knows
# the other answers cannot tell which of the two a rater gave. Two clients are too few: nothing is said of them.
#
# **The quadrants.** Known: she says 4 or 5, and so do others. Blind: they do, she does not. Hidden: she does, they do
# not. Unknown: nobody does. The manager answers by name, stands apart and does not count.

# %%
result.table()

# %%
print(result.explain("S5").text())

# %% [markdown]
# Is one group stricter than the other voices?

# %%
result.severity()

# %% [markdown]
# ## 4. Showing it to the manager
#
# Nobody but Esmée sees any of this until she says so. She shows her manager what colleagues said of her coaching.


# %%
def of_colleagues(person):
    """What this person sees of the outcome."""
    claims = desk(person, "2026-06-08").data("conversation").table("claims")
    claims = claims[(claims["person_id"] == "P5") & (claims["source"] == "peer")]
    return ", ".join(claims["strength_id"].map(strengths) + " " + claims["note"]) or "-"


people = {"herself": "P5", "manager": "P4", "same unit": "P6"}
before = {name: of_colleagues(person) for name, person in people.items()}
tm.show_round(later, round_id, "manager", ["S5"])
after = {name: of_colleagues(person) for name, person in people.items()}
pd.DataFrame({"before": before, "after": after})

# %% [markdown]
# ## 5. Having it recognised (EVC)
#
# Colleagues rate her coaching higher than she does herself. She asks for recognition, with Chaima (P3) as assessor, who
# is outside her line. Evidence stands against indicators; each piece is judged for each indicator it supports.

# %%
indicators = [
    tm.Indicator("Leads a coaching conversation", 3),
    tm.Indicator("Coaches somebody through a setback", 4),
]
track = tm.open_track(later, "S5", 4, indicators, goal="Become a team coach")
tm.choose_assessor(later, track, "P3")
tm.move_track(later, track, "evidence")
tm.add_evidence(later, track, tm.Evidence("Report of ten conversations", "product", "2026-01-10"), supports=[1, 2])
tm.add_evidence(later, track, tm.Evidence("Letter of a colleague", "statement", "2026-04-02"), supports=[2])
tm.move_track(later, track, "assessment")

assessor = desk("P3", "2026-06-22")
tm.judge_evidence(assessor, track, evidence=1, indicator=1, judgement="convinces")
tm.judge_evidence(assessor, track, evidence=1, indicator=2, judgement="partly", remark="One example only.")
tm.judge_evidence(assessor, track, evidence=2, indicator=2, judgement="convinces")
tm.move_track(assessor, track, "recognition")
tm.certify_track(assessor, track, valid_until="2031-06-22")

mine = desk("P5", "2026-06-22")
certified = tm.evc_track(mine, track)
print(f"{strengths[certified.strength_id]}: {certified.status}, level {certified.recognised}")
certified.table()

# %% [markdown]
# What comes of it is one more claim, private until she shares it. All of it together, as she sees it herself:

# %%
claims = mine.own_rows("claims")
claims[claims["source"] == "evc"][["strength_id", "level", "source", "date", "valid_until", "visibility"]]

# %%
profile = tm.profiles(mine.data("portfolio"), include_private=True)
profile[profile["person_id"] == "P5"]

# %%
tm.plots.plot_profile(mine.data("portfolio"), "P5", include_private=True)

# %% [markdown]
# ## 6. Everything about me, and erased
#
# These two are done on the command line, by whoever keeps the store. First everything the store holds about her: rows
# per table here, all of it with `--json` or `--out`.

# %%
for workspace in opened.values():
    workspace.store.close()


def talentmap(*words):
    """What the command answers."""
    command = [sys.executable, "-m", "talentmap", *words, "--today", "2026-06-22", "--lang", "en"]
    plain = {**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    plain.pop("FORCE_COLOR", None)
    return subprocess.run(command, cwd=folder.name, env=plain, capture_output=True, encoding="utf-8", check=True).stdout


print(talentmap("dossier", store.name, "P5"))

# %% [markdown]
# Then she leaves, and asks to be erased: from every table, every file of the store and every backup it made. Rows of
# others stay, without the reference to her.

# %%
print(talentmap("erase", store.name, "P5"))

# %%
hr = tm.open_workspace(store, tm.Viewer(None, "hr"), today="2026-06-23")
print(hr.data("portfolio").table("people")["name"].tolist())
hr.store.close()
folder.cleanup()

# %% [markdown]
# Figures of whole groups are published by rules of their own, with the reason on every figure that is hidden: see
# group figures in the documentation.
