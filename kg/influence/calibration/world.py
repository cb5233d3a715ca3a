"""The world of transfers as columns of integers: players, organisations, leagues, moves, stints, caps.

Days are ordinals (`datetime.date.toordinal`). "No team" and "nobody" are -1. A *stint* is a time at one team between
two moves; it is known from the day of the move that ended it, so that whoever asks before that day does not see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from kg.errors import InvalidInput
from kg.influence.calibration.arrays import Array, Flags, Floats, Ints
from kg.influence.calibration.organisations import roots_of
from kg.influence.calibration.values import Ratings, Values, ratings_of, values_of
from kg.model.transfers import MoveRow, TransferTables

__all__ = [
    "DEBUT",
    "FREE",
    "LOAN",
    "PLACES",
    "RETIRED",
    "RETURN",
    "TRANSFER",
    "Caps",
    "Coaches",
    "Listing",
    "Moves",
    "Stints",
    "World",
    "opening_day",
]

TRANSFER, FREE, LOAN, RETURN, DEBUT, RETIRED = range(6)
_HOW: Final = {"transfer": TRANSFER, "free": FREE, "loan": LOAN, "return": RETURN, "debut": DEBUT, "retired": RETIRED}
_GROUPS: Final = {"goalkeeper": 0, "defender": 1, "defence": 1, "midfield": 2, "attack": 3}
_PLACES: Final = ("GK", "CB", "LB", "RB", "DM", "CM", "AM", "LM", "RM", "LW", "RW", "CF", "SS")
PLACES: Final = len(_PLACES) + 4
_ASSUMED_DAYS: Final = 730
"""How long before his first listed move a player is taken to have been where he left; nobody knows."""
_SPAN: Final = 10**7  # more days than any calendar here holds: keys of (player, day) sort by both


@dataclass(frozen=True, slots=True)
class Listing:
    """The clubs of one season and the league of each."""

    teams: Ints
    league: Ints


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves sorted by player, then in order; ``of_player[p] : of_player[p + 1]`` are those of ``p``.

    ``real`` marks moves to another organisation that are no return, debut or end; ``event`` those of them to a club
    that is listed in that season, the first of a player in a window: what the model has to foresee. A second move
    begins at a club joined after the opening, which nobody could have known. ``fee`` is in millions of euros, NaN if
    not told.
    """

    player: Ints
    day: Ints
    season: Ints
    winter: Flags
    origin: Ints
    to: Ints
    origin_org: Ints
    to_org: Ints
    how: Ints
    fee: Floats
    real: Flags
    event: Flags
    of_player: Ints

    def last_before(self, day: int) -> Ints:
        """The place of each player's last move before a day; -1 if there is none."""
        players = np.arange(len(self.of_player) - 1)
        place = np.searchsorted(self.player * _SPAN + self.day, players * _SPAN + day) - 1
        return np.where(place >= self.of_player[:-1], place, -1)


@dataclass(frozen=True, slots=True)
class Stints:
    """Times at a team between two moves, sorted by player; ``known`` is the day on which they are on record."""

    player: Ints
    team: Ints
    start: Ints
    end: Ints
    known: Ints


@dataclass(frozen=True, slots=True)
class Caps:
    """First games for national teams, sorted by player."""

    player: Ints
    team: Ints
    day: Ints
    youth: Flags


@dataclass(frozen=True, slots=True)
class Coaches:
    """Stays of head coaches at organisations, in days; known as of ``D`` with ``seen_from < D <= seen_until``."""

    coach: Ints
    org: Ints
    start: Ints
    end: Ints
    seen_from: Ints
    seen_until: Ints

    def known(self, day: int) -> Coaches:
        """What is known as of a day: what was before it, as far as sources of then tell."""
        rows = (self.start < day) & (self.seen_from < day) & (day <= self.seen_until)
        end = np.minimum(self.end, day)
        return Coaches(
            *(column[rows] for column in (self.coach, self.org, self.start, end, self.seen_from, self.seen_until))
        )


@dataclass(frozen=True, slots=True)
class World:
    """Everything as columns; see the module."""

    title: str
    players: tuple[str, ...]
    nation: Ints
    second_nation: Ints
    birth: Ints
    group: Ints
    place: Ints
    organisations: tuple[str, ...]
    """Id of the first team of each organisation."""
    names: tuple[str, ...]
    """Name of each organisation."""
    organisation: Ints
    """Organisation of each team."""
    first_team: Flags
    country: Ints
    """Country of each organisation; 0 if unknown."""
    countries: tuple[str, ...]
    leagues: tuple[str, ...]
    listings: dict[int, Listing]
    moves: Moves
    stints: Stints
    caps: Caps
    coaches: Coaches
    values: Values
    ratings: Ratings

    @classmethod
    def of(cls, tables: TransferTables) -> World:
        """Work out the columns.

        Raises:
            InvalidInput: there are no players, no moves or no league seasons in the tables.
        """
        _check(tables)
        teams = {**tables.teams, **{row.club: tables.teams.get(row.club, row.club) for row in tables.listings}}
        listed = frozenset(row.club for row in tables.listings)
        roots = roots_of(teams, tables.children, listed)
        ids = sorted(teams)
        number = {team: place for place, team in enumerate(ids)}
        firsts = sorted(set(roots.values()))
        org_number = {team: place for place, team in enumerate(firsts)}
        organisation = np.array([org_number[roots[team]] for team in ids])
        leagues = sorted({row.league for row in tables.listings})
        listings = _listings(tables, number, leagues)
        named = {*tables.countries.values(), *(p.country for p in tables.players)}
        countries = ["", *sorted((named | {p.second_country for p in tables.players}) - {""})]
        land = {name: place for place, name in enumerate(countries)}
        where = np.zeros(len(firsts), np.int64)
        for team in ids:
            stated = land[tables.countries.get(team, "")]
            if stated and (not where[org_number[roots[team]]] or roots[team] == team):
                where[org_number[roots[team]]] = stated
        _fill_countries(where, listings, organisation, len(leagues))
        person = {row.id: place for place, row in enumerate(tables.players)}
        birth = np.array([row.birth_year for row in tables.players])
        recorded = birth[birth > 1900]
        moves = _moves(tables, person, number, organisation, listings)
        caps = sorted((person[c.player], c.team, c.day.toordinal(), c.youth) for c in tables.caps if c.player in person)
        sides = {team: place for place, team in enumerate(sorted({cap[1] for cap in caps}))}
        return cls(
            title=tables.title,
            players=tuple(row.id for row in tables.players),
            nation=np.array([land[row.country] for row in tables.players]),
            second_nation=np.array([land[row.second_country] for row in tables.players]),
            birth=np.where(birth > 1900, birth, int(np.median(recorded)) if len(recorded) else 1990),
            group=np.array([_GROUPS.get((row.group or row.place).lower(), 2) for row in tables.players]),
            place=np.array([_place(row.group, row.place) for row in tables.players]),
            organisations=tuple(firsts),
            names=tuple(teams[team] for team in firsts),
            organisation=organisation,
            first_team=np.array([roots[team] == team for team in ids]),
            country=where,
            countries=tuple(countries),
            leagues=tuple(leagues),
            listings=listings,
            moves=moves,
            stints=_stints(moves),
            caps=Caps(
                np.array([cap[0] for cap in caps], np.int64),
                np.array([sides[cap[1]] for cap in caps], np.int64),
                np.array([cap[2] for cap in caps], np.int64),
                np.array([cap[3] for cap in caps], bool),
            ),
            coaches=_coaches(tables, number, organisation),
            values=values_of(tables.values, person),
            ratings=ratings_of(tables.ratings, person),
        )

    def org_of(self, teams: Array) -> Ints:
        """Organisations of teams; -1 for no team."""
        return np.append(self.organisation, -1)[teams]

    @property
    def league_country(self) -> Ints:
        """The country of each league: that of most of its clubs."""
        return _league_countries(self.country, self.listings, self.organisation, len(self.leagues))


def _check(tables: TransferTables) -> None:
    for label, rows in (("players", tables.players), ("moves", tables.moves), ("league seasons", tables.listings)):
        if not rows:
            raise InvalidInput(
                f"there are no {label} in it",
                file=tables.title,
                remedy="fit on more data; nothing can be said of these",
            )


def _coaches(tables: TransferTables, number: dict[str, int], organisation: Ints) -> Coaches:
    coaches = {name: place for place, name in enumerate(sorted({row.coach for row in tables.coaches}))}
    rows = [
        (coaches[row.coach], organisation[number[row.club]], *row[2:]) for row in tables.coaches if row.club in number
    ]
    table = np.array(rows, np.int64).reshape(-1, 6)
    return Coaches(*(np.ascontiguousarray(table[:, column]) for column in range(6)))


def _place(group: str, place: str) -> int:
    return _PLACES.index(place) if place in _PLACES else len(_PLACES) + _GROUPS.get((group or place).lower(), 2)


def _listings(tables: TransferTables, number: dict[str, int], leagues: list[str]) -> dict[int, Listing]:
    seasons: dict[int, dict[int, int]] = {}
    for row in tables.listings:
        seasons.setdefault(row.season, {}).setdefault(number[row.club], leagues.index(row.league))
    return {
        season: Listing(np.array(sorted(clubs)), np.array([clubs[team] for team in sorted(clubs)]))
        for season, clubs in sorted(seasons.items())
    }


def _league_countries(where: Ints, listings: dict[int, Listing], organisation: Ints, leagues: int) -> Ints:
    votes = np.zeros((leagues, int(where.max(initial=0)) + 1))
    for listing in listings.values():
        np.add.at(votes, (listing.league, where[organisation[listing.teams]]), 1)
    votes[:, 0] = 0
    return np.asarray(votes.argmax(1))


def _fill_countries(where: Ints, listings: dict[int, Listing], organisation: Ints, leagues: int) -> None:
    """A listed club whose country is not told is of the country of its league."""
    of_league = _league_countries(where, listings, organisation, leagues)
    for listing in listings.values():
        orgs = organisation[listing.teams]
        where[orgs] = np.where(where[orgs] == 0, of_league[listing.league], where[orgs])


def _moves(
    tables: TransferTables,
    person: dict[str, int],
    number: dict[str, int],
    organisation: Ints,
    listings: dict[int, Listing],
) -> Moves:
    rows = [
        (person[row.player], row.day, row.order, n, row)
        for n, row in enumerate(map(_in_window, tables.moves))
        if row.player in person
    ]
    rows.sort(key=lambda entry: entry[:4])
    ordered = _chained([(who, row) for who, _, _, _, row in rows])
    player = np.array([who for who, _ in ordered], np.int64)
    season = np.array([row.season for _, row in ordered], np.int64)
    how = np.array([_HOW[row.how] for _, row in ordered], np.int64)
    origin = np.array([number.get(row.origin, -1) if row.origin else -1 for _, row in ordered], np.int64)
    to = np.array([number.get(row.to, -1) if row.to else -1 for _, row in ordered], np.int64)
    org = np.append(organisation, -1)
    listed = np.zeros(len(ordered), bool)
    for year, listing in listings.items():
        listed |= (season == year) & np.isin(to, listing.teams)
    real = (how < RETURN) & (to >= 0) & (org[origin] != org[to])
    event = real & listed & ~_moved_already(player, season, [row.winter for _, row in ordered], real)
    return Moves(
        player=player,
        day=np.array([row.day.toordinal() for _, row in ordered], np.int64),
        season=season,
        winter=np.array([row.winter for _, row in ordered], bool),
        origin=origin,
        to=to,
        origin_org=org[origin],
        to_org=org[to],
        how=how,
        fee=np.array([np.nan if row.fee is None else row.fee / 1e6 for _, row in ordered]),
        real=real,
        event=event,
        of_player=np.searchsorted(player, np.arange(len(person) + 1)),
    )


def _moved_already(player: Ints, season: Ints, winter: list[bool], real: Flags) -> Flags:
    """Whether a player has moved before in the same window: his club of then is not known when the window opens."""
    window = 2 * season + np.array(winter, np.int64)
    place = np.flatnonzero(real)
    _, first = np.unique(np.column_stack([player[place], window[place]]), axis=0, return_index=True)
    again = real.copy()
    again[place[first]] = False
    return again


def _in_window(row: MoveRow) -> MoveRow:
    """A move that was agreed before its window opened counts from the opening: nobody may foresee it from itself."""
    if _HOW[row.how] >= RETURN:
        return row
    opens = date.fromordinal(opening_day(row.season, winter=row.winter))
    return row if row.day >= opens else row._replace(day=opens)


def _chained(rows: list[tuple[int, MoveRow]]) -> list[tuple[int, MoveRow]]:
    """Moves of one player on one day in the order in which each starts where the one before it led to."""
    ordered: list[tuple[int, MoveRow]] = []
    at = 0
    while at < len(rows):
        who, row = rows[at]
        after = at + 1
        while after < len(rows) and rows[after][0] == who and rows[after][1].day == row.day:
            after += 1
        same = rows[at:after]
        while len(same) > 1:
            present = ordered[-1][1].to if ordered and ordered[-1][0] == who else ""
            reached = {other_row.to for _, other_row in same}
            chosen = next((entry for entry in same if present and entry[1].origin == present), None) or next(
                (entry for entry in same if entry[1].origin not in reached), same[0]
            )
            ordered.append(chosen)
            same.remove(chosen)
        ordered += same
        at = after
    return ordered


def _stints(moves: Moves) -> Stints:
    """The times between moves.

    Before his first move a player was where it began, for `_ASSUMED_DAYS`. Where a move begins elsewhere than the last
    one ended, he is taken to have gone over half-way between the two.
    """
    result: list[tuple[int, int, int, int, int]] = []
    columns = zip(moves.player.tolist(), moves.day.tolist(), moves.origin.tolist(), moves.to.tolist(), strict=True)
    last: tuple[int, int, int] = (-1, 0, -1)  # player, day and goal of the move before
    for player, day, origin, to in columns:
        before, since, at = last
        if before != player:
            if origin >= 0:
                result.append((player, origin, day - _ASSUMED_DAYS, day, day))
        elif at == origin:
            if origin >= 0:
                result.append((player, origin, since, day, day))
        else:
            middle = (since + day) // 2
            if at >= 0:
                result.append((player, at, since, middle, day))
            if origin >= 0:
                result.append((player, origin, middle, day, day))
        last = player, day, to
    table = np.array(result, np.int64).reshape(-1, 5)
    return Stints(*(np.ascontiguousarray(table[:, column]) for column in range(5)))


def opening_day(season: int, *, winter: bool) -> int:
    """The day on which a window opens: 1 July of the season's first year, 1 January of the second."""
    return (date(season + 1, 1, 1) if winter else date(season, 7, 1)).toordinal()
