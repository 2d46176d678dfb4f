"""How long a search may go on, and who hears of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

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
    """

    limit: float | None
    listener: Listener | None
    scale: int
    stopped: bool = False
    ran_out: bool = False
    _told: float = field(default=float("-inf"))

    def __post_init__(self) -> None:
        self.began = time.perf_counter()

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
            self.ran_out = True
        now = self.seconds
        if self.listener is not None and now - self._told > 0.1 and not self.stopped:
            self._told = now
            told = Progress(stage, now, best / self.scale, bound / self.scale)
            self.stopped = self.listener(told) is False
        return not (self.stopped or self.ran_out)
