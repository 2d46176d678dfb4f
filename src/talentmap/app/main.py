"""Entry of the app: language, navigation, and the one page that is asked for.

``app_streamlit.py`` at the top of the project calls :func:`main`; ``streamlit run`` on this file works as well.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from talentmap.app.components.faults import show_error
from talentmap.app.components.login import login
from talentmap.app.components.sidebar import sidebar
from talentmap.app.data import PAGE
from talentmap.app.places import HERE, PAGES, offered, page_file
from talentmap.app.state import language, remember
from talentmap.app.who import looking, shared, subject
from talentmap.errors import TalentmapError
from talentmap.vocabulary import text, use_language


def pages(purposes: Collection[str] | None = None) -> list[st.Page]:
    """The pages for these purposes, titles in the current language; the addresses are the same in both."""
    return [
        st.Page(
            page_file(name),
            title=text(f"app.{name}.name"),
            icon=icon,
            url_path=url_path(name, file),
            default=name == "start",
        )
        for name, file, icon in offered(purposes)
    ]


def main() -> None:
    """Show the page that the address asks for, in the language chosen."""
    # A file of our own: an icon from the Material set would be fetched from outside the machine.
    st.set_page_config(page_title="talentmap", page_icon=HERE / "assets" / "favicon.png", layout="wide")
    with use_language(language()):
        st.html(HERE / "assets" / "app.css")
        st.logo(HERE / "assets" / "favicon.png", size="large")
        try:
            if shared() and subject() is None:
                st.navigation(pages(), position="hidden")
                login()
                return
            page = st.navigation(pages(looking().purposes))
            remember(PAGE, page_on(page.url_path))
            sidebar()
            page.run()
        except TalentmapError as error:  # said in words where it was met; nothing was changed
            show_error(error)


def page_on(address: str) -> str:
    """Name of the page at an address."""
    return next((name for name, file, _ in PAGES if url_path(name, file) == address), "start")


def url_path(name: str, file: str) -> str:
    """Address of a page."""
    return "" if name == "start" else file.removesuffix(".py").replace("_", "-")


if __name__ == "__main__":
    main()
