"""Presence: who is at a team on a date, and where somebody is.

As of ``D`` means: as far as is known of the day before, so that what happens on ``D`` itself does not count. Somebody
is *certain* to be there if a claim says so for that day without doubt, *presumed* if the dates only allow for it (an
inexact end, nothing heard since the last attested day), *unsettled* if the sources leave it open (two clubs listed for
a season, a season hardly begun), and *former* for two years after leaving. A club is its first team; its academy,
reserve and youth teams are teams of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

import numpy as np

from kg.columns.facts import Facts
from kg.columns.files import Ints, among, as_date, day, distinct
from kg.columns.intervals import NATIONAL_SHARE, TEAM_KINDS, WHOLE_SHARE
from kg.columns.segments import ROLES
from kg.graph.ties import squads_of, stays_of
from kg.model import TeamKind

__all__ = ["FORMER_DAYS", "HALF_SEASON", "PRESENT", "Standing", "clubs_of", "people_at", "whereabouts"]

PRESENT: Final = ("certain", "presumed")
"""Those of a `Standing`'s presences that put somebody among a club's people."""

FORMER_DAYS: Final = 730
HALF_SEASON: Final = timedelta(days=184)
"""From the beginning of a season to the window of January. For so long it is open whether somebody has come of whom
only the season is known; and of a season at two clubs, a player is taken to be still at the one where he was before,
and at the other afterwards: of such moves two in five were made in summer and one in four in winter."""
_RUN: Final = ("person", "role", "start", "end", "certain", "share")
_NATIONAL_TEAMS: Final = (TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH)
_NATIONAL: Final = [TEAM_KINDS.index(kind) for kind in _NATIONAL_TEAMS]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody at a team as of a date.

    Attributes:
        person, team: nodes.
        role: player, head_coach, …
        presence: ``certain``; ``presumed``; ``unsettled`` where the sources name two clubs for the time, or only the
            season, hardly begun, in which the person came; or ``former``.
        since: first day of the stay that lasts, or that ended last.
        until: for the former, when it had ended; ``None`` otherwise.
    """

    person: int
    team: int
    role: str
    presence: str
    since: date | None
    until: date | None = None


def people_at(facts: Facts, team: int, at: date, *, present: bool = False) -> list[Standing]:
    """Who is at a team as of a date, each person once, and who left it within `FORMER_DAYS` before.

    Ordered: certain, presumed, unsettled, former (who left last first); then by role and id.

    Args:
        facts: the facts.
        team: node of the team.
        at: the date.
        present: whether only those who are certain or presumed to be there are wanted.
    """
    now = day(at)
    stays = squads_of(facts, np.array([2 * team]), now)
    recent = distinct(stays["person"][stays["end"] > now - FORMER_DAYS])
    mine = np.flatnonzero(among(stays["person"], recent))
    mine = mine[np.lexsort((stays["start"][mine], stays["role"][mine], stays["person"][mine]))]
    whole = NATIONAL_SHARE if facts.team_kind(team) in _NATIONAL_TEAMS else WHOLE_SHARE
    standings = _latest(team, zip(*(stays[name][mine].tolist() for name in _RUN), strict=True), now, whole)
    return [each for each in standings if not present or each.presence in PRESENT]


def clubs_of(facts: Facts, person: int, at: date) -> list[Standing]:
    """The clubs (and their reserve, youth and academy teams) that a person is at as of a date, as known."""
    return whereabouts(facts, [person], at).get(person, [])


def whereabouts(facts: Facts, people: Sequence[int] | Ints, at: date) -> dict[int, list[Standing]]:
    """What `clubs_of` tells of each of some people; those who are nowhere as far as is known are left out."""
    now = day(at)
    stays = stays_of(facts, people, now)
    teams = stays["squad"] >> 1
    here = (stays["end"] == now) & ~np.isin(facts.nodes["kind"][teams], _NATIONAL)
    both = stays["person"].astype(np.int64) * (1 << 31) + teams
    mine = np.flatnonzero(among(both, both[here]))
    mine = mine[np.lexsort((stays["start"][mine], stays["role"][mine], both[mine]))]
    found: dict[int, list[Standing]] = {}
    columns = (teams, *(stays[name] for name in _RUN))
    rows = zip(*(column[mine].tolist() for column in columns), strict=True)
    for team, told in groupby(rows, key=itemgetter(0, 1)):
        for standing in _latest(team[0], (row[1:] for row in told), now, WHOLE_SHARE):
            if standing.presence != "former":
                found.setdefault(standing.person, []).append(standing)
    return {person: _ordered(standings) for person, standings in found.items()}


def _latest(team: int, stays: Iterable[tuple[int, ...]], now: int, whole: int) -> list[Standing]:
    """The last stay of each person at one team, touching runs joined; of several roles the best lasting or the latest.

    Args:
        team: node of the team.
        stays: the `_RUN` of each, sorted by person, role and start.
        now: the date as a day number.
        whole: the share of a day that is not split between several clubs.
    """
    runs: dict[tuple[int, int], tuple[int, int, bool, int | None]] = {}
    for person, role, start, end, certain, share in stays:
        since, until, _, split = runs.get((person, role), (start, start, False, None))
        split = None if share >= whole else start if split is None or start > until else split
        runs[person, role] = (since if start <= until else start, max(end, until), bool(certain) and end == now, split)
    best: dict[int, Standing] = {}
    for (person, role), (since, until, certain, split) in runs.items():
        first = as_date(since)
        # A season begins on 1 July, or on 1 January.
        arriving = since > now - HALF_SEASON.days and first is not None and (first.month, first.day) in ((7, 1), (1, 1))
        torn = split is not None and (since < split) == (now >= split + HALF_SEASON.days)
        presence = (
            "former" if until < now else "certain" if certain else "unsettled" if arriving or torn else "presumed"
        )
        standing = Standing(person, team, ROLES[role].value, presence, first, as_date(until) if until < now else None)
        best[person] = min(best.get(person, standing), standing, key=_order)
    return _ordered(best.values())


_SURENESS: Final = ("certain", "presumed", "unsettled", "former")
_RANK: Final = {role.value: rank for rank, role in enumerate(ROLES)}


def _order(standing: Standing) -> tuple[int, int, int, int, int]:
    # Of those who left it counts what they were last.
    left = -standing.until.toordinal() if standing.until else 0
    return (_SURENESS.index(standing.presence), left, _RANK[standing.role], standing.person, standing.team)


def _ordered(standings: Iterable[Standing]) -> list[Standing]:
    return sorted(standings, key=_order)
