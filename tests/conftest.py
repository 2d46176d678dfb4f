"""In CI a test skipped for lack of a tool is a failure; only an absent ``shared/`` folder may skip."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("CI") and "shared input absent" not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where every tool must be there: {report.longrepr}"
    return report
