"""Shell completion: click's, kept quiet and light, with the names of people and teams in the store."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import click
from click.shell_completion import BashComplete, CompletionItem, ZshComplete, add_completion_class, shell_complete

from kg.answers.completion import names_beginning
from kg.cli.settings import settings_of
from kg.text.names import compact

__all__ = ["complete", "names"]

_PLAIN = re.compile(r"([^\w./:,@%+=-])")


def complete(command: click.Command, instruction: str) -> int:
    """Answer the shell, which asks through ``_KG_COMPLETE``; whatever goes wrong, it sees no more than no words.

    Args:
        command: the whole command line.
        instruction: what the shell asks, such as ``bash_source`` or ``bash_complete``.
    """
    add_completion_class(_Bash)
    add_completion_class(_Zsh)
    try:
        status = int(shell_complete(command, {}, "kg", "_KG_COMPLETE", instruction))
        sys.stdout.flush()
    except Exception:  # noqa: BLE001  a message here would end up in the middle of somebody's command line
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    return status


def names(context: click.Context, kinds: Sequence[str], beginning: str) -> list[str]:
    """Names in the store that begin like this, accents and case aside; none when there is no store yet.

    A name of which another word was begun is offered as ``Surname, Given``, because shells replace what was typed by
    what the offers have in common. Fish looks inside words by itself and takes no commas.
    """
    surname, comma, _ = beginning.partition(",")
    try:
        candidates = names_beginning(settings_of(context).store, surname, kinds)
    except (OSError, ValueError, LookupError, click.UsageError):
        return []
    if os.environ.get("_KG_COMPLETE", "").startswith("fish"):
        return candidates
    offers = [_turned(name, surname) for name in candidates]
    return [offer for offer in offers if not comma or compact(offer).startswith(compact(beginning))]


def _turned(name: str, beginning: str) -> str:
    words, start = name.split(), compact(beginning)
    for place in range(1, len(words)):
        if not compact(name).startswith(start) and compact(" ".join(words[place:])).startswith(start):
            return f"{' '.join(words[place:])}, {' '.join(words[:place])}"
    return name


class _Bash(BashComplete):
    """Bash takes completions as they would be typed, so that blanks want a backslash unless a quote is open."""

    name = "bash"

    def get_completion_args(self) -> tuple[list[str], str]:
        """Tell the words before the cursor from the one being typed."""
        typed = os.environ["COMP_WORDS"].split("\n")[int(os.environ["COMP_CWORD"])]
        self.quoted = typed.startswith(('"', "'"))
        return super().get_completion_args()

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """A completion as the script takes it; its ``read`` takes one layer of backslashes away."""
        value = str(item.value) if self.quoted else _PLAIN.sub(r"\\\\\1", str(item.value))
        return f"{item.type},{value}"


class _Zsh(ZshComplete):
    """Zsh puts what all offers begin with in the word's place: nothing, where they begin with nothing alike.

    Offers need not begin as the word does (``ode`` is Ødegaard, ``al`` both Álvaro and Alexander-Arnold). Where they
    are several and what they have in common is shorter than the word, they are listed and the word stays.
    """

    name = "zsh"
    source_template = ZshComplete.source_template.replace(
        """        compadd -U -V unsorted -a completions
""",
        """        compadd -U -V unsorted -a completions
        local shared="${completions[1]}" offer
        for offer in "${completions[@]}"; do
            while [[ "${offer}" != "${shared}"* ]]; do shared="${shared%%?}"; done
        done
        if (( ${#completions} > 1 && ${#shared} < ${#PREFIX} )); then
            compstate[insert]=''
            compstate[list]='list force'
        fi
""",
    )
