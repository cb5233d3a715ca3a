"""Reports of who persuaded whom, as a table: the yardstick for rankings of people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kg.claims.readers.files import matching
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import rows_of
from kg.claims.readers.values import name_of, shown
from kg.errors import InvalidInput
from kg.model.persuasions import PersuasionRow

__all__ = ["read_persuasions"]

_WINDOW = re.compile(r"(\d{4})([sw])")
_COLUMNS = ("player", "destination_club", "transfer_window", "persuader")


def read_persuasions(path: Path) -> tuple[PersuasionRow, ...]:
    """Read a table with the columns ``player``, ``destination_club``, ``transfer_window`` and ``persuader``.

    A window is written ``2017s`` for the summer of 2017, ``2017w`` for the January after it.

    Raises:
        InvalidInput: there is no such table, or a row cannot be read.
    """
    return tuple(_rows([path]))


def _rows(paths: Sequence[Path]) -> Iterator[PersuasionRow]:
    tables = matching(paths, "*.csv")
    if not tables:
        raise InvalidInput("there is no table in it", file=str(paths[0]), remedy="name a CSV file")
    for source in tables:
        for line, (player, club, window, persuader) in rows_of(source, _COLUMNS, report=RowReport()):
            found = _WINDOW.fullmatch(window.strip())
            try:
                if not found:
                    raise ValueError(f"the window is {shown(window)}: write 2017s or 2017w")
                year = int(found[1])
                opens = date(year, 7, 1) if found[2] == "s" else date(year + 1, 1, 1)
                yield PersuasionRow(name_of(player), name_of(club), name_of(persuader), opens)
            except ValueError as error:
                raise InvalidInput(str(error), file=source.name, line=line) from error
