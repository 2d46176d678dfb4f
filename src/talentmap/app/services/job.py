"""Work that may take long, on a thread of its own: it can be watched and stopped, and never touches the screen."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from typing import Any

Work = Callable[[Callable[[Any], bool]], Any]
"""What a job does: it is given a listener to call with its progress, which answers False when it should stop."""


class Job:
    """One piece of work, started at once.

    Parameters
    ----------
    work
        What to do.
    """

    def __init__(self, work: Work) -> None:
        self.result: Any = None
        self.error: Exception | None = None
        self.progress: Any = None
        self._work = work
        self._stop = threading.Event()
        self._began = time.monotonic()
        # The language in which texts are made belongs to the context of whoever asked.
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=lambda: context.run(self._run), daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result = self._work(self._heard)
        except Exception as error:  # handed to whoever asked, who shows it
            self.error = error

    def _heard(self, progress: Any) -> bool:
        self.progress = progress
        return not self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to stop with the best it has."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def done(self, wait: float = 0.0) -> bool:
        """Whether it has ended, after waiting so many seconds at most."""
        self._thread.join(wait)
        return not self._thread.is_alive()

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began
