"""What `kg status`, `kg import`, `kg world`, `kg validate` and `kg query --list` print."""

from __future__ import annotations

from typing import TypedDict

__all__ = [
    "AccuracyShape",
    "ImportAnswer",
    "NamedQuestionShape",
    "ReaderShape",
    "ReasonShape",
    "ReleaseShape",
    "RowShape",
    "SetShape",
    "StatusAnswer",
    "StoreShape",
    "StoredReleaseShape",
    "ViolationShape",
    "WorldAnswer",
]


class StoreShape(TypedDict):
    """Where the store is and how large."""

    location: str
    generation: int
    starter: str
    bytes_on_disk: int
    read_only: bool


class ReleaseShape(TypedDict):
    """A release of a data set."""

    id: str
    dataset: str
    title: str
    version: str
    url: str
    licence: str
    publisher: str
    published: str | None
    retrieved: str | None


class StoredReleaseShape(ReleaseShape):
    """A release as the store holds it."""

    counts: dict[str, int]
    quads: int
    first: str | None
    last: str | None
    origin: str


class AccuracyShape(TypedDict):
    """How often the starter data are right about one kind of question; see `kg.model.status.Accuracy`."""

    question: str
    countries: str
    first: int
    last: int
    measured: str
    asked: int
    right: int
    right_interval: list[float]
    wrong: int
    wrong_interval: list[float]
    unsettled: int
    unknown: int


class StatusAnswer(TypedDict):
    """What the store holds."""

    store: StoreShape
    totals: dict[str, int]
    people: int | None
    teams: int | None
    first: str | None
    last: str | None
    gaps: list[str]
    sources: list[StoredReleaseShape]
    accuracy: list[AccuracyShape]


class ReasonShape(TypedDict):
    """Why rows were left out, and how many."""

    reason: str
    rows: int


class RowShape(TypedDict):
    """A row that was left out."""

    file: str
    line: int | None
    reason: str


class ImportAnswer(TypedDict):
    """What an import took."""

    release: ReleaseShape
    read: int
    taken: int
    skipped: int
    stored: bool
    reasons: list[ReasonShape]
    rows: list[RowShape]
    notes: list[str]


class SetShape(TypedDict):
    """A public data set, and what its import took or why it failed."""

    name: str
    title: str
    page: str
    licence: str
    terms: str
    error: str | None
    report: ImportAnswer | None


class WorldAnswer(TypedDict):
    """What came of fetching and importing the public data sets."""

    sets: list[SetShape]


class ReaderShape(TypedDict):
    """A reader of a public source, and the files that it expects."""

    reader: str
    source: str
    home: str | None
    licence: str
    expects: str


class ViolationShape(TypedDict):
    """A breach of a shape: the node, the property (empty where the node as a whole is wrong), and what is wrong."""

    node: str
    property: str
    message: str
    value: str
    release: str


class NamedQuestionShape(TypedDict):
    """A question that can be asked by name, and the variables that want a value."""

    name: str
    wants: str
    question: str
