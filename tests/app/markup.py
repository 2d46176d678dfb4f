"""Text that some reader of markup would take for an instruction, and whether a page shows it as it was typed."""

from __future__ import annotations

from tests.app.server import Visit

NASTY = (
    "<img src=qx onerror=alert(1)><script>alert(2)</script> *[qlink](http://example.org/q)* "
    "![qpic](http://example.org/p.png) :red[qred] :smile: $q^2$ **qfat** `qcode`"
)
TRACES = ("qx", "alert(", "qlink", "example.org", "qpic", "qred", "smile", "q^2", "qfat", "qcode")
"""Pieces of it that stand nowhere else: one that is left when the whole is taken away was shown in another way."""
_WORD_JOINER = "\u2060"


def literal(visit: Visit) -> int:
    """How often the text stands on the page, after making sure that it stands there only exactly as it was typed."""
    main = visit.page.get_by_test_id("stApp").evaluate("one => one.textContent")
    shown = str(main).replace(_WORD_JOINER, "")
    rest = shown.replace(NASTY, "")
    assert {trace: rest[max(0, rest.index(trace) - 60) :][:160] for trace in TRACES if trace in rest} == {}
    made = '[src="qx"], [src*="example.org"], [href*="example.org"], .katex, .stApp script'
    assert visit.page.locator(made).count() == 0
    return shown.count(NASTY)
