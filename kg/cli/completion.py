"""Shell completion: click's, kept quiet and light, with the names of people and teams in the store."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

__all__ = ["complete", "names"]


def complete(command: click.Command, instruction: str) -> int:
    """Answer the shell, which asks through ``_KG_COMPLETE``; whatever goes wrong, it sees no more than no words.

    Args:
        command: the whole command line.
        instruction: what the shell asks, such as ``bash_source`` or ``bash_complete``.
    """
    from click.shell_completion import shell_complete

    try:
        status = shell_complete(command, {}, "kg", "_KG_COMPLETE", instruction)
        sys.stdout.flush()
    except Exception:  # noqa: BLE001  a message here would end up in the middle of somebody's command line
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    return status


def names(context: click.Context, what: Sequence[str], beginning: str) -> list[str]:
    """Names in the store that begin like this, accents and case aside; none when there is no store yet."""
    raise NotImplementedError
