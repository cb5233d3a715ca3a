"""What arguments can be: days, and names that the shell can complete."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from kg.lazy import lazy

if TYPE_CHECKING:
    from kg.cli import completion
else:
    completion = lazy("kg.cli.completion")

__all__ = ["Day", "Name", "Word"]

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Day(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases of click
    """A day, written YYYY-MM-DD; an impossible one is told apart from one that is written differently."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day."""
        if isinstance(value, date):
            return value
        result = _ISO.fullmatch(value.strip()) if value.isascii() else None
        if not result:
            self.fail(f"'{value}' is no date; write YYYY-MM-DD.", param, ctx)
        year, month, day = map(int, result.groups())
        if year < 1 or not 1 <= month <= 12:
            self.fail(f"'{value}' is no date: there is no {f'month {month}' if year else 'year 0'}.", param, ctx)
        last = calendar.monthrange(year, month)[1]
        if not 1 <= day <= last:
            self.fail(f"'{value}' is no date: {_MONTHS[month - 1]} {year} has {last} days.", param, ctx)
        return date(year, month, day)


class Name(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases of click
    """A name of a person or a team, as people type it; ``what`` says which of them the shell offers."""

    name = "name"

    def __init__(self, *label: str) -> None:
        self.what: Sequence[str] = label or ("person", "team")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a name as it stands, if there is one."""
        text = str(value).strip()
        if not text:
            self.fail("an empty name names nobody.", param, ctx)
        return text

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002  click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Names that begin like this."""
        return [CompletionItem(name) for name in completion.names(ctx, self.what, incomplete)]


class Word(click.ParamType):  # type: ignore[type-arg]  # generic only in newer releases of click
    """A word of a list that the shell can complete; what else it may be (a file, a dash) is the command's business.

    Args:
        name: what the word is, for messages.
        words: gives the list; called only when the shell asks.
        files: whether names of files are offered as well.
    """

    def __init__(self, name: str, words: Callable[[], Iterable[str]], *, files: bool = False) -> None:
        self.name = name
        self._words = words
        self._files = files

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002  click's signature
        param: click.Parameter,  # noqa: ARG002  click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """Words that begin like this."""
        begun = [CompletionItem(word) for word in self._words() if word.startswith(incomplete.lower())]
        return begun + ([CompletionItem(incomplete, type="file")] if self._files else [])
