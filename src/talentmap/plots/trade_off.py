"""What one term costs another: the teams that cannot do better on all terms at once."""

from __future__ import annotations

from typing import Any

from talentmap.plots.labels import axis_numbers, labels_of
from talentmap.plots.theme import INK, LINE, MAIN, SEQUENCE, WARM, empty, styled
from talentmap.teams.tradeoff import TradeOff
from talentmap.vocabulary import text

CHOSEN = "chosen"
"""Name of the selection: a click on a point selects its number, in the column ``point``."""


def plot_trade_off(front: TradeOff) -> Any:
    """Draw each non-dominated team as a point: the first term across, the second up, a third as shade.

    Points are numbered as in ``front.table()``, which is the table of the figure. The one that is worth most with the
    weights of the question is ringed. Steps, not slopes, join them: between two points there is no team.

    Parameters
    ----------
    front
        As ``trade_off`` gives it. One that is not complete says so in the subtitle.

    Returns
    -------
    ``altair.LayerChart``, or an ``altair.Chart`` with the reason where there is no team.
    """
    import altair as alt

    names = [text(f"teams.term.{name}") for name in front.terms]
    title = text(
        "teams_front.plot.title", terms=text("teams_front.plot.and", first=", ".join(names[:-1]), last=names[-1])
    )
    if not front.points:
        return empty(title, " ".join(part.text() for part in front.remarks) or text("plots.none"))
    rows = front.table().rename(columns=dict(zip(front.terms, ("x", "y", "z"), strict=False)))
    people = labels_of(front.problem.data, "person")
    rows["members"] = [", ".join(people[one] for one in point.team.members) for point in front.points]
    rows["mine"] = rows["best"] == rows["best"].max()
    note = " ".join([text("teams_front.plot.note"), *(part.text() for part in front.reasons)])
    numbers = alt.Axis(domain=False, tickCount=6, labelExpr=axis_numbers(2))
    room = alt.Scale(zero=False, padding=24, nice=False)
    x = alt.X("x:Q", title=names[0], scale=room, axis=numbers)
    y = alt.Y("y:Q", title=names[1], scale=room, axis=numbers)
    shown = [("point:O", text("teams_front.plot.point")), ("x:Q", names[0]), ("y:Q", names[1])]
    colour: Any = alt.value(MAIN)
    if len(names) == 3:
        shown.append(("z:Q", names[2]))
        shade = alt.Scale(range=[SEQUENCE[1], SEQUENCE[-1]])
        colour = alt.Color("z:Q", title=names[2], scale=shade, legend=alt.Legend(labelExpr=axis_numbers(2)))
    shown += [("best:Q", text("teams_front.plot.best")), ("members:N", text("teams_front.plot.members"))]
    tips = [
        alt.Tooltip(name, title=words, **({"format": ".3f"} if name.endswith(":Q") else {})) for name, words in shown
    ]
    base = alt.Chart(rows)
    chosen = alt.selection_point(name=CHOSEN, fields=["point"], toggle=False, empty=False)
    dots = base.mark_circle(size=130, opacity=1, cursor="pointer").encode(x=x, y=y, color=colour, tooltip=tips)
    dots = dots.add_params(chosen)
    ring = base.transform_filter("datum.mine").mark_point(size=330, color=WARM, strokeWidth=2).encode(x=x, y=y)
    words = base.mark_text(dy=-16, fontSize=12, color=INK).encode(x=x, y=y, text="point:O")
    layers = [ring, dots, words]
    if len(names) == 2:
        layers.insert(0, base.mark_line(interpolate="step-before", color=LINE).encode(x=x, y=y))
    return styled(alt.layer(*layers), title, note, height=360)
