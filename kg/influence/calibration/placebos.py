"""Placebos: ties that cannot have acted, which must add nothing if the ties of the model are more than likeness.

Two of them. *Rewired*: every tie keeps its mover, its dose and its date, and gets the alter of another tie, so that
everybody keeps as many ties as he has. *After the move*: first-team mates that the mover met only half a year or more
later, never having met before. The move itself must leave no trace in them: they met neither at the club that he chose
nor at the one where the other then was, he did not come to the meeting place straight from the club that he chose, and
the other not straight from where he then was. Without this the clubs that were not chosen would have more such ties.
"""

from __future__ import annotations

import numpy as np

from kg.influence.calibration.arrays import Array, Flags, Ints, ranges
from kg.influence.calibration.ties import Coached, Meetings, TieRows, meetings_of
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import RETIRED, World

__all__ = ["after_the_move", "rewired"]

_LATER_DAYS = 150
_LEAST_DAYS = 30
_FOREVER = 10**7


def rewired(window: Window, rows: TieRows, seed: int) -> TieRows:
    """Ties rewired at random within the window, keeping degrees; those that came to lead nowhere fall away."""
    rng = np.random.default_rng([seed, window.opening])
    met = rows.meetings
    alter = met.alter[_shuffled(rng, met.circle)]
    selected = _possible(window, met.event, alter)
    national = rows.national_alter[rng.permutation(len(rows.national_alter))]
    recorded = _possible(window, rows.national_event, national)
    via = rows.via_club[rng.permutation(len(rows.via_club))]
    open_to = window.mask[rows.via_event, via]
    former = rows.former_club[rng.permutation(len(rows.former_club))]
    led = window.mask[rows.former_event, former]
    coached = rows.coached
    coach_at = coached.club[_shuffled(rng, coached.left)]
    open_to_him = window.mask[coached.event, coach_at]
    return TieRows(
        Meetings(met.event[selected], alter[selected], met.circle[selected], met.days[selected], met.gap[selected]),
        rows.national_event[recorded],
        national[recorded],
        rows.via_event[open_to],
        via[open_to],
        rows.former_event[led],
        former[led],
        Coached(
            coached.event[open_to_him],
            coach_at[open_to_him],
            coached.days[open_to_him],
            coached.left[open_to_him],
        ),
    )


def _shuffled(rng: np.random.Generator, label: Array) -> Ints:
    """A permutation that keeps the places of every label to themselves."""
    order = np.argsort(label, kind="stable")
    result = np.empty(len(label), np.int64)
    result[order] = np.lexsort((rng.random(len(label)), label))
    return result


def _possible(window: Window, event: Ints, alter: Ints) -> Flags:
    return np.asarray((alter != window.player[event]) & window.mask[event, window.column_now[alter]])


def after_the_move(world: World, window: Window) -> TieRows:
    """Ties formed only after the move."""
    moves, caps, players = world.moves, world.caps, len(world.players)
    later = window.opening + _LATER_DAYS
    player, team, start, end, before = _careers(world)
    ahead = end > later
    player, team, start, end, before = (column[ahead] for column in (player, team, start, end, before))
    org = world.organisation[team]
    event, mine = ranges(np.searchsorted(player, window.player), np.searchsorted(player, window.player + 1))
    present = np.flatnonzero(window.column_now[player] >= 0)
    present = present[np.argsort(team[present], kind="stable")]
    own_row, place = ranges(
        np.searchsorted(team[present], team[mine]), np.searchsorted(team[present], team[mine], side="right")
    )
    event, mine, other_row = event[own_row], mine[own_row], present[place]
    alter = player[other_row]
    since = np.maximum(start[mine], start[other_row])
    days = np.minimum(np.minimum(end[mine], end[other_row]), int(moves.day.max())) - since
    at_club = window.org_now[alter]
    selected = (since > later) & (days >= _LEAST_DAYS) & _possible(window, event, alter) & (org[mine] != at_club)
    chosen = window.orgs[window.choice[event]]
    selected &= world.first_team[team[mine]] & (before[other_row] != at_club)
    selected &= (org[mine] != chosen) & (before[mine] != chosen)
    key = event[selected] * players + alter[selected]
    met = meetings_of(world, window)
    fresh = ~np.isin(key, met.event * players + met.alter)
    pairs, first = np.unique(key[fresh], return_index=True)
    count = len(pairs)
    meetings = Meetings(
        pairs // players,
        pairs % players,
        np.zeros(count, np.int64),
        days[selected][fresh][first].astype(float),
        np.zeros(count),
    )
    capped = (caps.day > later) & ~caps.youth
    who, side = caps.player[capped], caps.team[capped]
    national, alters = _same_side(window, who, side)
    nothing = np.zeros(0, np.int64)
    # Who is coached later by whom is not told of all who moved: the coach's part of this placebo is empty.
    none = Coached(nothing, nothing, np.zeros(0), np.zeros(0, bool))
    return TieRows(meetings, national, alters, nothing, nothing, nothing, nothing, none)


def _careers(world: World) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """All stints, those that still last too: player, team, start, end, and the organisation before."""
    moves, stints = world.moves, world.stints
    final = moves.of_player[1:] - 1
    still = np.flatnonzero((np.diff(moves.of_player) > 0) & (moves.to[final] >= 0) & (moves.how[final] != RETIRED))
    player = np.concatenate([stints.player, still])
    team = np.concatenate([stints.team, moves.to[final[still]]])
    start = np.concatenate([stints.start, moves.day[final[still]]])
    end = np.concatenate([stints.end, np.full(len(still), _FOREVER)])
    order = np.lexsort((start, player))
    player, team, start, end = player[order], team[order], start[order], end[order]
    before = np.append(-1, world.organisation[team][:-1])
    before[np.append(True, player[1:] != player[:-1])] = -1
    return player, team, start, end, before


def _same_side(window: Window, player: Ints, side: Ints) -> tuple[Ints, Ints]:
    event, mine = ranges(np.searchsorted(player, window.player), np.searchsorted(player, window.player + 1))
    present = np.flatnonzero(window.column_now[player] >= 0)
    present = present[np.argsort(side[present], kind="stable")]
    own_row, place = ranges(
        np.searchsorted(side[present], side[mine]), np.searchsorted(side[present], side[mine], side="right")
    )
    event, alter = event[own_row], player[present[place]]
    selected = _possible(window, event, alter)
    pairs = np.unique(event[selected] * 10**7 + alter[selected])
    return pairs // 10**7, pairs % 10**7
