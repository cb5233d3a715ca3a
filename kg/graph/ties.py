"""Ties: the one definition of every kind, as a relational program over columns.

Two people have a tie for every squad at which both had stays on the same day. As of ``D`` stays are cut at ``D``, and
only those count that are known then (`kg.columns.intervals`). Summed over each (kind, ego, alter, team, roles):

* ``days_high``: days on which both were there by estimate; ``days_low``: by certain dates; ``days``: each day of the
  former weighted by the two shares of it (a season listed at two clubs is half a season at each), rounded;
* ``start``, ``end``: first day and end of the first and last of them; ``end == D`` means that it still holds;
* ``circle``: players there on an average shared day, at least the two.

Of the two who shared a club for less than `FEW_DAYS`, and no longer do, nothing is told: on the day on which the one
signs and the other's contract runs out they have not met.

Kinds: two players are ``club`` mates in first and reserve teams, ``academy`` mates in youth teams and academies,
``national_team`` and ``national_youth_team`` mates; a player and a head coach are ``coached_by`` (the roles say who
coached whom); any other two roles are ``staff``. Stated relationships give ``friendship``, ``family``, ``mentor``,
``idol``, ``same_agent`` and ``feud``; two clients of one agent at one time are ``same_agent`` too.

The same functions serve one person (a handful of rows) and everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, Flags, Ints, Table, among, concat_ranges, distinct
from kg.columns.intervals import NATIONAL, PLAYER, SAID, TEAM_KINDS, WHOLE_SHARE
from kg.columns.segments import RELATIONSHIP_KINDS, ROLES
from kg.columns.squad_sizes import Crowd, key_of
from kg.columns.visibility import visible
from kg.model import RelationshipKind, Role, TeamKind, TieKind

__all__ = [
    "FEW_DAYS",
    "TIE_KINDS",
    "everybody",
    "grouped",
    "meetings",
    "met",
    "related",
    "shared",
    "squads_of",
    "stays_of",
    "summed",
    "team_ties",
]

TIE_KINDS: Final = tuple(TieKind)
_HEAD_COACH: Final = ROLES.index(Role.HEAD_COACH)
FEW_DAYS: Final = 14
"""Shared days below which two who were at a club have only passed each other; national squads gather for days."""
_STAY: Final = (*SAID, "start", "end")

_MATES: Final = np.array(
    [
        TIE_KINDS.index(kind)
        for kind in (
            {
                TeamKind.YOUTH: TieKind.ACADEMY,
                TeamKind.NATIONAL: TieKind.NATIONAL_TEAM,
                TeamKind.NATIONAL_YOUTH: TieKind.NATIONAL_YOUTH_TEAM,
            }.get(each, TieKind.CLUB)
            for each in TEAM_KINDS
        )
    ],
    np.int8,
)
_ACADEMY_MATES: Final = np.int8(TIE_KINDS.index(TieKind.ACADEMY))
# By the two roles; -1 for two players, whose kind is that of the team.
_BY_ROLES: Final = np.full((len(ROLES), len(ROLES)), TIE_KINDS.index(TieKind.STAFF), np.int8)
_BY_ROLES[PLAYER, _HEAD_COACH] = _BY_ROLES[_HEAD_COACH, PLAYER] = TIE_KINDS.index(TieKind.COACHED_BY)
_BY_ROLES[PLAYER, PLAYER] = -1
_SAME_AGENT: Final = TIE_KINDS.index(TieKind.SAME_AGENT)
_AGENT: Final = RELATIONSHIP_KINDS.index(RelationshipKind.AGENT)
_STATED: Final = np.array(
    [
        _SAME_AGENT if kind is RelationshipKind.AGENT else TIE_KINDS.index(TieKind(kind.value))
        for kind in RELATIONSHIP_KINDS
    ]
)


def _as_of(table: Table, rows: Ints | slice, at: int) -> Columns:
    """Stays as they are known on a date, cut at it; the order of the rows is kept."""
    start, seen_from, seen_until = table["start"][rows], table["seen_from"][rows], table["seen_until"][rows]
    counts = np.flatnonzero((start < at) & (seen_from < at) & (at <= seen_until))
    stays = {name: table[name][rows][counts] for name in _STAY if name != "start"}
    stays["start"] = start[counts]
    stays["end"] = np.minimum(stays["end"], np.int32(at))
    divided = np.flatnonzero(table["divided"][rows][counts])
    return _undivided(stays, divided) if len(divided) else stays


def _undivided(stays: Columns, rows: Ints) -> Columns:
    """Stays without the cuts that are due to what is known on other days only: the first part takes on the others.

    Args:
        stays: as they are known on a date.
        rows: those that are parts of others on some date.
    """
    rows = rows[np.lexsort([stays[name][rows] for name in ("start", *SAID)])]
    part = {name: column[rows] for name, column in stays.items()}
    goes_on = part["start"][1:] == part["end"][:-1]
    for name in SAID:
        goes_on &= part[name][1:] == part[name][:-1]
    first = np.flatnonzero(np.concatenate([[True], ~goes_on]))
    stays["end"][rows[first]] = part["end"][np.append(first[1:], len(rows)) - 1]
    keep = np.ones(len(stays["start"]), bool)
    keep[rows[1:][goes_on]] = False
    return {name: column[keep] for name, column in stays.items()}


def stays_of(facts: Facts, people: Sequence[int] | Ints, at: int) -> Columns:
    """The stays of some people as of a date, sorted by person, squad and role."""
    request = distinct(np.asarray(people, np.int64))
    begins = facts.stays["of_person"]
    rows, _ = concat_ranges(begins[request], begins[request + 1])
    return _as_of(facts.stays, rows, at)


def squads_of(facts: Facts, squads: Ints, at: int) -> Columns:
    """Everybody's stays at some squads as of a date, sorted by squad and start."""
    request = distinct(squads.astype(np.int64))
    begins = facts.squads["of_squad"]
    rows, _ = concat_ranges(begins[request], begins[request + 1])
    return _as_of(facts.squads, rows, at)


def everybody(facts: Facts, at: int, rows: slice = slice(None)) -> Columns:
    """Everybody's stays (or of those some rows) as of a date, sorted by squad and start."""
    return _as_of(facts.squads, rows, at)


def meetings(egos: Columns, others: Columns, *, once: bool = False) -> Columns:
    """Every pair of stays of two different people at one squad with days in common, one row each.

    Args:
        egos: stays in any order.
        others: stays sorted by squad and start.
        once: both are the same columns, and each pair is wanted once instead of from both sides: ego is whoever has
            the lower number.

    Returns:
        ``ego``, ``alter``, ``squad``, ``ego_role``, ``alter_role``, ``start``, ``end``, ``weight`` (product of the
        two shares) and ``certain``; where the stays have a ``member`` number, ``ego_member`` and ``alter_member``;
        where they have what `crowds` gives, ``there``, the player-days at the squad in the common days.
    """
    begins = key_of(others["squad"], others["start"])
    until = np.searchsorted(begins, key_of(egos["squad"], egos["end"]))
    if once:
        since = np.arange(1, len(begins) + 1)
    else:
        # Ends are in no order, but the latest end so far is: nobody before this row is still there.
        latest = np.maximum.accumulate(key_of(others["squad"], others["end"])) if len(begins) else begins
        since = np.searchsorted(latest, key_of(egos["squad"], egos["start"]), side="right")
    peer, ego = concat_ranges(since, until)
    met = egos["person"][ego] != others["person"][peer]
    if not once:  # else who comes later in the order began while the other was there
        met &= others["end"][peer] > egos["start"][ego]
    if not met.all():
        peer, ego = peer[met], ego[met]
    pairs = {
        "squad": egos["squad"][ego],
        "start": others["start"][peer] if once else np.maximum(egos["start"][ego], others["start"][peer]),
        "end": np.minimum(egos["end"][ego], others["end"][peer]),
        "weight": egos["share"][ego] * others["share"][peer],
        "certain": egos["certain"][ego] & others["certain"][peer],
    }
    if "by_end" in egos:
        # Player-days only grow, so those by the later beginning are the greater, those by the earlier end the lesser.
        pairs["there"] = np.minimum(egos["by_end"][ego], others["by_end"][peer])
        pairs["there"] -= np.maximum(egos["by_start"][ego], others["by_start"][peer])
    if once:
        turned = egos["person"][ego] > others["person"][peer]
        ego, peer = np.where(turned, peer, ego), np.where(turned, ego, peer)
    for side, stays, row in (("ego", egos, ego), ("alter", others, peer)):
        pairs[side], pairs[f"{side}_role"] = stays["person"][row], stays["role"][row]
        if "member" in stays:
            pairs[f"{side}_member"] = stays["member"][row]
    return pairs


def _kinds(pairs: Columns, team_kind: Ints) -> Ints:
    """The kind of tie of each pair of stays."""
    squad = pairs["squad"]
    mates = np.where(squad & 1, _ACADEMY_MATES, _MATES[team_kind[squad >> 1]])
    by_roles = _BY_ROLES.ravel()[pairs["ego_role"] * len(ROLES) + pairs["alter_role"]]
    kinds: Ints = np.where(by_roles < 0, mates, by_roles)
    return kinds


def shared(pairs: Columns, team_kind: Ints, squads: Columns, at: int) -> Columns:
    """Pairs of stays summed up into ties, one row for each kind, ego, alter, team and pair of roles.

    Args:
        pairs: what `meetings` found.
        team_kind: by node, the position of its kind in `TeamKind`.
        squads: everybody's stays at the squads concerned, sorted by squad and start, to count circles by.
        at: the date at which the stays are cut, as a day number.

    Returns:
        What `summed` gives, sorted by ego, alter, squad and roles.
    """
    crowd = Crowd(squads)
    forth = crowd.until(pairs["squad"], pairs["end"]) - crowd.until(pairs["squad"], pairs["start"])
    return grouped(pairs | {"there": forth}, team_kind, at)


def grouped(pairs: Columns, team_kind: Ints, at: int) -> Columns:
    """Pairs of stays with ``there`` summed up into ties, sorted by ego, alter, squad and roles; see `summed`."""
    # Squad and roles settle the kind, so these two keys are the whole group.
    people = pairs["ego"].astype(np.int64) * (1 << 31) + pairs["alter"]
    where = (pairs["squad"].astype(np.int64) * len(ROLES) + pairs["ego_role"]) * len(ROLES) + pairs["alter_role"]
    order = np.lexsort((where, people))
    people, where = people[order], where[order]
    new = np.ones(len(order), bool)
    new[1:] = (people[1:] != people[:-1]) | (where[1:] != where[:-1])
    return summed(pairs, team_kind, order, new, at)


def summed(pairs: Columns, team_kind: Ints, order: Ints, new: Flags, at: int) -> Columns:
    """Ties, given which pairs of stays make one.

    Args:
        pairs: what `meetings` found, with ``there``.
        team_kind: by node, the position of its kind in `TeamKind`.
        order: the rows of ``pairs``, those of one tie together.
        new: by place in ``order``, whether a tie begins there.
        at: the date at which the stays are cut, as a day number.

    Returns:
        ``kind`` (position in `TIE_KINDS`), ``ego``, ``alter``, ``squad``, ``ego_role``, ``alter_role``, ``start``,
        ``end``, ``days``, ``days_low``, ``days_high`` and ``circle``, in the order given.
    """
    first = np.flatnonzero(new)
    lead = order[first]
    ties = {name: pairs[name][lead] for name in ("ego", "alter", "squad", "ego_role", "alter_role")}
    ties["kind"] = _kinds(ties, team_kind)
    # Most ties are one pair of stays: only the others are summed.
    several = np.flatnonzero(np.diff(first, append=len(order)) > 1)
    place, owner = concat_ranges(first[several], np.append(first, len(order))[several + 1])
    rows, begins = order[place], np.flatnonzero(np.diff(owner, prepend=-1))

    def of_all(how: np.ufunc, values: Ints) -> Ints:
        result = values[lead]
        if len(several):
            result[several] = how.reduceat(values[rows], begins)
        return result

    length = (pairs["end"] - pairs["start"]).astype(np.int64)
    ties["start"], ties["end"] = of_all(np.minimum, pairs["start"]), of_all(np.maximum, pairs["end"])
    whole = WHOLE_SHARE * WHOLE_SHARE
    ties["days"] = (2 * of_all(np.add, length * pairs["weight"]) + whole) // (2 * whole)
    ties["days_low"] = of_all(np.add, length * pairs["certain"])
    ties["days_high"] = of_all(np.add, length)
    days = ties["days_high"] * WHOLE_SHARE
    ties["circle"] = np.maximum((2 * of_all(np.add, pairs["there"]) + days) // np.maximum(2 * days, 1), 2)
    passing = _passing(ties["days_high"], ties["end"], ties["squad"], team_kind, at)
    return {name: column[~passing] for name, column in ties.items()} if passing.any() else ties


def _passing(days: Ints, end: Ints, squad: Ints, team_kind: Ints, at: int) -> Flags:
    """Whether two only passed each other at a club."""
    few: Flags = (days < FEW_DAYS) & (end < at)
    few[few] = ~np.isin(team_kind[squad[few] >> 1], NATIONAL)
    return few


def met(facts: Facts, egos: Columns, others: Columns, at: int, *, once: bool = False) -> Columns:
    """The `meetings` of stays as of a day number without those of two who only passed each other."""
    pairs, kinds = meetings(egos, others, once=once), facts.nodes["kind"]
    length = pairs["end"] - pairs["start"]
    short = _passing(length, pairs["end"], pairs["squad"], kinds, at)
    if not short.any():
        return pairs
    # A short one may be a part of more.
    people = pairs["ego"].astype(np.int64) * (1 << 31) + pairs["alter"]
    rows = np.flatnonzero(among(people, people[short]))
    where = (pairs["squad"][rows].astype(np.int64) * len(ROLES) + pairs["ego_role"][rows]) * len(ROLES)
    where += pairs["alter_role"][rows]
    order = np.lexsort((where, people[rows]))
    rows, where = rows[order], where[order]
    changes = (np.diff(people[rows]) != 0) | (np.diff(where) != 0)
    first = np.flatnonzero(np.concatenate([[True], changes]))
    sizes = np.diff(np.append(first, len(rows)))
    days = np.repeat(np.add.reduceat(length[rows].astype(np.int64), first), sizes)
    end = np.repeat(np.maximum.reduceat(pairs["end"][rows], first), sizes)
    keep = np.ones(len(length), bool)
    keep[rows] = ~_passing(days, end, pairs["squad"][rows], kinds, at)
    return {name: column[keep] for name, column in pairs.items()}


def team_ties(facts: Facts, people: Sequence[int] | Ints, at: int) -> Columns:
    """All ties by shared teams of some people, as of a day number: what `shared` gives."""
    egos = stays_of(facts, people, at)
    squads = squads_of(facts, egos["squad"], at)
    return shared(meetings(egos, squads), facts.nodes["kind"], squads, at)


def related(facts: Facts, people: Sequence[int] | Ints, at: int, known_by: int | None = None) -> Columns:
    """Stated relationships of some people that had begun by a day and were published by another (the same, by default).

    Returns:
        ``ego``, ``alter``, ``kind`` (position in `TIE_KINDS`), ``row`` (in ``facts.relationships``), ``row2`` (the
        alter's own claim where two clients share an agent, else -1) and ``leads`` (1 where the ego is the subject of
        the claim: see `DIRECTED`), sorted by ego, alter, kind.
    """
    table = facts.relationships
    published = at if known_by is None else known_by
    request = distinct(np.asarray(people, np.int64))
    ego, peer, row = _told_of(facts, request, at, published)
    agency = table["kind"][row] == _AGENT
    plain = ~agency
    results = [_relations(ego[plain], peer[plain], _STATED[table["kind"][row[plain]]], row[plain], facts)]
    client = agency & (table["object"][row] == ego)
    if client.any():
        agents, mine = peer[client], row[client]
        agent, fellow, theirs = _told_of(facts, distinct(agents), at, published)
        wanted = (table["kind"][theirs] == _AGENT) & (table["subject"][theirs] == agent)
        agent, fellow, theirs = agent[wanted], fellow[wanted], theirs[wanted]
        low, high = np.searchsorted(agent, agents), np.searchsorted(agent, agents, side="right")
        place, owner = concat_ranges(low, high)
        results.append(_clients(facts, ego[client][owner], fellow[place], mine[owner], theirs[place]))
    details = {name: np.concatenate([part[name] for part in results]) for name in results[0]}
    order = np.lexsort((details["row2"], details["row"], details["kind"], details["alter"], details["ego"]))
    return {name: column[order] for name, column in details.items()}


def _told_of(facts: Facts, people: Ints, at: int, known_by: int) -> tuple[Ints, Ints, Ints]:
    """Rows of relationships known on a day: the person asked about (ascending), the other one, the row."""
    table = facts.relationships
    begins = table["of_person"]
    place, owner = concat_ranges(begins[people], begins[people + 1])
    row, ego = table["either"][place], people[owner]
    peer = np.where(table["subject"][row] == ego, table["object"][row], table["subject"][row])
    existing = visible(table, at, known_by, row) & (peer != ego)
    return ego[existing], peer[existing], row[existing]


def _relations(ego: Ints, alter: Ints, kind: Ints, row: Ints, facts: Facts) -> Columns:
    leads = (facts.relationships["subject"][row] == ego).astype(np.int8)
    return {"ego": ego, "alter": alter, "kind": kind, "row": row, "row2": np.full(len(row), -1), "leads": leads}


def _clients(facts: Facts, ego: Ints, alter: Ints, mine: Ints, theirs: Ints) -> Columns:
    """Clients of one agent whose contracts with him can have overlapped; unknown dates speak against nothing."""
    start, end = facts.relationships["start_min"], facts.relationships["end_max"]
    apart = ((end[mine] != UNKNOWN) & (start[theirs] >= end[mine])) | (
        (end[theirs] != UNKNOWN) & (start[mine] >= end[theirs])
    )
    remaining = ~apart & (ego != alter)
    details = _relations(
        ego[remaining], alter[remaining], np.full(int(remaining.sum()), _SAME_AGENT), mine[remaining], facts
    )
    return details | {"row2": theirs[remaining]}
