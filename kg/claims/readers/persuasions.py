"""Reports of who persuaded whom, as a table: the yardstick for rankings of people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from kg.claims.readers.files import matching
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import columns_of, rows_of
from kg.claims.readers.values import clean, day, name_of, shown
from kg.errors import InvalidInput
from kg.model.persuasions import PersuasionRow

__all__ = ["read_persuasions"]

_WINDOW = re.compile(r"(\d{4})([sw])")
_DAY = timedelta(days=1)
_ALSO = {
    "announced": ("announced",),
    "role": ("persuader_role", "role"),
    "outcome": ("outcome",),
    "attempt": ("attempt",),
}


def read_persuasions(path: Path) -> tuple[PersuasionRow, ...]:
    """Read a table with the columns ``player``, ``destination_club``, ``transfer_window`` and ``persuader``.

    The club and the window may also be called ``club`` and ``window``. A window is written ``2017s`` for the summer of
    2017, ``2017w`` for the January after it. ``announced`` (an ISO day), ``persuader_role`` or ``role``, ``outcome``
    and ``attempt`` are read where they are there; a day of the announcement moves the question to the day before it.

    Raises:
        InvalidInput: there is no such table, or a row cannot be read.
    """
    return tuple(_rows([path]))


def _rows(paths: Sequence[Path]) -> Iterator[PersuasionRow]:
    tables = matching(paths, "*.csv")
    if not tables:
        raise InvalidInput("there is no table in it", file=str(paths[0]), remedy="name a CSV file")
    for source in tables:
        columns = columns_of(source)
        need = [
            "player",
            "club" if "destination_club" not in columns and "club" in columns else "destination_club",
            "window" if "transfer_window" not in columns and "window" in columns else "transfer_window",
            "persuader",
        ]
        also = [next((name for name in names if name in columns), names[0]) for names in _ALSO.values()]
        for line, row in rows_of(source, need, also, report=RowReport()):
            try:
                yield _report(row)
            except ValueError as error:
                raise InvalidInput(str(error), file=source.name, line=line) from error


def _report(row: tuple[str, ...]) -> PersuasionRow:
    player, club, window, persuader, announced, role, outcome, attempt = row
    match = _WINDOW.fullmatch(window.strip())
    if not match:
        raise ValueError(f"the window is {shown(window)}: write 2017s or 2017w")
    year = int(match[1])
    opens = date(year, 7, 1) if match[2] == "s" else date(year + 1, 1, 1)
    return PersuasionRow(
        name_of(player),
        name_of(club),
        name_of(persuader),
        opens,
        at=(day(announced.strip(), "day of the announcement") if announced.strip() else opens) - _DAY,
        role=clean(role),
        outcome=clean(outcome),
        attempt=clean(attempt),
    )
