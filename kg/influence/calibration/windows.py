"""Transfer windows: who chose which club out of which, and how everybody stood the day before the window opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from kg.errors import InvalidInput, NothingFound
from kg.influence.calibration.arrays import Array, Flags, Ints, ranges
from kg.influence.calibration.world import LOAN, World, opening_day

__all__ = ["Window", "membership", "on_loan", "open_window", "standing_before", "windows_between"]

_SILENT_DAYS = 6 * 365
_OLDEST = 41


@dataclass(slots=True)
class Window:
    """One window with its ``E`` events and ``C`` clubs, seen from the day before it opens.

    Attributes:
        season, winter, opening: which window; ``opening`` is an ordinal day.
        orgs, league, country: organisation, league and country of each club.
        column: the club's place for every organisation, -1 if not listed (one longer than there are organisations, so
            that -1 reads -1).
        rows, player, origin, origin_org: the events: rows of the moves, movers, and where they come from.
        mask: [E, C], which clubs could be chosen: all but the one that is left.
        choice: place of the club that was chosen.
        last: each player's last move before the opening, -1 if none.
        team_now, org_now, column_now, days_since: where every player is, as far as the moves tell, and for how long.
        own, past: every earlier move of each mover: the event, the row of the move.
        been: [E, C], whether the mover has been there before.
        features, clubs, movers: columns of the design: [E, C] by pair, [C] by club, [E] by mover.
    """

    season: int
    winter: bool
    opening: int
    orgs: Ints
    league: Ints
    country: Ints
    column: Ints
    rows: Ints
    player: Ints
    origin: Ints
    origin_org: Ints
    mask: Flags
    choice: Ints
    last: Ints
    team_now: Ints
    org_now: Ints
    column_now: Ints
    days_since: Ints
    own: Ints
    past: Ints
    been: Flags
    features: dict[str, Array] = field(default_factory=dict)
    clubs: dict[str, Array] = field(default_factory=dict)
    movers: dict[str, Array] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """Events and clubs."""
        events, clubs = self.mask.shape
        return events, clubs

    @property
    def new(self) -> Flags:
        """Whether the club that was chosen is one where the mover had never been."""
        return ~self.been[np.arange(len(self.player)), self.choice]

    @property
    def label(self) -> str:
        """As people write it: ``2017 summer``, ``2018 winter`` (January 2018)."""
        return f"{self.season + self.winter} {'winter' if self.winter else 'summer'}"


def windows_between(world: World, first: date, until: date) -> list[tuple[int, bool]]:
    """The windows that open from one day on and before another, and that have events."""
    season, winter = world.moves.season[world.moves.event], world.moves.winter[world.moves.event]
    recorded = sorted({(int(year), bool(cold)) for year, cold in zip(season, winter, strict=True)})
    span = range(first.toordinal(), until.toordinal())
    return [(year, cold) for year, cold in recorded if opening_day(year, winter=cold) in span]


def open_window(world: World, season: int, *, winter: bool) -> Window:
    """One window as it stood the day before it opened.

    Raises:
        NothingFound: no event falls into it.
        InvalidInput: fewer than three clubs are listed: there is nothing to choose from.
    """
    moves, opening = world.moves, opening_day(season, winter=winter)
    rows = np.flatnonzero(moves.event & (moves.season == season) & (moves.winter == winter))
    if not len(rows):
        raise NothingFound(f"nobody moved to a listed club in the window that opens on {date.fromordinal(opening)}")
    listing = world.listings[season]
    orgs = world.organisation[listing.teams]
    if len(np.unique(orgs)) < 3:
        raise InvalidInput(
            f"only {len(np.unique(orgs))} club(s) are listed in the season that begins in {season}",
            remedy="a choice needs clubs to choose from: give data on whole leagues",
        )
    column = np.full(len(world.organisations) + 1, -1)
    column[orgs] = np.arange(len(orgs))
    origin_org = moves.origin_org[rows]
    mask = np.ones((len(rows), len(orgs)), bool)
    from_listed = np.flatnonzero(column[origin_org] >= 0)
    mask[from_listed, column[origin_org[from_listed]]] = False
    last, team_now, org_now, since = standing_before(world, season, opening)
    player = moves.player[rows]
    own, past = ranges(moves.of_player[player], np.maximum(last[player] + 1, moves.of_player[player]))
    return Window(
        season=season,
        winter=winter,
        opening=opening,
        orgs=orgs,
        league=listing.league,
        country=world.country[orgs],
        column=column,
        rows=rows,
        player=player,
        origin=moves.origin[rows],
        origin_org=origin_org,
        mask=mask,
        choice=column[moves.to_org[rows]],
        last=last,
        team_now=team_now,
        org_now=org_now,
        column_now=column[org_now],
        days_since=since,
        own=own,
        past=past,
        been=_been(world, column, own, past, mask.shape),
    )


def standing_before(world: World, season: int, opening: int) -> tuple[Ints, Ints, Ints, Ints]:
    """How everybody stood the day before a window opened.

    Returns:
        By player: the last move, -1 if none; the team and the organisation, -1 if none; the days since the move.
    """
    last = world.moves.last_before(opening)
    recorded = np.maximum(last, 0)
    since = np.where(last >= 0, opening - world.moves.day[recorded], 10**5)
    # Nobody tells that a player has stopped: silence for years, or an age at which hardly anybody plays, says it.
    gone = (last < 0) | (since > _SILENT_DAYS) | (season - world.birth > _OLDEST)
    team_now = np.where(gone, -1, world.moves.to[recorded])
    return last, team_now, world.org_of(team_now), since


def _been(world: World, column: Ints, own: Ints, past: Ints, shape: tuple[int, ...]) -> Flags:
    been = np.zeros(shape, bool)
    for orgs in (world.moves.to_org[past], world.moves.origin_org[past]):
        place = column[orgs]
        been[own[place >= 0], place[place >= 0]] = True
    return been


def on_loan(world: World, window: Window) -> Flags:
    """Which movers are on loan when the window opens."""
    last = window.last[window.player]
    how, since = world.moves.how[np.maximum(last, 0)], window.opening - world.moves.day[np.maximum(last, 0)]
    return np.asarray((last >= 0) & (how == LOAN) & (since < 730))


def membership(world: World, window: Window) -> tuple[Ints, Ints]:
    """The player-club graph as of the window: every (player, organisation) that is known, once."""
    moves = world.moves
    rows = np.flatnonzero(moves.day < window.opening)
    player = np.concatenate([moves.player[rows], moves.player[rows], window.player])
    org = np.concatenate([moves.to_org[rows], moves.origin_org[rows], window.origin_org])
    recorded = org >= 0
    pairs = np.unique(player[recorded] * len(world.organisations) + org[recorded])
    return pairs // len(world.organisations), pairs % len(world.organisations)
