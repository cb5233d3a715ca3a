"""What a reader is: public files in, claims out, every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from kg.errors import InvalidInput
from kg.model.claims import Claim, Release
from kg.model.progress import Progress, silent
from kg.model.reports import SkippedRow

__all__ = ["Reader", "RowReport"]

_KEPT = 10_000
_T = TypeVar("_T")
_MENDED = "text damaged by a wrong encoding, mended"
_REMEDY = "mend or remove the row, or import without --strict"


class Reader(Protocol):
    """One public source behind one door: ``kg import NAME PATH…``."""

    @property
    def name(self) -> str:
        """What users type."""
        ...

    @property
    def title(self) -> str:
        """The source in plain words."""
        ...

    @property
    def home(self) -> str:
        """Its address; "" if it has none."""
        ...

    @property
    def licence(self) -> str:
        """Under which terms it can be had, in plain words."""
        ...

    @property
    def expects(self) -> tuple[str, ...]:
        """The files it looks for, as patterns or in words."""
        ...

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """The release that these files are: the same files give the same release, on every machine.

        Args:
            paths: files, folders or archives.
            dataset: the name of the data set; "" makes one from the reader's name and the folder's.

        Raises:
            InvalidInput: there is nothing to read at a path.
        """
        ...

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """The claims that these files make, people and teams before what is said about them is not promised.

        Ids are local to the source (``…/id/person/transfermarkt-314353``, or a Wikidata id): who is the same person
        in several sources is decided elsewhere. Each person and team is described once.

        Raises:
            InvalidInput: a file cannot be read as what it should be; a row cannot, and ``report`` is strict.
        """
        ...


class RowReport:
    """Accounts for every row: ``read`` is ``taken`` plus ``skipped``.

    A row is *taken* when the claims hold what it says. A row is *skipped* with a reason; *harmless* skips lose
    nothing that can be told (a row that says again what an earlier one said). Memory stays bounded: counts by
    reason are complete, single rows are kept up to ``keep``, and ``on_skip`` hears of every one.

    Args:
        strict: refuse the whole release at the first row skipped (harmless skips are let pass).
        keep: how many skipped rows to keep one by one.
        on_skip: called with every skipped row, to write them to a file.
        progress: told how many rows of which file are read.
    """

    def __init__(
        self,
        *,
        strict: bool = False,
        keep: int = _KEPT,
        on_skip: Callable[[SkippedRow], None] | None = None,
        progress: Progress = silent,
    ) -> None:
        self.strict = strict
        self.read = 0
        self.skipped = 0
        self.rows: list[SkippedRow] = []
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.notes: Counter[str] = Counter()
        self.lost_fields: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], str] = {}
        self._keep = keep
        self._on_skip = on_skip
        self._progress = progress

    @property
    def taken(self) -> int:
        """Rows whose content is in the claims."""
        return self.read - self.skipped

    def count(self, file: str, rows: int, so_far: int) -> None:
        """``rows`` more rows (or items) of ``file`` were read, ``so_far`` of this file in all."""
        self.read += rows
        self._progress(file, so_far, None)

    def skip(self, file: str, line: int | None, reason: str, *, kind: str = "", harmless: bool = False) -> None:
        """A row is left out.

        Args:
            file: where it stands.
            line: counted from 1; ``None`` where a format has no lines.
            reason: why, with the value that is wrong.
            kind: the reason without the value, to count by; "" takes ``reason``.
            harmless: nothing is lost, such as where it says what an earlier row said; strictness lets it pass.

        Raises:
            InvalidInput: the report is strict and the skip is not harmless.
        """
        if self.strict and not harmless:
            raise InvalidInput(reason, file=file, line=line, remedy=_REMEDY)
        row = SkippedRow(file, line, reason)
        self.skipped += 1
        self.reasons[file, kind or reason] += 1
        if len(self.rows) < self._keep:
            self.rows.append(row)
        if self._on_skip:
            self._on_skip(row)

    def optional(self, file: str, line: int | None, field: str, read: Callable[[], _T], default: _T) -> _T:
        """Read a field that a row can do without: one that cannot be read is left out and counted, the row stays.

        Args:
            file: where it stands.
            line: counted from 1; ``None`` where a format has no lines.
            field: its name in words, to count by.
            read: reads the field; `ValueError` says why it cannot.
            default: what stands for the field then.

        Raises:
            InvalidInput: the report is strict, and the field cannot be read.
        """
        try:
            return read()
        except ValueError as error:
            self.lose(file, line, field, str(error))
            return default

    def lose(self, file: str, line: int | None, field: str, reason: str) -> None:
        """A field is left out of a row that is taken.

        Raises:
            InvalidInput: the report is strict.
        """
        if self.strict:
            raise InvalidInput(reason, file=file, line=line, field=field, remedy=_REMEDY)
        self.lost_fields[file, field] += 1
        self.examples.setdefault((file, field), reason)
        if self._on_skip:
            self._on_skip(SkippedRow(file, line, f"taken without its {field}: {reason}"))

    def mend(self, file: str, damaged: str, mended: str) -> None:
        """Text that had been damaged by a wrong encoding was mended."""
        self.lost_fields[file, _MENDED] += 1
        self.examples.setdefault((file, _MENDED), f"{damaged!r} to {mended!r}")

    def losses(self) -> list[str]:
        """What was left out of rows that were taken, and what was mended: a line each, most frequent first."""
        lines = []
        for (file, field), times in self.lost_fields.most_common():
            end = ", the first from" if field is _MENDED else " left out, the first because"
            lines.append(f"{file.rpartition('/')[2]}: {times:,} × {field}{end} {self.examples[file, field]}")
        return lines

    def note(self, text: str) -> None:
        """Say something about the data that is no row left out, such as a field that had to be left blank."""
        self.notes[text] += 1
