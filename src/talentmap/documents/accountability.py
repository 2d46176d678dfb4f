"""The accountability pack: seven drafts made from the real settings and tables, with a named owner.

Algorithm register record, DPIA, fundamental rights, works council file, notice to employees, model card and retention
table; each in Dutch and English, as HTML and as Markdown. What is known is told with the setting that makes it true;
what only the organisation can know is asked.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from talentmap.access.policy import Policy, load_policy
from talentmap.data.atomic import replaced_file
from talentmap.data.write import write_table
from talentmap.documents.accountability_facts import HOLDS
from talentmap.documents.accountability_markdown import as_markdown
from talentmap.documents.accountability_pages import Content, Paper, made_papers
from talentmap.documents.accountability_sources import CONFIG, POLICY, Sources
from talentmap.documents.page import render_page
from talentmap.errors import ExportError, ProblemError
from talentmap.vocabulary import LANGUAGES, text, use_language

_LONGEST = 100


def write_accountability(
    folder: str | os.PathLike[str],
    *,
    owner: str,
    organisation: str | None = None,
    date: object = None,
    policy: str | os.PathLike[str] | None = None,
    config: str | os.PathLike[str] | None = None,
) -> list[str]:
    """Write the drafts of the accountability pack: seven papers, each in Dutch and English, as HTML and Markdown.

    Parameters
    ----------
    folder
        Where; made when it is not there. Files of the same name are replaced, others are left alone.
    owner
        The person who answers for the drafts, by name.
    organisation
        Full name of the organisation; an open question when not said.
    date
        Day of the drafts; none when not said, never the clock.
    policy, config
        The organisation's own access policy and app settings, where they differ from those of the package. Facts are
        read from them; one that no longer holds is told as such and asked of the owner.

    Returns
    -------
    Names of the files, in order. ``facts_nl.csv`` and ``facts_en.csv`` list every fact with its source and value.

    Raises
    ------
    ProblemError
        No owner, a name or date that is none, or a policy or settings file that cannot be read.
    ExportError
        The place cannot be written.
    """
    drafts = prepared(owner=owner, organisation=organisation, date=date, policy=policy, config=config)
    return drafts.write(folder)


@dataclass(frozen=True)
class Drafts:
    """The pack before it is written: what it is made from, its owner and its day (blank for none)."""

    content: Content
    owner: str
    day: str

    @property
    def stale(self) -> tuple[str, ...]:
        """Keys of the facts that no longer hold."""
        return tuple(key for key, known in self.content.facts.items() if known.state != HOLDS)

    @property
    def questions(self) -> int:
        """Open questions, each counted once though it stands in several papers."""
        papers = made_papers(self.content)
        return len({line.text for paper in papers for line in paper.lines if line.kind == "question"})

    def write(self, folder: str | os.PathLike[str]) -> list[str]:
        """Write every paper in both languages; names of the files, in order."""
        place = Path(folder)
        if place.exists() and not place.is_dir():
            raise ExportError(text("accountability.not_folder", path=folder))
        written: list[str] = []
        for lang in LANGUAGES:
            with use_language(lang):
                written += _written(place, lang, self.content, self.owner, self.day)
        return written


def prepared(
    *,
    owner: str,
    organisation: str | None = None,
    date: object = None,
    policy: str | os.PathLike[str] | None = None,
    config: str | os.PathLike[str] | None = None,
) -> Drafts:
    """Look at every fact, before anything is written; see :func:`write_accountability`."""
    name, day = checked_owner(owner), _day(date)
    given = {"organisation": " ".join((organisation or "").split())}
    return Drafts(Content.read(*_read(policy, config), given), name, day)


def checked_owner(owner: object) -> str:
    """The name of a person on one line.

    Raises
    ------
    ProblemError
        There is no name, or what was given cannot be one.
    """
    if not isinstance(owner, str) or not owner.strip():
        raise ProblemError(text("accountability.no_owner"))
    name = owner.strip()
    if not name.isprintable() or len(name) > _LONGEST or not any(letter.isalpha() for letter in name):
        raise ProblemError(text("accountability.bad_owner", found=ascii(name[:40])))
    return name


def _day(date: object) -> str:
    if date is None:
        return ""
    try:
        day = pd.Timestamp(date)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        day = pd.NaT  # type: ignore[assignment]
    if pd.isna(day):
        raise ProblemError(text("accountability.bad_date", found=str(date)[:40]))
    return day.date().isoformat()


def _read(policy: str | os.PathLike[str] | None, config: str | os.PathLike[str] | None) -> tuple[Sources, Policy]:
    asked = {POLICY: policy, CONFIG: config}
    sources = Sources({name: Path(path) for name, path in asked.items() if path is not None})
    for name, path in sources.instead.items():
        try:
            content = path.read_text(encoding="utf-8")
            if name == CONFIG:
                tomllib.loads(content)
        except (OSError, ValueError) as error:
            raise ProblemError(text("accountability.bad_file", path=path, said=error, like=name)) from error
    return sources, load_policy(policy)


def _written(place: Path, lang: str, content: Content, owner: str, day: str) -> list[str]:
    """All files of one language."""
    papers, state = made_papers(content), content.state
    names = []
    for paper in papers:
        common = {"owner": owner, "day": day, "state": state}
        _put(place / f"{paper.name}_{lang}.html", _page(paper, papers, len(content.facts), **common))
        _put(place / f"{paper.name}_{lang}.md", as_markdown(paper, **common))
        names += [f"{paper.name}_{lang}.html", f"{paper.name}_{lang}.md"]
    index = render_page(
        "accountability_index.html.j2",
        papers=papers,
        owner=owner,
        day=day,
        state=state,
        n=len(content.facts),
        **_about(),
    )
    _put(place / f"index_{lang}.html", index)
    write_table(_facts(content), place / f"facts_{lang}.csv", title=text("accountability.facts"))
    return [f"index_{lang}.html", *names, f"facts_{lang}.csv"]


def _page(paper: Paper, papers: tuple[Paper, ...], n: int, *, owner: str, day: str, state: str) -> str:
    return render_page(
        "accountability.html.j2", paper=paper, papers=papers, n=n, owner=owner, day=day, state=state, **_about()
    )


def _about() -> dict[str, str]:
    from talentmap import __version__

    return {"version": __version__}


def _facts(content: Content) -> pd.DataFrame:
    rows = [
        (key, known.statement(), known.fact.source, known.value, known.state) for key, known in content.facts.items()
    ]
    headings = ("key", "statement", "source", "value", "state")
    return pd.DataFrame(rows, columns=[text(f"accountability.column.{name}") for name in headings], dtype="str")


def _put(path: Path, content: str) -> None:
    with replaced_file(path) as file:
        file.write(content.encode("utf-8", "replace"))
