"""Opening the store, and asking back when a name is in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

import click

from kg.cli.output import note, shown
from kg.cli.progress import progress_bars
from kg.cli.settings import Settings
from kg.errors import AmbiguousName, UnknownName
from kg.lazy import lazy

if TYPE_CHECKING:
    from kg import api
    from kg.api import KnowledgeGraph
else:
    api = lazy("kg.api")

__all__ = ["choosing", "open_graph"]

T = TypeVar("T")
_AS_GOOD_AS_THEN = timedelta(days=180)
"""How far beyond the data a question may reach before that is told: about half a season."""


@contextmanager
def open_graph(settings: Settings, *, create: bool = False, at: date | None = None) -> Iterator[KnowledgeGraph]:
    """The graph behind ``--store``.

    Args:
        settings: name it; the default one, and one that ``KG_STORE`` names, is filled on first use, with progress bars.
        create: whether a typed folder that holds no store yet becomes one: for commands that write.
        at: the day asked about, where one was given: a day after all data is told.

    Raises:
        StoreError: there is no store, or it cannot be used.
    """
    create = create or not settings.store_typed
    with progress_bars(settings) as progress, api.open_graph(settings.store, progress=progress, create=create) as graph:
        if graph.contents.created and settings.store is not None:
            note(settings, f"kg: made a new store at {graph.contents.address}, with the starter data")
        if settings.verbosity > 0:
            note(settings, f"kg: asking the store at {graph.contents.address}")
        if at is not None:
            _tell_beyond(settings, graph, at)
        yield graph


def _tell_beyond(settings: Settings, graph: KnowledgeGraph, at: date) -> None:
    """Tell that a day lies after everything that the data attest, so that the answer is of the time before."""
    last = graph.contents.last_attested
    if last is not None and at > last + _AS_GOOD_AS_THEN:
        note(settings, f"kg: the data tell of nobody after {last.isoformat()}, long before {at.isoformat()}")


def choosing(settings: Settings, ask: Callable[..., T], *names: str | None) -> T:
    """Ask a question that takes names; where one is in doubt and somebody is there, let them choose and ask again.

    Args:
        settings: says whether anybody may be asked.
        ask: the question, called with ``names``.
        names: what was typed; ``None`` stands for a name left out.

    Raises:
        UnknownName, AmbiguousName: nobody can be asked, or there is nothing to choose from.
    """
    while True:
        try:
            return ask(*names)
        except (UnknownName, AmbiguousName) as doubt:
            if not (settings.may_ask and doubt.ids and doubt.name in names):
                raise
            chosen = _choice(doubt)
            names = tuple(chosen if name == doubt.name else name for name in names)


def _choice(doubt: UnknownName | AmbiguousName) -> str:
    """Let somebody at a terminal choose among candidates; the id of the chosen one."""
    for number, candidate in enumerate(doubt.candidates, 1):
        click.echo(f"  {number}  {shown(candidate)}", err=True)
    ambiguous = isinstance(doubt, AmbiguousName)
    question = f"Which {shown(doubt.name)}?" if ambiguous else f"There is no {shown(doubt.name)}. Who is meant?"
    number = click.prompt(question, type=click.IntRange(1, len(doubt.ids)), err=True, prompt_suffix=" ")
    return doubt.ids[int(number) - 1]
