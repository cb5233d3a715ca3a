"""The command ``kg`` and the table of its commands, each loaded only when it is called or listed."""

from __future__ import annotations

import difflib
from importlib import import_module
from typing import Any

import click

from kg import __version__
from kg.cli.settings import shared_options

__all__ = ["COMMANDS", "LazyGroup", "app"]

COMMANDS = {
    "persuade": "kg.cli.persuade",
    "destinations": "kg.cli.destinations",
    "targets": "kg.cli.targets",
    "explain": "kg.cli.explain",
    "show": "kg.cli.show",
    "cite": "kg.cli.cite",
    "page": "kg.cli.page",
    "site": "kg.cli.site",
    "score": "kg.cli.score",
    "query": "kg.cli.query",
    "status": "kg.cli.status",
    "validate": "kg.cli.validate",
    "world": "kg.cli.world",
    "import": "kg.cli.import_",
    "read": "kg.cli.read",
    "claim": "kg.cli.claim",
    "export": "kg.cli.export",
    "backtest": "kg.cli.backtest",
    "fit": "kg.cli.fit",
    "serve": "kg.cli.serve",
    "mcp": "kg.cli.mcp",
}
"""Module of every command, in the order in which the help lists them; each module has one ``command``."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed, and which suggests names for misspelt ones."""

    def __init__(self, *args: Any, modules: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Names of the commands in the order of the help."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command's module and return the command."""
        module = self.modules.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments begin with.

        Raises:
            click.UsageError: there is none; the message names the nearest.
        """
        name = args[0]
        if name in self.modules or ctx.resilient_parsing or name.startswith("-"):
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(name, self.modules, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise click.UsageError(f"There is no command '{name}'.{hint}", ctx)


app = LazyGroup(
    "kg",
    modules=COMMANDS,
    params=shared_options(),
    help=(
        "Ask a knowledge graph of football's relationships who could persuade a player to join a club, "
        "with the evidence for every tie.\n\n"
        "\b\nExamples:\n"
        '  kg persuade "Trent Alexander-Arnold" --to "Real Madrid" --at 2024-10-01\n'
        '  kg explain "Jude Bellingham" "alexander arnold"\n'
        "  kg show Ødegaard\n"
    ),
    epilog=(
        "\b\nExit status: 0 answered, 1 nothing found, 2 usage, 3 unknown or ambiguous name,\n"
        "4 invalid input, 5 store or output unusable, 70 internal error, 130 interrupted."
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")(app)
