"""What `kg fit` and `kg backtest` share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.prompts import open_graph
from kg.cli.settings import Settings
from kg.cli.types import Day

if TYPE_CHECKING:
    from kg.measures import Measures

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
def measures_of(paths: tuple[Path, ...], settings: Settings) -> Iterator[Measures]:
    """The measures of tables, or where no paths are named, of the transfer lists that the store keeps."""
    if paths:
        from kg.measures import Measures

        yield Measures()
    else:
        with open_graph(settings) as graph:
            yield graph.measures


def single_threaded_blas() -> None:
    """Let each matrix product run on one core, unless the environment says otherwise; call before NumPy is loaded.

    Work is shared out over the cores by window and by network instead, which is faster, and the figures do not depend
    on how many cores there are.
    """
    for backend in ("OPENBLAS", "MKL", "OMP"):
        os.environ.setdefault(f"{backend}_NUM_THREADS", "1")
