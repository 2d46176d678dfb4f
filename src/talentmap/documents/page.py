"""Pages made from templates: one environment, everything escaped, nothing fetched from outside."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from talentmap.vocabulary import current_language, text, use_language

if TYPE_CHECKING:
    import jinja2


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # late: starting up stays quick

    return jinja2.Environment(
        loader=jinja2.PackageLoader("talentmap.documents", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_page(template: str, *, lang: str | None = None, **values: Any) -> str:
    """Fill a template in Dutch or English; the template asks for its texts with ``t("key", ...)``.

    Parameters
    ----------
    template
        Name of the file in ``templates/``.
    lang
        ``"nl"`` or ``"en"``; the current language if not said.
    values
        What the template shows. Text is escaped, so markup in data is shown as it was typed.
    """
    language = lang or current_language()
    with use_language(language):
        return _environment().get_template(template).render(lang=language, t=text, number=number, **values)


def number(value: object, digits: int = 2) -> str:
    """A figure as people of the current language write it; an en dash where it is unknown."""
    if value is None or value != value or not isinstance(value, (int, float)):
        return "–"
    plain = f"{value:,.{digits}f}" if isinstance(value, float) else f"{value:,}"
    if current_language() == "nl":
        return plain.translate(str.maketrans(",.", ".,"))
    return plain
