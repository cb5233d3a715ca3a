"""Progress bars, on standard error and only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.cli.settings import Settings
from kg.model.progress import Progress, silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

__all__ = ["progress_bars"]


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

    def __call__(self, what: str, done: int, total: int | None) -> None:
        bars = self._bars or self._start()
        if what not in self._tasks:
            self._tasks[what] = bars.add_task(what, total=total)
        bars.update(self._tasks[what], completed=done, total=total)
        if total is not None and done >= total:
            self.stop()  # whoever asks a question next has the terminal to themselves

    def _start(self) -> Bars:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True, no_color=not self._colour, highlight=False)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        self._bars = Progress(*columns, TimeElapsedColumn(), console=console, transient=True)
        self._bars.start()
        return self._bars

    def stop(self) -> None:
        """Take the bars away."""
        if self._bars:
            self._bars.stop()
        self._bars = None
        self._tasks = {}
