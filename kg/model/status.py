"""What a store holds, told without opening anything large, and what an export wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kg.model.claims import Release

__all__ = ["Accuracy", "Counts", "ExportReport", "ReleaseStatus", "Status"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many statements of each sort. Within one release a person or team counts once for each claim about it."""

    persons: int = 0
    teams: int = 0
    spells: int = 0
    relationships: int = 0
    events: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.persons + other.persons,
            self.teams + other.teams,
            self.spells + other.spells,
            self.relationships + other.relationships,
            self.events + other.events,
        )

    @property
    def claims(self) -> int:
        """All statements together."""
        return self.persons + self.teams + self.spells + self.relationships + self.events


@dataclass(frozen=True, slots=True)
class ReleaseStatus:
    """One release in the store.

    Attributes:
        release: what it says of itself: title, dataset, version, licence, url, publisher, retrieved.
        quads: lines of N-Quads it was written as.
        first, last: earliest and latest date in its spells, relationships and events (not in contracts' ends).
        origin: ``starter`` when it came with the package, ``user`` when somebody brought it in.
        gaps: what it lacks, one line each, such as ``no birth date: 12 (Ada Example, …)``.
    """

    release: Release
    counts: Counts
    quads: int
    first: date | None
    last: date | None
    origin: str
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How often the starter data are right about one kind of question, against lists that are none of their sources.

    Attributes:
        question: what was asked, such as ``where a player was on a random day``.
        countries: of the clubs asked about: a country, ``all``, or ``other countries``.
        first, last: the years asked about.
        measured: the day of the measurement.
        asked: how many questions; the other counts are of their answers.
        right, wrong: as the answer's certain and presumed places say.
        right_interval, wrong_interval: of the shares, at 95 %, from 0 to 1.
        unsettled: the right place is among the possible ones.
        unknown: neither.
    """

    question: str
    countries: str
    first: int
    last: int
    measured: date
    asked: int
    right: int
    right_interval: tuple[float, float]
    wrong: int
    wrong_interval: tuple[float, float]
    unsettled: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Status:
    """What a store holds.

    Attributes:
        location: its folder, or its address.
        generation: number of the state of the store, one higher with every change.
        starter: name of the starter data it was filled from: checksum and size of the file; "" when it holds none.
        totals: sums over releases, so that a person described by two releases counts twice.
        people, teams: how many are described, each counted once; ``None`` where that is not known.
        gaps: what is known to be missing, one line each.
        bytes_on_disk: of everything in the store's folder, a file that two generations share counted once.
        read_only: whether this process may not change the store.
        accuracy: how often the starter data are right; empty when the store holds none.
    """

    location: Path | str
    generation: int
    starter: str
    releases: tuple[ReleaseStatus, ...]
    totals: Counts
    first: date | None
    last: date | None
    bytes_on_disk: int
    read_only: bool
    gaps: tuple[str, ...] = field(default=())
    people: int | None = None
    teams: int | None = None
    accuracy: tuple[Accuracy, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote: ``items`` counts triples, quads, or nodes and edges, as ``unit`` says."""

    output: Path
    format: str
    items: int
    unit: str
    bytes_written: int
    notes: tuple[str, ...] = ()
