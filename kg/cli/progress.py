"""Progress bars, on standard error and only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from kg.cli.output import shown
from kg.cli.settings import Settings
from kg.lazy import lazy
from kg.model.progress import Progress, silent

if TYPE_CHECKING:
    from rich import console as rich_console
    from rich import progress as rich_progress
    from rich.progress import Progress as Bars
    from rich.progress import TaskID
else:
    rich_console = lazy("rich.console")
    rich_progress = lazy("rich.progress")

__all__ = ["progress_bars"]

_STEADY = 0.5
"""Seconds before a rate means anything."""


@contextmanager
def progress_bars(settings: Settings) -> Iterator[Progress]:
    """A listener that draws a bar while work goes on and leaves no trace of it; silent in a pipe and with ``-q``."""
    if settings.verbosity < 0 or not (sys.stderr and sys.stderr.isatty()):
        yield silent
        return
    listener = _Listener(colour=settings.colour)
    try:
        yield listener
    finally:
        listener.stop()


class _Listener:
    """Draws one bar per piece of work; rich is loaded at the first report, and most commands never make one."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}
        self._since: dict[str, float] = {}

    def __call__(self, step: str, done: int, total: int | None) -> None:
        bars = self._bars or self._start()
        if step not in self._tasks:
            self._tasks[step] = bars.add_task(shown(step), total=total, so_far="")
            self._since[step] = monotonic()
        seconds = monotonic() - self._since[step]
        bars.update(self._tasks[step], completed=done, total=total, so_far=_so_far(done, total, seconds))
        if total is not None and done >= total:
            self.stop()  # whoever asks a question next has the terminal to themselves

    def _start(self) -> Bars:
        console = rich_console.Console(stderr=True, no_color=not self._colour, highlight=False)
        columns = (
            rich_progress.TextColumn("{task.description}", markup=False),
            rich_progress.BarColumn(),
            rich_progress.TextColumn("{task.fields[so_far]}"),
            rich_progress.TimeElapsedColumn(),
        )
        self._bars = rich_progress.Progress(*columns, console=console, transient=True)
        self._bars.start()
        return self._bars

    def stop(self) -> None:
        """Take the bars away."""
        if self._bars:
            self._bars.stop()
        self._bars = None
        self._tasks = {}
        self._since = {}


def _so_far(done: int, total: int | None, seconds: float) -> str:
    """How much is done, of how much, and how much in a second.

    >>> _so_far(8192, 100_000, 2.0), _so_far(5, 7, 0.0), _so_far(8192, None, 4.0)
    ('8,192/100,000  4,096/s', '5/7', '8,192  2,048/s')
    """
    counted = f"{done:,}" if total is None else f"{done:,}/{total:,}"
    return f"{counted}  {done / seconds:,.0f}/s" if seconds >= _STEADY else counted
