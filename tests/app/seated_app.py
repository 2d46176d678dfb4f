"""The shared app for tests that look at pages and not at logging in: who logged in stands in the environment."""

import os

from talentmap.app import main, who


def _seated() -> str:
    return os.environ["TALENTMAP_TEST_SUBJECT"]


who.subject = main.subject = _seated
main.main()
