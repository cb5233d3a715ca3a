"""Stays: who was where on which day, once claims that repeat, refine or contradict each other are resolved.

All claims stay as evidence; ties stand on stays, in which no day is counted twice. The rule (its reasons are in
`docs/adr/0003-resolving-contradictions.md`) decides day by day, and only from claims that had begun by that day, so
that what is learned later about later days changes no earlier answer:

1. Claims *compete* for a day if they are of one person and either are both of a player at clubs (a player is at one
   club at a time), or are of the same squad and role; and those of a club's head coaches compete with each other.
   Selections compete with a career at the same national team.
2. Of the claims that cover the day those of the highest *level* hold it (`kg.columns.zones`): a source with a day
   beats a season, a season beats a year, and all of them what is only presumed; who is known at another club for the
   season is presumed at the old one until 20 July, and then in doubt. At equal levels a loan or trial, a season that
   begins within a longer spell elsewhere, and matches played within one, come before it; a named squad before all.
3. Each club has the largest share that any claim of it gives, of whatever level. If those that hold the day name
   several clubs, it is *split* among them by their shares and certain for none.
4. An exact beginning or end replaces the inexact one that it fits, of the same person, squad and role: days before an
   exact beginning stop counting once that beginning has passed.
5. An open or inexact end comes no later than the day on which a later spell elsewhere begins (not a loan, selection or
   trial, nor a season in which a day tells that he had come before), than the exact end that another claim gives for
   the same person, squad and role, in a player seen in matches than the end of the loan on which he is there, and, for
   a head coach, than the beginning of his successor.
6. Somebody seen at a club on both sides of a gap, and nowhere else in between, was there in between; as far as is known
   from the second sighting on.
7. A career at a national team, where no squads are named, counts one day in seven (`NATIONAL_SHARE`) and none for
   certain: national teams gather for about five windows of ten days a year.

A *squad* is a team, or the academy that a claim places at a team: ``2 * team + 1`` if academy, else ``2 * team``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from kg.columns.bounds import (
    DAYS,
    HEAD_COACH,
    LOAN,
    PLAYER,
    SELECTION,
    SHIFT,
    TRIAL,
    Columns,
    Places,
    Sort,
    bounds_of,
    nested_in_others,
)
from kg.columns.files import NEVER, UNKNOWN, Flags, Ints, among, concat_ranges, distinct, offsets_of
from kg.columns.segments import SPELL_KINDS
from kg.columns.transfer_calendar import WHOLE
from kg.columns.zones import NATIONAL_SHARE, PRESUMED, SEASON, YEAR, zones_of
from kg.model import SpellKind, TeamKind

__all__ = ["NATIONAL", "NATIONAL_SHARE", "PLAYER", "SAID", "SELECTION", "WHOLE_SHARE", "resolve"]

WHOLE_SHARE: Final = WHOLE
"""Share of an undivided day."""

SAID: Final = ("person", "squad", "role", "share", "certain", "dated")
"""What a stay says of each of its days."""

_DATES: Final = NEVER - UNKNOWN + 1
"""More than there are dates on which something can come to be known."""

ACADEMY: Final = SPELL_KINDS.index(SpellKind.ACADEMY)
TEAM_KINDS: Final = tuple(TeamKind)
NATIONAL: Final = (TEAM_KINDS.index(TeamKind.NATIONAL), TEAM_KINDS.index(TeamKind.NATIONAL_YOUTH))


def resolve(spells: Columns, team_kind: Ints, organisation: Ints) -> Columns:
    """Resolve spells into stays.

    Args:
        spells: columns of spells with their estimates, rows in any order.
        team_kind: by node, the position of its kind in `TeamKind`, -1 for people.
        organisation: by node, the first team of the same club.

    Returns:
        Columns ``person``, ``squad``, ``role``, ``start``, ``end`` (half-open), ``share`` (of `WHOLE_SHARE`: how
        likely the person is there), ``certain`` (0 or 1), ``dated`` (1 where a source with a day attests it, now or
        before), ``seen_from`` and ``seen_until``: the stay counts in questions of date ``D`` with
        ``seen_from < D <= seen_until`` and ``start < D``; ``divided``: whether another one that counts on other dates
        says the same of the days before or after it. Sorted by person, squad, role and start.
    """
    dated = spells["start_est"] != UNKNOWN
    spells = {name: column[dated] for name, column in spells.items()}
    national = np.isin(team_kind[spells["team"]], NATIONAL)
    org = organisation[spells["team"]]
    player, selection = spells["role"] == PLAYER, spells["kind"] == SELECTION
    academy = (spells["kind"] == ACADEMY) & ~national & (org == spells["team"])
    squad = spells["team"].astype(np.int64) * 2 + academy
    same = _numbered(spells["person"], squad, spells["role"])
    career, coach = player & ~national, (spells["role"] == HEAD_COACH) & ~selection
    # Groups: a player's club career as a whole, the head coaches of a squad, or one person in one role at one squad.
    people, nodes = int(spells["person"].max(initial=0)) + 1, len(team_kind)
    group = np.where(career, spells["person"], np.where(coach, people + squad, people + 2 * nodes + same))
    lent = np.isin(spells["kind"], (LOAN, TRIAL))
    outer_until = nested_in_others(spells, org, career)
    away, away_last = lent | (outer_until != UNKNOWN), lent | (outer_until > np.maximum(spells["end_min"], UNKNOWN + 1))
    sort = Sort(player, career, player & national, selection, away, away_last)
    zones = zones_of(spells, sort, bounds_of(spells, Places(same, squad, org), sort))
    of = zones.pop("of")
    claims = {
        "same": same,
        "group": group,
        "squad": squad,
        "role": spells["role"].astype(np.int64),
        "person": spells["person"].astype(np.int64),
        "rival": np.where(coach, spells["person"], org).astype(np.int64),
    }
    return _joined(_shared_out(zones | {name: column[of] for name, column in claims.items()}))


def _numbered(*columns: Ints) -> Ints:
    """The same number for rows equal in all columns, in the order of those columns."""
    order = np.lexsort(columns[::-1])
    new = np.zeros(len(order), bool)
    for column in columns:
        new[1:] |= np.diff(column[order]) != 0
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new)
    return numbers


def _shared_out(zones: Columns) -> Columns:
    """Rules 2 and 3: cut the zones of each group at every date at which one begins or ends, and share out the parts."""
    begin = zones["group"] * DAYS + zones["start"] + SHIFT
    finish = zones["group"] * DAYS + zones["end"] + SHIFT
    cuts = distinct(np.concatenate([begin, finish]))
    parts = _versions(zones, *concat_ranges(np.searchsorted(cuts, begin), np.searchsorted(cuts, finish)))
    # Parts are many, and each is its zone's but for where it lies and when it counts.
    squad = _numbered(zones["rival"], zones["squad"])
    order = np.lexsort((squad[parts.of], parts.seen_until, parts.cell))
    parts = _Parts(*(column[order] for column in parts))
    starts = _starts(parts.cell, parts.seen_until)
    version = np.cumsum(starts) - 1
    rank, coming = zones["rank"][parts.of], zones["coming"][parts.of]
    best = np.repeat(*_largest(rank, starts))
    # Whoever comes in that season may have come before it begins: against a season alone, both are possible. Loans
    # begin as often early as late; of other moves within a season listed at both clubs most are later.
    inexact = (best // 2 == SEASON) | (best // 2 == YEAR)
    early = inexact & coming
    share = zones["share"][parts.of]
    share = np.where(early & (rank % 2 == 0), share // 2, share)
    # A weaker claim of the same club is no claim against it.
    share = np.repeat(*_largest(share, starts | _starts(squad[parts.of])))
    # Who is known elsewhere for the season, lent or not, is neither here nor there while a stay is only presumed.
    level = rank // 2
    due = np.zeros(int(version.max(initial=-1)) + 1, bool)
    due[version[coming & (level == PRESUMED)]] = True
    holds = (rank == best) | early | ((best // 2 == PRESUMED) & (level == PRESUMED) & due[version])
    parts = _Parts(*(column[holds] for column in parts))
    rows = {name: zones[name][parts.of] for name in ("same", "person", "squad", "role", "certain", "dated")}
    version, share = version[holds], share[holds]
    # Each rival counts with the largest of its shares.
    leads = _starts(version, zones["rival"][parts.of])
    largest, _ = _largest(share, leads)
    versions = int(version.max(initial=0)) + 1
    rivals = np.bincount(version[leads], minlength=versions)[version]
    total = np.bincount(version[leads], largest, minlength=versions).astype(np.int64)[version]
    rows["share"] = np.where(rivals > 1, share * WHOLE // np.maximum(total, WHOLE), share)
    rows["certain"] = rows["certain"] * (rivals == 1)
    rows["dated"] = rows["dated"] * (rivals == 1)
    rows["start"] = cuts[parts.cell] % DAYS - SHIFT
    rows["end"] = cuts[parts.cell + 1] % DAYS - SHIFT
    return rows | {"seen_from": parts.seen_from, "seen_until": parts.seen_until}


def _largest(values: Ints, starts: Flags) -> tuple[Ints, Ints]:
    """The largest value of each run, and how long the run is."""
    first = np.flatnonzero(starts)
    if not len(first):
        return values, first
    return np.maximum.reduceat(values, first), np.diff(first, append=len(values))


def _starts(*columns: Ints) -> Flags:
    """Where a run of rows equal in all columns begins."""
    new = np.ones(len(columns[0]), bool)
    if len(new):
        new[1:] = False
        for column in columns:
            new[1:] |= column[1:] != column[:-1]
    return new


class _Parts(NamedTuple):
    """Parts of zones: the cell, which is the place of the cut at which it begins, the zone, and when it counts."""

    cell: Ints
    of: Ints
    seen_from: Ints
    seen_until: Ints


def _versions(zones: Columns, cell: Ints, of: Ints) -> _Parts:
    """The parts; those of cells that look different once something later is known, once for each state of knowledge."""
    parts = _Parts(cell, of, zones["seen_from"][of], zones["seen_until"][of])
    starts_late, stops = parts.seen_from != UNKNOWN, parts.seen_until != NEVER
    if not (starts_late | stops).any():
        return parts
    changes = np.zeros(int(cell.max()) + 1, bool)
    changes[cell[starts_late | stops]] = True
    within = changes[cell]
    still, moot = (_Parts(*(column[rows] for column in parts)) for rows in (~within, within))
    starts_late, stops = starts_late[within], stops[within]
    # The states of each cell: one per date at which a row starts or stops counting, and the last, for good.
    touched = np.flatnonzero(changes)
    cells = np.concatenate([moot.cell[stops], moot.cell[starts_late], touched])
    dates = np.concatenate([moot.seen_until[stops], moot.seen_from[starts_late], np.full(len(touched), NEVER)])
    states = distinct(cells * _DATES + (dates - UNKNOWN))
    cells, dates = states // _DATES, states % _DATES + UNKNOWN
    offsets = offsets_of(cells, len(changes))
    first = offsets[moot.cell]
    state, row = concat_ranges(first, offsets[moot.cell + 1])
    after = np.where(state > first[row], dates[np.maximum(state - 1, 0)], UNKNOWN)
    counts = (moot.seen_from[row] <= after) & (dates[state] <= moot.seen_until[row])
    row, state, after = row[counts], state[counts], after[counts]
    valid = _Parts(moot.cell[row], moot.of[row], after, dates[state])
    return _Parts(*(np.concatenate(columns) for columns in zip(still, valid, strict=True)))


def _joined(rows: Columns) -> Columns:
    """Parts that differ in nothing but their dates and touch each other become one stay; repeated ones become one."""
    states = ("same", "seen_from", "seen_until")
    order = np.lexsort((rows["start"], rows["seen_until"], rows["seen_from"], rows["same"]))
    rows = {name: column[order] for name, column in rows.items()}
    once = _starts(*(rows[name] for name in (*states, "start")))
    # Repeated parts: the largest share holds, and what is certain by one of them is certain.
    largest = {name: _largest(rows[name], once)[0] for name in ("share", "certain", "dated")}
    rows = {name: column[once] for name, column in rows.items()} | largest
    new = _starts(*(rows[name] for name in (*states, *largest)))
    if len(new):
        new[1:] |= rows["start"][1:] != rows["end"][:-1]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(new)) - 1 if len(first) else first
    stays = {name: column[first] for name, column in rows.items()}
    stays["end"] = rows["end"][last]
    stays["divided"] = _divided(stays).astype(np.int64)
    final = np.lexsort((stays["start"], stays.pop("same")))
    return {name: stays[name][final].astype(np.int32) for name in sorted(stays)}


def _divided(stays: Columns) -> Flags:
    """Which stays begin on the day on which one that says the same ends, or end where such a one begins."""
    same = _numbered(*(stays[name] for name in ("same", "share", "certain", "dated"))) * DAYS
    begins, ends = same + stays["start"] + SHIFT, same + stays["end"] + SHIFT
    return among(begins, ends) | among(ends, begins)
