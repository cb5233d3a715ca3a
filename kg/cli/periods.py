"""What `kg fit` and `kg backtest` share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.cli.progress import progress_bars
from kg.cli.prompts import open_graph
from kg.cli.settings import Settings
from kg.cli.types import Day
from kg.measures import Measures
from kg.model.progress import Progress

__all__ = ["measures_of", "period_options", "single_threaded_blas"]

F = TypeVar("F", bound=Callable[..., Any])


def period_options(function: F) -> F:
    """``--train-from``, ``--test-from``, ``--test-until`` and ``--seed``."""
    options = (
        ("--train-from", "Fit on windows that open from this day on [default: after the first three seasons]."),
        ("--test-from", "Foresee windows that open from this day on [default: the last two seasons]."),
        ("--test-until", "Foresee windows that open before this day [default: all]."),
    )
    function = click.option("--seed", type=click.IntRange(0), default=0, help="Seed of all that is drawn [0].")(
        function
    )
    for name, text in reversed(options):
        function = click.option(name, type=Day(), metavar="DATE", help=text)(function)
    return function


@contextmanager
def measures_of(settings: Settings, paths: Sequence[Path]) -> Iterator[tuple[Measures, Progress]]:
    """What measures tables alone, and who is told how far it is; a store is opened only where no table is named.

    Raises:
        StoreError: there are no paths, and no store, or it cannot be used.
    """
    if paths:
        with progress_bars(settings) as progress:
            yield Measures(), progress
    else:
        with open_graph(settings) as graph, progress_bars(settings) as progress:
            yield graph.measures, progress


def single_threaded_blas() -> None:
    """Let each matrix product run on one core, unless the environment says otherwise; call before NumPy is loaded.

    Work is shared out over the cores by window and by network instead, which is faster, and the figures do not depend
    on how many cores there are.
    """
    for backend in ("OPENBLAS", "MKL", "OMP"):
        os.environ.setdefault(f"{backend}_NUM_THREADS", "1")
