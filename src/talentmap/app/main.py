"""Entry of the app: language, navigation, and the one page that is asked for.

``app_streamlit.py`` at the top of the project calls :func:`main`; ``streamlit run`` on this file works as well.
"""

from __future__ import annotations

import streamlit as st

from talentmap.app.components.faults import show_error
from talentmap.app.components.sidebar import sidebar
from talentmap.app.places import HERE, PAGES, page_file
from talentmap.app.state import language
from talentmap.errors import TalentmapError
from talentmap.vocabulary import text, use_language


def pages() -> list[st.Page]:
    """The pages with their titles in the current language; the addresses are the same in both."""
    return [
        st.Page(
            page_file(name),
            title=text(f"app.{name}.name"),
            icon=icon,
            url_path="" if name == "start" else file.removesuffix(".py").replace("_", "-"),
            default=name == "start",
        )
        for name, file, icon in PAGES
    ]


def main() -> None:
    """Show the page that the address asks for, in the language chosen."""
    # A file of our own: an icon from the Material set would be fetched from outside the machine.
    st.set_page_config(page_title="talentmap", page_icon=HERE / "assets" / "favicon.png", layout="wide")
    with use_language(language()):
        st.html(HERE / "assets" / "app.css")
        st.logo(HERE / "assets" / "favicon.png", size="large")
        page = st.navigation(pages())
        try:
            sidebar()
            page.run()
        except TalentmapError as error:  # said in words where it was met; nothing was changed
            show_error(error)


if __name__ == "__main__":
    main()
