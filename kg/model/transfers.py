"""Transfer records as they stand in public lists: what the choice model is fitted on, before anything is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

__all__ = ["CapRow", "CoachRow", "ListingRow", "MoveRow", "PlayerRow", "RatingRow", "TransferTables", "ValueRow"]


class PlayerRow(NamedTuple):
    """A player. ``group`` is Goalkeeper, Defender, Midfield or Attack, ``place`` the finer word; "" is unknown.

    ``birth_year`` is 0 when unknown; it may be one year off where it was worked out from an age.
    """

    id: str
    name: str
    country: str
    second_country: str
    group: str
    place: str
    birth_year: int


class MoveRow(NamedTuple):
    """A move. ``origin`` and ``to`` are team ids, "" for no team; ``fee`` in euros, ``None`` when not told.

    ``how`` is ``transfer``, ``free``, ``loan``, ``return``, ``debut`` or ``retired``; ``season`` the year in which the
    season begins; ``winter`` tells the two windows of a season apart; ``order`` breaks ties between moves of one day.
    """

    player: str
    day: date
    season: int
    winter: bool
    origin: str
    to: str
    how: str
    fee: float | None
    order: int


class ListingRow(NamedTuple):
    """A club in a league in the season that begins in the year ``season``."""

    club: str
    season: int
    league: str


class CapRow(NamedTuple):
    """The first game of a player for a national team; ``youth`` marks age groups and Olympic teams."""

    player: str
    team: str
    day: date
    youth: bool


class CoachRow(NamedTuple):
    """A stay of a head coach at a club, in days (ordinals), ``end`` exclusive.

    It is known to whoever asks as of a day after ``seen_from`` and no later than ``seen_until``.
    """

    coach: str
    club: str
    start: int
    end: int
    seen_from: int
    seen_until: int


class ValueRow(NamedTuple):
    """A market value of a player, in euros, as of a day; ``basis`` says how the day is known, "" if not told."""

    player: str
    day: date
    euros: float
    basis: str


class RatingRow(NamedTuple):
    """A player in a yearly edition of game ratings, as of a day.

    ``player`` is "" where nobody was matched: the row then tells of the level of ``club`` alone. ``rating`` runs from 0
    to 100, ``until`` is the year in which the contract ends (0 if not told).
    """

    player: str
    day: date
    club: str
    rating: int
    until: int
    on_loan: bool


@dataclass(frozen=True, slots=True)
class TransferTables:
    """Everything that a choice model of transfers reads.

    Attributes:
        teams: name of every team by id. countries: country of a team by id, where told.
        children: (parent, child) pairs of team ids: first team, reserves and youth of one club.
        title: what the data call themselves. values, ratings: dated market values and game ratings, if any.
        coaches: stays of head coaches, which transfer lists do not hold: a store may add them.
    """

    title: str
    players: tuple[PlayerRow, ...]
    moves: tuple[MoveRow, ...]
    listings: tuple[ListingRow, ...]
    children: tuple[tuple[str, str], ...]
    caps: tuple[CapRow, ...]
    teams: dict[str, str]
    countries: dict[str, str]
    values: tuple[ValueRow, ...] = ()
    ratings: tuple[RatingRow, ...] = ()
    coaches: tuple[CoachRow, ...] = ()
