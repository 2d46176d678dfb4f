"""How long a search may go on, and who hears of it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from talentmap.optimise.options import Listener, Progress


@dataclass(eq=False)
class Watch:
    """A clock with a listener.

    Parameters
    ----------
    limit
        Seconds from now; None for no limit.
    listener
        Hears of progress in points; answering False stops.
    scale
        Units per point.

    Attributes
    ----------
    stopped, ran_out, cut
        Whether the listener said stop, whether time is up now, and whether it ever was.
    halt
        Shape (1,): becomes 1 when time is up, for compiled loops that cannot ask the clock.
    """

    limit: float | None
    listener: Listener | None
    scale: int
    stopped: bool = False
    ran_out: bool = False
    cut: bool = False
    _told: float = field(default=float("-inf"))

    def __post_init__(self) -> None:
        self.began = time.perf_counter()
        self.halt: NDArray[np.int64] = np.zeros(1, dtype=np.int64)
        self._bell: threading.Timer | None = None
        self.until(self.limit)

    def until(self, limit: float | None) -> None:
        """Set when time is up, in seconds since the beginning."""
        self.end()
        self.limit, self.ran_out = limit, False
        self.halt[0] = self.stopped
        if limit is not None:
            self._bell = threading.Timer(min(self.rest, threading.TIMEOUT_MAX), self._ring)
            self._bell.daemon = True
            self._bell.start()

    def end(self) -> None:
        """Wait for the clock no longer."""
        if self._bell is not None:
            self._bell.cancel()
            self._bell.join()

    def _ring(self) -> None:
        self.halt[0] = 1

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.began

    @property
    def rest(self) -> float:
        """Seconds left; infinite without a limit."""
        return float("inf") if self.limit is None else max(0.0, self.limit - self.seconds)

    def go_on(self, stage: str, best: float, bound: float) -> bool:
        """Tell the listener (ten times a second at most), and say whether to go on."""
        if self.limit is not None and self.seconds >= self.limit:
            self.ran_out = self.cut = True
        now = self.seconds
        if self.listener is not None and now - self._told > 0.1 and not self.stopped:
            self._told = now
            told = Progress(stage, now, best / self.scale, bound / self.scale)
            self.stopped = self.listener(told) is False
        if self.stopped or self.ran_out:
            self.halt[0] = 1
        return not (self.stopped or self.ran_out)
