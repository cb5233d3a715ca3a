"""Shared options, which may stand before or after the command's name, and what they add up to."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kg.lazy import lazy

if TYPE_CHECKING:
    import logging
else:
    logging = lazy("logging")

__all__ = ["ANSWER_FORMS", "KgCommand", "Settings", "settings_of", "shared_options", "verbosity_of"]

ANSWER_FORMS = ("table", "json", "csv", "md")
_MORE_FORMS = ("tsv", "xml", "turtle", "trig", "nquads", "jsonld", "graphml", "gexf", "cytoscape", "neo4j")
_KEY = "kg.cli.shared"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the shared options say.

    Attributes:
        store: folder or address of the store; ``None`` is the default one.
        store_typed: whether it was typed with this command, where a slip must not make a new store.
        form: how to print the answer. form_given: whether somebody said so.
        may_ask: whether somebody is there to be asked (a terminal, and no ``--no-input``).
        colour: whether colours are welcome.
        verbosity: -1 quiet, 0 normal, 1 notes, 2 everything.
        today: the day on which the command runs.
    """

    store: str | None
    store_typed: bool
    form: str
    form_given: bool
    may_ask: bool
    colour: bool
    verbosity: int
    today: date


def settings_of(context: click.Context, forms: Sequence[str] = ANSWER_FORMS) -> Settings:
    """What the options before and after the command's name add up to; the later one wins, ``-v`` and ``-q`` add up.

    Raises:
        click.UsageError: the command has no such form of answer.
    """
    options: dict[str, Any] = context.meta.get(_KEY, {})
    form = options.get("form", forms[0])
    if form not in forms:
        raise click.UsageError(f"'--format {form}' is not one of this command's: {', '.join(forms)}.", context)
    clock: Callable[[], date] = context.find_root().obj or date.today
    return Settings(
        store=_place(options.get("store", os.environ.get("KG_STORE") or None), context),
        store_typed="store" in options,
        form=form,
        form_given="form" in options,
        may_ask=not options.get("no_input") and _is_terminal(sys.stdin) and _is_terminal(sys.stderr),
        colour=not (options.get("no_color") or os.environ.get("NO_COLOR")),
        verbosity=verbosity_of(context),
        today=clock(),
    )


def _place(store: str | None, context: click.Context) -> str | None:
    """The store's folder or address as given; what is neither is refused before a folder of that name is made."""
    if store is not None and not store.strip():
        raise click.UsageError("'--store' is empty: name a folder or the address of a SPARQL endpoint.", context)
    scheme, colon, _ = (store or "").partition("://")
    if colon and scheme.lower() not in ("http", "https"):
        raise click.UsageError(f"'--store {store}': a store elsewhere has an http or https address.", context)
    return store


def verbosity_of(context: click.Context) -> int:
    """How much was asked to be said: ``-v`` counts up, ``-q`` counts down."""
    options: dict[str, Any] = context.meta.get(_KEY, {})
    return int(options.get("verbose", 0)) - int(options.get("quiet", 0))


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if value or value == "":
        options = context.meta.setdefault(_KEY, {})
        name = str(parameter.name)
        options[name] = (
            options.get(name, 0) + value if isinstance(value, int) and not isinstance(value, bool) else value
        )


def shared_options(forms: Sequence[str] | None = None) -> list[click.Parameter]:
    """The options that every command has; ``forms`` are those of the command, ``None`` all there are."""
    choice = click.Choice(forms if forms is not None else (*ANSWER_FORMS, *_MORE_FORMS))
    shown = "|".join(forms or ANSWER_FORMS)
    return [
        _shared("--store", metavar="PATH_OR_URL", help="The store to ask [environment: KG_STORE]."),
        _shared(
            "--format", "form", type=choice, metavar=shown, help=f"Form of the answer [default: {shown.split('|')[0]}]."
        ),
        _shared("--no-input", is_flag=True, help="Never ask back."),
        _shared("--no-color", is_flag=True, help="No colours [environment: NO_COLOR]."),
        _shared("-q", "--quiet", count=True, help="Answers and errors only."),
        _shared("-v", "--verbose", count=True, help="Say which store; -vv: where an error arose."),
    ]


def _shared(*names: str, **more: Any) -> click.Option:
    return click.Option(names, expose_value=False, callback=_remember, **more)


class KgCommand(click.Command):
    """A command with the shared options, which hands `Settings` to its function as the context's object."""

    def __init__(self, *args: Any, forms: Sequence[str] = ANSWER_FORMS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forms = tuple(forms)
        self.own = list(self.params)
        self.params = [*self.own, *shared_options(self.forms)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command with its settings."""
        ctx.obj = settings_of(ctx, self.forms)
        if ctx.obj.verbosity < 0:
            notices = logging.getLogger("kg")
            notices.setLevel(logging.ERROR)
            ctx.call_on_close(lambda: notices.setLevel(logging.NOTSET))
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the command's own options first, the shared ones after them."""
        _section(ctx, formatter, "Options", [option for option in self.own if isinstance(option, click.Option)])
        _section(
            ctx, formatter, "Shared options", [option for option in self.get_params(ctx) if option not in self.own]
        )


def _section(
    context: click.Context, formatter: click.HelpFormatter, title: str, parameters: Sequence[click.Parameter]
) -> None:
    records = [record for parameter in parameters if (record := parameter.get_help_record(context)) is not None]
    if records:
        with formatter.section(title):
            formatter.write_dl(records)
