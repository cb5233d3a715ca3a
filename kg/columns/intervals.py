"""Stays: who was where on which day, once claims that repeat, refine or contradict each other are resolved.

All claims stay as evidence; ties stand on stays, in which no day is counted twice. The rule (its reasons are in
`docs/adr/0003-resolving-contradictions.md`) decides day by day, and only from claims that had begun by that day, so
that what is learned later about later days changes no earlier answer:

1. Claims *compete* for a day if they are of one person and either are both of a player at clubs (a player is at one
   club at a time), or are of the same squad and role. Selections compete with a career at the same national team.
2. Of the claims that cover the day the *most exact* hold it: exact bounds before inexact ones (season, year), those
   before what is only presumed after the last attested day; at equal exactness a loan or trial before the parent
   club's claim; a named squad before all.
3. If those name several clubs, the day is *split* evenly among them and certain for none.
4. An exact beginning or end replaces the inexact one that it fits, of the same person, squad and role: days before an
   exact beginning stop counting once that beginning has passed.
5. Presumed presence stops when a later spell elsewhere begins (not a loan, selection or trial), or at the exact end
   that another claim gives for the same person, squad and role.
6. A career at a national team, where no squads are named, counts one day in seven (`NATIONAL_SHARE`) and none for
   certain: national teams gather for about five windows of ten days a year.

A *squad* is a team, or the academy that a claim places at a team: ``2 * team + 1`` if academy, else ``2 * team``.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.columns.files import NEVER, UNKNOWN, Flags, Ints, concat_ranges, distinct
from kg.columns.segments import ROLES, SPELL_KINDS
from kg.columns.visibility import Columns
from kg.model import Role, SpellKind, TeamKind

__all__ = ["NATIONAL_SHARE", "WHOLE_SHARE", "resolve"]

WHOLE_SHARE: Final = 840
"""Share of an undivided day; divisible by 1 to 8, so that shares add up exactly."""
NATIONAL_SHARE: Final = WHOLE_SHARE // 7

_EXACT_DAYS: Final = 31  # a date known to the month is exact enough to settle where somebody was
_DAYS: Final = 1 << 23  # more than all days that dates can name, for keys of group and day in one number
_SHIFT: Final = 1 << 22
_PRESUMED, _INEXACT, _EXACT, _NAMED = 0, 1, 2, 4

PLAYER: Final = ROLES.index(Role.PLAYER)
SELECTION: Final = SPELL_KINDS.index(SpellKind.SELECTION)
LOAN: Final = SPELL_KINDS.index(SpellKind.LOAN)
ACADEMY: Final = SPELL_KINDS.index(SpellKind.ACADEMY)
TRIAL: Final = SPELL_KINDS.index(SpellKind.TRIAL)
TEAM_KINDS: Final = tuple(TeamKind)
NATIONAL: Final = (TEAM_KINDS.index(TeamKind.NATIONAL), TEAM_KINDS.index(TeamKind.NATIONAL_YOUTH))


def resolve(spells: Columns, team_kind: Ints, organisation: Ints) -> Columns:
    """Resolve spells into stays.

    Args:
        spells: columns of spells with their estimates, rows in any order.
        team_kind: by node, the position of its kind in `TeamKind`, -1 for people.
        organisation: by node, the first team of the same club.

    Returns:
        Columns ``person``, ``squad``, ``role``, ``start``, ``end`` (half-open), ``share`` (of `WHOLE_SHARE`),
        ``certain`` (0 or 1), ``seen_from`` and ``seen_until``: the stay counts in questions of date ``D`` with
        ``seen_from < D <= seen_until`` and ``start < D``. Sorted by person, squad, role and start.
    """
    known = spells["start_est"] != UNKNOWN
    spells = {name: column[known] for name, column in spells.items()}
    national = np.isin(team_kind[spells["team"]], NATIONAL)
    player = spells["role"] == PLAYER
    selection = spells["kind"] == SELECTION
    academy = (spells["kind"] == ACADEMY) & ~national & (organisation[spells["team"]] == spells["team"])
    squad = spells["team"].astype(np.int64) * 2 + academy
    same = _numbered(spells["person"], squad, spells["role"])
    career = player & ~national
    # Groups: a player's club career as a whole, or one person in one role at one squad.
    group = np.where(career, spells["person"], int(spells["person"].max(initial=0)) + 1 + same)
    spells = _with_bounds_settled(spells, same, selection, _next_elsewhere(spells, organisation, player & national))
    zones = _zones(spells, selection, national & player)
    of = zones.pop("of")
    pieces = _shared_out(
        {**zones, "group": group[of], "squad": squad[of], "role": spells["role"][of].astype(np.int64),
         "person": spells["person"][of].astype(np.int64), "org": organisation[spells["team"]][of].astype(np.int64)}
    )  # fmt: skip
    return _joined(pieces)


def _numbered(*columns: Ints) -> Ints:
    """The same number for rows equal in all columns, in the order of those columns."""
    order = np.lexsort(columns[::-1])
    new = np.zeros(len(order), bool)
    for column in columns:
        new[1:] |= np.diff(column[order]) != 0
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new)
    return numbers


def _next_elsewhere(spells: Columns, organisation: Ints, not_leaving: Flags) -> Ints:
    """By spell with an attested open end: when the person's next spell at another organisation begins, or `NEVER`."""
    org = organisation[spells["team"]]
    moves = np.flatnonzero(~not_leaving & ~np.isin(spells["kind"], (SELECTION, LOAN, TRIAL)))
    moves = moves[np.lexsort((spells["start_est"][moves], spells["person"][moves]))]
    key = spells["person"][moves].astype(np.int64) * _DAYS + spells["start_est"][moves] + _SHIFT
    following = np.full(len(org), NEVER, np.int64)
    asking = np.flatnonzero((spells["end_min"] == UNKNOWN) & (spells["end_est"] > spells["certain_until"]))
    at = np.searchsorted(
        key, spells["person"][asking].astype(np.int64) * _DAYS + spells["certain_until"][asking] + _SHIFT
    )
    while len(asking):
        inside = at < len(moves)
        asking, at = asking[inside], at[inside]
        own = spells["person"][moves[at]] == spells["person"][asking]
        asking, at = asking[own], at[own]
        found = org[moves[at]] != org[asking]
        following[asking[found]] = spells["start_est"][moves[at[found]]]
        asking, at = asking[~found], at[~found] + 1
    return following


def _with_bounds_settled(spells: Columns, same: Ints, selection: Flags, following: Ints) -> Columns:
    """Rule 4 for ends and rule 5, and in ``settled`` the exact beginning that an inexact one waits for."""
    ends_known = spells["end_min"] != UNKNOWN
    inexact_end = ends_known & (spells["end_max"] - spells["end_min"] > _EXACT_DAYS) & ~selection
    exact_end = ends_known & (spells["end_max"] - spells["end_min"] <= _EXACT_DAYS) & ~selection
    begins_known = spells["start_min"] != UNKNOWN
    inexact_start = begins_known & (spells["start_max"] - spells["start_min"] > _EXACT_DAYS) & ~selection
    exact_start = begins_known & (spells["start_max"] - spells["start_min"] <= _EXACT_DAYS) & ~selection
    left = _earliest_within(same, spells["end_est"], exact_end, spells["certain_until"], spells["end_est"])
    end = np.where(ends_known, spells["end_est"], np.minimum(np.minimum(spells["end_est"], following), left))
    settled_end = _earliest_within(same, spells["end_est"], exact_end, spells["end_min"], spells["end_max"])
    end = np.where(inexact_end, np.minimum(end, settled_end), end)
    settled = _earliest_within(same, spells["start_est"], exact_start, spells["start_min"], spells["start_max"])
    return {
        **spells,
        "end_est": np.maximum(end, spells["start_est"]),
        "settled": np.where(inexact_start & (settled != NEVER), settled, UNKNOWN),
    }


def _earliest_within(same: Ints, dates: Ints, exact: Flags, first: Ints, last: Ints) -> Ints:
    """By row, the earliest exact date of the same group in ``first … last``, else `NEVER`."""
    rows = np.flatnonzero(exact)
    key = np.sort(same[rows] * _DAYS + dates[rows] + _SHIFT)
    if not len(key):
        return np.full(len(same), NEVER, np.int64)
    low = same * _DAYS + np.maximum(first, -_SHIFT) + _SHIFT
    found = key[np.minimum(np.searchsorted(key, low), len(key) - 1)]
    fits = (found >= low) & (found <= same * _DAYS + np.maximum(last, -_SHIFT) + _SHIFT)
    return np.where(fits, found - same * _DAYS - _SHIFT, NEVER)


def _zones(spells: Columns, selection: Flags, national: Flags) -> Columns:
    """Each spell in up to four parts of one exactness: before a settled beginning, beginning, certain, ending."""
    start, end = spells["start_est"].astype(np.int64), spells["end_est"].astype(np.int64)
    sure = np.minimum(spells["certain_from"], end)
    unsure = np.minimum(np.maximum(spells["certain_until"], sure), end)
    begins, ends = spells["start_min"] != UNKNOWN, spells["end_min"] != UNKNOWN
    exact_start = ~begins | (spells["start_max"] - spells["start_min"] <= _EXACT_DAYS)
    exact_end = ~ends | (spells["end_max"] - spells["end_min"] <= _EXACT_DAYS)
    beginning = np.where(np.where(begins, exact_start, exact_end), _EXACT, _INEXACT)
    between = np.where(exact_start & exact_end, _EXACT, _INEXACT)
    ending = np.where(~ends, _PRESUMED, np.where(exact_end, _EXACT, _INEXACT))
    settled = np.clip(spells["settled"], start, sure)
    parts = (
        (start, settled, beginning, False, spells["settled"]),
        (settled, sure, beginning, False, None),
        (sure, unsure, between, True, None),
        (unsure, end, ending, False, None),
    )
    away = np.isin(spells["kind"], (LOAN, TRIAL))
    career = national & ~selection
    found: list[Columns] = []
    for first, last, level, certain, until in parts:
        some_days = np.flatnonzero(last > first)
        rank = 2 * np.where(selection, level + _NAMED, level) + away
        vague_squad = selection & (level < _EXACT)
        found.append(
            {
                "of": some_days,
                "start": first[some_days],
                "end": last[some_days],
                "rank": rank[some_days],
                "share": np.where(career | vague_squad, NATIONAL_SHARE, WHOLE_SHARE)[some_days],
                "certain": (~career[some_days] & certain).astype(np.int64),
                "seen_until": np.full(len(some_days), NEVER) if until is None else until[some_days],
            }
        )
    return {name: np.concatenate([part[name] for part in found]) for name in found[0]}


def _shared_out(zones: Columns) -> Columns:
    """Rules 2 and 3: cut the zones of each group at every date at which one begins or ends, and share out the parts."""
    begin = zones["group"] * _DAYS + zones["start"] + _SHIFT
    finish = zones["group"] * _DAYS + zones["end"] + _SHIFT
    cuts = distinct(np.concatenate([begin, finish]))
    cell, of = concat_ranges(np.searchsorted(cuts, begin), np.searchsorted(cuts, finish))
    rows = {name: column[of] for name, column in zones.items() if name not in ("start", "end", "group")}
    rows["cell"] = cell
    rows["start"] = cuts[cell] % _DAYS - _SHIFT
    rows["end"] = (cuts[np.minimum(cell + 1, len(cuts) - 1)] % _DAYS - _SHIFT) if len(cuts) else cell
    rows = _versions(rows)
    order = np.lexsort((rows["org"], -rows["rank"], rows["seen_until"], rows["cell"]))
    rows = {name: column[order] for name, column in rows.items()}
    version_starts = _starts(rows["cell"], rows["seen_until"])
    version = np.cumsum(version_starts) - 1
    best = rows["rank"][version_starts][version]
    holds = rows["rank"] == best
    rows = {name: column[holds] for name, column in rows.items()}
    version = version[holds]
    clubs = np.bincount(version[_starts(version, rows["org"])], minlength=int(version.max(initial=0)) + 1)[version]
    rows["share"] = rows["share"] // np.maximum(clubs, 1)
    rows["certain"] = rows["certain"] * (clubs == 1)
    return rows


def _starts(*columns: Ints) -> Flags:
    """Where a run of rows equal in all columns begins."""
    new = np.ones(len(columns[0]), bool)
    if len(new):
        new[1:] = False
        for column in columns:
            new[1:] |= column[1:] != column[:-1]
    return new


def _versions(rows: Columns) -> Columns:
    """Cells in which a row stops counting once something later is known are told once per state of knowledge."""
    rows["seen_from"] = np.full(len(rows["cell"]), UNKNOWN, np.int64)
    passing = rows["seen_until"] != NEVER
    if not passing.any():
        return rows
    touched = distinct(rows["cell"][passing])
    within = np.isin(rows["cell"], touched)
    still = {name: column[~within] for name, column in rows.items()}
    moot = {name: column[within] for name, column in rows.items()}
    # The states of each cell: one per date at which a row stops counting, and the last, which stands for good.
    states = np.unique(
        np.stack(
            [
                np.concatenate([moot["cell"][moot["seen_until"] != NEVER], touched]),
                np.concatenate([moot["seen_until"][moot["seen_until"] != NEVER], np.full(len(touched), NEVER)]),
            ]
        ),
        axis=1,
    )
    first = np.searchsorted(states[0], moot["cell"])
    state, of = concat_ranges(first, np.searchsorted(states[0], moot["cell"], side="right"))
    after = np.where(state > first[of], states[1][np.maximum(state - 1, 0)], UNKNOWN)
    counts = states[1][state] <= moot["seen_until"][of]
    told = {name: column[of][counts] for name, column in moot.items()}
    told["seen_from"], told["seen_until"] = after[counts], states[1][state][counts]
    return {name: np.concatenate([still[name], told[name]]) for name in rows}


def _joined(rows: Columns) -> Columns:
    """Parts that differ in nothing but their dates and touch each other become one stay; repeated ones become one."""
    order = np.lexsort(
        (-rows["certain"], rows["start"], rows["seen_until"], rows["seen_from"], rows["role"], rows["squad"],
         rows["person"])
    )  # fmt: skip
    rows = {name: column[order] for name, column in rows.items()}
    who = ("person", "squad", "role", "seen_from", "seen_until")
    once = _starts(*(rows[name] for name in (*who, "start")))
    # Repeated parts: the certain one comes first; of unequal shares the larger holds.
    share = np.maximum.reduceat(rows["share"], np.flatnonzero(once)) if len(once) else rows["share"]
    rows = {name: column[once] for name, column in rows.items()}
    rows["share"] = share
    new = _starts(*(rows[name] for name in (*who, "share", "certain")))
    if len(new):
        new[1:] |= rows["start"][1:] != rows["end"][:-1]
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(new)) - 1 if len(first) else first
    stays = {name: rows[name][first] for name in (*who, "start", "share", "certain")}
    stays["end"] = rows["end"][last]
    final = np.lexsort((stays["start"], stays["role"], stays["squad"], stays["person"]))
    return {name: stays[name][final].astype(np.int32) for name in sorted(stays)}
