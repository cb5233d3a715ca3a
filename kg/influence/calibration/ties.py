"""Ties: who at each club has played with the mover or coached him, or plays with him and has played there.

Columns count people, as ``log(1 + people)``, so that a first acquaintance weighs more than a tenth. Clubs fall
into three sorts for a mover: those where he has *been*; those *abroad*, in a country that is neither that of his
citizenship nor that of his present club; and the rest, at *home*. The effects of a tie are not the same in each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kg.influence.calibration.arrays import Array, Flags, Floats, Ints, ranges
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import Coaches, World

__all__ = [
    "MEANINGS",
    "TIES",
    "Coached",
    "Meetings",
    "Sorts",
    "TieRows",
    "add_ties",
    "coached_in",
    "columns_of",
    "counts",
    "left_lately",
    "meetings_of",
    "sorts_of",
    "tie_rows",
]

MEANINGS = {
    "mate_there": "a former team-mate is now at a club where the player has been before",
    "mate_there_recent": "the same, and they were last together lately (e-fold in a year), beside the head count",
    "mate_abroad": "a former team-mate is at a club abroad where the player has never been",
    "mate_abroad_dose": "the same, by the square root of the years together, beside the head count",
    "mate_home_veteran": "for a player of 29 or more: a former team-mate is at a club at home where he has never been",
    "via_mate": "a present team-mate has played, within three years, for a club abroad where the player has never been",
    "via_former_mate": "a team-mate of the last four years, now elsewhere, lately played for a club new to the player",
    "youth_mate": "for a player under 23: somebody he shared a youth or reserve side with is at the club",
    "national_mate": "somebody who has played for the same senior national team is at the club",
    "coach": "the club's head coach has coached him before, by the square root of their years together",
}
"""The ties of the model, in words: what one more person means."""

TIES = tuple(MEANINGS)
_LEAST_DAYS = 30
_YEAR = 365.25
_YOUNG = 23
_VETERAN = 29
_VIA_DAYS = 3 * 365
_FORMER_LEAST_DAYS = 90
_FORMER_DAYS = 4 * 365
_LATELY = 365


@dataclass(frozen=True, slots=True)
class Sorts:
    """[E, C] each: what sort of club it is for the mover."""

    been: Flags
    abroad: Flags
    home: Flags


@dataclass(frozen=True, slots=True)
class Meetings:
    """Pairs of a mover (by event) and somebody now at a club of the choice who shared a team.

    One row for each event, alter, organisation and ``circle``: 0 the first team, 1 a youth or reserve side, 2 different
    teams of one organisation. ``days`` together in all, ``gap`` years since they last were.
    """

    event: Ints
    alter: Ints
    circle: Ints
    days: Floats
    gap: Floats


@dataclass(frozen=True, slots=True)
class Coached:
    """Clubs of the choice whose head coach has coached the mover: one row for each event and club.

    ``days`` together in all; ``left`` marks coaches who left the club within the twelve months before the opening.
    """

    event: Ints
    club: Ints
    days: Floats
    left: Flags


@dataclass(frozen=True, slots=True)
class TieRows:
    """All that tie columns are counted from.

    Attributes:
        meetings: shared clubs. national_event, national_alter: a shared senior national team, one row for each.
        via_event, via_club: a present team-mate of the mover who has played for the club (its place in the choice).
        former_event, former_club: the same of a former team-mate, who is at neither of the two clubs now.
        coached: former coaches.
    """

    meetings: Meetings
    national_event: Ints
    national_alter: Ints
    via_event: Ints
    via_club: Ints
    former_event: Ints
    former_club: Ints
    coached: Coached


def sorts_of(world: World, window: Window) -> Sorts:
    """Sort the clubs for every mover."""
    origin = np.where(window.origin_org >= 0, world.country[window.origin_org], 0)
    elsewhere = (origin[:, None] != window.country) & (world.nation[window.player][:, None] != window.country)
    abroad = elsewhere & ~window.been
    return Sorts(window.been, abroad, ~window.been & ~abroad)


def tie_rows(world: World, window: Window) -> TieRows:
    """Find everybody whom ties are counted from."""
    event, alter = _national(world, window)
    played = _played_lately(world, window)
    return TieRows(
        meetings_of(world, window),
        event,
        alter,
        *_via(world, window, played),
        *_via_former(world, window, played),
        coached_in(world, window),
    )


def _times_at_teams(world: World, window: Window) -> tuple[Ints, Ints, Ints, Ints]:
    """Who was at which team from when to when, as known before the opening: player, team, start, end."""
    stints, moves = world.stints, world.moves
    recorded = stints.known < window.opening
    still = np.flatnonzero((window.last >= 0) & (window.team_now >= 0))
    since = moves.day[window.last[still]]
    now = np.full(len(still), window.opening)
    return (
        np.concatenate([stints.player[recorded], still]),
        np.concatenate([stints.team[recorded], window.team_now[still]]),
        np.concatenate([stints.start[recorded], since]),
        np.concatenate([stints.end[recorded], now]),
    )


def _movers_times(world: World, window: Window, times: tuple[Ints, Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints, Ints]:
    """The same of the movers, by event.

    A mover who leaves another club than the one where he was last heard of has been there for a while: for half of
    the time since, or for the two years that are assumed of a first club.
    """
    player, team, start, end = times
    order = np.argsort(player, kind="stable")
    mine = player[order]
    event, place = ranges(np.searchsorted(mine, window.player), np.searchsorted(mine, window.player + 1))
    place = order[place]
    last = window.last[window.player]
    heard = np.maximum(last, 0)
    recorded = np.where(last >= 0, world.org_of(world.moves.to[heard]), -2)
    hidden = np.flatnonzero((window.origin >= 0) & (recorded != window.origin_org))
    half = (world.moves.day[heard] + window.opening) // 2
    since = np.where(last >= 0, half, window.opening - 730)
    until = np.full(len(hidden), window.opening)
    return (
        np.concatenate([event, hidden]),
        np.concatenate([team[place], window.origin[hidden]]),
        np.concatenate([start[place], since[hidden]]),
        np.concatenate([end[place], until]),
    )


def meetings_of(world: World, window: Window) -> Meetings:
    """Everybody now at a club of the choice who was in one organisation with the mover for a month or more."""
    times = _times_at_teams(world, window)
    event, team, start, end = _movers_times(world, window, times)
    present = window.column_now[times[0]] >= 0
    alter, alter_team, alter_start, alter_end = (column[present] for column in times)
    alter_org = world.organisation[alter_team]
    order = np.argsort(alter_org, kind="stable")
    org = world.organisation[team]
    own_row, place = ranges(
        np.searchsorted(alter_org[order], org), np.searchsorted(alter_org[order], org, side="right")
    )
    other_row = order[place]
    until = np.minimum(end[own_row], alter_end[other_row])
    days = until - np.maximum(start[own_row], alter_start[other_row])
    selected = (days >= _LEAST_DAYS) & _chooseable(window, event[own_row], alter[other_row])
    own_row, other_row, days, until = own_row[selected], other_row[selected], days[selected], until[selected]
    same = team[own_row] == alter_team[other_row]
    circle = np.where(same & world.first_team[team[own_row]], 0, np.where(same, 1, 2))
    players, orgs = len(world.players), len(world.organisations)
    key = ((event[own_row] * players + alter[other_row]) * orgs + org[own_row]) * 3 + circle
    unique, inverse = np.unique(key, return_inverse=True)
    gap = np.full(len(unique), 99.0)
    np.minimum.at(gap, inverse, (window.opening - until) / _YEAR)
    pair = unique // 3 // orgs
    days_in_all = np.bincount(inverse, days, len(unique)).astype(np.float64)
    return Meetings(pair // players, pair % players, unique % 3, days_in_all, gap)


def coached_in(world: World, window: Window) -> Coached:
    """Who coached the mover's first teams for a month or more, and is at a club of the choice or has just left it."""
    event, team, start, end = _movers_times(world, window, _times_at_teams(world, window))
    senior = world.first_team[team]
    event, org, start, end = (column[senior] for column in (event, world.organisation[team], start, end))
    stays = world.coaches.known(window.opening)
    order = np.argsort(stays.org, kind="stable")
    own_row, place = ranges(
        np.searchsorted(stays.org[order], org), np.searchsorted(stays.org[order], org, side="right")
    )
    stay = order[place]
    days = np.minimum(end[own_row], stays.end[stay]) - np.maximum(start[own_row], stays.start[stay])
    together = days > 0
    coaches = int(stays.coach.max(initial=0)) + 1
    pair, inverse = np.unique(event[own_row[together]] * coaches + stays.coach[stay[together]], return_inverse=True)
    in_all = np.bincount(inverse, days[together], len(pair))
    long = in_all >= _LEAST_DAYS
    return _led_by(window, stays, pair[long], in_all[long].astype(np.float64))


def _led_by(window: Window, stays: Coaches, pair: Ints, days: Floats) -> Coached:
    """To which clubs of the choice the coaches of pairs of an event and a coach belong, or did until lately."""
    club = window.column[stays.org]
    lately = (club >= 0) & (window.opening - stays.end < _LATELY)
    clubs = len(window.orgs)
    stays_at = stays.coach[lately] * clubs + club[lately]
    pairs = np.unique(stays_at)
    still = np.isin(pairs, stays_at[stays.end[lately] >= window.opening])
    coaches = int(stays.coach.max(initial=0)) + 1
    own_row, place = ranges(
        np.searchsorted(pairs // clubs, pair % coaches), np.searchsorted(pairs // clubs, pair % coaches, side="right")
    )
    event, club = pair[own_row] // coaches, pairs[place] % clubs
    possible = window.mask[event, club]
    own_row, place = own_row[possible], place[possible]
    return Coached(event[possible], club[possible], days[own_row], ~still[place])


def _chooseable(window: Window, event: Ints, alter: Ints) -> Flags:
    """Whether an alter is somebody else, at a club that the mover can choose."""
    return np.asarray((alter != window.player[event]) & window.mask[event, window.column_now[alter]])


def _national(world: World, window: Window) -> tuple[Ints, Ints]:
    caps = world.caps
    recorded = (caps.day < window.opening) & ~caps.youth
    player, team = caps.player[recorded], caps.team[recorded]
    event, mine = ranges(np.searchsorted(player, window.player), np.searchsorted(player, window.player + 1))
    present = np.flatnonzero(window.column_now[player] >= 0)
    present = present[np.argsort(team[present], kind="stable")]
    own_row, place = ranges(
        np.searchsorted(team[present], team[mine]), np.searchsorted(team[present], team[mine], side="right")
    )
    event, alter = event[own_row], player[present[place]]
    selected = _chooseable(window, event, alter)
    pairs = np.unique(event[selected] * len(world.players) + alter[selected])
    return pairs // len(world.players), pairs % len(world.players)


def left_lately(world: World, window: Window) -> tuple[Ints, Ints]:
    """Team-mates of the last four years who left a club of the choice within twelve months: events and clubs."""
    return _via_former(world, window, _played_lately(world, window, days=365))


def _played_lately(world: World, window: Window, *, days: int = _VIA_DAYS) -> tuple[Ints, Ints]:
    """Who has belonged to which club of the choice lately, and left it: players, sorted, and clubs."""
    stints = world.stints
    club = window.column[world.organisation[stints.team]]
    lately = (stints.known < window.opening) & (window.opening - stints.end < days) & (club >= 0)
    return stints.player[lately], club[lately]


def _via(world: World, window: Window, played: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Players now at the mover's club who have belonged to a club of the choice within three years."""
    placed = np.flatnonzero(window.org_now >= 0)
    placed = placed[np.argsort(window.org_now[placed], kind="stable")]
    at = window.org_now[placed]
    origin = np.where(window.origin_org >= 0, window.origin_org, len(world.organisations))
    event, place = ranges(np.searchsorted(at, origin), np.searchsorted(at, origin, side="right"))
    mate = placed[place]
    other_row = mate != window.player[event]
    result, club, _ = _led(world, window, played, event[other_row], mate[other_row])
    return result, club


def _via_former(world: World, window: Window, played: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """The same of players who were in one team with the mover within four years, and are at neither club now."""
    times = _times_at_teams(world, window)
    event, team, start, end = _movers_times(world, window, times)
    recorded = np.isin(times[0], played[0])
    mate, at, since, until = (column[recorded] for column in times)
    order = np.argsort(at, kind="stable")
    own_row, place = ranges(np.searchsorted(at[order], team), np.searchsorted(at[order], team, side="right"))
    other_row = order[place]
    last = np.minimum(end[own_row], until[other_row])
    selected = last - np.maximum(start[own_row], since[other_row]) >= _FORMER_LEAST_DAYS
    selected &= (window.opening - last < _FORMER_DAYS) & (mate[other_row] != window.player[event[own_row]])
    selected &= window.org_now[mate[other_row]] != window.origin_org[event[own_row]]
    players = len(world.players)
    pairs = np.unique(event[own_row[selected]] * players + mate[other_row[selected]])
    event, mate = pairs // players, pairs % players
    result, club, mate = _led(world, window, played, event, mate)
    elsewhere = window.column_now[mate] != club
    return result[elsewhere], club[elsewhere]


def _led(world: World, window: Window, played: tuple[Ints, Ints], event: Ints, mate: Ints) -> tuple[Ints, Ints, Ints]:
    """The clubs to which mates could lead a mover, each once for each mate: event, club, mate."""
    player, club = played
    own_row, place = ranges(np.searchsorted(player, mate), np.searchsorted(player, mate, side="right"))
    event, club, mate = event[own_row], club[place], mate[own_row]
    selected = window.mask[event, club]
    clubs, players = len(window.orgs), len(world.players)
    result = np.unique((event[selected] * clubs + club[selected]) * players + mate[selected])
    return result // players // clubs, result // players % clubs, result % players


def counts(window: Window, event: Ints, club: Ints, weights: Array | None = None) -> Floats:
    """[E, C]: the rows of each pair, or their weights in all."""
    events, clubs = window.shape
    return np.bincount(event * clubs + club, weights, events * clubs).reshape(events, clubs).astype(np.float64)


def columns_of(world: World, window: Window, rows: TieRows) -> dict[str, Floats]:
    """The columns of `TIES`."""
    sorts, met = sorts_of(world, window), rows.meetings
    club = window.column_now[met.alter]
    team = window.team_now[met.alter]
    first = (met.circle == 0) & world.first_team[team]
    event, at, days, gap = met.event[first], club[first], met.days[first], met.gap[first]
    heads = np.log1p(counts(window, event, at))
    age = window.season - world.birth[window.player[met.event]]
    veteran = first & (age >= _VETERAN)
    young = (met.circle == 1) & (age < _YOUNG)
    recent = np.log1p(counts(window, event, at, np.exp(-gap)))
    dose = np.log1p(counts(window, event, at, np.sqrt(days / _YEAR)))
    led = rows.coached
    present = ~led.left
    return {
        "mate_there": heads * sorts.been,
        "mate_there_recent": (recent - heads) * sorts.been,
        "mate_abroad": heads * sorts.abroad,
        "mate_abroad_dose": (dose - heads) * sorts.abroad,
        "mate_home_veteran": np.log1p(counts(window, met.event[veteran], club[veteran])) * sorts.home,
        "via_mate": np.log1p(counts(window, rows.via_event, rows.via_club)) * sorts.abroad,
        "via_former_mate": np.log1p(counts(window, rows.former_event, rows.former_club)) * ~sorts.been,
        "youth_mate": np.log1p(counts(window, met.event[young], club[young])),
        "national_mate": np.log1p(counts(window, rows.national_event, window.column_now[rows.national_alter])),
        "coach": np.log1p(counts(window, led.event[present], led.club[present], np.sqrt(led.days[present] / _YEAR))),
    }


def add_ties(world: World, window: Window) -> TieRows:
    """Fill the tie columns, and the controls that go with them: alumni of his clubs whom he never met."""
    rows = tie_rows(world, window)
    for name, column in columns_of(world, window, rows).items():
        window.features[f"tie_{name}"] = column
    sorts = sorts_of(world, window)
    strangers = _alumni(world, window, rows.meetings)
    window.features["alumni_abroad"] = strangers * sorts.abroad
    window.features["alumni_home"] = strangers * sorts.home
    return rows


def _alumni(world: World, window: Window, met: Meetings) -> Floats:
    """People of the club who belonged to one of his organisations, but never when he did: likeness, not a tie."""
    orgs, players = len(world.organisations) + 1, len(world.players)
    player, team, _, _ = _times_at_teams(world, window)
    pairs = np.unique(player * orgs + world.organisation[team])
    player, org = pairs // orgs, pairs % orgs
    event, place = ranges(np.searchsorted(player, window.player), np.searchsorted(player, window.player + 1))
    placed = np.flatnonzero(window.origin_org >= 0)
    mine = np.unique(np.concatenate([event * orgs + org[place], placed * orgs + window.origin_org[placed]]))
    event, shared = mine // orgs, mine % orgs
    present = np.flatnonzero(window.column_now[player] >= 0)
    present = present[np.argsort(org[present], kind="stable")]
    own_row, place = ranges(np.searchsorted(org[present], shared), np.searchsorted(org[present], shared, side="right"))
    event, alter, shared = event[own_row], player[present[place]], shared[own_row]
    selected = _chooseable(window, event, alter) & (shared != window.org_now[alter])
    key = np.unique(event[selected] * players + alter[selected])
    key = key[~np.isin(key, met.event * players + met.alter)]
    return np.log1p(counts(window, key // players, window.column_now[key % players]))
